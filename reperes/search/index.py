"""The index of this node: a folder of tantivy files that follows the journal.

The database is the truth; an index that is missing, broken or of another make is built again, by itself. A build goes
into a new folder, then `state.json` points at it, so that readers are never left without an index. One process at a
time writes; the others go on with what is there.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import tantivy
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone, translation

from reperes.journal.models import Deed
from reperes.search.documents import SOURCES, Document, Source, key_of
from reperes.search.words import forms, terms

MAKE = 1  # raise it when the schema or the words change: every node builds its index again
HEAP = 32_000_000  # bytes a writer may use
LATE = timedelta(
    minutes=15
)  # ids of simultaneous transactions may commit out of order: the last minutes are read again
BATCH = 500


@dataclass(frozen=True)
class State:
    """Which folder serves, and how far in the journal it went: each deed up to `upto`, and the `seen` ones after."""

    folder: str
    make: int
    kinds: list[str]
    upto: int
    seen: list[int]


def schema() -> tantivy.Schema:
    build = tantivy.SchemaBuilder()
    build.add_text_field("key", tokenizer_name="raw", index_option="basic")
    build.add_text_field("facets", tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("title", "labels", "summary", "body"):
        build.add_text_field(name, tokenizer_name="whitespace")
    build.add_text_field("forms", tokenizer_name="whitespace", index_option="basic")
    for name in ("by_title", "by_year", "by_arrival"):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    build.add_bytes_field("shown", stored=True)
    return build.build()


SCHEMA = schema()


def fresh() -> tantivy.Index:
    """The index, caught up with the journal as far as can be done without waiting."""
    state = read_state()
    if state is None:
        return rebuild(unless_done=True)
    follow(state)
    return _opened(_root() / state.folder) or rebuild()


# --- Following the journal ----------------------------------------------------------------------------


def follow(state: State) -> None:
    """Index what deeds touched since last time. If another process is writing, it will have done it soon."""
    if not _news(state, _deeds_after(state.upto)):
        return
    with _turn(wait=False) as is_ours:
        now = read_state() if is_ours else None
        index = _opened(_root() / now.folder) if now else None
        if now is None or index is None:
            return
        deeds = _deeds_after(now.upto)
        _write(index, _touched(_news(now, deeds)))
        _write_state(now.folder, *_settled(now.upto, deeds))


Row = tuple[int, int, int, Any]  # deed, type of thing, thing, when


def _deeds_after(upto: int) -> list[Row]:
    rows = Deed.objects.filter(pk__gt=upto, thing_type_id__in=_types()).order_by("pk")
    return list(rows.values_list("pk", "thing_type_id", "thing_id", "happened_at"))


def _news(state: State, deeds: list[Row]) -> list[Row]:
    seen = set(state.seen)
    return [deed for deed in deeds if deed[0] not in seen]


def _settled(upto: int, deeds: list[Row]) -> tuple[int, list[int]]:
    """Deeds old enough that no transaction can still slip one between them, and the ids after."""
    horizon = timezone.now() - LATE
    upto = max([upto, *(pk for pk, _type, _thing, when in deeds if when < horizon)])
    return upto, [deed[0] for deed in deeds if deed[0] > upto]


def _types() -> dict[int, type[Any]]:
    models = {source.model for source in SOURCES.values()}
    models |= {other for source in SOURCES.values() for other in source.affected}
    return {ContentType.objects.get_for_model(model).pk: model for model in models}


def _touched(deeds: list[Row]) -> list[tuple[Source, set[int]]]:
    """Rows of each source to read again: the things the deeds were done to, and those they show through in."""
    types = _types()
    things: dict[type[Any], set[int]] = {}
    for _pk, kind, thing, _when in deeds:
        things.setdefault(types[kind], set()).add(thing)
    touched = []
    for source in SOURCES.values():
        rows = set(things.get(source.model, ()))
        for other, ours in source.affected.items():
            rows |= set(ours(things[other])) if other in things else set()
        touched.append((source, rows))
    return touched


# --- Writing ------------------------------------------------------------------------------------------


def rebuild(*, unless_done: bool = False) -> tantivy.Index:
    """Read every public thing into a new folder, then serve it. Waits for its turn."""
    with _turn(wait=True):
        state = read_state() if unless_done else None
        if state and (index := _opened(_root() / state.folder)):
            return index
        folder = f"index-{uuid4().hex[:8]}"
        (_root() / folder).mkdir()
        settled = _settled(0, _recent_deeds())
        index = tantivy.Index(SCHEMA, str(_root() / folder))
        _write(index, ((source, None) for source in SOURCES.values()))
        _write_state(folder, *settled)
        _forget_others(folder)
        return index


def _recent_deeds() -> list[Row]:
    """Enough of the journal to know where to start following: the last settled deed, and all that came after it."""
    older = Deed.objects.filter(happened_at__lt=timezone.now() - LATE).order_by("-pk").values_list("pk", flat=True)
    last = older.first() or 0
    return list(Deed.objects.filter(pk__gte=last).values_list("pk", "thing_type_id", "thing_id", "happened_at"))


def _write(index: tantivy.Index, parts: Iterable[tuple[Source, set[int] | None]]) -> None:
    """Replace these rows of these sources; None: all of them, into an empty index."""
    writer = index.writer(HEAP, 1)
    with translation.override("fr"):
        for source, rows in parts:
            for document in _replaced(writer, source, rows):
                writer.add_document(_kept(document))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _replaced(writer: tantivy.IndexWriter, source: Source, rows: set[int] | None) -> Iterator[Document]:
    if rows is None:
        yield from source.documents(source.public())
        return
    pks = sorted(rows)
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        for pk in batch:
            writer.delete_documents_by_term("key", key_of(source.kind, pk))
        yield from source.documents(source.public().filter(pk__in=batch))


def _kept(document: Document) -> tantivy.Document:
    both_titles = f"{document.title}\n{document.title_en}"
    both_summaries = f"{document.summary}\n{document.summary_en}"
    labels = "\n".join(document.labels)
    order = f"{forms(document.title)} {document.key}"
    texts = {"title": both_titles, "labels": labels, "summary": both_summaries, "body": document.body}
    kept = tantivy.Document()
    kept.add_text("key", document.key)
    for name, text in texts.items():
        kept.add_text(name, terms(text))
    kept.add_text("forms", forms("\n".join(texts.values())))
    kept.add_text("facets", f"kind={document.kind}")
    for facet, values in document.facets.items():
        for value in dict.fromkeys(values):
            kept.add_text("facets", f"{facet}={value}")
    kept.add_text("by_title", order)
    kept.add_text("by_year", f"{9999 - (document.year or 0):05} {order}")
    kept.add_text("by_arrival", f"{_descending(document.added_on)} {order}")
    kept.add_bytes("shown", json.dumps(asdict(document), ensure_ascii=False).encode())
    return kept


def _descending(day: str) -> str:
    """Digits turned over, so that the newest sorts first and the undated last."""
    return "".join(str(9 - int(digit)) if digit.isdigit() else digit for digit in day) or "~"


# --- Files --------------------------------------------------------------------------------------------


def _root() -> Path:
    return Path(settings.SEARCH_INDEX)


def read_state() -> State | None:
    """None when there is no index this code and these sources can use."""
    try:
        state = State(**json.loads((_root() / "state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return state if (state.make, state.kinds) == (MAKE, sorted(SOURCES)) else None


def _write_state(folder: str, upto: int, seen: list[int]) -> None:
    new = _root() / f"state-{uuid4().hex[:8]}.new"
    new.write_text(json.dumps(asdict(State(folder, MAKE, sorted(SOURCES), upto, seen))), encoding="utf-8")
    os.replace(new, _root() / "state.json")


_open: dict[Path, tantivy.Index] = {}  # the one this process reads


def _opened(folder: Path) -> tantivy.Index | None:
    """None when the files are missing or cannot be read."""
    index = _open.get(folder)
    try:
        if index is None:
            index = tantivy.Index(SCHEMA, str(folder), reuse=True) if tantivy.Index.exists(str(folder)) else None
        else:
            index.reload()
    except (ValueError, OSError):
        index = None
    _open.clear()
    if index is not None:
        _open[folder] = index
    return index


def _forget_others(folder: str) -> None:
    for other in _root().glob("index-*"):
        if other.name != folder:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def _turn(*, wait: bool) -> Iterator[bool]:
    """One writer at a time, over all threads and processes of the node; yields whether the turn is ours."""
    _root().mkdir(parents=True, exist_ok=True)
    with (_root() / "turn").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        try:
            yield True
        finally:
            with suppress(OSError):
                fcntl.flock(file, fcntl.LOCK_UN)
