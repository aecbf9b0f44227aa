"""What is handed to the engine: people, events, commands, amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from . import _native
from ._json import Moment, digits, moment, present

# Past this an integer leaves as text, since readers of other languages would round it.
_SAFE = 2**53 - 1
# No amount is as long, and Python writes no number that is much longer.
_LONG = 128


@dataclass(frozen=True, slots=True)
class Label:
    """The same words in Chinese and English."""

    zh: str
    en: str

    def get(self, lang: Literal["zh", "en"]) -> str:
        """The words for a reader of ``lang``."""
        return self.zh if lang == "zh" else self.en

    def document(self) -> dict[str, Any]:
        """The document of it."""
        return {"en": self.en, "zh": self.zh}

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: minor units (fen, pence, cents) and a currency.

    >>> from decimal import Decimal
    >>> from ombud import Money
    >>> paid = Money.of(Decimal("12400.50"), "CNY")
    >>> paid
    Money(minor=1240050, currency='CNY')
    >>> paid.amount
    Decimal('12400.50')
    >>> str(Money(500, "JPY"))
    'JPY 500'
    """

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """An amount in whole units; refused where it has more digits than the currency."""
        if isinstance(amount, float):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("amount: a Decimal, an int or text was expected, not float")
        if isinstance(amount, int) and amount.bit_length() > _LONG:
            _native.refuse("invalid_money", path="amount", expected="an amount of 64 bits")
        text = digits(amount) if isinstance(amount, Decimal) else str(amount)
        return cls(_native.money_minor(f"{currency} {text}"), currency)

    @property
    def amount(self) -> Decimal:
        """The amount in whole units."""
        return Decimal(str(self).partition(" ")[2])

    def document(self) -> dict[str, Any]:
        """The document of it."""
        minor = self.minor if abs(self.minor) <= _SAFE else str(self.minor)
        return {"currency": self.currency, "minor": minor}

    def __str__(self) -> str:
        return _native.money_text(self.minor, self.currency)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts, as the host knows them, and the roles they act in.

    >>> from ombud import Person
    >>> Person("qian", ["manager"])
    Person(id='qian', roles=('manager',))
    """

    id: str
    roles: Sequence[str] = ()

    def __post_init__(self) -> None:
        if isinstance(self.roles, str):
            raise TypeError("roles: a list of roles was expected, not str")
        object.__setattr__(self, "roles", tuple(sorted(self.roles)))

    def document(self) -> dict[str, Any]:
        """The document of it."""
        return {"id": self.id, "roles": list(self.roles)}


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a complaint, and when; without a time where that is not known.

    >>> from datetime import date
    >>> from ombud import Event
    >>> extended = Event("extended", date(2026, 3, 10), {"ground": "complex"})
    """

    type: str
    at: Moment | str | Mapping[str, str] | None = None
    """In a request for a table, `ombud.batch.column` as well."""
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    part: str | None = None
    ref: str | None = None
    by: str | None = None
    stated_timely: bool | None = None

    def document(self) -> dict[str, Any]:
        """The document of it."""
        return present(
            type=self.type,
            at=self.at if self.at is None or isinstance(self.at, Mapping) else moment(self.at, "at"),
            fields=dict(self.fields) or None,
            part=self.part,
            ref=self.ref,
            by=self.by,
            stated_timely=self.stated_timely,
        )


@dataclass(frozen=True, slots=True)
class Command:
    """Something to be done: an act, by whom, when it happened (now, where it is not said), and what it says.

    >>> from ombud import Command, Person
    >>> assign = Command("assign", Person("qian", ["manager"]), fields={"handler": "sun", "no_interest": True})
    """

    act: str
    by: Person | Mapping[str, Any]
    at: Moment | str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    facts: Mapping[str, Any] = field(default_factory=dict[str, Any])
    reason: str | None = None
    second: Person | Mapping[str, Any] | None = None
    part: str | None = None
    ref: str | None = None
    parts: Iterable[Mapping[str, Any]] = ()
    party: Mapping[str, Any] | None = None

    def document(self) -> dict[str, Any]:
        """The document of it."""
        return present(
            act=self.act,
            by=self.by,
            at=None if self.at is None else moment(self.at, "at"),
            fields=dict(self.fields) or None,
            facts=dict(self.facts) or None,
            reason=self.reason,
            second=self.second,
            part=self.part,
            ref=self.ref,
            parts=list(self.parts) or None,
            party=self.party,
        )
