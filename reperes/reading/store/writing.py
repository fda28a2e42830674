"""Writing a store: all or nothing. A killed write leaves a folder no one opens, which the next write clears away."""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from reperes.figures.statuses import PLACE, Status
from reperes.reading.store.opened import EVERY_LEVEL, FORMAT, Characteristic, Store, described
from reperes.reading.store.packing import CHUNK, MOST_AREAS, NO_VALUE, Codes, Values, pack

MOST_AT_ONCE = 2**30  # bytes the system takes in one call


class Blocks:
    """figures.bin and its index, filled one block of areas at a time, from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = (folder / "figures.bin").open("wb")
        self._lock, self._end = threading.Lock(), 0
        self._written: dict[Any, tuple[int, int, np.ndarray, str]] = {}

    def add(self, order: Any, n_areas: int, chunks: np.ndarray, pieces: Sequence[bytes]) -> None:
        """`order`: what sorts the blocks in the end. `chunks`: CHUNK records, offsets from the block's start."""
        size = sum(len(piece) for piece in pieces)
        with self._lock:
            start, self._end = self._end, self._end + size
        digest, at = hashlib.sha256(chunks.tobytes()), start
        for piece in pieces:
            digest.update(piece)
            for written in range(0, len(piece), MOST_AT_ONCE):
                at += os.pwrite(self._file.fileno(), memoryview(piece)[written : written + MOST_AT_ONCE], at)
        if at != start + size:
            raise OSError(f"{self.folder.name}: the disk took {at - start} bytes of {size}")
        self._written[order] = (n_areas, start, chunks, digest.hexdigest())

    def finish(
        self, place: Callable[[Any, np.ndarray], np.ndarray] | None = None
    ) -> tuple[list[tuple[int, int, int]], str]:
        """(blocks as a store describes them, what identifies their content); all is on disk.

        `place(order, chunks)` puts the chunks of a block where they are in the whole.
        """
        orders = sorted(self._written)
        found = [self._written[order] for order in orders]
        firsts = np.cumsum([0, *[n for n, _start, _chunks, _digest in found]])
        placed = [
            place(order, chunks) if place else chunks
            for order, (_n, _start, chunks, _digest) in zip(orders, found, strict=True)
        ]
        index = np.stack(placed) if placed else np.zeros((0, 0), CHUNK)
        np.save(self.folder / "index.npy", index)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        blocks = [(int(first), n, start) for first, (n, start, *_rest) in zip(firsts, found, strict=False)]
        return blocks, " ".join(digest for *_rest, digest in found)

    def forget(self, first: int) -> None:
        """Leave out what was written in the orders (first, …) and after."""
        self._written = {order: kept for order, kept in self._written.items() if order[0] < first}

    def close(self) -> None:
        self._file.close()


class Writer:
    """Write a store: with Writer(folder, …) as writer: writer.put(…). Left by an error, nothing is readable."""

    def __init__(  # noqa: PLR0913 (what a store holds, piece by piece)
        self,
        folder: Path,
        areas: Sequence[str],
        characteristics: Sequence[Characteristic],
        columns: Sequence[str] = ("total",),
        *,
        facts: dict[str, list[str]] | None = None,
        levels: Sequence[str] = (),
    ) -> None:
        if not columns:
            raise ValueError("a store has one column at least")
        own = list(zip(levels, areas, strict=True)) if levels else list(areas)
        ids = [one.id for one in characteristics]
        for what, keys in (("area", own), ("characteristic", ids), ("column", list(columns))):
            if len(set(keys)) != len(keys):
                raise ValueError(f"one {what} is given twice")
        self.folder, self.areas, self.facts, self.levels = folder, list(areas), facts or {}, list(levels)
        self.characteristics, self.columns = list(characteristics), tuple(columns)
        self.places = {one.id: place for place, one in enumerate(self.characteristics)}
        self._packed: dict[int, list[tuple[dict[str, int], bytes]]] = {}

    def __enter__(self) -> "Writer":
        self.part = begin(self.folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()
        else:
            discard(self.folder)

    def put(self, characteristic: int, column: str, values: Values, statuses: Codes) -> None:
        """One column, (n_areas,) each: NaN where there is no number; codes of statuses.PLACE."""
        values, statuses = np.asarray(values, np.float64), np.asarray(statuses, np.int8)
        if values.shape != (len(self.areas),) or statuses.shape != values.shape:
            raise ValueError(f"{len(self.areas)} figures are expected, not {values.shape}")
        place = self.places[characteristic] * len(self.columns) + self.columns.index(column)
        self._packed[place] = [pack(values[part], statuses[part]) for part in self._parts()]

    def _parts(self) -> list[slice]:
        return [slice(start, start + MOST_AREAS) for start in range(0, len(self.areas), MOST_AREAS)]

    def finish(self) -> Store:
        """Write what was put; what was not is unavailable."""
        blocks = Blocks(self.part)
        try:
            for order, part in enumerate(self._parts()):
                chunks, packed = self._block(order)
                blocks.add(order, len(self.areas[part]), chunks, [packed])
            found, content = blocks.finish()
        finally:
            blocks.close()
        return finish(
            self.part,
            self.folder,
            content,
            {
                "areas": self.areas,
                "levels": self.levels,
                "facts": self.facts,
                "characteristics": described(self.characteristics),
                "columns": self.columns,
                "blocks": found,
            },
        )

    def _block(self, order: int) -> tuple[np.ndarray, bytes]:
        chunks = empty_chunks(len(self.characteristics) * len(self.columns))
        packed = bytearray()
        for place, parts in sorted(self._packed.items()):
            described_chunk, content = parts[order]
            for key, value in described_chunk.items():
                chunks[place][key] = value
            chunks[place]["offset"] = len(packed)
            packed += content
            packed += bytes(-len(packed) % 8)
        return chunks, bytes(packed)


def empty_chunks(n: int) -> np.ndarray:
    """Of figures no one gave: unavailable, no number."""
    chunks = np.zeros(n, CHUNK)
    chunks["status"], chunks["unit"] = PLACE[Status.UNAVAILABLE] | NO_VALUE, 1
    return chunks


def begin(folder: Path) -> Path:
    """A folder beside the one to be, free of what a killed write left there. FileExistsError: the store is there."""
    if folder.exists():
        raise FileExistsError(folder)
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    return part


def twice(folder: Path) -> Path:
    """Where a store stays while it is written again."""
    return folder.with_name(f"{folder.name}.twice")


def discard(folder: Path) -> None:
    """Clear away what an unfinished write left beside a folder."""
    shutil.rmtree(folder.with_name(f"{folder.name}.part"), ignore_errors=True)
    shutil.rmtree(twice(folder), ignore_errors=True)


def finish(part: Path, folder: Path, content: str, written: dict[str, Any], *, is_whole: bool = False) -> Store:
    """Say what the figures are, then give the folder its name: from then on it can be opened.

    `is_whole`: answer a store that shows the areas of all levels together.
    """
    said = json.dumps({"format": FORMAT, **written}, ensure_ascii=False, separators=(",", ":"))
    without_places = {key: value for key, value in written.items() if key != "blocks"}
    identity = json.dumps(without_places, ensure_ascii=False, sort_keys=True)
    fingerprint = hashlib.sha256(f"{content}\n{identity}".encode()).hexdigest()
    with (part / "store.json").open("w", encoding="utf-8") as target:
        target.write(f'{{"fingerprint":"{fingerprint}",{said[1:]}')
        target.flush()
        os.fsync(target.fileno())
    part.rename(folder)
    return Store.open(folder, EVERY_LEVEL if is_whole else "")
