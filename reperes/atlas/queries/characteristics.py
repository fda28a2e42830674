"""What the characteristics of a layout are called: in a file of it that is here, else in the layout's own anchors."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reperes.atlas import anchors, layouts
from reperes.atlas.models import Dataset
from reperes.core.errors import BadFile
from reperes.core.text import fold, spoken
from reperes.reading.store import Store

MOST = 60  # shown of what was found: one more word finds better than one more page


@dataclass(frozen=True, slots=True)
class Found:
    """One characteristic a search found: its number, its name, how far it is set in under another."""

    number: int
    name: str
    depth: int = 0


@dataclass(frozen=True)
class Search:
    """What was looked for among the characteristics of a layout."""

    layout: layouts.Layout
    words: str
    found: list[Found]
    n_found: int
    dataset: Dataset | None  # the file whose names these are; None: those the house knows

    @property
    def is_cut(self) -> bool:
        return self.n_found > len(self.found)


def newest(names: Iterable[str]) -> dict[str, Dataset]:
    """The dataset kept last of each of these layouts, where its figures are on the disk."""
    datasets = Dataset.objects.filter(layout__in=list(names)).select_related("source", "version__partition")
    return {one.layout: one for one in datasets.order_by("pk") if one.folder.exists()}


def names(layout: str, dataset: Dataset | None) -> dict[int, str]:
    """{number: name} in the reader's language where it was verified."""
    said = {number: one.name for number, one in _kept(dataset).items()}
    for number, anchor in anchors.of_layout(layout).items():
        verified = spoken(anchor.fr, anchor.en)
        if verified or number not in said:
            said[number] = verified or anchor.en
    return said


def unverified(layout: str, dataset: Dataset | None) -> set[int]:
    """Those whose French name nobody checked, and no file here says: they are called by their English one."""
    kept = _kept(dataset)
    return {number for number, anchor in anchors.of_layout(layout).items() if not anchor.fr and number not in kept}


def search(layout: str, words: str) -> Search:
    """Every word must be in the name, in either language, or be its number. KeyError: no such layout."""
    known = layouts.layout(layout)
    dataset = newest([layout]).get(layout)
    depths = {number: one.depth for number, one in _kept(dataset).items()}
    wanted = fold(words).split()
    heard = _heard(layout, dataset)
    matching = [
        Found(number, name, depths.get(number, 0))
        for number, name in sorted(names(layout, dataset).items())
        if wanted and all(_is_said(word, number, heard[number]) for word in wanted)
    ]
    return Search(known, words, matching[:MOST], len(matching), dataset)


def _is_said(word: str, number: int, heard: str) -> bool:
    return word in heard or word.removeprefix("c") == str(number)


def _heard(layout: str, dataset: Dataset | None) -> dict[int, str]:
    """All a characteristic is called, folded."""
    heard = {number: f"{one.name} {one.name_en}" for number, one in _kept(dataset).items()}
    for number, anchor in anchors.of_layout(layout).items():
        heard[number] = f"{heard.get(number, '')} {anchor.fr} {anchor.en}"
    return {number: fold(said) for number, said in heard.items()}


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    name_en: str
    depth: int


def _kept(dataset: Dataset | None) -> dict[int, _Name]:
    if dataset is None:
        return {}
    try:
        return _of_store(dataset.folder)
    except BadFile:
        return {}


@lru_cache(maxsize=4)
def _of_store(folder: Path) -> dict[int, _Name]:
    """Read once a process: a dataset never changes."""
    store = Store.open(folder)
    return {one.id: _Name(one.name.strip(), one.name_en.strip(), one.depth) for one in store.characteristics}
