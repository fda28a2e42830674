"""Sums by a columnar engine, over long Parquet: the same questions to DuckDB in this process or to a Spark cluster."""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol

import ibis
import numpy as np
import pyarrow as pa

from reperes.atlas.engines import keeping, questions
from reperes.atlas.engines.keeping import Kept
from reperes.atlas.engines.quantities import REASONS, Form, Quantity, Sums
from reperes.figures import aggregation
from reperes.figures.aggregation import Floats, Overlap
from reperes.reading.store import Store

STEPS = {"standing": questions.standing()}  # kept under their names for what follows
ASKED = (questions.amounts(), questions.counts(), questions.reach())


class Home(Protocol):
    """Where questions are answered."""

    def answers(
        self, figures: Kept, characteristics: Sequence[int], tables: Mapping[str, pa.Table],
        steps: Mapping[str, ibis.Table], asked: Sequence[ibis.Table],
    ) -> list[pa.Table]:  # fmt: skip
        """What is asked, over the kept figures of these characteristics, these small tables, and steps before it."""
        ...

    def close(self) -> None: ...


class Columnar:
    """An engine that asks instead of computing."""

    def __init__(self, home: Home) -> None:
        self.home = home

    def sums(self, store: Store, quantities: Sequence[Quantity], overlap: Overlap, people: Floats) -> Sums:
        terms = _terms(store, quantities)
        tables = {
            "terms": terms,
            "weights": _weights(overlap, people),
            "ranks": pa.table(questions.ranks(), schema=_schema(questions.RANKS)),
        }
        characteristics = sorted(set(terms["characteristic"].to_pylist()))
        answers = self.home.answers(keeping.kept(store), characteristics, tables, STEPS, ASKED)
        return _gathered(quantities, overlap.n_targets, *(_columns(answer) for answer in answers))

    def close(self) -> None:
        self.home.close()

    def __enter__(self) -> "Columnar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _terms(store: Store, quantities: Sequence[Quantity]) -> pa.Table:
    rows = [
        {
            "quantity": place,
            "is_ratio": quantity.denominator is not None,
            "part": part,
            "characteristic": characteristic,
            "column": store.columns.index(column),
            "coefficient": float(coefficient),
        }
        for place, quantity in enumerate(quantities)
        for part, form in _forms(quantity)
        for (characteristic, column), coefficient in form.items()
    ]
    return pa.Table.from_pylist(rows, schema=_schema(questions.TERMS))


def _forms(quantity: Quantity) -> list[tuple[int, Form]]:
    below = [] if quantity.denominator is None else [(questions.DENOMINATOR, quantity.denominator)]
    classes = enumerate(quantity.classes, questions.FIRST_CLASS)
    return [(questions.NUMERATOR, quantity.numerator), *below, *classes]


def _weights(overlap: Overlap, people: Floats) -> pa.Table:
    columns = [overlap.source, overlap.target, overlap.weight, aggregation.presence(people, overlap)]
    schema = _schema(questions.WEIGHTS)
    return pa.table([pa.array(each).cast(field.type) for each, field in zip(columns, schema, strict=True)], schema)


def _schema(table: ibis.Table) -> pa.Schema:
    types = {"boolean": pa.bool_()}
    return pa.schema(
        [(name, types.get(str(kind)) or getattr(pa, str(kind))()) for name, kind in table.schema().items()]
    )


def _columns(answer: pa.Table) -> dict[str, Any]:
    return {name: answer[name].to_numpy() for name in answer.column_names}


def _gathered(
    quantities: Sequence[Quantity], n: int, amounts: dict[str, Any], counts: dict[str, Any], reach: dict[str, Any]
) -> Sums:
    """Rows of answers to arrays by position; what no row speaks of is nothing known."""
    shape = (len(quantities), n)

    def spread(amount: Any, where: tuple[Any, ...], kind: type = np.float64, shape: tuple[int, ...] = shape) -> Any:
        made: Any = np.zeros(shape, kind)
        made[where] = amount
        return made

    def part(number: int) -> Floats:
        of_part = amounts["part"] == number
        places = amounts["quantity"][of_part], amounts["target"][of_part]
        return spread(amounts["amount"][of_part], places)

    where = counts["quantity"], counts["target"]
    most = max((len(quantity.classes) for quantity in quantities), default=0)
    by_class = [part(questions.FIRST_CLASS + number) for number in range(most)]
    return Sums(
        numerator=part(questions.NUMERATOR),
        denominator=part(questions.DENOMINATOR),
        covered=spread(counts["covered"], where),
        everyone=np.tile(spread(reach["everyone"], (reach["target"],), shape=(n,)), (len(quantities), 1)),
        n_known=spread(counts["n_known"], where),
        n_reached=spread(reach["n_reached"], (reach["target"],), np.int64, (n,)),
        reasons=np.array([spread(counts[reason.value], where, np.int64) for reason in REASONS]),
        classes={
            place: np.array([counted[place] for counted in by_class[: len(quantity.classes)]])
            for place, quantity in enumerate(quantities)
            if quantity.classes
        },
    )
