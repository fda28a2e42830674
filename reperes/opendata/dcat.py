"""The catalogue of our data sets for other catalogues: DCAT 3, with what DCAT-AP asks, as JSON-LD or Turtle."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from reperes.atlas.models import Edition
from reperes.core.site import full_address
from reperes.opendata import citing, queries, shelf
from reperes.opendata.queries import Held

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "locn": "http://www.w3.org/ns/locn#",
    "prov": "http://www.w3.org/ns/prov#",
}
MEDIA = "https://www.iana.org/assignments/media-types/"
LANGUAGES = {
    "fr": "http://publications.europa.eu/resource/authority/language/FRA",
    "en": "http://publications.europa.eu/resource/authority/language/ENG",
}
Node = dict[str, Any]


def catalogue() -> Node:
    """Each published edition is a data set, each of its downloads a distribution; the API and OGC doors services."""
    found = list(queries.editions())
    return {
        "@context": PREFIXES,
        "@id": full_address(reverse("opendata:data")),
        "@type": "dcat:Catalog",
        "dct:title": _both("Données de l’atlas de Repères", "Data of the Repères atlas"),
        "dct:description": _both(
            "Indicateurs publiés, territoire par territoire, avec leurs statuts et leurs sources.",
            "Published indicators, area by area, with their statuses and sources.",
        ),
        "dct:publisher": _publisher(),
        "foaf:homepage": {"@id": full_address("/")},
        "dct:language": [{"@id": address} for address in LANGUAGES.values()],
        "dcat:service": _services(found),
        "dcat:dataset": [dataset(each) for each in found],
    }


def dataset(edition: Edition) -> Node:
    held, sources = queries.held(edition), queries.sources(edition)
    periods = sorted({period for each in held for some in each.periods.values() for period in some})
    return {
        "@id": citing.address(edition),
        "@type": "dcat:Dataset",
        "dct:identifier": edition.code,
        "dct:title": _both(edition.name, edition.name_en),
        "dct:description": {"@value": citing.sentence(edition), "@language": "fr"},
        "dct:issued": {"@value": edition.publication.published_at.isoformat(), "@type": "xsd:dateTime"},
        "dcat:version": edition.code,
        "dct:publisher": _publisher(),
        "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": settings.HOST_NAME,
            "vcard:hasEmail": {"@id": f"mailto:{settings.PRIVACY_EMAIL}"},
        },
        "dct:source": [{"@id": each.address} for each in sources if each.address],
        "dct:rights": [
            {"@type": "dct:RightsStatement", "dct:description": words} for words in citing.licences(sources)
        ],
        "dcat:keyword": sorted({str(each.theme) for each in queries.indicators_of(edition) if each.theme}),
        "dct:temporal": [{"@type": "dct:PeriodOfTime", "dct:title": period} for period in periods],
        "dct:spatial": [_ground(each) for each in held if len(each.version.bounds) == 4],
        "dcat:distribution": [each for one in held for each in _distributions(edition, one)],
    }


def _distributions(edition: Edition, held: Held) -> Iterable[Node]:
    for kind, name in shelf.KINDS.items():
        address = full_address(reverse("opendata:download", args=[edition.code, held.version.pk, kind]))
        file = shelf.shelved(edition, held, kind).file
        yield _size(file) | {
            "@id": address,
            "@type": "dcat:Distribution",
            "dct:title": f"{held.version}, {name}",
            "dcat:accessURL": {"@id": citing.address(edition)},
            "dcat:downloadURL": {"@id": address},
            "dcat:mediaType": {"@id": MEDIA + shelf.TYPES[kind]},
        }


def _size(file: Path) -> Node:
    """Known once somebody asked for the file."""
    if not file.exists():
        return {}
    return {"dcat:byteSize": {"@value": str(file.stat().st_size), "@type": "xsd:nonNegativeInteger"}}


def _ground(held: Held) -> Node:
    west, south, east, north = held.version.bounds
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    ring = ", ".join(f"{x} {y}" for x, y in corners)
    shape = {"@value": f"POLYGON(({ring}))", "@type": "http://www.opengis.net/ont/geosparql#wktLiteral"}
    return {"@type": "dct:Location", "dct:title": str(held.version), "dcat:bbox": shape}


def _services(editions: list[Edition]) -> list[Node]:
    serves = [{"@id": citing.address(each)} for each in editions]
    doors = {
        _("API de lecture"): (reverse("opendata:guide"), reverse("opendata:api:openapi-json")),
        _("OGC API – Features"): (reverse("opendata:api:landing"), reverse("opendata:api:openapi-json")),
    }
    return [
        {
            "@id": full_address(address) + "#service",
            "@type": "dcat:DataService",
            "dct:title": name,
            "dcat:endpointURL": {"@id": full_address(address)},
            "dcat:endpointDescription": {"@id": full_address(described)},
            "dcat:servesDataset": serves,
        }
        for name, (address, described) in doors.items()
    ]


def _publisher() -> Node:
    return {"@type": "foaf:Organization", "foaf:name": settings.HOST_NAME, "foaf:homepage": {"@id": full_address("/")}}


def _both(french: str, english: str) -> list[Node]:
    said = [{"@value": french, "@language": "fr"}]
    return [*said, {"@value": english, "@language": "en"}] if english else said


def json_ld() -> str:
    return json.dumps(catalogue(), ensure_ascii=False, indent=1)


def turtle() -> str:
    """The same graph, for those who read Turtle."""
    found = catalogue()
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    subjects: list[str] = []
    _subject({key: value for key, value in found.items() if key != "@context"}, subjects)
    return "\n".join([*lines, "", *reversed(subjects)]) + "\n"


def _subject(node: Node, subjects: list[str]) -> str:
    """Write a node that has an address as a subject of its own; give back its address."""
    told = _told(node, subjects)
    if told:
        subjects.append(f"<{_address(node['@id'])}> {told} .\n")
    return f"<{_address(node['@id'])}>"


def _told(node: Node, subjects: list[str]) -> str:
    said = [f"a {node['@type']}"] if "@type" in node else []
    for name, value in node.items():
        values = value if isinstance(value, list) else [value]
        if not name.startswith("@") and values:
            said.append(f"{name} " + ", ".join(_object(each, subjects) for each in values))
    return " ;\n  ".join(said)


def _object(value: Any, subjects: list[str]) -> str:
    if not isinstance(value, dict):
        return _quoted(str(value))
    if "@value" in value:
        kind = str(value.get("@type", ""))
        typed = f"^^<{kind}>" if kind.startswith("http") else f"^^{kind}" if kind else ""
        return _quoted(value["@value"]) + (f"@{value['@language']}" if "@language" in value else typed)
    return _subject(value, subjects) if "@id" in value else f"[ {_told(value, subjects)} ]"


def _quoted(words: str) -> str:
    """JSON escapes what Turtle escapes, the same way."""
    return json.dumps(words, ensure_ascii=False)


def _address(address: str) -> str:
    """What may not stand between angle brackets is written by its number."""
    return "".join(f"%{ord(c):02X}" if c in '<>"{}|^`\\' or c <= " " else c for c in address)
