"""Columns in, columns out: every library that speaks Arrow, the same answers, no row lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from datafusion import SessionContext

from ombud import Engine, Event, batch, errors

DAYS = ["2026-03-02", None, "2026-02-30", "2026-12-31"]
REGIME = "cn-complaints-2020"


def rows(columns: batch.Columns) -> list[dict[str, Any]]:
    return list(pa.table(columns).to_pylist())


def table(kind: pa.DataType = pa.string()) -> pa.Table:
    days = pa.array(DAYS)
    return pa.table({"n": [10, 11, 12, 13], "day": days if kind == pa.string() else days.cast(kind)})


SOURCES: dict[str, Callable[[], Any]] = {
    "pyarrow table": table,
    "pyarrow batch": lambda: table().to_batches()[0],
    "pyarrow reader": lambda: table().to_reader(),
    "large strings": lambda: table(pa.large_string()),
    "string views": lambda: table(pa.string_view()),
    "dictionary": lambda: pa.table({"n": [10, 11, 12, 13], "day": pa.array(DAYS).dictionary_encode()}),
    "chunks": lambda: pa.concat_tables([table().slice(0, 1), table().slice(1, 0), table().slice(1)]),
    "sliced": lambda: pa.concat_tables([table(), table()]).combine_chunks().slice(4, 4),
    "pandas": lambda: table().to_pandas(),
    "pandas strings": lambda: table().to_pandas().astype({"day": "string[pyarrow]"}),
    "polars": lambda: pl.DataFrame({"n": [10, 11, 12, 13], "day": DAYS}),
    "duckdb": lambda: duckdb.from_arrow(table()),
    "datafusion": lambda: SessionContext().from_arrow(table()),
}


@pytest.mark.parametrize("source", SOURCES)
def test_every_library_is_read(source: str) -> None:
    data = SOURCES[source]()
    got = rows(batch.due(data, REGIME, received=batch.column("day"), as_of="2026-03-10", keep=["n"]))
    assert {line["row"] for line in got} == {0, 1, 2, 3}, "no row is lost"
    assert [line["due"] for line in got if line["row"] == 0 and line["clock"] == "CN-CM-018a"] == [date(2026, 3, 17)]
    assert {line["n"] for line in got if line["row"] == 3} == {"13"}
    (wrong,) = (line for line in got if line["row"] == 2)
    assert wrong["error_code"] == "invalid_date" and json.loads(wrong["error"])["detail"]["found"] == "2026-02-30"


def test_every_library_reads_the_answer() -> None:
    def answer() -> batch.Columns:
        return batch.due_dates(table(), REGIME, "CN-CM-018a", "day")

    expected = [date(2026, 3, 17), None, None, date(2027, 1, 15)]
    assert pa.table(answer()).column("due").to_pylist() == expected
    assert pl.DataFrame(answer())["due"].to_list() == expected
    assert [None if pd.isna(d) else d for d in pd.DataFrame.from_arrow(answer())["due"]] == expected
    stream = pa.RecordBatchReader.from_stream(answer())
    assert [d for (d, _) in duckdb.from_arrow(stream.read_all()).fetchall()] == expected


def test_the_answers_are_those_of_the_typed_call(engine: Engine) -> None:
    got = rows(batch.due(table(), REGIME, received=batch.column("day"), as_of=date(2026, 3, 10), engine=engine))
    for number, day in ((0, "2026-03-02"), (3, "2026-12-31")):
        duties = engine.due(REGIME, received=day, as_of="2026-03-10")
        lines = [line for line in got if line["row"] == number and line["status"] != "not_in_force"]
        assert [(line["clock"], line["due"], line["prudent_due"], line["status"]) for line in lines] == [
            (duty.clock, duty.due, duty.prudent_due, duty.status) for duty in duties
        ]


def test_dates_and_times_of_every_kind() -> None:
    day, at = date(2026, 3, 2), datetime(2026, 3, 2, 9, 30)
    columns = {
        "date32": pa.array([day], pa.date32()),
        "date64": pa.array([day], pa.date64()),
        "midnight": pa.array([datetime(2026, 3, 2)], pa.timestamp("ns")),
        "zoned": pa.array([at.replace(tzinfo=timezone.utc)], pa.timestamp("us", "UTC")),
    }
    for name, column in columns.items():
        got = rows(batch.due_dates(pa.table({"d": column}), "uk-disp", "UK.DISP.FINAL", "d"))
        assert [line["due"] for line in got] == [date(2026, 4, 27)], name
    bare = pa.table({"d": pa.array([at], pa.timestamp("us"))})
    asked: dict[str, Any] = {"received": batch.column("d"), "as_of": "2026-03-10"}
    (line,) = rows(batch.due(bare, REGIME, **asked))
    assert line["error_code"] == "invalid_instant", "the hour has no zone"
    assert any(line["due"] for line in rows(batch.due(bare, REGIME, zone="Asia/Shanghai", **asked)))


def test_facts_and_calls() -> None:
    people = pd.DataFrame({"people": [22.0, float("nan"), 2.5]})
    got = rows(
        batch.facts(
            people,
            {"complaint.people_in_person": batch.column("people"), "complaint.designated_major": False},
            trigger="2026-03-02",
            as_of="2026-03-02",
        )
    )
    major = {line["row"]: (line["value"], line["state"]) for line in got if line["fact"] == "complaint.major"}
    assert major[0] == ("true", "derived") and major[1][1] == "undetermined"
    assert [line["error_code"] for line in got if line["row"] == 2] == ["fractional_number"]
    request = {"calendar": "cn", "from": batch.column("day"), "to": "2026-02-28"}
    answers = rows(batch.call(table(), "clock.count", request, keep=["n"]))
    assert [line["n"] for line in answers] == ["10", "11", "12", "13"]
    assert [line["error_code"] is None for line in answers][2] is False


def test_events_are_filled_by_columns() -> None:
    data = pa.table({"day": ["2026-03-02", "2026-03-02"], "extended": ["2026-03-10", None]})
    extended = Event("extended", batch.column("extended"), {"ground": "complex", "reason": "records elsewhere"})
    asked = batch.due(data, REGIME, received=batch.column("day"), events=[extended], as_of="2026-03-20")
    due = [line["due"] for line in rows(asked) if line["clock"] == "CN-CM-018a"]
    assert due == [date(2026, 4, 1), date(2026, 3, 17)]


def test_threads_change_nothing() -> None:
    many = pa.concat_tables([table()] * 300).combine_chunks()
    one, three = (
        pa.table(batch.due(many, REGIME, received=batch.column("day"), as_of="2026-03-10", threads=n)) for n in (1, 3)
    )
    assert one.equals(three)


def test_columns_are_read_once_and_say_so() -> None:
    answer = batch.due_dates(table(), REGIME, "CN-CM-018a", "day")
    schema = pa.schema(answer)
    assert repr(answer) == "<Columns due, error_code>"
    assert pa.table(answer).schema == schema, "the schema is there before the rows, and costs none"
    for read in (pa.table, pa.schema):
        with pytest.raises(errors.HandleClosed):
            read(answer)
    assert repr(answer) == "<Columns: handle_closed>"


def test_every_answer_names_its_columns() -> None:
    asked = batch.due(table(), REGIME, received=batch.column("day"), as_of="2026-03-10", keep=["n"])
    assert repr(asked).startswith("<Columns row, n, regime, clock, ")
    assert pa.schema(asked).names == pa.table(asked).schema.names


def test_what_is_wrong_with_the_whole_is_an_error() -> None:
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        batch.due_dates([1, 2], REGIME, "CN-CM-018a", "day")  # type: ignore[arg-type]
    with pytest.raises(errors.HeaderMismatch):
        batch.due_dates(table(), REGIME, "CN-CM-018a", "no such column")
    with pytest.raises(errors.UnsupportedColumn):
        batch.due_dates(pa.table({"d": [[1]]}), REGIME, "CN-CM-018a", "d")
    with pytest.raises(errors.UnknownClock):
        batch.due_dates(table(), REGIME, "CN-CM-999", "day")

    def broken() -> Any:
        yield table().to_batches()[0]
        raise OSError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(table().schema, broken())
    with pytest.raises(Exception, match="the disk is gone"):
        pa.table(batch.due_dates(reader, REGIME, "CN-CM-018a", "day"))
