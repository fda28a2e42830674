"""Addresses of the atlas: what everyone reads."""

from django.urls import path

from reperes.atlas.views import indicator, locality, map

app_name = "atlas"
urlpatterns = [
    path("atlas/", map.map_, name="map"),
    path("atlas/carte.pdf", map.printed, name="map_pdf"),
    path("atlas/tableau.<str:kind>", map.table, name="table"),
    path("atlas/valeurs/<slug:edition>/<int:version>/<slug:indicator>/<str:period>.json", map.values, name="values"),
    path("atlas/secteur/<int:version>/<str:code>/", locality.area, name="area"),
    path("atlas/indicateurs/", indicator.indicators, name="indicators"),
    path("atlas/indicateurs/<slug:code>/", indicator.indicator, name="indicator"),
    path("territoires/<slug:public_code>/", locality.locality, name="locality"),
    path("territoires/<slug:public_code>/fiche.pdf", locality.locality_sheet, name="locality_pdf"),
]
