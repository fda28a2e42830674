"""The analyst's desk: an edition in a notebook or a script, as data frames that keep their statuses.

    from reperes.atlas.desk import open_edition

Outside Django's own commands this module sets Django up first. Only editions before readers open, and what their
statuses hide holds no number: a notebook sees what a stranger sees. See docs/analysts/notebook.md, run as a test.
"""

import os
from dataclasses import dataclass
from typing import cast

import django
from django.apps import apps

if not apps.ready:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault(
        "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
    )  # a notebook's kernel is an event loop; one reader is safe
    django.setup()

import pandas as pd
import pyarrow as pa
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from reperes.atlas import warehouse
from reperes.atlas.models import Edition, Indicator
from reperes.atlas.queries.editions import current_edition, holdings
from reperes.core.errors import NotFound
from reperes.figures.statuses import STATUSES
from reperes.places import queries as places
from reperes.places.models import Locality, PartitionVersion

STATUS = pd.CategoricalDtype([status.value for status in STATUSES])


def open_edition(code: str = "") -> "OpenEdition":
    """The edition served now, or the published one of this code. Raises NotFound, with a sentence."""
    published = Edition.objects.filter(publication__isnull=False)
    found = published.filter(code=code).first() if code else current_edition()
    if found is None:
        raise NotFound(
            _("Aucune édition en ligne ne porte le code « %(code)s ».") % {"code": code}
            if code
            else _("Aucune édition n’est en ligne.")
        )
    return OpenEdition(found)


@dataclass(frozen=True)
class OpenEdition:
    """A published edition. Partitions are named by their code; periods default to the latest."""

    edition: Edition

    @property
    def code(self) -> str:
        return str(self.edition.code)

    @property
    def name(self) -> str:
        return str(self.edition)

    def series(self) -> pd.DataFrame:
        """What the edition holds: partition, version, vintage, indicator, period; one row a series."""
        rows = [
            (version.partition.code, version.pk, version.vintage, indicator, period)
            for version in self._versions()
            for indicator, periods in self._held(version).items()
            for period in periods
        ]
        frame = pd.DataFrame(rows, columns=["partition", "version", "vintage", "indicator", "period"])
        return frame.sort_values(["partition", "version", "indicator", "period"], ignore_index=True)

    def indicators(self) -> pd.DataFrame:
        """Code, name, unit, theme, definition of every indicator held, by code."""
        codes = {code for held in holdings(self.edition).periods.values() for code in held}
        columns = ["code", "name", "unit", "theme", "definition"]
        found = Indicator.objects.filter(code__in=codes).order_by("code")
        return pd.DataFrame(list(found.values_list(*columns)), columns=columns)

    def areas(self, partition: str) -> pd.DataFrame:
        """Code, name, land in km², longitude and latitude of a point inside; in the order of codes."""
        columns = ["code", "name", "land_km2", "longitude", "latitude"]
        found = places.areas(self._version(partition))
        return pd.DataFrame([[getattr(area, name) for name in columns] for area in found], columns=columns)

    def localities(self, partition: str) -> pd.DataFrame:
        """The places of a partition that have a page: their public code, their code in the limits, their name."""
        columns = ["public_code", "code", "name", "standing"]
        seen = Locality.objects.visible_to(AnonymousUser()).filter(version=self._version(partition))
        return pd.DataFrame(list(seen.order_by("name", "code").values_list(*columns)), columns=columns)

    def cells(self, indicator: str, partition: str, period: str = "") -> pd.DataFrame:
        """One row an area, in the order of codes: value (NaN where it is not shown), status, numerator, interval…

        Shares run from 0 to 1. `status` is categorical: ok, partial, suppressed, unreliable, unavailable…
        """
        frame = cast(pd.DataFrame, self.arrow(indicator, partition, period).to_pandas())
        return frame.astype({"status": STATUS})

    def arrow(self, indicator: str, partition: str, period: str = "") -> pa.Table:
        """The same as an Arrow table, in the layout of warehouse.SCHEMA; nulls where there is no number."""
        version = self._version(partition)
        when = self._period(version, indicator, period)
        return warehouse.sheet(self.edition, version=version.pk, indicators=[indicator], period=when)

    def everything(self) -> pa.Table:
        """Every cell of the edition, as Arrow: pandas, Polars, DuckDB or R read it without a copy."""
        return warehouse.sheet(self.edition)

    def _versions(self) -> list[PartitionVersion]:
        """The newest first."""
        held = holdings(self.edition).periods
        return list(PartitionVersion.objects.filter(pk__in=held).select_related("partition").order_by("-pk"))

    def _held(self, version: PartitionVersion) -> dict[str, tuple[str, ...]]:
        return holdings(self.edition).periods[version.pk]

    def _version(self, partition: str) -> PartitionVersion:
        versions = self._versions()
        found = next((each for each in versions if each.partition.code == partition), None)
        if found is None:
            known = ", ".join(sorted({each.partition.code for each in versions}))
            raise NotFound(
                _("Cette édition n’a pas le découpage « %(code)s »; elle a : %(known)s.")
                % {"code": partition, "known": known}
            )
        return found

    def _period(self, version: PartitionVersion, indicator: str, period: str) -> str:
        periods = self._held(version).get(indicator, ())
        if period in periods or (periods and not period):
            return period or periods[0]
        said = _("Cette édition n’a pas « %(indicator)s » sur « %(version)s » pour cette période; elle a : %(known)s.")
        known = ", ".join(periods) or "—"
        raise NotFound(said % {"indicator": indicator, "version": version, "known": known})
