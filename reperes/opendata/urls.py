"""Addresses other programs know by heart: they do not change."""

from django.urls import path, re_path

from reperes.opendata.api import figures, guide, ogc, places  # noqa: F401 (their doors join the API)
from reperes.opendata.api.house import api, nowhere
from reperes.opendata.views import catalogue, data, files

app_name = "opendata"
urlpatterns = [
    path("donnees/", data.data, name="data"),
    path("donnees/catalogue.jsonld", catalogue.json_ld, name="dcat"),
    path("donnees/catalogue.ttl", catalogue.turtle, name="dcat_turtle"),
    path("donnees/<slug:code>/", data.edition, name="edition"),
    path("donnees/<slug:code>/dictionnaire/", data.dictionary, name="dictionary"),
    path("donnees/<slug:code>/dictionnaire.csv", data.dictionary_file, name="dictionary_file"),
    path("donnees/<slug:code>/citation.bib", data.bibtex, name="bibtex"),
    path("donnees/<slug:code>/citation.json", data.datacite, name="datacite"),
    path("donnees/<slug:code>/<int:version>.<str:kind>", files.download, name="download"),
    path("api/", guide.guide, name="guide"),
    path("api/", api.urls),
    re_path(r"^api/(?P<rest>[\s\S]*)$", nowhere, name="nowhere"),  # “path” stops at a line feed
]
