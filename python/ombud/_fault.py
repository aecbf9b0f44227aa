"""Errors: one base, and a family for each hundred of codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class OmbudError(Exception):
    """An error of the engine: what went wrong, where, what was expected and what was found.

    >>> from ombud import Engine, OmbudError
    >>> try:
    ...     Engine().count("nowhere", "2026-03-02", "2026-03-03")
    ... except OmbudError as error:
    ...     print(error.number, error.code, error.detail["item"])
    1205 unknown_calendar nowhere
    """

    json: dict[str, Any]
    """The whole document, as every language hands it on."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(document)
        self.json = dict(document)

    @property
    def code(self) -> str:
        """The name, such as ``unknown_regime``: it never changes."""
        return str(self.json["code"])

    @property
    def number(self) -> int:
        """The number, such as 1203: it never changes."""
        return int(self.json["number"])

    @property
    def message(self) -> str:
        """What it means, where, what was expected and what was found, in English, and the same of each finding."""
        return self._said("en")

    @property
    def message_zh(self) -> str:
        """The same in Chinese."""
        return self._said("zh")

    @property
    def detail(self) -> dict[str, Any]:
        """What is known of ``file``, ``line``, ``item``, ``path``, ``expected`` and ``found``."""
        return dict(self.json["detail"])

    @property
    def findings(self) -> tuple[OmbudError, ...]:
        """What the error stands for, one by one, where it stands for many."""
        from .errors import error

        return tuple(error(finding) for finding in self.json.get("findings", ()))

    def _said(self, lang: str) -> str:
        lines = [str(self.json["message"][lang])]
        lines.extend(f"- {finding['message'][lang]}" for finding in self.json.get("findings", ()))
        return "\n".join(lines)

    def __str__(self) -> str:
        return f"{self.number} {self.code}: {self.message}"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, OmbudError) and self.json == other.json

    def __hash__(self) -> int:
        return hash((self.number, str(self)))


class DocumentError(OmbudError, ValueError):
    """10xx: bytes that are no document, or none of the shape that is read."""


class DataError(OmbudError, ValueError):
    """11xx: a value that is none, or that contradicts another."""


class UnknownNameError(OmbudError, LookupError):
    """12xx: a name that the packs do not hold."""


class ConditionError(OmbudError, ValueError):
    """13xx: a condition that cannot be read."""


class PackError(OmbudError):
    """14xx: packs that were refused."""


class FileError(OmbudError):
    """15xx: files that cannot be read or written."""


class WorkflowError(OmbudError):
    """16xx: workflows that cannot be read or that have a fault."""


class BargainError(OmbudError):
    """17xx: offers that may not be made, and amounts that cannot be worked out."""


class HandleError(OmbudError):
    """18xx: what was handed over, or the thing that was called, cannot be used so."""


class InternalError(OmbudError):
    """19xx: a fault of Ombud's own, reported instead of a crash."""


FAMILIES: dict[int, type[OmbudError]] = {
    10: DocumentError,
    11: DataError,
    12: UnknownNameError,
    13: ConditionError,
    14: PackError,
    15: FileError,
    16: WorkflowError,
    17: BargainError,
    18: HandleError,
    19: InternalError,
}
