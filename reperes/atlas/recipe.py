"""A recipe: what the columns of one table mean. Read from a small TOML file, or made by the wizard."""

import re
import tomllib
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from reperes.atlas.models import Indicator
from reperes.core.errors import BadFile

FOLDER = Path(__file__).parent / "recipes"  # those that come with the house


PERIOD = re.compile(r"\w[\w .–-]{0,19}")  # it stands in addresses and in names of files


def check_period(period: str) -> None:
    if not PERIOD.fullmatch(period):
        raise BadFile(
            _("La période « %(period)s » ne va pas : écrivez par exemple 2021, 2016-2021 ou 2021-03.")
            % {"period": period}
        )


class Role(StrEnum):
    """How a column, or two, make a figure."""

    COUNT = "count"  # column: a number of persons, dwellings…; sums
    SHARE = "share"  # column (0 to 1) of a denominator column
    PERCENT = "percent"  # column (0 to 100) of a denominator column
    QUOTIENT = "quotient"  # numerator column over denominator column
    DENSITY = "density"  # a count column over the land area of the boundaries
    AS_IS = "as_is"  # a median, a score: kept for small areas, never aggregated

    @property
    def aggregation(self) -> str:
        ways = {Role.COUNT: Indicator.Aggregation.SUM, Role.AS_IS: Indicator.Aggregation.NONE}
        return ways.get(self, Indicator.Aggregation.RATIO)

    @property
    def needs_denominator(self) -> bool:
        return self in {Role.SHARE, Role.PERCENT, Role.QUOTIENT}


SAID = ["name", "definition", "numerator", "denominator", "universe", "theme"]
DEFINING = [*SAID, *(f"{name}_en" for name in SAID), "unit", "decimals", "direction", "order"]


@dataclass(frozen=True)
class Measure:
    """One indicator and the columns it is made of."""

    code: str
    role: Role
    column: str
    of: str = ""  # the denominator's column
    definition: dict[str, Any] = field(default_factory=dict)  # fields of a new Indicator; empty: it exists

    @property
    def columns(self) -> list[str]:
        return [name for name in (self.column, self.of) if name]


@dataclass(frozen=True)
class Recipe:
    """Everything the build needs to know besides the file and the limits."""

    code_column: str
    period: str
    measures: tuple[Measure, ...]
    source: dict[str, Any]  # fields of Source
    partition: str = ""
    people: str = ""  # the column of total population: weighs coverage, and tells an empty area
    matching: str = "exact"
    file: str = ""
    reading: dict[str, Any] = field(default_factory=dict)  # corrections to what was detected

    @property
    def columns(self) -> list[str]:
        """The value columns, each once, in order."""
        names = [name for measure in self.measures for name in measure.columns]
        return list(dict.fromkeys([*names, *([self.people] if self.people else [])]))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def from_json(written: dict[str, Any]) -> Recipe:
    """The recipe a delivery kept."""
    measures = tuple(Measure(**{**one, "role": Role(one["role"])}) for one in written["measures"])
    return Recipe(**{**written, "measures": measures})


def load(path: Path) -> Recipe:
    """Read a recipe file; a mistake is named with the file and the key."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFile(
            _("%(file)s n’est pas une recette lisible : %(why)s.") % {"file": path.name, "why": error}
        ) from error
    table = dict(written.get("table", {}))
    known = {one.name for one in fields(Recipe)} - {"measures", "source"}
    for key in sorted(set(table) - known):
        raise BadFile(_("%(file)s : la clé « table.%(key)s » est inconnue.") % {"file": path.name, "key": key})
    for key in ("code_column", "period"):
        if key not in table:
            raise BadFile(_("%(file)s : il manque la clé « table.%(key)s ».") % {"file": path.name, "key": key})
    measures = tuple(_measure(one, path) for one in written.get("indicator", []))
    if not measures:
        raise BadFile(_("%(file)s ne décrit aucun indicateur ([[indicator]]).") % {"file": path.name})
    return Recipe(measures=measures, source=dict(written.get("source", {})), **table)


def _measure(written: dict[str, Any], path: Path) -> Measure:
    roles = [role for role in Role if role.value in written]
    if len(roles) != 1 or "code" not in written:
        raise BadFile(
            _("%(file)s : l’indicateur « %(code)s » doit avoir un code et un seul rôle parmi %(roles)s.")
            % {"file": path.name, "code": written.get("code", "?"), "roles": ", ".join(Role)}
        )
    role = roles[0]
    if role.needs_denominator and "of" not in written:
        raise BadFile(
            _("%(file)s : l’indicateur « %(code)s » est une part; dites de quelle colonne avec « of ».")
            % {"file": path.name, "code": written["code"]}
        )
    definition = {key: written[key] for key in DEFINING if key in written}
    return Measure(written["code"], role, str(written[role.value]), str(written.get("of", "")), definition)
