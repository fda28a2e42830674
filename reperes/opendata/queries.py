"""What strangers may know of: published editions, what they hold, and the limits they speak of."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from reperes.atlas.models import Edition, Indicator, Series, Source
from reperes.atlas.queries.editions import current_edition, holdings
from reperes.core.errors import NotFound
from reperes.core.text import fold
from reperes.places import queries as places
from reperes.places.areas import Area
from reperes.places.models import Locality, Partition, PartitionVersion

CURRENT = "current"  # stands for the code of the edition served now
STRANGER = AnonymousUser()


def editions() -> QuerySet[Edition]:
    """Those before readers, the newest first."""
    published = Edition.objects.filter(publication__isnull=False).select_related("publication")
    return published.order_by("-publication__published_at", "-pk")


def edition(code: str) -> Edition:
    found = current_edition() if code == CURRENT else None
    found = editions().filter(code=found.code if found else code).first()
    if found is None:
        raise NotFound(_("Aucune édition en ligne ne porte le code « %(code)s ».") % {"code": code[:20]})
    return found


def versions() -> QuerySet[PartitionVersion]:
    """Limits, the newest of each partition first."""
    return PartitionVersion.objects.select_related("partition").order_by("partition__code", "-pk")


def version(number: int) -> PartitionVersion:
    found = versions().filter(pk=number).first()
    if found is None:
        raise NotFound(_("Aucune version de découpage ne porte le numéro %(number)s.") % {"number": str(number)[:20]})
    return found


def partitions() -> QuerySet[Partition]:
    newest_first = Prefetch("versions", PartitionVersion.objects.order_by("-pk"))
    return Partition.objects.prefetch_related(newest_first).order_by("code")


def indicators() -> QuerySet[Indicator]:
    return Indicator.objects.select_related("source").order_by("theme", "order", "code")


def indicator(code: str) -> Indicator:
    found = indicators().filter(code=code).first()
    if found is None:
        raise NotFound(_("Aucun indicateur ne porte le code « %(code)s ».") % {"code": code[:60]})
    return found


def localities(*, words: str = "", partition: str = "") -> list[Locality]:
    """Current places whose name holds the words, in the order of names."""
    found = Locality.objects.visible_to(STRANGER).current().select_related("version__partition")
    if partition:
        found = found.filter(version__partition__code=partition)
    wanted = fold(words)
    return [each for each in found.order_by("name", "pk") if wanted in fold(each.name)]


def locality(public_code: str) -> Locality:
    found = Locality.objects.visible_to(STRANGER).select_related("version__partition").filter(public_code=public_code)
    if not found:
        raise NotFound(_("Aucun territoire ne porte le code « %(code)s ».") % {"code": public_code[:20]})
    return found[0]


def areas(limits: PartitionVersion) -> tuple[Area, ...]:
    return places.areas(limits)


def area(limits: PartitionVersion, code: str) -> Area:
    found = next((each for each in places.areas(limits) if each.code == code), None)
    if found is None:
        raise NotFound(
            _("« %(limits)s » n’a pas de territoire de code « %(code)s ».") % {"limits": limits, "code": code[:40]}
        )
    return found


@dataclass(frozen=True)
class Held:
    """One version of limits with what an edition holds of it."""

    version: PartitionVersion
    periods: dict[str, tuple[str, ...]]  # of each indicator, the latest first

    @property
    def n_series(self) -> int:
        return sum(len(each) for each in self.periods.values())


def held(found: Edition) -> list[Held]:
    """What an edition holds, version by version; the nearest to people first."""
    periods = holdings(found).periods
    rank = {str(level): n for n, level in enumerate(places.LEVELS)}
    mine = versions().filter(pk__in=periods)
    ordered = sorted(mine, key=lambda each: (rank.get(each.partition.level, len(rank)), each.partition.code, -each.pk))
    return [Held(each, periods[each.pk]) for each in ordered]


def held_version(found: Edition, number: int) -> Held:
    mine = next((each for each in held(found) if each.version.pk == number), None)
    if mine is None:
        raise NotFound(
            _("L’édition « %(edition)s » ne dit rien de la version de découpage %(number)s.")
            % {"edition": found.code, "number": str(number)[:20]}
        )
    return mine


def held_period(found: Edition, number: int, code: str, period: str) -> str:
    """The period itself if the edition has these cells; `latest` stands for the last one."""
    mine = holdings(found).periods.get(number, {}).get(code, ())
    if period == "latest" and mine:
        return mine[0]
    if period not in mine:
        raise NotFound(
            _("L’édition « %(edition)s » n’a pas « %(indicator)s » pour %(period)s sur la version %(number)s.")
            % {"edition": found.code, "indicator": code[:60], "period": period[:20], "number": str(number)[:20]}
        )
    return period


def series(found: Edition) -> QuerySet[Series]:
    mine = Series.objects.filter(edition=found).select_related("indicator", "source")
    return mine.order_by("indicator__code", "version_id", "period")


def sources(found: Edition) -> list[Source]:
    """Every source this edition took figures from; those of its indicators where series name none."""
    mine = Source.objects.filter(series__edition=found).distinct()
    if mine:
        return list(mine.order_by("publisher", "title", "pk"))
    codes = {code for each in holdings(found).periods.values() for code in each}
    return list(Source.objects.filter(indicators__code__in=codes).distinct().order_by("publisher", "title", "pk"))


def indicators_of(found: Edition, codes: Iterable[str] | None = None) -> list[Indicator]:
    wanted = {code for each in holdings(found).periods.values() for code in each} if codes is None else set(codes)
    return list(indicators().filter(code__in=wanted))
