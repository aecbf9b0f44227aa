"""How an answer of the engine becomes an object: field by field, by the types that are written down.

A field that the engine adds later is in ``json`` from the first day on, and breaks nothing.
"""

from __future__ import annotations

import re
import sys
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar

from . import _html
from ._json import canonical
from .values import Label

R = TypeVar("R", bound="Record")


def renamed(name: str) -> Any:
    """A field that the document calls otherwise."""
    return field(metadata={"name": name})


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """What the engine answered. Two are equal where their documents are."""

    json: dict[str, Any] = field(repr=False)
    """The whole document as it came; to be read, not written."""

    @classmethod
    def of(cls: type[R], document: Mapping[str, Any]) -> R:
        """Reads a document."""
        return read(cls, document, dict(document))

    def to_json(self) -> bytes:
        """The canonical bytes of the document, the same in every language."""
        return canonical(self.json)

    def document(self) -> dict[str, Any]:
        """The document, to be handed to the engine again."""
        return self.json

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, Record) and self.json == other.json

    def __hash__(self) -> int:
        return hash(canonical(self.json))

    def _cells(self) -> Iterator[tuple[str, Any]]:
        """What a notebook shows of it."""
        for known in fields(self):
            value = getattr(self, known.name)
            if known.name != "json" and value not in (None, (), False):
                yield known.name, value

    def _repr_html_(self) -> str:
        return _html.table(("", type(self).__name__), self._cells())


def read(cls: type[R], document: Mapping[str, Any], whole: dict[str, Any]) -> R:
    """Makes a record of a document; ``whole`` is what it keeps."""
    values = {name: convert(document.get(key)) for name, key, convert in _plan(cls)}
    return cls(json=whole, **values)


_Plan: TypeAlias = tuple[tuple[str, str, Callable[[Any], Any]], ...]
_PLANS: dict[type[Record], _Plan] = {}


def _plan(cls: type[Record]) -> _Plan:
    known = _PLANS.get(cls)
    if known is None:
        known = _PLANS[cls] = _planned(cls)
    return known


def _planned(cls: type[Record]) -> _Plan:
    names = vars(sys.modules[cls.__module__])
    hints = typing.get_type_hints(cls, names, names)
    known = (one for one in fields(cls) if one.name != "json")
    return tuple(
        (one.name, one.metadata.get("name", one.name.rstrip("_")), _converter(hints[one.name])) for one in known
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _instant(text: str) -> datetime:
    # Python 3.10 reads three digits of a second or six.
    return datetime.fromisoformat(re.sub(r"\.(\d+)", lambda found: f".{found[1]:0<6.6}", text))


def _moment(text: str) -> date | datetime:
    return _day(text) if len(text) == len("2026-03-02") else _instant(text)


def _label(words: Mapping[str, str]) -> Label:
    return Label(zh=words["zh"], en=words["en"])


def _or_nothing(convert: Callable[[Any], Any], nothing: Any = None) -> Callable[[Any], Any]:
    return lambda value: nothing if value is None else convert(value)


def _converter(hint: Any) -> Callable[[Any], Any]:
    args = typing.get_args(hint)
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        kinds = [arg for arg in args if arg is not types.NoneType]
        # The only two kinds that one field may hold are a day and an instant.
        convert = _converter(kinds[0]) if len(kinds) == 1 else _moment
        return _or_nothing(convert)
    if typing.get_origin(hint) is tuple:
        convert = _converter(args[0])
        return _or_nothing(lambda values: tuple(convert(value) for value in values), ())
    if isinstance(hint, type) and issubclass(hint, Record):
        return hint.of
    simple: dict[Any, Callable[[Any], Any]] = {bool: bool, int: int, date: _day, datetime: _instant, Label: _label}
    return simple.get(hint, lambda value: value)
