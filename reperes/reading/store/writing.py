"""Writing a store: all or nothing. A killed write leaves a folder no one opens, which the next write clears away."""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from reperes.figures.statuses import PLACE, Status
from reperes.reading.store.opened import FORMAT, Characteristic, Store, described
from reperes.reading.store.packing import CHUNK, MOST_AREAS, NO_VALUE, Codes, Values, pack


class Blocks:
    """figures.bin and its index, filled one block of areas at a time, from any thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = (folder / "figures.bin").open("wb")
        self._lock, self._end = threading.Lock(), 0
        self._written: dict[Any, tuple[int, int, np.ndarray, str]] = {}

    def add(self, order: Any, n_areas: int, chunks: np.ndarray, packed: Any) -> None:
        """`order`: what sorts the blocks in the end. `chunks`: CHUNK records, offsets from the block's start."""
        with self._lock:
            start, self._end = self._end, self._end + len(packed)
        written = 0
        view = memoryview(packed)
        while written < len(packed):
            written += os.pwrite(self._file.fileno(), view[written:], start + written)
        digest = hashlib.sha256(chunks.tobytes())
        digest.update(view)
        self._written[order] = (n_areas, start, chunks, digest.hexdigest())

    def finish(self) -> tuple[list[tuple[int, int, int]], str]:
        """(blocks as a store describes them, what identifies their content); all is on disk."""
        found = [self._written[order] for order in sorted(self._written)]
        firsts = np.cumsum([0, *[n for n, _start, _chunks, _digest in found]])
        index = np.stack([chunks for _n, _start, chunks, _digest in found]) if found else np.zeros((0, 0), CHUNK)
        np.save(self.folder / "index.npy", index)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        blocks = [(int(first), n, start) for first, (n, start, *_rest) in zip(firsts, found, strict=False)]
        return blocks, " ".join(digest for *_rest, digest in found)

    def close(self) -> None:
        self._file.close()


class Writer:
    """Write a store: with Writer(folder, …) as writer: writer.put(…). Left by an error, nothing is readable."""

    def __init__(
        self,
        folder: Path,
        areas: Sequence[str],
        characteristics: Sequence[Characteristic],
        columns: Sequence[str] = ("total",),
        *,
        facts: dict[str, list[str]] | None = None,
    ) -> None:
        if not columns:
            raise ValueError("a store has one column at least")
        ids = [one.id for one in characteristics]
        for what, keys in (("area", list(areas)), ("characteristic", ids), ("column", list(columns))):
            if len(set(keys)) != len(keys):
                raise ValueError(f"one {what} is given twice")
        self.folder, self.areas, self.facts = folder, list(areas), facts or {}
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
            shutil.rmtree(self.part, ignore_errors=True)

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
                blocks.add(order, len(self.areas[part]), *self._block(order))
            found, content = blocks.finish()
        finally:
            blocks.close()
        return finish(
            self.part,
            self.folder,
            content,
            {
                "areas": self.areas,
                "levels": [],
                "facts": self.facts,
                "characteristics": described(self.characteristics),
                "columns": self.columns,
                "blocks": found,
            },
        )

    def _block(self, order: int) -> tuple[np.ndarray, bytes]:
        chunks = np.zeros(len(self.characteristics) * len(self.columns), CHUNK)
        chunks["status"], chunks["unit"] = PLACE[Status.UNAVAILABLE] | NO_VALUE, 1
        packed = bytearray()
        for place, parts in sorted(self._packed.items()):
            described_chunk, content = parts[order]
            for key, value in described_chunk.items():
                chunks[place][key] = value
            chunks[place]["offset"] = len(packed)
            packed += content
            packed += bytes(-len(packed) % 8)
        return chunks, bytes(packed)


def begin(folder: Path) -> Path:
    """A folder beside the one to be, free of what a killed write left there. FileExistsError: the store is there."""
    if folder.exists():
        raise FileExistsError(folder)
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    return part


def finish(part: Path, folder: Path, content: str, written: dict[str, Any]) -> Store:
    """Say what the figures are, then give the folder its name: from then on it can be opened."""
    said = json.dumps({"format": FORMAT, **written}, ensure_ascii=False, separators=(",", ":"))
    without_places = {key: value for key, value in written.items() if key != "blocks"}
    identity = json.dumps(without_places, ensure_ascii=False, sort_keys=True)
    fingerprint = hashlib.sha256(f"{content}\n{identity}".encode()).hexdigest()
    with (part / "store.json").open("w", encoding="utf-8") as target:
        target.write(f'{{"fingerprint":"{fingerprint}",{said[1:]}')
        target.flush()
        os.fsync(target.fileno())
    part.rename(folder)
    return Store.open(folder)
