"""The catalogue of errors as classes: complete, in families, and never behind the engine's."""

from __future__ import annotations

import pathlib
import pickle

import pytest
from conftest import BLESS, TREE, needs_test_operations

import ombud
from ombud import Engine, OmbudError, errors

FAMILIES = {
    "invalid_json": (errors.DocumentError, ValueError),
    "invalid_date": (errors.DataError, ValueError),
    "unknown_regime": (errors.UnknownNameError, LookupError),
    "invalid_condition": (errors.ConditionError, ValueError),
    "pack_refused": (errors.PackError, OmbudError),
    "file_access": (errors.FileError, OmbudError),
    "invalid_workflow": (errors.WorkflowError, OmbudError),
    "below_entitlement": (errors.BargainError, OmbudError),
    "handle_busy": (errors.HandleError, OmbudError),
    "internal": (errors.InternalError, OmbudError),
}

HEAD = '''\
"""A class for every error code, made from the engine's catalogue: a new code needs no line here.

Written by `OMBUD_BLESS=1 pytest tests/test_errors.py`.
"""

from collections.abc import Mapping
from typing import Any

from ._fault import (
    BargainError as BargainError,
    ConditionError as ConditionError,
    DataError as DataError,
    DocumentError as DocumentError,
    FileError as FileError,
    HandleError as HandleError,
    InternalError as InternalError,
    OmbudError as OmbudError,
    PackError as PackError,
    UnknownNameError as UnknownNameError,
    WorkflowError as WorkflowError,
)

__all__ = [
    {names},
]

def error(document: Mapping[str, Any]) -> OmbudError: ...
def of(document: bytes) -> OmbudError: ...

'''


def listed(engine: Engine) -> dict[str, int]:
    return {told["code"]: told["number"] for told in engine.call("error.list")}


def class_of(code: str) -> type[OmbudError]:
    made: type[OmbudError] = getattr(errors, code.title().replace("_", ""))
    return made


def test_every_code_has_a_class_in_the_family_of_its_hundred(engine: Engine) -> None:
    for told in engine.call("error.list"):
        made = class_of(told["code"])
        assert issubclass(made, OmbudError)
        assert made.__doc__ and told["title"]["zh"] in made.__doc__ and told["title"]["en"] in made.__doc__
        # A new hundred falls to the base, and is given a family when somebody looks here.
        family = made.__mro__[1]
        assert family is not OmbudError, told
    for code, bases in FAMILIES.items():
        assert issubclass(class_of(code), bases)


def test_the_stub_names_every_class(engine: Engine) -> None:
    names = sorted(errors.__all__)
    lines = [f"class {class_of(code).__name__}({class_of(code).__mro__[1].__name__}): ..." for code in listed(engine)]
    stub = HEAD.format(names=",\n    ".join(f'"{name}"' for name in names)) + "\n".join(lines) + "\n"
    if BLESS:
        (TREE / "python/ombud/errors.pyi").write_text(stub)
    assert (pathlib.Path(ombud.__file__).parent / "errors.pyi").read_text() == stub


def test_an_error_says_where_what_was_expected_and_what_was_found() -> None:
    with pytest.raises(errors.UnknownRegime) as caught:
        Engine().due("cn-complaints-2021", as_of="2026-03-02")
    error = caught.value
    assert (error.number, error.code) == (1203, "unknown_regime")
    assert "cn-complaints-2021" in error.message and "cn-complaints-2021" in error.message_zh
    assert "没有该制度" in error.message_zh
    assert error.findings == ()
    assert str(error).startswith("1203 unknown_regime: ")
    again = pickle.loads(pickle.dumps(error))
    assert again == error and type(again) is type(error) and hash(again) == hash(error)


def test_packs_are_refused_with_every_finding() -> None:
    text = '[manifest]\nid = "firm"\nversion = "1"\ntitle = { zh = "x", en = "x" }\n\n[what]\n\n[that]\n'
    with pytest.raises(errors.PackRefused) as caught:
        Engine([{"pack.toml": text}])
    findings = caught.value.findings
    assert {finding.detail["line"] for finding in findings} == {6, 8}
    assert str(caught.value).count("\n- ") == len(findings)
    assert pickle.loads(pickle.dumps(caught.value)).findings == findings


@needs_test_operations
def test_every_code_comes_through_whole(engine: Engine) -> None:
    detail = {"file": "f.toml", "line": 7, "item": "item 😀", "path": "a.b[0]", "expected": "1", "found": "2"}
    for code, number in listed(engine).items():
        with pytest.raises(OmbudError) as caught:
            engine.call("test.raise", {"code": code})
        assert type(caught.value) is class_of(code)
        assert (caught.value.code, caught.value.number) == (code, number)
        assert caught.value.detail == detail
        assert "item 😀" in caught.value.message and "item 😀" in caught.value.message_zh
