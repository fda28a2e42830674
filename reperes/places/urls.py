"""Addresses of places."""

from django.urls import path

from reperes.places import views

app_name = "places"
urlpatterns = [
    path("territoires/", views.territories, name="territories"),
    path("tuiles/<int:version>/<int:z>/<int:x>/<int:y>.mvt", views.tile, name="tile"),
]
