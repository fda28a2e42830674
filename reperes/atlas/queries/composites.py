"""Pages of composite indices: the list, one index with its recipe in words, what each edition made of it, a trial."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from reperes.atlas import indices, recipe_words, speech
from reperes.atlas.indices import BadRecipe, Crossing, Index, Meant
from reperes.atlas.models import Composite, Edition, Indicator, Series
from reperes.atlas.queries.editions import current_edition, holdings
from reperes.people.models import Mandate
from reperes.places.models import Locality, Partition, PartitionVersion, Weights

HIGH = 16  # of the drawing of a spread, 100 wide


@dataclass(frozen=True, slots=True)
class Card:
    """One index of the list."""

    composite: Composite
    kind: str  # the method, in words
    where: tuple[str, ...]  # partitions and periods of the edition before readers; none: not computed yet


@dataclass(frozen=True, slots=True)
class Weighed:
    """One indicator in one score."""

    indicator: Indicator | str
    weight: str
    bar: str  # from 0 to 100: the size of the weight beside the largest
    is_against: bool  # a high value lowers the score
    communality: str


@dataclass(frozen=True, slots=True)
class Score:
    """One score of one run."""

    code: str
    name: str
    weighed: tuple[Weighed, ...]
    explained: str
    bars: tuple[tuple[str, str, str], ...]  # x, y, height, in a drawing of 100 by HIGH
    low: str
    high: str
    median: str
    fifths: tuple[tuple[int, str, int], ...]  # number, share of people, areas
    two_highest: str
    space: "Space | None"


@dataclass(frozen=True, slots=True)
class Space:
    """Whether neighbours are alike, in words and numbers."""

    says: str
    moran: str
    expected: str
    p: str
    geary: str
    turns: int
    n_units: int
    is_fragile: bool
    clusters: tuple[tuple[str, int], ...]
    n_alone: int
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One figure from fifth to fifth."""

    indicator: Indicator | str
    rates: tuple[str, ...]
    gap: str
    gap_between: str
    ratio: str
    ratio_between: str
    gini: str
    concentration: str
    slope: str
    relative: str


@dataclass(frozen=True)
class Run:
    """What an edition made of an index over one version and one period."""

    report: Mapping[str, Any]
    version: PartitionVersion
    period: str
    reference: str
    maps: tuple[tuple[str, str], ...]  # what, address
    scores: tuple[Score, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    classes: tuple[tuple[tuple[int, str, str, int], ...], ...] = ()  # rows of (class, words, people, areas)

    @property
    def n_missing(self) -> int:
        return int(self.report["n_areas"] - self.report["n_used"])


@dataclass(frozen=True)
class CompositePage:
    composite: Composite
    meant: Meant | None
    refusal: str  # why the recipe cannot be followed, if so
    words: recipe_words.Words | None
    edition: Edition | None
    runs: tuple[Run, ...]
    sources: tuple[str, ...]
    missing: tuple[Indicator | str, ...]  # indicators the edition before readers does not have
    told: tuple[str, ...] = field(default=())


def composites(person: Any) -> list[Card]:
    """Those the edition before readers holds; who keeps the atlas sees every one."""
    edition = current_edition()
    entries = _entries(edition)
    versions = PartitionVersion.objects.select_related("partition").in_bulk({one["version"] for one in entries})
    found = (
        Composite.objects.all()
        if keeps(person)
        else Composite.objects.filter(code__in={e["composite"] for e in entries})
    )
    return [
        Card(one, recipe_words.kind(read(one)[0]), tuple(
            f"{versions[e['version']].partition}, {e['period']}"
            for e in entries if e["composite"] == one.code and e["version"] in versions
        ))
        for one in found
    ]  # fmt: skip


def keeps(person: Any) -> bool:
    return bool(person.is_authenticated and person.has_mandate(Mandate.Kind.ANALYST))


def find(code: str, person: Any) -> Composite | None:
    """None for who may not see it: not published, or not there."""
    found = Composite.objects.select_related("version__partition", "reference", "authored_by").filter(code=code).first()
    if found is None or keeps(person):
        return found
    return found if any(entry["composite"] == code for entry in _entries(current_edition())) else None


def _entries(edition: Edition | None) -> list[dict[str, Any]]:
    return list(edition.report.get("composites", [])) if edition else []


def read(composite: Composite) -> tuple[Meant | None, str]:
    try:
        return indices.read(composite.recipe), ""
    except BadRecipe as refusal:
        return None, refusal.sentence


def composite_page(composite: Composite) -> CompositePage:
    edition = current_edition()
    meant, refusal = read(composite)
    entries = [entry for entry in _entries(edition) if entry["composite"] == composite.code]
    names = names_of(meant, entries, composite.code)
    return CompositePage(
        composite, meant, refusal,
        words=recipe_words.words(meant, names) if meant else None,
        edition=edition,
        runs=_runs(entries, names),
        sources=_sources(edition, entries),
        missing=_missing(edition, meant, names) if meant and not entries else (),
    )  # fmt: skip


def names_of(meant: Meant | None, entries: Iterable[Mapping[str, Any]], code: str) -> dict[str, Indicator]:
    """Every indicator the page names, in one question."""
    said = [meant, *(indices.read(entry["meant"]) for entry in entries)]
    codes = {one for each in said if each for one in (*each.wants, *each.outputs(code))}
    codes |= {one["indicator"] for entry in entries for one in entry.get("inequality", [])}
    return {one.code: one for one in Indicator.objects.filter(code__in=codes)}


def _missing(edition: Edition | None, meant: Meant, names: Mapping[str, Indicator]) -> tuple[Indicator | str, ...]:
    held = {code for of in holdings(edition).periods.values() for code in of} if edition else set()
    return tuple(names.get(code, code) for code in meant.wants if code not in held)


def _sources(edition: Edition | None, entries: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Whose figures the index is made of."""
    found: dict[str, None] = {}
    for entry in entries:
        rows = Series.objects.select_related("source").filter(
            edition=edition, version=entry["version"], period=entry["period"],
            indicator__code__in=indices.read(entry["meant"]).wants,
        )  # fmt: skip
        found |= dict.fromkeys(str(row.source) for row in rows)
    return tuple(found)


def _runs(entries: list[dict[str, Any]], names: Mapping[str, Indicator]) -> tuple[Run, ...]:
    versions = PartitionVersion.objects.select_related("partition").in_bulk({one["version"] for one in entries})
    places = Locality.objects.filter(public_code__in={one["reference"] for one in entries if one["reference"]})
    references = {one.public_code: str(one) for one in places}
    return tuple(
        run(entry, versions[entry["version"]], names, references.get(entry["reference"], ""))
        for entry in entries
        if entry["version"] in versions
    )


def run(entry: dict[str, Any], version: PartitionVersion, names: Mapping[str, Indicator], reference: str) -> Run:
    """Put one entry of a report into words."""
    meant = indices.read(entry["meant"])
    more: dict[str, Any] = {}
    if isinstance(meant, Crossing):
        more["classes"] = _classes(entry, meant)
    else:
        more["scores"] = tuple(_score(each, entry, meant, names) for each in entry["scores"])
        more["outcomes"] = tuple(_outcome(each, names) for each in entry["inequality"])
    return Run(entry, version, entry["period"], reference, _maps(entry, version, meant), **more)


def _maps(entry: Mapping[str, Any], version: PartitionVersion, meant: Meant) -> tuple[tuple[str, str], ...]:
    """The map of the areas, then of each wider partition."""

    def address(partition: Partition, indicator: str) -> str:
        return f"decoupage={partition.code}&indicateur={indicator}&periode={entry['period']}"

    if isinstance(meant, Crossing):
        return ((str(version.partition), address(version.partition, entry["composite"])),)
    code = entry["scores"][0]["code"]
    onward = Weights.objects.filter(source=version, target__n_areas__gt=1).select_related("target__partition")
    wide = [each.target.partition for each in onward.order_by("target_id")]
    own = (str(version.partition), address(version.partition, f"{code}-{indices.FIFTH}"))
    return (own, *((str(one), address(one, f"{code}-{indices.TWO_HIGHEST}")) for one in wide))


def _score(said: Mapping[str, Any], entry: Mapping[str, Any], meant: Index, names: Mapping[str, Indicator]) -> Score:
    quantiles = said["quantiles"]
    most = max(said["bars"], default=0) or 1
    known = [share for share in said["people"] if share is not None]
    step, bars = 100 / max(len(said["bars"]), 1), list(enumerate(said["bars"]))
    return Score(
        code=said["code"],
        name=str(names.get(said["code"], said["code"])),
        weighed=_weighed(said, entry, meant, names),
        explained=speech.percent(said["explained"], 0) if said["explained"] is not None else "",
        bars=tuple((f"{n * step:.2f}", f"{HIGH - HIGH * c / most:.2f}", f"{HIGH * c / most:.2f}") for n, c in bars),
        low=speech.number(quantiles[0], 2) if quantiles else "",
        high=speech.number(quantiles[-1], 2) if quantiles else "",
        median=speech.number(quantiles[3], 2) if quantiles else "",
        fifths=tuple(
            (n + 1, speech.percent(share, 1), areas)
            for n, (share, areas) in enumerate(zip(said["people"], said["areas"], strict=True))
            if share is not None
        ),
        two_highest=speech.percent(sum(known[-2:]), 1) if known else "",
        space=_space(said["space"]) if said.get("space") else None,
    )


def _weighed(
    said: Mapping[str, Any], entry: Mapping[str, Any], meant: Index, names: Mapping[str, Indicator]
) -> tuple[Weighed, ...]:
    common = entry["communalities"] or [None] * len(meant.wants)
    weights = [one or 0.0 for one in said["weights"]]
    largest = max((abs(one) for one in weights), default=0.0) or 1.0
    return tuple(
        Weighed(
            names.get(code, code), speech.number(weight, 2), f"{100 * abs(weight) / largest:.1f}", weight < 0,
            "" if held is None else speech.percent(held, 0),
        )
        for code, weight, held in zip(meant.wants, weights, common, strict=True)
    )  # fmt: skip


def _outcome(said: Mapping[str, Any], names: Mapping[str, Indicator]) -> Outcome:
    def number(name: str, decimals: int) -> str:
        return speech.number(said[name], decimals) if said.get(name) is not None else ".."

    def between(name: str, scale: float) -> str:
        ends = said.get(name)
        if not ends:
            return ""
        return _("de %(low)s à %(high)s") % {
            n: speech.number(e * scale, 1) for n, e in zip(("low", "high"), ends, strict=True)
        }

    return Outcome(
        names.get(said["indicator"], said["indicator"]),
        tuple(".." if rate is None else speech.percent(rate, 1) for rate in said["rates"]),
        _points(said.get("gap")), between("gap_interval", 100), number("ratio", 1), between("ratio_interval", 1),
        number("gini", 3), number("concentration", 3), _points(said.get("slope"), turned=True), number("relative", 1),
    )  # fmt: skip


def _points(share: float | None, *, turned: bool = False) -> str:
    """The slope is told as the gap is: above zero, more among the deprived."""
    if share is None:
        return ".."
    return _("%(n)s points") % {"n": speech.number(100 * (-share if turned else share), 1)}


def _space(said: Mapping[str, Any]) -> Space:
    if said["p"] > 0.05:
        says = _("Rien ne distingue cette carte d’une répartition au hasard.")
    elif said["moran"] > said["expected"]:
        says = _("Les secteurs voisins se ressemblent plus que le hasard ne le ferait.")
    else:
        says = _("Les secteurs voisins s’opposent plus que le hasard ne le ferait.")
    kinds = {
        "HH": _("hauts parmi des hauts"), "LL": _("bas parmi des bas"),
        "HL": _("hauts parmi des bas"), "LH": _("bas parmi des hauts"),
    }  # fmt: skip
    return Space(
        says, speech.number(said["moran"], 3), speech.number(said["expected"], 3), speech.number(said["p"], 3),
        speech.number(said["geary"], 3), said["turns"], said["n_units"], said["is_fragile"],
        tuple((kinds[name], n) for name, n in said["clusters"].items()), said["n_alone"], tuple(said["alone"]),
    )  # fmt: skip


def _classes(said: Mapping[str, Any], meant: Crossing) -> tuple[tuple[tuple[int, str, str, int], ...], ...]:
    """Rows from the highest first score to the lowest; columns from the lowest second score to the highest."""
    ways = recipe_words.ways(meant, recipe_words.high_of())
    return tuple(
        tuple(
            (number, recipe_words.class_words(number, ways), speech.percent(one["people"], 1), one["areas"])
            for number in range(3 * row - 2, 3 * row + 1)
            for one in [said["classes"][number - 1]]
        )
        for row in (3, 2, 1)
    )
