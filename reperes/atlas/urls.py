"""Addresses of the atlas: what everyone reads."""

from django.urls import path

from reperes.atlas.views import composite, definition, delivery, edition, indicator, locality, map, method, source

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
    path("atlas/definitions/", definition.new_indicator, name="new_indicator"),
    path("atlas/definitions/<slug:code>/", definition.indicator_definition, name="indicator_definition"),
    path("atlas/definitions/<slug:code>/suppression/", definition.indicator_removal, name="indicator_removal"),
    path("atlas/caracteristiques/", definition.characteristics, name="characteristics"),
    # Where figures come from, how they are made
    path("atlas/sources/", source.sources, name="sources"),
    path("atlas/sources/<int:pk>/", source.source, name="source"),
    path("atlas/sources/<int:pk>/correction/", source.correction, name="source_correction"),
    path("atlas/sources/<int:pk>/remplacement/", source.replacement, name="source_replacement"),
    path("atlas/methodes/", method.methods, name="methods"),
    path("atlas/methodes/<slug:name>/", method.method, name="method"),
    # Composite indices
    path("atlas/indices/", composite.composites, name="composites"),
    path("atlas/indices/nouveau/", composite.new, name="composite_new"),
    path("atlas/indices/croisement/", composite.crossing, name="composite_crossing"),
    path("atlas/indices/retablissement/", composite.restoration, name="composite_restoration"),
    path("atlas/indices/<slug:code>/", composite.composite, name="composite"),
    path("atlas/indices/<slug:code>/recette/", composite.changes, name="composite_changes"),
    path("atlas/indices/<slug:code>/suppression/", composite.removal, name="composite_removal"),
    path("territoires/<slug:public_code>/", locality.locality, name="locality"),
    path("territoires/<slug:public_code>/fiche.pdf", locality.locality_sheet, name="locality_pdf"),
    # Editions: computed, read again, put before readers
    path("atlas/editions/", edition.editions, name="editions"),
    path("atlas/editions/<slug:code>/", edition.edition, name="edition"),
    path("atlas/editions/<slug:code>/publication/", edition.publication, name="edition_publication"),
    path("atlas/editions/<slug:code>/retrait/", edition.withdrawal, name="edition_withdrawal"),
    path("atlas/editions/<slug:code>/mise-de-cote/", edition.refusal, name="edition_refusal"),
    path("atlas/editions/<slug:code>/recalcul/", edition.recomputation, name="edition_recomputation"),
    path("atlas/calculs/<slug:code>/", edition.build, name="build"),
    path("atlas/calculs/<slug:code>/reprise/", edition.resumption, name="build_resumption"),
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
]
