"""Opening a page to strangers is a visible change of this list."""

from collections.abc import Iterator

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

PUBLIC = {
    "atlas": {
        "area",
        "areas",
        "composite",
        "composites",
        "indicator",
        "indicators",
        "locality",
        "locality_pdf",
        "map",
        "map_pdf",
        "method",
        "methods",
        "source",
        "sources",
        "table",
        "values",
    },
    "catalogue": {
        *{"browse", "browse_file", "report", "resource", "resource_pdf"},
        *{"selection", "selection_pdf", "selections"},
    },
    "home": {
        *{"home", "comprendre", "agir", "apprecier", "apprendre", "partager", "search", "suggestions"},
        *{"about", "accessibility", "styleguide", "robots", "sitemap", "manifest", "opensearch"},
    },
    "opendata": {
        *{"data", "dcat", "dcat_turtle", "edition", "dictionary", "dictionary_file", "bibtex", "datacite"},
        *{"download", "guide", "nowhere"},
    },
    "opendata:api": {
        *{"api-root", "openapi-json", "editions", "edition", "series", "indicators", "indicator", "statuses", "cells"},
        *{"profile", "locality_profile", "comparison", "partitions", "version", "areas", "localities", "locality"},
        *{"landing", "conformance", "collections", "collection", "schema", "items", "item"},
    },
    "people": {"collective", "collectives", "invitation", "organisation", "organisations", "privacy", "rights"},
    "places": {"locality_limits", "territories", "tile", "version"},
}


def named(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from named(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name or pattern.pattern}", pattern


def is_public(pattern: URLPattern) -> bool:
    return not getattr(pattern.callback, "login_required", True)


def test_the_pages_open_to_strangers_are_these():
    found = {name for name, pattern in named(get_resolver().url_patterns) if is_public(pattern)}
    ours = {name for name in found if ":" in name}  # allauth opens its own doors: sign in, reset a password
    listed = {f"{room}:{name}" for room, names in PUBLIC.items() for name in names}
    assert ours - listed == set()
    assert listed - ours == set()
