"""Documents: what goes to the engine, and canonical bytes of what comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Set
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeAlias, cast, runtime_checkable

from . import _native
from ._fault import OmbudError

Moment: TypeAlias = date | datetime
"""A day, or an instant with an offset."""

# How Python begins when it says that a document holds itself, or that an integer is too long to write.
_ENDLESS = ("Circular reference", "Exceeds the limit")
# No amount and no fact has as many digits.
_FAR = 100


@runtime_checkable
class Documented(Protocol):
    """Something that goes to the engine as a document."""

    def document(self) -> Any: ...


def instant(value: datetime | str, path: str) -> str:
    """An instant as the engine reads it. One without a time zone could mean any hour of a day."""
    if isinstance(value, str):
        return value
    if not isinstance(value, datetime):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{path}: a datetime or text was expected, not {type(value).__name__}")
    if value.utcoffset() is None:
        _native.refuse("invalid_instant", path=path, expected="a datetime with a time zone", found=str(value))
    return value.isoformat()


def moment(value: Moment | str, path: str) -> str:
    """A day or an instant as the engine reads it."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return instant(value, path)


def digits(value: Decimal) -> str:
    """A number without an exponent. One that would fill the memory keeps it, and is refused for it."""
    return format(value, "f") if abs(value.adjusted()) < _FAR else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(cast("Mapping[str, Any]", value))
    if isinstance(value, Set):
        return sorted(cast("Set[str]", value))
    if isinstance(value, Documented):
        return value.document()
    if isinstance(value, date):
        return moment(value, type(value).__name__)
    if isinstance(value, Decimal):
        return digits(value)
    raise TypeError(f"{type(value).__name__} has no place in a document")


def dumps(value: Any) -> bytes:
    """The bytes of a document for the engine, which says itself what is wrong with it.

    Bytes are taken for a document already.
    """
    if isinstance(value, bytes):
        return value
    if isinstance(value, bytearray):
        return bytes(value)
    try:
        return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        bad = f"U+{ord(error.object[error.start]):04X}"
        _native.refuse("invalid_utf8", expected="text without lone surrogates", found=bad)
    except OmbudError:
        raise
    except RecursionError:
        _native.refuse("too_deep")
    except ValueError as error:
        if not str(error).startswith(_ENDLESS):
            raise
        _native.refuse("invalid_json", expected="a document of 64-bit integers that does not hold itself")


def loads(document: bytes) -> Any:
    """What the engine answered."""
    return json.loads(document)


def canonical(value: Any) -> bytes:
    """The bytes in which every language hands on this document."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def present(**fields: Any) -> dict[str, Any]:
    """A document without the fields of which nothing is said. A ``_`` at the end of a name is Python's."""
    return {name.rstrip("_"): value for name, value in fields.items() if value is not None}
