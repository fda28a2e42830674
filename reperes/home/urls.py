"""Addresses of the hall."""

from django.urls import path

from reperes.home import feeds, views
from reperes.home.shell import DOORS

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    *(path(f"{each.key}/", views.door, {"door": each.key}, name=each.key) for each in DOORS),
    path("recherche/", views.search, name="search"),
    path("recherche/suggestions/", views.suggestions, name="suggestions"),
    path("a-propos/", views.about, name="about"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("opensearch.xml", feeds.opensearch, name="opensearch"),
    path("manifest.webmanifest", feeds.manifest, name="manifest"),
    path("robots.txt", feeds.robots, name="robots"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
]
