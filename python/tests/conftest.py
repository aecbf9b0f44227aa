"""What the tests share. They run against an installed wheel, never against the tree."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator

import pytest

import ombud
from ombud import Case, Engine, Workflow

TREE = pathlib.Path(__file__).resolve().parents[2]
BLESS = os.environ.get("OMBUD_BLESS") == "1"
OPENED = "2026-03-02T09:30:00+08:00"

assert TREE not in pathlib.Path(ombud.__file__).resolve().parents or "site-packages" in ombud.__file__, ombud.__file__


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture()
def case(engine: Engine) -> Case:
    return engine.open(
        "TS-1", received=OPENED, life="cn-complaint", regimes="cn-complaints-2020", now=OPENED, by={"id": "zhao"}
    )


@pytest.fixture(scope="session")
def chart() -> Workflow:
    """The workflow that every engine is measured on."""
    return Workflow((TREE / "crates/ombud/tests/workflow/charts/benchmark.json").read_bytes())


needs_test_operations = pytest.mark.skipif(
    not ombud.build_info()["test_operations"], reason="only the wheel with test operations has them"
)


@pytest.fixture(scope="session", autouse=True)
def _the_right_wheel() -> Iterator[None]:
    """The run says which wheel it means; a test that is skipped in both would never run."""
    wanted = os.environ.get("OMBUD_TEST_OPERATIONS")
    if wanted is not None:
        assert ombud.build_info()["test_operations"] == (wanted == "1")
    yield
