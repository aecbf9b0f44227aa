"""What the documents show is what happens."""

from __future__ import annotations

import doctest
import importlib
import json
import pathlib
import pkgutil
import subprocess
import sys
from datetime import date

import pyarrow as pa
import pytest
from conftest import TREE

import ombud
from ombud import batch
from ombud._fault import FAMILIES

# The program itself, and the compiled module: neither holds an example.
MODULES = [found.name for found in pkgutil.iter_modules(ombud.__path__) if found.name not in ("__main__", "_native")]


@pytest.mark.parametrize("name", ["", *MODULES])
def test_docstrings(name: str) -> None:
    module = importlib.import_module(f"ombud.{name}".rstrip("."))
    failed, _ = doctest.testmod(module)
    assert failed == 0


def test_every_family_of_errors_is_named() -> None:
    page = (TREE / "docs/python.md").read_text("utf-8")
    for number, family in FAMILIES.items():
        assert f"`{family.__name__}` ({number}xx)" in page


def test_docstrings_hold_examples() -> None:
    tests = [test for name in MODULES for test in doctest.DocTestFinder().find(importlib.import_module(f"ombud.{name}"))]
    assert sum(len(test.examples) for test in tests) > 25


def blocks(document: str, language: str) -> list[str]:
    """What a document shows of a language."""
    found = (TREE / document).read_text("utf-8").split(f"```{language}\n")[1:]
    assert found
    return [block.split("```")[0] for block in found]


@pytest.mark.parametrize("document", ["README.md", "docs/python.md"])
def test_programs_in_documents_print_what_their_comments_say(document: str) -> None:
    for program in blocks(document, "python"):
        command = [sys.executable, "-W", "error", "-c", program]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=TREE / "python/tests")
        assert run.returncode == 0, run.stderr
        said = [line.rpartition("  # ")[2] for line in program.splitlines() if "print(" in line and "  # " in line]
        printed = run.stdout.splitlines()
        assert said and all(line in printed for line in said), (said, printed)


# What the page takes for granted: a session, a file, and somebody who looks at the answer.
BEFORE = """
import os, sys
import pyarrow as pa, pyarrow.parquet as pq
from pyspark.sql import SparkSession

os.environ["PYSPARK_PYTHON"] = sys.executable
pq.write_table(pa.table({"Complaint ID": ["7"], "Date sent to company": ["2023-01-09"]}), "complaints.parquet")
session = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
"""
AFTER = """
print(sorted({row["Complaint ID"] for row in late.collect()}))
session.stop()
"""


def test_the_program_on_spark_runs_as_it_stands(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("pyspark")
    (program,) = blocks("docs/spark.md", "python")
    command = [sys.executable, "-c", BEFORE + program + AFTER]
    run = subprocess.run(command, capture_output=True, text=True, timeout=110, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1:] == ["['7']"], "a complaint of January is late in July"


def test_the_spec_of_columns_is_one() -> None:
    (spec,) = blocks("docs/columns.md", "json")
    data = {"case_no": ["A", "B"], "received": ["2026-03-02"] * 2, "people": [3, None], "extended_on": ["2026-03-10", None]}
    lines = pa.table(batch.Columns(pa.table(data), json.loads(spec))).to_pylist()
    assert not [line for line in lines if line["error"]]
    due = {line["case_no"]: line["due"] for line in lines if line["clock"] == "CN-CM-018a"}
    assert due == {"A": date(2026, 4, 1), "B": date(2026, 3, 17)}
