"""Addresses of the atlas: what everyone reads."""

from django.urls import path

from reperes.atlas.views import delivery, indicator, locality, map

app_name = "atlas"
urlpatterns = [
    path("atlas/", map.map_, name="map"),
    path("atlas/carte.pdf", map.printed, name="map_pdf"),
    path("atlas/tableau.<str:kind>", map.table, name="table"),
    path("atlas/secteurs/<int:version>/<slug:stamp>.json", map.areas, name="areas"),
    path("atlas/valeurs/<slug:edition>/<int:version>/<slug:indicator>/<str:period>.json", map.values, name="values"),
    path("atlas/secteur/<int:version>/<path:code>/", locality.area, name="area"),
    path("atlas/indicateurs/", indicator.indicators, name="indicators"),
    path("atlas/indicateurs/<slug:code>/", indicator.indicator, name="indicator"),
    path("territoires/<slug:public_code>/", locality.locality, name="locality"),
    path("territoires/<slug:public_code>/fiche.pdf", locality.locality_sheet, name="locality_pdf"),
    # Bringing figures
    path("atlas/livraisons/", delivery.deliveries, name="deliveries"),
    path("atlas/livraisons/<slug:code>/", delivery.delivery, name="delivery"),
    path("atlas/livraisons/<slug:code>/fichiers/", delivery.files, name="delivery_files"),
    path("atlas/livraisons/<slug:code>/lecture/", delivery.reading, name="delivery_reading"),
    path("atlas/livraisons/<slug:code>/sens/", delivery.meaning, name="delivery_meaning"),
    path("atlas/livraisons/<slug:code>/verification/", delivery.verification, name="delivery_verification"),
    path("atlas/livraisons/<slug:code>/refus.csv", delivery.refusals, name="delivery_refusals"),
    path("atlas/livraisons/<slug:code>/correction/", delivery.correction, name="delivery_correction"),
    path("atlas/livraisons/<slug:code>/abandon/", delivery.abandonment, name="delivery_abandonment"),
    path("atlas/livraisons/<slug:code>/retrait/", delivery.withdrawal, name="delivery_withdrawal"),
    path("atlas/livraisons/<slug:code>/publication/", delivery.publication, name="delivery_publication"),
]
