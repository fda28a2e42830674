"""How to cite a resource: in words, as schema.org data, as the meta tags that Zotero and Google Scholar read."""

import json

from django.utils.duration import duration_iso_string
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import override

from reperes.catalogue.models import Contribution, Resource

AUTHORS = ("auteur", "coauteur", "narrateur")
# schema.org: a main type by nature, with LearningResource beside it
KINDS = {
    "livre": "Book",
    "video": "VideoObject",
    "service-en-ligne": "WebApplication",
    "jeu-de-donnees": "Dataset",
    "document": "CreativeWork",
}
IN_A_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})  # so that no title can close the element


def _named(resource: Resource, *roles: str) -> list[Contribution]:
    return [c for c in resource.contributions.all() if c.role.code in roles]


def in_words(resource: Resource, address: str) -> str:
    """Authors (year). Title. Series, number. Publisher. Where it is had, or the address of its record here."""
    authors = [str(c) for c in _named(resource, *AUTHORS)] or [str(c) for c in _named(resource, "edition")]
    publishers = [str(c) for c in _named(resource, "edition") if str(c) not in authors]
    series = ", ".join(filter(None, [resource.series, resource.series_number]))
    title = " : ".join(filter(None, [resource.title, resource.subtitle]))
    year = resource.printed_year or resource.year or _("s. d.")
    link = next((link.url for link in resource.links.all() if link.url), address)
    parts = [f"{get_text_list(authors, _('et'))} ({year})".strip(), title, series, get_text_list(publishers, _("et"))]
    return ". ".join(part.rstrip(".") for part in parts if part) + f". {link}"


def json_ld(resource: Resource, address: str) -> SafeString:
    """schema.org, for search engines. Vocabulary terms are said in French, the language of the record."""
    with override("fr"):
        said = {
            "@context": "https://schema.org",
            "@type": sorted({KINDS.get(resource.nature.code, "CreativeWork"), "LearningResource"}),
            "@id": address,
            "identifier": resource.code,
            "name": resource.title,
            "alternateName": resource.subtitle,
            "description": resource.description,
            "inLanguage": resource.language,
            "datePublished": str(resource.year or ""),
            "author": [_agent(c) for c in _named(resource, *AUTHORS)],
            "contributor": [_agent(c) for c in _named(resource, "collaboration", "presentation", "traduction")],
            "publisher": [_agent(c) for c in _named(resource, "edition")],
            "license": resource.licence.uri,
            "keywords": [_term(i.concept) for i in resource.indexings.all() if i.concept.scheme.facet_rank],
            "numberOfPages": resource.n_pages,
            "duration": duration_iso_string(resource.duration) if resource.duration else None,
            "url": next((link.url for link in resource.links.all() if link.url), None),
            "sdLicense": "https://creativecommons.org/publicdomain/zero/1.0/",
            "sdDatePublished": resource.changed_at.date().isoformat(),
        }
    text = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    return SafeString(text.translate(IN_A_SCRIPT))


def _agent(contribution: Contribution) -> dict[str, str]:
    agent = contribution.agent
    said = {
        "@type": "Person" if agent.kind == "person" else "Organization",
        "name": str(contribution),
        "sameAs": agent.same_as,
    }
    return {name: value for name, value in said.items() if value}


def _term(concept: object) -> dict[str, str]:
    return {"@type": "DefinedTerm", "name": str(concept)}


def meta(resource: Resource, address: str) -> list[tuple[str, str]]:
    """Highwire tags: one item a page. No COinS here: Zotero would prefer it and read less."""
    tags = [("citation_title", " : ".join(filter(None, [resource.title, resource.subtitle])))]
    tags += [("citation_author", str(c)) for c in _named(resource, *AUTHORS)]
    tags += [("citation_publisher", str(c)) for c in _named(resource, "edition")]
    tags += [
        ("citation_publication_date", str(resource.year or "")),
        ("citation_language", resource.language),
        ("citation_series_title", resource.series),
        ("citation_technical_report_number", resource.series_number),
        ("citation_public_url", address),
    ]
    return [(name, value) for name, value in tags if value]
