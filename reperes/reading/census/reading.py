"""A census profile, plain or compressed → a store, with what was met on the way."""

import csv
import itertools
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from reperes.core.errors import BadFile
from reperes.core.files import sha256_of
from reperes.reading.archives import Ahead, Content, contents
from reperes.reading.census import layout, telling
from reperes.reading.census.assembling import Joined, Parts, assemble
from reperes.reading.census.layout import Profile
from reperes.reading.census.telling import Imported
from reperes.reading.census.worker import NEWLINE, Worker
from reperes.reading.store import Store
from reperes.reading.store.writing import Blocks, begin, discard

SHARED_FROM = 2**24  # bytes: smaller files are read by one thread
FURTHEST = 20_000  # lines one looks at for the end of an area
TELL_EVERY = 0.2  # seconds
Tell = Callable[[int, int], None]  # bytes read, bytes there are


def nobody(n_read: int, n_in_all: int) -> None:
    """Nobody listens."""


def read(  # noqa: PLR0913 (a file, its name, where to, and how)
    path: Path, name: str, folder: Path, *, tell: Tell = nobody, threads: int = 2, with_hash: bool = True
) -> Imported:
    """Read a census profile into a store at `folder`, which must not exist.

    `tell` hears how far it is, and may raise to stop everything. `with_hash`: also the file's SHA-256, by a thread.
    BadFile: it is no census profile, or it is damaged. Nothing is left at `folder` then.
    """
    parts = [one for one in contents(path, name) if layout.is_profile(one)]
    if not parts:
        raise BadFile(
            _("« %(file)s » n’est pas un profil du recensement : il faut les colonnes DGUID, CHARACTERISTIC_ID…")
            % {"file": name}
        )
    with ThreadPoolExecutor(1) as aside:
        fingerprint = aside.submit(sha256_of, path) if with_hash else None
        found, store, joined = _written(parts, name, folder, tell, threads)
        sha256 = fingerprint.result() if fingerprint else ""
    firsts = [area for share in found.shares for area in share.areas[:1]]
    origin = replace(telling.origin(path, name, found.profile, firsts), sha256=sha256)
    return telling.imported(store, found, origin, joined)


def _written(parts: list[Content], name: str, folder: Path, tell: Tell, threads: int) -> tuple[Parts, Store, Joined]:
    discard(folder)
    part = begin(folder)
    blocks = Blocks(part)
    try:
        found = _read_all(parts, blocks, tell, threads)
        _refuse_empty(found, name)
        return found, *assemble(found, blocks, part, folder)
    except BaseException:
        discard(folder)
        raise
    finally:
        blocks.close()


def _refuse_empty(found: Parts, name: str) -> None:
    if not any(share.areas for share in found.shares):
        raise BadFile(_("« %(file)s » n’a aucune ligne lisible sous son en-tête.") % {"file": name})


def _read_all(parts: list[Content], blocks: Blocks, tell: Tell, threads: int) -> Parts:
    """Every part, one after the other: what is learnt of the characteristics in one serves the next."""
    found = Parts(_agreed(parts))
    n_before, n_in_all = 0, sum(one.size for one in parts)
    for content in parts:

        def told(n_read: int, before: int = n_before) -> None:
            tell(before + n_read, n_in_all)

        for workers in _work(content, found, blocks, told, threads):
            found.take(content, workers)
        n_before += content.size
    return found


def _agreed(parts: list[Content]) -> Profile:
    """The layout they share."""
    profiles = [found for one in parts if (found := layout.of_header(one.head(layout.LONGEST_HEADER)))]
    first = profiles[0]
    for content, other in zip(parts, profiles, strict=True):
        if other.names != first.names:
            raise BadFile(
                _("« %(file)s » n’a pas les mêmes colonnes que « %(first)s » : apportez-les séparément.")
                % {"file": content.name, "first": parts[0].name}
            )
    return first


def _work(
    content: Content, found: Parts, blocks: Blocks, tell: Callable[[int], None], threads: int
) -> Iterator[list[Worker]]:
    with ExitStack() as stack:
        if content.kind == "plain":
            yield _plain(content, found, blocks, tell, threads, stack)
        else:
            ahead = Ahead(content)
            stack.callback(ahead.leave)
            yield _streamed(ahead, found, blocks, tell)


def _streamed(ahead: Ahead, found: Parts, blocks: Blocks, tell: Callable[[int], None]) -> list[Worker]:
    """Inflating is one thread's work; this one parses."""
    worker = found.worker(blocks)
    fill = Filler(iter(ahead), skip_header=True)
    last = time.monotonic()
    while not worker.is_done:
        worker.step(fill)
        if time.monotonic() - last > TELL_EVERY:
            last = time.monotonic()
            tell(worker.share.n_read)
    return [worker]


class Filler:
    """Hands pieces out as the worker has room for them."""

    def __init__(self, pieces: Iterator[bytes], *, skip_header: bool) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")
        if skip_header:
            head = b""
            while NEWLINE not in head and (piece := next(self._pieces, b"")):
                head += piece
            self._rest = memoryview(head)[head.find(NEWLINE) + 1 :] if NEWLINE in head else memoryview(b"")

    def __call__(self, room: memoryview) -> int:
        filled = 0
        while filled < len(room):
            if not self._rest:
                piece = next(self._pieces, b"")
                if not piece:
                    break
                self._rest = memoryview(piece)
            n = min(len(self._rest), len(room) - filled)
            room[filled : filled + n] = self._rest[:n]
            self._rest = self._rest[n:]
            filled += n
        return filled


def _plain(  # noqa: PLR0913, PLR0917
    content: Content, found: Parts, blocks: Blocks, tell: Callable[[int], None], threads: int, stack: ExitStack
) -> list[Worker]:
    """The first thread starts alone, long enough to learn the characteristics; then each has its share of the file."""
    file = stack.enter_context(content.path.open("rb"))
    start = len(file.readline())
    first = found.worker(blocks)
    bounds = _bounds(content, start, threads, found.profile)
    fills = [_slice(stack, content.path, one, other) for one, other in itertools.pairwise(bounds)]
    first.step(fills[0])
    workers = [first, *(found.worker(blocks, order, first) for order in range(1, len(fills)))]
    _run(workers, fills, tell)
    if any(worker.share.ends_midway for worker in workers[:-1]):  # a quoted line break stood where the file was cut
        blocks.forget(workers[0].share.order)
        return _plain(content, found, blocks, tell, 1, stack)
    return workers


def _bounds(content: Content, start: int, threads: int, profile: Profile) -> list[int]:
    """Where shares begin: at the first line of an area."""
    bounds = [start]
    with content.path.open("rb") as file:
        for place in range(1, threads if content.size >= SHARED_FROM else 1):
            file.seek(start + (content.size - start) * place // threads)
            file.readline()
            if (found := _next_area(file, profile)) > bounds[-1]:
                bounds.append(found)
    return [*bounds, content.size]


def _next_area(file: BinaryIO, profile: Profile) -> int:
    """Where the area being read ends; 0: not within reach."""
    first = None
    for _line in range(FURTHEST):
        place = file.tell()
        cells = next(csv.reader([file.readline().decode("latin-1")], delimiter=profile.separator), [])
        key = cells[profile.key] if profile.key < len(cells) else ""
        first = first or key
        if key != first:
            return place
    return 0


def _slice(stack: ExitStack, path: Path, start: int, end: int) -> Callable[[memoryview], int]:
    file = stack.enter_context(FileIO(path))
    file.seek(start)

    def fill(room: memoryview) -> int:
        return file.readinto(room[: max(0, min(len(room), end - file.tell()))])

    return fill


def _run(workers: list[Worker], fills: list[Callable[[memoryview], int]], tell: Callable[[int], None]) -> None:
    """All at once; this thread only tells."""
    with ThreadPoolExecutor(len(workers)) as pool:
        tasks = [pool.submit(worker.run, fill) for worker, fill in zip(workers, fills, strict=True)]
        try:
            while wait(tasks, TELL_EVERY, FIRST_EXCEPTION).not_done:
                tell(sum(worker.share.n_read for worker in workers))
                if any(task.done() and task.exception() for task in tasks):
                    break
        finally:
            for worker in workers:
                worker.stop.set()
    for task in tasks:
        task.result()
