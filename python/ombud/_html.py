"""Tables for notebooks. Whatever a text holds, it stays text."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any


def cell(value: Any) -> str:
    """One value; words in both languages, one below the other."""
    from .values import Label

    if isinstance(value, Label):
        return f"{escape(value.zh)}<br>{escape(value.en)}"
    return "" if value is None else escape(str(value))


def table(head: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """A table."""
    top = "".join(f"<th>{escape(title)}</th>" for title in head)
    lines = ("".join(f"<td>{cell(value)}</td>" for value in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
