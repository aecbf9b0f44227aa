"""What the documents show is what happens."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import subprocess
import sys

import pytest
from conftest import TREE

import ombud
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


@pytest.mark.parametrize("document", ["README.md", "docs/python.md"])
def test_programs_in_documents_print_what_their_comments_say(document: str) -> None:
    blocks = (TREE / document).read_text("utf-8").split("```python\n")[1:]
    assert blocks
    for block in blocks:
        program = block.split("```")[0]
        command = [sys.executable, "-W", "error", "-c", program]
        run = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=TREE / "python/tests")
        assert run.returncode == 0, run.stderr
        said = [line.rpartition("  # ")[2] for line in program.splitlines() if "print(" in line and "  # " in line]
        printed = run.stdout.splitlines()
        assert said and all(line in printed for line in said), (said, printed)
