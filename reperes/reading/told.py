"""What a reader tells of a file: what it found odd, what it set aside, and where the file says it comes from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_REFUSALS = 20_000  # told one by one; beyond, counted
MOST_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Told:
    """One trap met, in a sentence for the person who brought the file."""

    code: str
    sentence: str
    n: int = 1
    lines: tuple[int, ...] = ()  # the first few
    examples: tuple[str, ...] = ()
    needs_answer: bool = False  # nothing was decided: the person is asked


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line, or one cell of it, that was not taken."""

    line: int
    code: str  # of the area, where it is known
    column: str
    text: str
    reason: str


@dataclass(frozen=True)
class Origin:
    """What the file itself says of its source; empty where it says nothing."""

    title: str = ""
    publisher: str = ""
    identifier: str = ""  # the catalogue or table number
    vintage: str = ""  # the year or period the figures speak of
    released: str = ""
    licence: str = ""
    language: str = ""
    corrections: tuple[str, ...] = ()
    sha256: str = ""


@dataclass
class Recorder:
    """Collects refusals, as many as are told one by one, and counts the others."""

    refusals: list[Refusal] = field(default_factory=list)
    n_refusals: int = 0

    def refuse(self, refusal: Refusal) -> None:
        self.n_refusals += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(refusal)


def few(found: Sequence[str]) -> tuple[str, ...]:
    """The first different ones."""
    return tuple(dict.fromkeys(found))[:MOST_EXAMPLES]
