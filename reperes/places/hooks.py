"""What upper rooms tell places, in their apps.py:ready. Both lists are empty where no room has anything to say.

GUARDS may refuse localities before they exist, with a sentence each: the atlas refuses one whose figures would let a
protected figure be found by subtraction.

    GUARDS.append(disclosure.refusals)      # def refusals(source, proposals) -> Iterable[Refusal]

COUNTERS know how many people live in small areas, where nobody supplied a table of them:

    COUNTERS.append(people)                 # def people(version) -> Mapping[str, float]; unknown ones absent
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reperes.places.models import Partition, PartitionVersion


@dataclass(frozen=True)
class Proposal:
    """A locality somebody wants to draw."""

    code: str
    name: str
    shares: Mapping[str, float]  # small area's code → 0 to 1
    partition: Partition | None  # None: a new one


@dataclass(frozen=True)
class Refusal:
    """Why this locality may not be; the sentence says what to do."""

    code: str
    sentence: str


Guard = Callable[[PartitionVersion, Sequence[Proposal]], Iterable[Refusal]]
Counter = Callable[[PartitionVersion], Mapping[str, float]]

GUARDS: list[Guard] = []
COUNTERS: list[Counter] = []


def refusals(source: PartitionVersion, proposals: Sequence[Proposal]) -> list[Refusal]:
    """Every refusal of every guard, in their order."""
    return [refusal for guard in GUARDS for refusal in guard(source, proposals)]
