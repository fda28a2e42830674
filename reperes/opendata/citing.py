"""How one cites an edition: the fields of DataCite, BibTeX, one sentence; and what was said of its sources since."""

import re
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reperes.atlas.models import Edition, Source
from reperes.core.site import full_address
from reperes.core.text import fold, spoken
from reperes.opendata import queries


def address(edition: Edition) -> str:
    """Where an edition lives for good."""
    return full_address(reverse("opendata:edition", args=[edition.code]))


def title(edition: Edition) -> str:
    return _("Atlas de Repères : %(name)s") % {"name": edition}


def sentence(edition: Edition) -> str:
    """« Qui (année). Titre, édition code. Adresse »: what one pastes under a table."""
    said = _("%(who)s (%(year)s). %(title)s, édition %(code)s [jeu de données]. %(address)s")
    return said % {
        "who": settings.HOST_NAME,
        "year": year(edition),
        "title": title(edition),
        "code": edition.code,
        "address": address(edition),
    }


def year(edition: Edition) -> int:
    return int(edition.publication.published_at.year)


def datacite(edition: Edition) -> dict[str, Any]:
    """The fields of DataCite's metadata schema 4.5 that we can fill; the identifier is our own address, not a DOI."""
    found = queries.sources(edition)
    return {
        "schemaVersion": "http://datacite.org/schema/kernel-4",
        "identifiers": [{"identifier": address(edition), "identifierType": "URL"}],
        "creators": [{"name": settings.HOST_NAME, "nameType": "Organizational"}],
        "titles": [{"title": title(edition), "lang": get_language()}],
        "publisher": {"name": settings.HOST_NAME},
        "publicationYear": str(year(edition)),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Indicators by area"},
        "version": edition.code,
        "language": get_language(),
        "dates": [{"date": edition.publication.published_at.isoformat(), "dateType": "Issued"}],
        "contributors": [
            {"name": name, "nameType": "Organizational", "contributorType": "DataCollector"}
            for name in dict.fromkeys(spoken(each.publisher, each.publisher_en) for each in found)
        ],
        "rightsList": [{"rights": name} for name in licences(found)],
        "relatedIdentifiers": [
            {"relatedIdentifier": each.address, "relatedIdentifierType": "URL", "relationType": "IsDerivedFrom"}
            for each in found
            if each.address
        ],
    }


def bibtex(edition: Edition) -> str:
    name = re.sub(r"[^a-z0-9]+", "", fold(settings.HOST_NAME)) or "reperes"
    fields = {
        "author": "{" + _inside(settings.HOST_NAME) + "}",
        "title": "{" + _inside(title(edition)) + "}",
        "year": str(year(edition)),
        "version": edition.code,
        "publisher": _inside(settings.HOST_NAME),
        "url": address(edition),
        "note": _("jeu de données"),
    }
    lines = ",\n".join(f"  {key} = {{{value}}}" for key, value in fields.items())
    return f"@misc{{{name}-{edition.code},\n{lines}\n}}\n"


def _inside(words: str) -> str:
    """Nothing a person typed may close a brace or begin a command."""
    return re.sub(r"[{}\\]", "", words).replace("&", r"\&").replace("%", r"\%").replace("#", r"\#").replace("_", r"\_")


def licences(found: list[Source]) -> list[str]:
    return list(dict.fromkeys(words for each in found if (words := spoken(each.licence, each.licence_en))))


def corrections(source: Source) -> str:
    """What its publisher said of the file since, if anything was noted."""
    return spoken(getattr(source, "corrections", ""), getattr(source, "corrections_en", ""))


def superseding(source: Source) -> list[Source]:
    """The sources that replace this one."""
    newer = getattr(source, "superseded_by", None)
    return list(newer.all()) if newer is not None else []
