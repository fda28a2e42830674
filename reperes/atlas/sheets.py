"""What leaves the atlas as a table: a map's, with the note that must travel with it; the lines of a table refused."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reperes.atlas import speech
from reperes.atlas.models import Indicator
from reperes.atlas.queries.map import Map
from reperes.core.text import spoken
from reperes.publishing.tables import csv_file
from reperes.reading.told import Refusal


def header() -> list[str]:
    known = [_("code"), _("nom"), _("période"), _("valeur"), _("statut")]
    return [*known, _("numérateur"), _("dénominateur"), _("couverture")]


def lines(page: Map) -> list[list[Any]]:
    """Raw numbers, shares from 0 to 1; a missing value is an empty cell with its status beside it."""
    return [
        [
            row.code, row.name, row.cell.period, row.value, row.words, row.cell.numerator, row.cell.denominator,
            row.cell.coverage,
        ]
        for row in page.rows
    ]  # fmt: skip


def with_commas(rows: list[list[Any]]) -> list[list[Any]]:
    """Decimal commas, for a spreadsheet set to French."""
    return [[f"{cell:.12g}".replace(".", ",") if isinstance(cell, float) else cell for cell in row] for row in rows]


def refused_lines(refusals: Iterable[Refusal]) -> bytes:
    """What was not taken of a table, line by line, for whoever will correct it."""
    heading = [_("ligne"), _("code"), _("colonne"), _("texte"), _("raison")]
    refused = [[one.line, one.code, one.column, one.text, one.reason] for one in refusals]
    return csv_file(heading, refused, separator=";")


def note(page: Map, address: str = "") -> list[tuple[str, str]]:
    """What these figures are and where they come from: (heading, words). With `address`, for a file of raw numbers."""
    choice, indicator = page.choice, page.choice.indicator
    source, partition = indicator.source, choice.version.partition
    said = [
        (_("Indicateur"), str(indicator)),
        (_("Définition"), spoken(indicator.definition, indicator.definition_en)),
        (_("Numérateur"), spoken(indicator.numerator, indicator.numerator_en)),
        (_("Dénominateur"), spoken(indicator.denominator, indicator.denominator_en)),
        (_("Univers"), spoken(indicator.universe, indicator.universe_en)),
        (
            _("Unité"),
            ""
            if not address
            else _("part, de 0 à 1")
            if indicator.unit == Indicator.Unit.SHARE
            else speech.unit_words(indicator),
        ),
        (_("Période"), choice.period),
        (_("Découpage"), str(choice.version)),
        (_("Source des limites"), partition.said_publisher),
        (_("Source"), str(source)),
        (_("Mention exigée"), spoken(source.attribution, source.attribution_en)),
        (_("Licence"), spoken(source.licence, source.licence_en)),
        (_("Édition"), f"{choice.edition} ({choice.edition.code})"),
        (_("Adresse"), address),
        (_("Téléchargé le"), date_format(timezone.localdate(), "DATE_FORMAT")),
    ]
    if partition.is_fictional:
        said.insert(0, (_("Attention"), _("Territoire fictif : ces chiffres sont inventés.")))
    return [(heading, words) for heading, words in said if words]
