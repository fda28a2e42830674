"""What a reader asked of the atlas in the address, and the nearest thing we hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reperes.atlas.models import Edition, Indicator
from reperes.atlas.queries.editions import Holdings, credit, current_edition, holdings
from reperes.places.models import Partition, PartitionVersion

METHODS = ("quantiles", "population", "intervalles")
LEVELS_AT_FIRST = [Partition.Level.LOCALITY, Partition.Level.ADMINISTRATIVE, Partition.Level.SMALL_AREA]


@dataclass(frozen=True)
class Unknown:
    """The address names something that does not exist: the sentence, and what there is."""

    sentence: str
    indicators: list[Indicator]
    versions: list[PartitionVersion]


@dataclass(frozen=True)
class Choice:
    """One map to draw, and the other ones a reader may ask for."""

    edition: Edition
    indicator: Indicator
    version: PartitionVersion
    period: str
    method: str
    indicators: list[Indicator]  # those this partition has
    versions: list[PartitionVersion]
    periods: tuple[str, ...]
    notices: list[str] = field(default_factory=list)


def choose(asked: Mapping[str, str]) -> Choice | Unknown | None:
    """Read `decoupage`, `indicateur`, `periode`, `methode`; None while no edition holds anything.

    A name that exists nowhere is unknown (404); a combination we do not hold gives the nearest, and says so.
    """
    edition = current_edition()
    if edition is None:
        return None
    indicators = list(Indicator.objects.select_related("source"))
    versions = _versions(holdings(edition))
    if not indicators or not versions:
        return None
    if unknown := _unknown(asked, indicators, versions):
        return Unknown(unknown, indicators, versions)
    return _choice(asked, edition, versions, indicators)


def _choice(
    asked: Mapping[str, str], edition: Edition, versions: list[PartitionVersion], indicators: list[Indicator]
) -> Choice:
    version = _version(asked.get("decoupage", ""), versions)
    held, notices = holdings(edition).periods[version.pk], list[str]()
    offered = [each for each in indicators if each.code in held]
    indicator = _indicator(asked.get("indicateur", ""), offered, version, notices)
    period = _period(asked.get("periode", ""), held[indicator.code], notices)
    credit(edition, version.pk, [(indicator, period)])
    method = asked.get("methode", "") or METHODS[0]
    return Choice(edition, indicator, version, period, method, offered, versions, held[indicator.code], notices)


def _versions(held: Holdings) -> list[PartitionVersion]:
    """For each partition, its newest version that has figures; localities first."""
    found: dict[int, PartitionVersion] = {}
    for version in PartitionVersion.objects.filter(pk__in=held.periods).select_related("partition").order_by("-id"):
        found.setdefault(version.partition_id, version)
    drawn = [version for version in found.values() if version.n_areas > 1]
    return sorted(drawn or found.values(), key=lambda v: (_rank(v.partition), v.partition.name))


def _rank(partition: Partition) -> int:
    level = Partition.Level(partition.level)
    return LEVELS_AT_FIRST.index(level) if level in LEVELS_AT_FIRST else len(LEVELS_AT_FIRST)


def _unknown(asked: Mapping[str, str], indicators: list[Indicator], versions: list[PartitionVersion]) -> str:
    if (code := asked.get("indicateur", "")) and code not in {each.code for each in indicators}:
        return _("Aucun indicateur ne porte le code « %(code)s ».") % {"code": code[:60]}
    if (code := asked.get("decoupage", "")) and code not in {each.partition.code for each in versions}:
        return _("Aucun découpage cartographié ne porte le code « %(code)s ».") % {"code": code[:60]}
    if (method := asked.get("methode", "")) and method not in METHODS:
        return _("« %(method)s » n’est pas une façon de former les classes que nous connaissons.") % {
            "method": method[:60]
        }
    return ""


def _version(code: str, versions: list[PartitionVersion]) -> PartitionVersion:
    return next((each for each in versions if each.partition.code == code), versions[0])


def _indicator(code: str, offered: list[Indicator], version: PartitionVersion, notices: list[str]) -> Indicator:
    """The one asked for; else a share that tells better from worse; else a share; else the first."""
    asked = next((each for each in offered if each.code == code), None)
    if asked:
        return asked
    shares = [each for each in offered if each.unit == Indicator.Unit.SHARE]
    telling = [each for each in shares if each.direction != Indicator.Direction.NEUTRAL]
    nearest = next(iter([*telling, *shares, *offered]))
    if code:
        notices.append(
            _("L’indicateur demandé n’est pas calculé pour « %(partition)s »; voici « %(nearest)s ».")
            % {"partition": version.partition, "nearest": nearest}
        )
    return nearest


def _period(asked: str, periods: tuple[str, ...], notices: list[str]) -> str:
    if asked and asked not in periods:
        notices.append(
            _("Rien pour la période « %(asked)s »; voici %(nearest)s.") % {"asked": asked[:20], "nearest": periods[0]}
        )
    return asked if asked in periods else periods[0]
