"""What one types in the four steps of a delivery."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from shapely import box
from shapely.geometry import mapping

from reperes.atlas.models import Delivery
from reperes.atlas.testing import STEP

SMALL = {"01": "Rive", "02": "Pont", "03": "Île", "04": "Bois"}
TABLE = (
    "Secteur;Population 2021;Navetteurs, total;Part à pied\n01;1 200;500;0,10\n02;x;x;\n03;800;300;0,25\n99;5;1;0,5\n"
)


def shapes(codes=SMALL):
    squares = [
        {
            "type": "Feature",
            "properties": {"SECTEUR": code, "NOM": name},
            "geometry": mapping(box(-72 + STEP * n, 46, -72 + STEP * (n + 1), 46.01)),
        }
        for n, (code, name) in enumerate(codes.items())
    ]
    return json.dumps({"type": "FeatureCollection", "features": squares}).encode()


def uploaded(name, content):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def begun(client):
    client.post(reverse("atlas:deliveries"))
    return Delivery.objects.order_by("-pk")[0]


READING = {"table-encoding": "utf-8", "table-separator": ";", "table-header_row": 1, "table-decimal": ","}
LIMITS = {
    "limits-layer": "", "limits-code_column": "SECTEUR", "limits-name_column": "NOM", "limits-land_column": "",
    "limits-crs": "EPSG:4326",
}  # fmt: skip
MEANING = {
    "codes-code_column": "Secteur", "codes-matching": "exact", "codes-people": "Population 2021",
    "codes-period": "2021",
    "column1-role": "count", "column1-of": "-", "column1-indicator": "+", "column1-name": "Population",
    "column1-unit": "persons",
    "column2-role": "-", "column2-of": "-", "column2-indicator": "+",
    "column3-role": "share", "column3-of": "Navetteurs, total", "column3-indicator": "+",
    "column3-name": "Se rendre au travail à pied", "column3-unit": "persons",
    "source-title": "Recensement", "source-publisher": "Statistique Canada", "source-licence": "Licence ouverte",
    "grouping-method": "point",
}  # fmt: skip
PARTITION = {
    "partition-name": "Quartiers", "partition-level": "small_area", "partition-vintage": "2024",
    "partition-publisher": "Ville", "partition-licence": "CC BY", "grouping-method": "point",
}  # fmt: skip
