"""Addresses of the whole house. French lives at the root, English under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("compte/", include("allauth.urls")),
    path("", include("reperes.people.urls")),
    path("", include("reperes.journal.urls")),
    path("", include("reperes.places.urls")),
    path("", include("reperes.catalogue.urls")),
    path("", include("reperes.atlas.urls")),
    path("", include("reperes.opendata.urls")),
    path("", include("reperes.home.urls")),
    prefix_default_language=False,
)

handler400 = "reperes.home.views.bad_request"
handler403 = "reperes.home.views.not_allowed"
handler404 = "reperes.home.views.not_found"
handler500 = "reperes.home.views.broken"
