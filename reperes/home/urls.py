"""Addresses of the hall."""

from django.urls import path

from reperes.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="home")]
