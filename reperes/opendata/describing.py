"""What must travel with a file: the note at its head, the dictionary of its columns and indicators, its sources."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from reperes.atlas import speech
from reperes.atlas.cells import WORDS
from reperes.atlas.models import Edition, Indicator, Source
from reperes.core.text import spoken
from reperes.figures.statuses import Status
from reperes.opendata import citing, queries
from reperes.opendata.queries import Held
from reperes.opendata.writing import Sheet

Lines = list[tuple[str, str]]


def note(edition: Edition, held: Held) -> Lines:
    """What, from whom, of when, under which licence, how to cite: (heading, words)."""
    partition, found = held.version.partition, queries.sources(edition)
    periods = sorted({period for each in held.periods.values() for period in each})
    said = [
        (_("Jeu de données"), citing.title(edition)),
        (_("Édition"), edition.code),
        (_("Mise en ligne"), edition.publication.published_at.date().isoformat()),
        (_("Découpage"), str(held.version)),
        (_("Source des limites"), partition.said_publisher),
        (_("Licence des limites"), partition.said_licence),
        (_("Périodes"), ", ".join(periods)),
        *((_("Source"), f"{each} ({each.vintage})" if each.vintage else str(each)) for each in found),
        *((_("Mention exigée"), words) for words in _once(spoken(s.attribution, s.attribution_en) for s in found)),
        *((_("Licence"), words) for words in citing.licences(found)),
        *((_("Avis"), words) for each in found for words in notices(each)),
        (_("Valeur absente"), _("case vide; la colonne du statut dit pourquoi. Une valeur absente n’est jamais zéro.")),
        (_("Citation"), citing.sentence(edition)),
        (_("Adresse"), citing.address(edition)),
    ]
    if partition.is_fictional:
        said.insert(0, (_("Attention"), _("Territoire fictif : ces chiffres sont inventés.")))
    return [(heading, words) for heading, words in said if words]


def lines(note: Lines) -> list[str]:
    """« Source : Statistique Canada »."""
    return [
        _("%(heading)s : %(words)s") % {"heading": heading, "words": " ".join(words.split())} for heading, words in note
    ]


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(each for each in words if each))


def notices(source: Source) -> list[str]:
    """What a user of this source must know: its publisher corrected it, or published a newer one."""
    said = (
        [_("%(source)s : %(words)s") % {"source": source, "words": words}]
        if (words := citing.corrections(source))
        else []
    )
    newer = [
        _("« %(source)s » est remplacée par « %(newer)s » (%(vintage)s).")
        % {"source": source, "newer": each, "vintage": each.vintage or "—"}
        for each in citing.superseding(source)
    ]
    return [*said, *newer]


def column_lines() -> list[list[str]]:
    """The columns of the long files, in the order of writing.COLUMNS."""
    said = {
        "area": _("Code du territoire dans sa version de découpage; du texte, zéros compris."),
        "name": _("Nom du territoire."),
        "indicator": _("Code de l’indicateur : voir les fiches ci-dessous."),
        "period": _("Période des chiffres, par exemple 2021."),
        "value": _("Valeur; les parts vont de 0 à 1. Vide si le statut n’est ni ok ni partial."),
        "symbol": _("Symbole de Statistique Canada : x, F, .., ...; vide si la valeur est là."),
        "status": _("Pourquoi la valeur est là, ou n’y est pas : voir les statuts ci-dessous."),
        "numerator": _("Numérateur, si la valeur en a un."),
        "denominator": _("Dénominateur, si la valeur en a un."),
        "ci_lo": _("Borne basse de l’intervalle de confiance à 95 %, si elle est connue."),
        "ci_hi": _("Borne haute de l’intervalle de confiance à 95 %, si elle est connue."),
        "coverage": _("Part de la population couverte par les chiffres connus, de 0 à 1."),
    }
    return [[name, words] for name, words in said.items()]


def status_lines() -> list[list[str]]:
    return [[each.value, speech.SYMBOLS.get(each, ""), str(WORDS[each])] for each in Status]


CARD = ("code", "name", "unit", "definition", "numerator", "denominator", "universe", "source", "periods")


def indicator_lines(indicators: Iterable[Indicator], periods: dict[str, tuple[str, ...]]) -> list[list[str]]:
    """One line an indicator, in the order of CARD."""
    return [
        [
            each.code,
            str(each),
            _("part, de 0 à 1") if each.unit == Indicator.Unit.SHARE else str(each.get_unit_display()),
            *(spoken(getattr(each, name), getattr(each, f"{name}_en")) for name in CARD[3:7]),
            str(each.source),
            ", ".join(periods.get(each.code, ())),
        ]
        for each in indicators
    ]


def card_heading() -> list[str]:
    return [
        _("Code"), _("Nom"), _("Unité"), _("Définition"), _("Numérateur"), _("Dénominateur"), _("Univers"), _("Source"),
        _("Périodes"),
    ]  # fmt: skip


def dictionary(
    edition: Edition, indicators: Sequence[Indicator], periods: dict[str, tuple[str, ...]]
) -> list[list[Any]]:
    """Everything a column or a code may mean, in one table: (kind, code, name, meaning)."""
    columns = [[_("colonne"), name, name, words] for name, words in column_lines()]
    statuses = [[_("statut"), code, symbol, words] for code, symbol, words in status_lines()]
    cards = [[_("indicateur"), line[0], line[1], _sentence(line)] for line in indicator_lines(indicators, periods)]
    return [*columns, *statuses, *cards]


def dictionary_heading() -> list[str]:
    return [_("Sorte"), _("Code"), _("Nom ou symbole"), _("Sens")]


def _sentence(line: list[str]) -> str:
    said = [f"{heading} : {words}" for heading, words in zip(card_heading()[2:], line[2:], strict=True) if words]
    return "; ".join(said)


def source_heading() -> list[str]:
    return [
        _("Organisme"), _("Titre"), _("Millésime"), _("Licence"), _("Adresse"), _("Fichier lu"), "SHA-256", _("Avis"),
    ]  # fmt: skip


def source_lines(sources: Iterable[Source]) -> list[list[str]]:
    return [
        [
            spoken(each.publisher, each.publisher_en), spoken(each.title, each.title_en), each.vintage,
            spoken(each.licence, each.licence_en), each.address, each.file_name, each.file_sha256,
            " ".join(notices(each)),
        ]
        for each in sources
    ]  # fmt: skip


def sheets(edition: Edition, held: Held, indicators: Sequence[Indicator]) -> tuple[list[Sheet], list[Sheet], str]:
    """What stands before the cells of a workbook, what stands after, and the name of theirs."""
    before: list[Sheet] = [(_("lisez-moi"), [_("Rubrique"), _("Texte")], note(edition, held))]
    after: list[Sheet] = [
        (_("dictionnaire"), dictionary_heading(), dictionary(edition, indicators, held.periods)),
        (_("sources"), source_heading(), source_lines(queries.sources(edition))),
    ]
    return before, after, _("cellules")
