"""Columns on Apache Spark: the functions of `ombud.batch`, for dataframes on a cluster.

>>> from ombud import spark                                                           # doctest: +SKIP
>>> complaints = session.read.parquet("complaints.parquet")                           # doctest: +SKIP
>>> spark.due(complaints, "us-cfpb", source="cfpb", as_of="2023-07-01", keep=["Complaint ID"])  # doctest: +SKIP

Each takes what its namesake takes, and gives a dataframe that is worked out where its partitions are,
by ``DataFrame.mapInArrow``. A worker builds the engine once. ``row`` counts within a partition: keep
a column that names the row.
"""

# Arrow's own package has no types, so a strict reader knows nothing here.
# pyright: basic

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec

import pyarrow as pa

from . import batch
from .engine import builtin

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

P = ParamSpec("P")

# The types in which answers come, as Spark says them.
_TYPES = {pa.int64(): "bigint", pa.string(): "string", pa.date32(): "date"}


@dataclass(frozen=True)
class Mapper:
    """What a worker does with the batches of a partition. It travels as the question, the engine's packs
    and their hash; `schema` is that of its answers, as Spark writes it."""

    function: Callable[..., batch.Columns]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        batches = iter(batches)
        first = next(batches, None)
        # A partition without a batch has no row to answer.
        if first is not None:
            rows = pa.RecordBatchReader.from_batches(first.schema, chain([first], batches))
            for answer in self._answers(rows):
                yield _for_spark(answer)

    def schema(self, columns: pa.Schema) -> str:
        """The columns of the answers for such columns."""
        answers = self._answers(columns.empty_table())
        return ", ".join(f"`{field.name.replace('`', '``')}` {_type(field)}" for field in answers.schema)

    def _answers(self, rows: Any) -> pa.RecordBatchReader:
        return pa.RecordBatchReader.from_stream(self.function(rows, *self.args, **self.kwargs))


def mapper(function: Callable[Concatenate[batch.Data, P], batch.Columns], *args: P.args, **kwargs: P.kwargs) -> Mapper:
    """What `DataFrame.mapInArrow` takes: a function of `ombud.batch` and all its arguments but the data."""
    # Named even where it is the built-in one: a worker of another version is refused, and does not
    # answer by rules of its own.
    return Mapper(function, args, {**kwargs, "engine": kwargs.get("engine") or builtin()})


def _on_spark(
    function: Callable[Concatenate[batch.Data, P], batch.Columns],
) -> Callable[Concatenate[DataFrame, P], DataFrame]:
    def ask(data: DataFrame, /, *args: P.args, **kwargs: P.kwargs) -> DataFrame:
        mapped = mapper(function, *args, **kwargs)
        return data.mapInArrow(mapped, mapped.schema(data.limit(0).toArrow().schema))

    ask.__name__ = ask.__qualname__ = function.__name__
    ask.__doc__ = f"{function.__doc__}\n\nThe same as `ombud.batch.{function.__name__}`, of a dataframe of Spark."
    return ask


due_dates = _on_spark(batch.due_dates)
due = _on_spark(batch.due)
facts = _on_spark(batch.facts)
call = _on_spark(batch.call)


def _type(field: pa.Field) -> str:
    return "timestamp" if pa.types.is_timestamp(field.type) else _TYPES[field.type]


def _for_spark(answer: pa.RecordBatch) -> pa.RecordBatch:
    """Spark counts time in microseconds."""
    micro = pa.timestamp("us", tz="UTC")
    fields = [field.with_type(micro) if pa.types.is_timestamp(field.type) else field for field in answer.schema]
    return answer.cast(pa.schema(fields))
