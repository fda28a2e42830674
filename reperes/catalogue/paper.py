"""Selections and resources on paper: what the Typst templates are given."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reperes.catalogue.models.selections import Selection
from reperes.catalogue.queries.resource_page import ResourcePage
from reperes.catalogue.queries.selection_page import Entry, SelectionPage
from reperes.core.text import spoken
from reperes.publishing import pdf


def selection_sheet(page: SelectionPage, address: str) -> bytes:
    """Two pages for thirteen resources: sections, labels, reasons, in order."""
    selection = page.selection
    return pdf.render(
        "catalogue/selection.typ",
        {
            "title": str(selection),
            "lang": get_language() or "fr",
            "kicker": spoken(selection.kicker, selection.kicker_en),
            "intro": _paragraphs(spoken(selection.intro, selection.intro_en)),
            "notes": _notes(page, selection),
            "sections": [_section(shelf) for shelf in page.shelves if shelf.n_items],
            "source": f"{address} — {date_format(localdate(), 'DATE_FORMAT')}",
        },
    )


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _notes(page: SelectionPage, selection: Selection) -> list[str]:
    reviewed = selection.reviewed_on
    return [
        said
        for said in (
            _("Composée par %(names)s.") % {"names": ", ".join(page.curators)} if page.curators else "",
            _("Revue le %(date)s.") % {"date": date_format(reviewed, "DATE_FORMAT")} if reviewed else "",
            _("D’après la sélection « %(title)s ».") % {"title": selection.forked_from}
            if selection.forked_from and selection.forked_from.is_public
            else "",
            f"{selection.said_funder}." if selection.funder else "",
            spoken(selection.rights, selection.rights_en),
        )
        if said
    ]


def _section(shelf: Any) -> dict[str, Any]:
    return {
        "name": str(shelf.section),
        "blocks": [
            {"rationale": block.rationale, "entries": [_entry(entry) for entry in block.entries]}
            for block in shelf.blocks
        ],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "label": entry.label,
        "title": entry.title,
        "credit": ", ".join(filter(None, [*entry.makers, entry.date])),
        "description": entry.description,
        "badge": entry.badge,
        "url": entry.link.url if entry.link else "",
    }


def resource_sheet(page: ResourcePage, address: str) -> bytes:
    """One resource, on one page."""
    resource = page.resource
    facts = [(role, ", ".join(map(str, credits))) for role, credits in page.credits]
    facts += [
        (_("Date"), resource.said_date),
        (_("Nature"), str(resource.nature)),
        (_("Licence"), str(resource.licence)),
        (_("Lien"), str(page.link) if page.link else ""),
    ]
    facts += [(terms.name, ", ".join(map(str, terms.concepts))) for terms in page.terms]
    return pdf.render(
        "catalogue/resource.typ",
        {
            "title": resource.title,
            "lang": get_language() or "fr",
            "label": resource.printed_label,
            "subtitle": resource.subtitle,
            "description": resource.said_description,
            "facts": [{"name": name, "value": value} for name, value in facts if value],
            "places": [
                {"selection": str(place.selection), "rationale": place.rationale}
                for place in page.places
                if place.selection.is_public
            ],
            "citation": page.citation,
            "words": {"places": _("Dans les sélections"), "citation": _("Pour citer")},
            "source": f"{address} — {date_format(localdate(), 'DATE_FORMAT')}",
        },
    )
