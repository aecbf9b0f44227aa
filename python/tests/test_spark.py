"""Columns on Apache Spark, in its local mode: row for row what one machine answers."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pyspark.sql import DataFrame, SparkSession

from ombud import Engine, batch, errors, spark

pytestmark = pytest.mark.filterwarnings("ignore")

AS_OF = "2023-07-01"


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "4000").getOrCreate()
    yield session
    session.stop()


def lines(table: pa.Table) -> list[str]:
    """The lines in an order of their own: a cluster has none."""
    return sorted(map(repr, table.drop_columns(["row"]).to_pylist()))


def as_spark(table: pa.Table) -> pa.Table:
    """Instants as Spark counts them."""
    micro = pa.timestamp("us", tz="UTC")
    fields = [field.with_type(micro) if pa.types.is_timestamp(field.type) else field for field in table.schema]
    return table.cast(pa.schema(fields))


def same(data: DataFrame, table: pa.Table) -> None:
    keep = ["Complaint ID"]
    asked = spark.due(data, source="cfpb", as_of=AS_OF, keep=keep).toArrow()
    alone = pa.table(batch.due(table, source="cfpb", as_of=AS_OF, keep=keep))
    assert asked.num_rows == alone.num_rows
    assert lines(asked) == lines(as_spark(alone))


def test_a_few_rows(session: SparkSession) -> None:
    table = pa.table({"Complaint ID": ["1", "2", "3"], "Date sent to company": ["2023-06-09", "soon", None]})
    data = session.createDataFrame(table.to_pandas()).repartition(3)
    same(data, table)


@pytest.mark.skipif("OMBUD_DATA" not in os.environ, reason="OMBUD_DATA names no folder")
def test_the_cfpb_file_is_answered_row_for_row(session: SparkSession) -> None:
    path = Path(os.environ["OMBUD_DATA"]) / "cfpb_dev.parquet"
    same(session.read.parquet(str(path)).repartition(4), pq.read_table(path))


def test_every_batch_function_is_there(session: SparkSession) -> None:
    days = session.createDataFrame([("2026-03-02",), (None,)], "day string")
    due = spark.due_dates(days, "cn-complaints-2020", "CN-CM-018a", "day").toArrow()
    assert sorted(map(str, due.column("due").to_pylist())) == ["2026-03-17", "None"]
    request = {"calendar": "cn", "from": batch.column("day"), "to": "2026-03-28"}
    assert spark.call(days, "clock.count", request).count() == 2
    facts = {"complaint.people_in_person": 22, "complaint.designated_major": False}
    major = spark.facts(days, facts, trigger="2026-03-02", as_of="2026-03-02").filter("fact = 'complaint.major'")
    assert [row.value for row in major.collect()] == ["true", "true"]
    public = {name for name in vars(batch) if not name.startswith("_")} & {"due", "due_dates", "facts", "call"}
    assert public <= set(vars(spark))


def test_a_question_travels_with_the_hash_of_its_packs() -> None:
    asked = spark.mapper(batch.due, source="cfpb", as_of=AS_OF)
    packed = pickle.dumps(asked)
    assert len(packed) < 1000
    assert pickle.loads(packed) == asked
    assert list(asked(iter(()))) == []
    bundle = Engine().bundle.encode()
    with pytest.raises(errors.HashMismatch):
        pickle.loads(packed.replace(bundle, bundle[:-1] + (b"1" if bundle.endswith(b"0") else b"0")))
