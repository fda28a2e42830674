"""Addresses of places."""

from django.urls import path

from reperes.places.views import drawings, limits, territories

app_name = "places"
urlpatterns = [
    path("territoires/", territories.territories, name="territories"),
    path("territoires/dessins/", drawings.drawings, name="drawings"),
    path("territoires/dessins/<slug:code>/", drawings.drawing, name="drawing"),
    path("territoires/dessins/<slug:code>/secteurs.json", drawings.drawing_map, name="drawing_map"),
    path("territoires/dessins/<slug:code>/groupes.csv", drawings.drawing_file, name="drawing_file"),
    path("territoires/dessins/<slug:code>/publication/", drawings.drawing_publication, name="drawing_publication"),
    path("territoires/limites/<int:pk>/", limits.version, name="version"),
    path("territoires/<slug:public_code>/limites/", limits.locality_limits, name="locality_limits"),
    path("tuiles/<int:version>/<int:z>/<int:x>/<int:y>.mvt", territories.tile, name="tile"),
]
