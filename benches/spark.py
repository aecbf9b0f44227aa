"""Columns on Apache Spark in local mode beside one process: rows a second, and what the way to the worker costs a row.

Needs the wheel, pyspark and pyarrow in this interpreter, and OMBUD_DATA (../shared/data). Prints medians of three."""

import os
import statistics
import sys
import time
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import SparkSession

from ombud import batch, spark

COLUMNS = ["Complaint ID", "Date received", "Date sent to company", "Company response to consumer", "Timely response?"]
path = os.path.join(os.environ.get("OMBUD_DATA", "../shared/data"), "cfpb_dev.parquet")
os.environ["PYSPARK_PYTHON"] = sys.executable
session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
session.sparkContext.setLogLevel("ERROR")
table = pq.read_table(path)
data = session.read.parquet(path).repartition(2).cache()
rows = data.count()
asked = {"source": "cfpb", "as_of": "2023-07-01", "keep": ["Complaint ID"]}


def timed(work: Callable[[], object]) -> float:
    work()
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def through(batches):
    yield from batches


schema = ", ".join(f"`{name}` string" for name in COLUMNS)
alone = timed(lambda: pa.table(batch.due(table, **asked)))
cluster = timed(lambda: spark.due(data, **asked).write.format("noop").mode("overwrite").save())
scan = timed(lambda: data.select(COLUMNS).write.format("noop").mode("overwrite").save())
way = timed(lambda: data.select(COLUMNS).mapInArrow(through, schema).write.format("noop").mode("overwrite").save())
print(f"{rows} rows; one process, one thread: {rows / alone:,.0f} rows/s ({alone / rows * 1e6:.2f} us a row)")
print(f"Spark local[2]: {rows / cluster:,.0f} rows/s, {alone / cluster:.2f} times one process")
print(f"the way to the worker and back, {len(COLUMNS)} text columns: {(way - scan) * 2 / rows * 1e6:.2f} us of a core a row")
session.stop()
