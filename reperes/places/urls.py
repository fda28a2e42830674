"""Addresses of places."""

app_name = "places"
urlpatterns: list[object] = []
