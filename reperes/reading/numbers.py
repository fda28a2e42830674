"""One cell of text → a number, or the reason there is none. Missing is never zero."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from reperes.figures.statuses import Status

SPACES = " \u00a0\u202f\u2009"  # plain, no-break, narrow no-break, thin
APOSTROPHES = "'’"
Raw = str | float

MISSING: dict[str, Status] = {
    "": Status.UNAVAILABLE,
    "x": Status.SUPPRESSED,
    "f": Status.UNRELIABLE,
    "..": Status.UNAVAILABLE,
    "...": Status.NOT_APPLICABLE,
    "…": Status.NOT_APPLICABLE,
    "s.o.": Status.NOT_APPLICABLE,
    "s. o.": Status.NOT_APPLICABLE,
    "s.o": Status.NOT_APPLICABLE,
    "so": Status.NOT_APPLICABLE,
    "n/a": Status.UNAVAILABLE,
    "na": Status.UNAVAILABLE,
    "n/d": Status.UNAVAILABLE,
    "nd": Status.UNAVAILABLE,
    "n.d.": Status.UNAVAILABLE,
    "n. d.": Status.UNAVAILABLE,
    "null": Status.UNAVAILABLE,
    "nan": Status.UNAVAILABLE,
    "-": Status.UNAVAILABLE,
    "–": Status.UNAVAILABLE,
    "—": Status.UNAVAILABLE,
    "*": Status.SUPPRESSED,
    "conf.": Status.SUPPRESSED,
}


class NotANumber(ValueError):
    """The text is neither a number of this dialect nor a known symbol."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number, or why it is missing."""

    value: float | None
    status: Status
    is_percent: bool = False


@dataclass(frozen=True)
class Writing:
    """How numbers are written in one table."""

    decimal: str = "."
    missing: Mapping[str, Status] = field(default_factory=lambda: MISSING)

    def figure(self, raw: Raw) -> Figure:
        """Read one cell; a spreadsheet's number is already one."""
        if isinstance(raw, float):
            written = f"{raw:.15g}" if math.isfinite(raw) else ""  # a host may say that 9999 means missing
            reason = self.missing.get(written)
            return Figure(None, reason) if reason else Figure(raw, Status.OK)
        text = raw.strip(SPACES + "\t")
        if (reason := self.missing.get(text.lower())) is not None:
            return Figure(None, reason)
        if not (found := shape(self.decimal).fullmatch(text)):
            raise NotANumber(text)
        digits = re.sub(rf"[{SPACES}{APOSTROPHES}{'.' if self.decimal == ',' else ','}]", "", found["number"])
        value = float(digits.replace(",", ".").replace("−", "-"))
        if not math.isfinite(value):
            raise NotANumber(text)
        return Figure(value / 100 if found["percent"] else value, Status.OK, bool(found["percent"]))


@lru_cache
def shape(decimal: str) -> re.Pattern[str]:
    """A whole number, plain or in groups of three held by one and the same mark, then decimals, exponent, percent."""
    other, mark = ("." if decimal == "," else ","), re.escape(decimal)
    groups = rf"\d{{1,3}}(?P<mark>[{SPACES}{APOSTROPHES}{other}])\d{{3}}(?:(?P=mark)\d{{3}})*"
    decimals, exponent = rf"(?<=\d){mark}\d*|{mark}\d+", r"(?<=[\d.,])[eE][-+]?\d+"
    number = rf"[-+−]?(?:{groups}|\d+)?(?:{decimals})?(?:{exponent})?"
    return re.compile(rf"(?=[-+−]?{mark}?\d)(?P<number>{number})[{SPACES}]?(?P<percent>%)?", re.ASCII)


def looks_like_a_number(text: str) -> bool:
    """In either dialect."""
    stripped = text.strip(SPACES)
    return bool(shape(".").fullmatch(stripped) or shape(",").fullmatch(stripped))


CLEAR = {
    ",": re.compile(
        rf"[-+−]?(?:\d+,(?:\d{{1,2}}|\d{{4,}})|\d{{1,3}}(?:[{SPACES}.]\d{{3}})+,\d+|0,\d+)(?:[{SPACES}]?%)?"
    ),
    ".": re.compile(
        rf"[-+−]?(?:\d*\.(?:\d{{1,2}}|\d{{4,}})|\d{{1,3}}(?:[{SPACES},]\d{{3}})+\.\d+|0\.\d+)(?:[{SPACES}]?%)?"
    ),
}
THOUSANDS = {
    ",": re.compile(r"[-+−]?\d{1,3}(?:,\d{3}){2,}"),  # 1,234,567: the comma groups, so the dot is the decimal mark
    ".": re.compile(r"[-+−]?\d{1,3}(?:\.\d{3}){2,}"),
}


@dataclass(frozen=True)
class DecimalMark:
    """Which mark the numbers use, and the cells that show it."""

    mark: str
    examples: tuple[str, ...]
    is_certain: bool


def decimal_mark(columns: Iterable[list[str]], prior: str) -> DecimalMark:
    """Each column votes with its clear cells; columns that look like codes vote only when no other does."""
    votes: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    examples: dict[tuple[bool, str], list[str]] = defaultdict(list)
    for cells in columns:
        are_codes = _looks_like_codes(cells)
        for cell in (text.strip(SPACES) for text in cells if text):
            if mark := _clear_mark(cell):
                votes[are_codes][mark] += 1
                examples[are_codes, mark].append(cell)
    counted, of_codes = votes[False] or votes[True], not votes[False]
    if not counted:
        return DecimalMark(prior, (), is_certain=False)
    mark, n = counted.most_common(1)[0]
    return DecimalMark(mark, tuple(dict.fromkeys(examples[of_codes, mark]))[:3], is_certain=n == counted.total())


def _clear_mark(cell: str) -> str:
    for mark, other in ((",", "."), (".", ",")):
        if CLEAR[mark].fullmatch(cell) or THOUSANDS[other].fullmatch(cell):
            return mark
    return ""


def _looks_like_codes(cells: list[str]) -> bool:
    """All present, all different, all of one length: 4620725.10 is a name, not a number."""
    return (
        len(cells) > 3
        and len({len(cell) for cell in cells}) == 1
        and len(set(cells)) == len(cells)
        and len(cells[0]) > 5
    )
