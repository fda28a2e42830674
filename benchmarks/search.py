"""Our search against SQLite FTS5, same machine, same run, same made-up French documents: prints the ratio.

./dev manage shell -c "from benchmarks import search; search.main()"
"""

import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from django.test.utils import override_settings

from reperes.journal.models import Deed
from reperes.search import index, queries
from reperes.search.documents import SOURCES, Document, Source

N_DOCUMENTS, N_WORDS, REPEATS = 20_000, 8_000, 15
FACETS = {"famille": 8, "region": 18, "type": 12}
QUESTIONS = ["mot12", "mot40 mot7", "mot150 mot33 mot8"]


def documents() -> list[Document]:
    draw = random.Random(1792)  # noqa: S311  the same text at each run
    ranks = range(1, N_WORDS)
    weights = [1 / rank for rank in ranks]
    return [
        Document(
            key=f"ressource-{n}",
            kind="resource",
            address=f"/r/{n}/",
            title=" ".join(f"mot{rank}" for rank in draw.choices(ranks, weights, k=6)),
            summary="",
            body=" ".join(f"mot{rank}" for rank in draw.choices(ranks, weights, k=80)),
            facets={name: (str(draw.randrange(size)),) for name, size in FACETS.items()},
            year=2000 + n % 25,
            language="fr",
        )
        for n in range(N_DOCUMENTS)
    ]


def fts5(all_documents: list[Document]) -> Callable[[str], int]:
    """Twenty snippets, count, and counts of three facets, as one would write it by hand."""
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table texts using fts5(title, body, tokenize='unicode61 remove_diacritics 2')")
    base.execute(f"create table facets (id integer primary key, {', '.join(FACETS)})")
    for n, one in enumerate(all_documents, 1):
        base.execute("insert into texts(rowid, title, body) values (?, ?, ?)", (n, one.title, one.body))
        base.execute("insert into facets values (?, ?, ?, ?)", (n, *(one.facets[name][0] for name in FACETS)))
    base.commit()

    def ask(words: str) -> int:
        base.execute("drop table if exists found")
        base.execute("create temp table found as select rowid as id, rank from texts where texts match ?", (words,))
        snippet = "select snippet(texts, 1, '[', ']', '…', 20) from texts where texts match ? order by rank limit 20"
        base.execute(snippet, (words,)).fetchall()
        for name in FACETS:
            base.execute(f"select {name}, count(*) from found join facets using (id) group by 1").fetchall()  # noqa: S608
        return base.execute("select count(*) from found").fetchone()[0]

    return ask


def median_ms(ask: Callable[[str], object], words: str) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        ask(words)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    made = documents()
    with tempfile.TemporaryDirectory() as folder, override_settings(SEARCH_INDEX=Path(folder)):
        SOURCES.clear()  # this process only
        SOURCES["resource"] = Source("resource", "", Deed, lambda rows: made, lambda: None)
        index.rebuild()
        theirs = fts5(made)
        for words in QUESTIONS:
            ours_ms = median_ms(lambda text: queries.find(text, facets=tuple(FACETS)), words)
            theirs_ms = median_ms(theirs, words)
            print(f"{words:20} ours {ours_ms:6.1f} ms   FTS5 {theirs_ms:6.1f} ms   ratio {theirs_ms / ours_ms:5.1f}")
