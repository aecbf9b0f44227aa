"""The package: what it costs to import, and the program in it."""

from __future__ import annotations

import pathlib
import subprocess
import sys
from importlib.metadata import requires, version

import pytest

import ombud


# Where no folder is called `ombud`.
HERE = pathlib.Path(__file__).parent


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = [sys.executable, "-m", "ombud", *arguments]
    return subprocess.run(program, input=stdin, capture_output=True, timeout=60, cwd=HERE)


def test_the_module_is_the_program() -> None:
    assert run("--version").stdout.decode() == f"ombud {ombud.__version__}\n"
    counted = run("call", "clock.count", stdin=b'{"calendar":"cn","from":"2026-02-12","to":"2026-02-28"}')
    assert counted.returncode == 0 and b'"business_days":7' in counted.stdout
    refused = run("due", "--regime", "nowhere", "--received", "2026-03-02", "--as-of", "2026-03-03", "--lang", "zh")
    assert refused.returncode == 2 and "没有该制度" in refused.stderr.decode()
    assert run("nonsense").returncode == 2


def test_the_version_is_one() -> None:
    assert ombud.__version__ == version("ombud") == ombud.build_info()["version"]


def test_what_spark_needs_comes_with_its_extra() -> None:
    needed = requires("ombud") or []
    assert [line.partition(";")[0].strip() for line in needed if "'spark'" in line] == ["pyspark[sql]>=4,<5"]
    assert all("extra ==" in line for line in needed), "the package alone needs nothing"


def test_names_are_loaded_when_they_are_asked_for() -> None:
    assert set(ombud.__all__) <= set(dir(ombud))
    for name in ombud.__all__:
        assert getattr(ombud, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(ombud, "nothing")


def test_the_import_is_quick() -> None:
    program = "import time; start = time.process_time(); import ombud; print(time.process_time() - start)"
    seconds = [float(subprocess.check_output([sys.executable, "-c", program], cwd=HERE)) for _ in range(5)]
    assert min(seconds) < 0.05
