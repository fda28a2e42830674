"""What a Typst template needs to put a map or a locality on paper: plain data, and the drawing as a file."""

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reperes.atlas import sheets, speech
from reperes.atlas.models import Source
from reperes.atlas.queries.locality import LocalityPage
from reperes.atlas.queries.map import Map
from reperes.core.text import spoken
from reperes.places.models import Parentage
from reperes.publishing import pdf

MOST_ROWS = 48  # what one sheet holds under the map; beyond, the file is the table


def map_sheet(page: Map, address: str) -> bytes:
    """One map: title, sentence, drawing, legend, table, source."""
    choice = page.choice
    data = {
        "lang": get_language() or "fr",
        "title": page.title,
        "kicker": str(choice.version.partition),
        "says": page.says,
        "alt": f"{page.title}. {page.says}",
        "legend": [{"look": each.look, "label": each.label, "count": speech.number(each.count)}
                   for each in [*reversed(page.legend), *page.absences]],
        "ramp": page.ramp,
        "end_words": page.end_words,
        "rows": [[str(row.mark) if page.is_numbered else "", row.name, row.text, row.words]
                 for row in page.rows[:MOST_ROWS]],
        "columns": [_("Nº") if page.is_numbered else "", _("Territoire"), _("Valeur"), _("Statut")],
        "left_out": max(len(page.rows) - MOST_ROWS, 0),
        "note": [[heading, words] for heading, words in sheets.note(page)],
        "source": f"{choice.indicator.source}. {address}",
        "words": {"colon": _(" :"), "legend": _("Légende"), "table": _("Tableau"), "source": _("Source"),
                  "rest": _("Le reste du tableau se télécharge à l’adresse de la carte.")},
    }  # fmt: skip
    drawing = render_to_string("atlas/choropleth.svg", {"page": page})
    return pdf.render("atlas/map.typ", data, files={"map.svg": drawing.encode()})


def locality_sheet(page: LocalityPage, address: str) -> bytes:
    """One locality on two sheets at most."""
    locality, partition = page.locality, page.locality.version.partition
    data = {
        "lang": get_language() or "fr",
        "title": locality.name,
        "kicker": f"{partition} — {locality.get_standing_display()}",
        "about": locality.about,
        "fictional": _("Territoire fictif : ces chiffres sont inventés.") if page.is_fictional else "",
        "parents": [_parent(each) for each in page.parents],
        "collective": str(page.collective or ""),
        "counts": [[str(line.indicator), line.text, line.words if line.is_missing else ""] for line in page.counts],
        "columns": [_("Indicateur"), _("Ici"), *(str(each) for each in page.compared), _("En mots")],
        "lines": [[str(line.indicator), line.text, *line.beside, line.says] for line in page.lines],
        "reference": str(page.reference or ""),
        "notes": [[str(line.indicator), spoken(line.indicator.definition, line.indicator.definition_en),
                   f"({line.cell.period}, {line.words})"] for line in page.indicators],
        "sources": list(dict.fromkeys(_credit(line.indicator.source) for line in page.indicators)),
        "source": address,
        "alt": _("Carte de situation : %(name)s dans %(partition)s") % {"name": locality.name, "partition": partition},
        "words": {
            "colon": _(" :"), "figures": _("Ses chiffres"), "cards": _("Ce que mesurent ces chiffres"),
            "table": _("Table ou collectif"), "parents": _("Fait partie de"),
            "similar": _(
                "« Ne se distingue pas » : l’écart avec « %(reference)s » n’est pas plus grand que ce que le "
                "hasard ou l’arrondi permettent. « Semblable », là où ce hasard n’est pas connu : à moins d’un "
                "dixième de la valeur."
            )
            % {"reference": page.reference or ""},
            "none": _("Aucun chiffre n’est encore publié pour ce territoire."),
        },
    }  # fmt: skip
    drawing = render_to_string("atlas/locator.svg", {"page": page, "here": locality.code})
    return pdf.render("atlas/locality.typ", data, files={"where.svg": drawing.encode()})


def _credit(source: Source) -> str:
    """The mention its licence asks for, or its name."""
    return spoken(source.attribution, source.attribution_en) or str(source)


def _parent(parentage: Parentage) -> str:
    """The share is said where a locality straddles a limit."""
    if parentage.share > 0.995:
        return str(parentage.parent)
    return f"{parentage.parent} ({speech.percent(parentage.share, 0)})"
