"""What was met in a census profile, in sentences."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reperes.core.errors import BadFile
from reperes.reading.archives import Content, contents
from reperes.reading.census import state, symbols
from reperes.reading.census.assembling import Joined, Parts
from reperes.reading.census.layout import Profile
from reperes.reading.census.state import (
    BAD_ID,
    BAD_NUMBER,
    BOTH,
    CONFLICT,
    COUNTS,
    NO_AREA,
    OPEN_QUOTE,
    OTHER_NAME,
    REPEAT,
    SYMBOLS,
    UNKNOWN_SYMBOL,
    WIDTH,
)  # fmt: skip
from reperes.reading.census.worker import Record
from reperes.reading.store import Store
from reperes.reading.told import MOST_EXAMPLES, Origin, Recorder, Refusal, Told, few

EXPLANATION = 2**20  # bytes read of the text that comes with the figures
CATALOGUE = re.compile(r"98-4\d\d-X20\d{5}(?:CI)?", re.IGNORECASE)
RELEASED = re.compile(
    r"(?:release date|date de diffusion|released|diffusé[e]? le)\W{0,5}([^\r\n]{4,40})", re.IGNORECASE
)
CORRECTED = re.compile(r"^.*\b(?:correct(?:ed|ion)|corrig[ée]e?s?|erratum|revised on|révisée? le)\b.*$", re.I | re.M)
LICENCE = re.compile(r"[^\r\n.]*\b(?:open licen[cs]e|licence ouverte)\b[^\r\n.]*", re.IGNORECASE)
NOT_REFUSED = {OTHER_NAME, UNKNOWN_SYMBOL, BOTH}


def level_name(level: str) -> str:
    """A level of geography, as it is spoken of."""
    return {
        "country": _("Canada"),
        "province": _("provinces"),
        "census_division": _("divisions de recensement"),
        "census_subdivision": _("subdivisions de recensement"),
        "census_tract": _("secteurs de recensement"),
        "dissemination_area": _("aires de diffusion"),
        "aggregate_dissemination_area": _("aires de diffusion agrégées"),
        "census_metropolitan_area": _("régions métropolitaines de recensement"),
        "census_agglomeration": _("agglomérations de recensement"),
        "economic_region": _("régions économiques"),
        "health_region": _("régions sociosanitaires"),
    }.get(level, level)


def reason(record: Record, width: int) -> str:
    """Why a line or a cell was not taken."""
    n = record.column
    return {
        WIDTH: lambda: (
            ngettext("%(n)s colonne au lieu de %(width)s", "%(n)s colonnes au lieu de %(width)s", n)
            % {"n": n, "width": width}
        ),
        NO_AREA: lambda: _("pas de code de territoire"),
        BAD_ID: lambda: _("le numéro de la caractéristique n’est pas un nombre"),
        BAD_NUMBER: lambda: _("ni un nombre ni un symbole connu"),
        CONFLICT: lambda: _("contredit une ligne précédente : aucune des deux n’est retenue"),
        REPEAT: lambda: _("répète une ligne précédente"),
        OPEN_QUOTE: lambda: _("un guillemet jamais fermé"),
    }[record.reason]()


@dataclass(frozen=True)
class Imported:
    """A store, and everything to say of the file it came from."""

    store: Store
    origin: Origin
    n_rows: int
    told: list[Told]
    refusals: list[Refusal]
    n_refusals: int
    profile: Profile


def imported(store: Store, found: Parts, origin: Origin, joined: Joined) -> Imported:
    """Everything there is to say."""

    kept = _refusals(found)
    return Imported(
        store,
        origin,
        sum(share.n_rows for share in found.shares),
        [*_told(store, found, joined), *_told_of_areas(store, found)],
        kept.refusals,
        kept.n_refusals,
        found.profile,
    )


def _lines(found: Parts) -> Iterator[tuple[Record, int]]:
    """Every record, with its line in its file."""
    base, last = 0, None
    for share, source in zip(found.shares, found.sources, strict=True):
        base = 2 if source is not last else base
        yield from ((record, base + record.line) for record in share.records)
        base, last = base + share.n_lines, source


def _refusals(found: Parts) -> Recorder:
    kept, names = Recorder(), found.profile.names
    for record, line in _lines(found):
        if record.reason not in NOT_REFUSED:
            column = names[record.column] if record.reason in {BAD_ID, BAD_NUMBER} and record.column >= 0 else ""
            text = found.decoded(record.text)[:80]
            kept.refuse(Refusal(line, found.code_of(record.area), column, text, reason(record, len(names))))
    counted = sum(_count(found, one) for one in range(state.N_REASONS) if one not in NOT_REFUSED)
    kept.n_refusals = max(kept.n_refusals, counted)
    return kept


def _count(found: Parts, reason: int) -> int:
    return sum(int(one.notes[COUNTS + reason, 0]) for one in found.states)


def _told(store: Store, found: Parts, joined: Joined) -> Iterator[Told]:
    """Traps met, the ones that touch most figures first."""
    if len(store.levels) > 1:
        yield _levels(store)
    yield from _symbols(found)
    yield from _odd(found)
    if joined.n_areas:
        yield _twice(joined)
    if found.profile.left:
        yield Told(
            "columns_left",
            _("Des colonnes ne servent pas ici et ne sont pas lues : %(names)s.")
            % {"names": ", ".join(found.profile.left[:MOST_EXAMPLES])},
            len(found.profile.left),
            examples=few(found.profile.left),
        )
    if any(share.ends_midway for share in found.shares):
        yield Told("no_last_line_end", _("Le fichier ne finit pas par une fin de ligne : il est peut-être incomplet."))


def _twice(joined: Joined) -> Told:
    n = joined.n_areas
    sentences = [
        ngettext(
            "%(n)s territoire est donné à deux endroits du fichier; ses lignes ont été réunies.",
            "%(n)s territoires sont donnés à deux endroits du fichier; leurs lignes ont été réunies.",
            n,
        )
        % {"n": n}
    ]
    if joined.n_conflicts:
        sentences.append(_("Les chiffres qui se contredisent ne sont pas retenus."))
    return Told("area_twice", " ".join(sentences), n, examples=few(joined.codes))


def _levels(store: Store) -> Told:
    said = ", ".join(f"{level_name(level)} ({n})" for level, n in store.levels.items())
    return Told(
        "levels",
        _("Le fichier mêle plusieurs niveaux : %(levels)s. Ils sont gardés à part : « %(level)s » est retenu.")
        % {"levels": said, "level": level_name(store.level)},
        len(store.levels),
        examples=tuple(store.levels),
    )


def _symbols(found: Parts) -> Iterator[Told]:
    counts: Counter[int] = Counter()
    for one in found.states:
        counts.update(dict(enumerate(one.notes[SYMBOLS : SYMBOLS + state.N_SYMBOLS, 0].tolist())))
    for code, n in counts.most_common():
        if n and code in symbols.NAMES and code != symbols.NONE:
            mark, is_missing = symbols.NAMES[code], symbols.STATUS_OF[code] >= 0
            sentence = (
                _("Le symbole « %(mark)s » tient lieu de chiffre : %(n)s fois.")
                if is_missing
                else _("Le symbole « %(mark)s » accompagne un chiffre, qui est gardé : %(n)s fois.")
            )
            yield Told(f"symbol_{mark}", sentence % {"mark": mark, "n": n}, n)


def _odd(found: Parts) -> Iterator[Told]:
    sentences: dict[int, Callable[[], str]] = {
        CONFLICT: lambda: _("Des lignes se contredisent; les chiffres en cause ne sont pas retenus."),
        REPEAT: lambda: _("Des lignes sont répétées; elles ne comptent qu’une fois."),
        OTHER_NAME: lambda: _("Une caractéristique ne s’écrit pas partout de la même façon; son numéro fait foi."),
        UNKNOWN_SYMBOL: lambda: _("Un symbole inconnu accompagne des chiffres; ceux-ci sont gardés."),
        BOTH: lambda: _("Un chiffre a un symbole qui le dit manquant; le symbole l’emporte."),
        WIDTH: lambda: _("Des lignes n’ont pas le nombre de colonnes de l’en-tête; elles ne sont pas lues."),
        BAD_NUMBER: lambda: _("Des cellules ne sont ni un nombre ni un symbole connu."),
        OPEN_QUOTE: lambda: _("Un guillemet n’est jamais fermé; sa ligne n’est pas lue."),
    }
    records = [(record, line) for record, line in _lines(found) if record.reason in sentences]
    for one, sentence in sentences.items():
        if n := (found.n_differing() if one == OTHER_NAME else _count(found, one)):
            mine = list(itertools.islice(((record, line) for record, line in records if record.reason == one), 20))
            texts = [found.decoded(record.text)[:80] for record, _line in mine]
            lines = tuple(line for _record, line in mine)[:MOST_EXAMPLES]
            yield Told(CODES[one], sentence(), n, lines, few(texts))


CODES = {
    CONFLICT: "conflict", REPEAT: "repeat", OTHER_NAME: "other_name", UNKNOWN_SYMBOL: "unknown_symbol", BOTH: "both",
    WIDTH: "width", BAD_NUMBER: "bad_number", OPEN_QUOTE: "open_quote",
}  # fmt: skip


def _told_of_areas(store: Store, found: Parts) -> Iterator[Told]:
    n_all = len(store.characteristics)
    short = [area.code for area in found.areas() if area.n_given < n_all]
    if short:
        n = len(short)
        yield Told(
            "incomplete_area",
            ngettext(
                "%(n)s territoire n’a pas ses %(all)s caractéristiques; celles qui manquent sont dites non "
                "disponibles.",
                "%(n)s territoires n’ont pas leurs %(all)s caractéristiques; celles qui manquent sont dites non "
                "disponibles.",
                n,
            )
            % {"n": n, "all": n_all},
            n,
            examples=few(short),
        )


def beside(store: Store, codes: Sequence[str]) -> list[Told]:
    """What a store and a partition do not share. `codes`: of the partition's areas."""
    mine, theirs = set(store.areas), set(codes)
    strangers = [code for code in store.areas if code not in theirs]
    silent = [code for code in codes if code not in mine]
    told = []
    if strangers:
        sentence = ngettext(
            "%(n)s territoire du fichier n’est pas dans le découpage choisi; il est laissé de côté.",
            "%(n)s territoires du fichier ne sont pas dans le découpage choisi; ils sont laissés de côté.",
            len(strangers),
        )
        told.append(Told("not_in_partition", sentence % {"n": len(strangers)}, len(strangers), (), few(strangers)))
    if silent:
        sentence = ngettext(
            "%(n)s territoire du découpage n’est pas dans le fichier; ses chiffres sont dits non disponibles.",
            "%(n)s territoires du découpage ne sont pas dans le fichier; leurs chiffres sont dits non disponibles.",
            len(silent),
        )
        told.append(Told("not_in_file", sentence % {"n": len(silent)}, len(silent), (), few(silent)))
    return told


def origin(path: Path, name: str, profile: Profile, areas: Sequence[bytes]) -> Origin:
    """From the file's name, and from the text that comes with it in the archive."""
    said = "\n".join(_explanation(one) for one in contents(path, name) if one.name.lower().endswith(".txt"))
    names = " ".join([name, *(one.name for one in contents(path, name))])
    found = CATALOGUE.search(names) or CATALOGUE.search(said)
    released, licence = RELEASED.search(said), LICENCE.search(said)
    year = re.search(rb"(?:19|20)\d\d", areas[0]) if areas and "year" in profile.area else None
    vintage = year.group().decode() if year else found.group()[8:12] if found else ""
    return Origin(
        title=_("Profil du recensement de %(year)s") % {"year": vintage} if vintage else _("Profil du recensement"),
        publisher="Statistique Canada",
        identifier=found.group().upper() if found else "",
        vintage=vintage,
        released=released.group(1).strip(" .") if released else "",
        licence=licence.group().strip() if licence else "",
        language=profile.language,
        corrections=tuple(dict.fromkeys(line.strip() for line in CORRECTED.findall(said)))[:20],
    )


def _explanation(content: Content) -> str:
    try:
        head = content.head(EXPLANATION)
    except BadFile:
        return ""
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError:
        return head.decode("cp1252", "replace")
