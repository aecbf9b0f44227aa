"""The notebooks run as they stand, and say what they are committed with.

``OMBUD_BLESS=1`` writes what they say now. Their pictures are not compared: look at them.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import BLESS, TREE
from nbclient import NotebookClient

NOTEBOOKS = TREE / "python/notebooks"
DATA = (TREE / os.environ.get("OMBUD_DATA", "../shared/data")).resolve()
LIMIT = 400_000

needs_the_data = pytest.mark.skipif(
    not (DATA / "cfpb_dev.parquet").is_file(), reason="cfpb_dev.parquet is not here: OMBUD_DATA names its folder"
)
NAMES = [pytest.param("clock-day"), pytest.param("cfpb-month", marks=needs_the_data)]


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def executed(path: Path) -> Any:
    """A notebook run anew, without what differs from one machine to the next."""
    notebook = read(path)
    place = {"metadata": {"path": str(path.parent)}}
    # Pieces of what is printed come as the clock has it: they are put together.
    NotebookClient(
        notebook, timeout=100, kernel_name="python3", record_timing=False, coalesce_streams=True, resources=place
    ).execute()
    notebook.metadata.pop("language_info", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            # A library that builds its cache says so here, once.
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook


def said(notebook: Any) -> list[tuple[str, list[str]]]:
    """What each cell says in words: no pictures, which hang on fonts, and no times."""
    return [
        (cell.source, [words for output in cell.outputs for words in texts(output)])
        for cell in notebook.cells
        if cell.cell_type == "code" and "timing" not in cell.metadata.get("tags", [])
    ]


def texts(output: Any) -> list[str]:
    if output.output_type == "stream":
        return [output.text]
    return [text for kind, text in sorted(output.data.items()) if kind.startswith("text/")]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_says_what_it_is_committed_with(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = NOTEBOOKS / f"{name}.ipynb"
    monkeypatch.setenv("OMBUD_DATA", str(DATA))
    # Nobody's own start-up files, and no history left with them.
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    fresh = executed(path)
    if BLESS:
        nbformat.write(fresh, path)  # type: ignore[no-untyped-call]
    assert said(fresh) == said(read(path))


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_small_and_executed_and_names_no_place(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.encode()) < LIMIT
    assert all(cell.execution_count for cell in read(path).cells if cell.cell_type == "code")
    assert not [place for place in (str(TREE), str(DATA), "site-packages") if place in text]
