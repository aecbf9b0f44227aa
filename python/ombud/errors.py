"""A class for every error code, made from the engine's catalogue: a new code needs no line here.

>>> from ombud import errors
>>> errors.UnknownRegime.__mro__[1].__name__
'UnknownNameError'
"""

import json as _json
from collections.abc import Mapping as _Mapping
from typing import Any as _Any

from . import _native
from ._fault import (
    FAMILIES as _FAMILIES,
    BargainError,
    ConditionError,
    DataError,
    DocumentError,
    FileError,
    HandleError,
    InternalError,
    OmbudError,
    PackError,
    UnknownNameError,
    WorkflowError,
)


def _class(number: int, code: str, zh: str, en: str) -> type[OmbudError]:
    name = "".join(word.capitalize() for word in code.split("_"))
    family = _FAMILIES.get(number // 100, OmbudError)
    return type(name, (family,), {"__module__": __name__, "__doc__": f"{number} ``{code}``: {en} / {zh}"})


_CLASSES: dict[str, type[OmbudError]] = {told[1]: _class(*told) for told in _native.errors()}

globals().update({made.__name__: made for made in _CLASSES.values()})

__all__ = [  # pyright: ignore[reportUnsupportedDunderAll]
    "BargainError",
    "ConditionError",
    "DataError",
    "DocumentError",
    "FileError",
    "HandleError",
    "InternalError",
    "OmbudError",
    "PackError",
    "UnknownNameError",
    "WorkflowError",
    "error",
    "of",
    *sorted(made.__name__ for made in _CLASSES.values()),
]


def error(document: _Mapping[str, _Any]) -> OmbudError:
    """The exception of an error's document."""
    return _CLASSES.get(document["code"], OmbudError)(document)


def of(document: bytes) -> OmbudError:
    """The exception of an error's document in bytes."""
    return error(_json.loads(document))
