"""One clock, for those who ask of no other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from . import _native
from ._json import Moment
from ._record import Record
from .answers import Duty, Proof
from .values import Event, Label

if TYPE_CHECKING:
    from .engine import Engine


@dataclass(frozen=True, slots=True, eq=False)
class ClockVersion(Record):
    """A clock as the rules had it for a time."""

    title: Label
    act: Label
    """What is to be done."""
    actor: str
    period: Mapping[str, Any] | None
    effective_from: date | None
    in_force_by: date | None
    """In force on that day at the latest, where the first day is not known."""
    effective_to: date | None
    cite: tuple[str, ...]
    source: str
    confidence: str
    counting: str
    note: Label | None


class Clock:
    """A clock of a regime, over an engine.

    >>> from datetime import date
    >>> from ombud import Engine
    >>> clock = Engine().clock("cn-complaints-2020", "CN-CM-018a")
    >>> clock.title.en
    'Decide the complaint and tell the complainant'
    >>> clock.due_dates([date(2026, 3, 2)])
    [datetime.date(2026, 3, 17)]
    """

    __slots__ = ("engine", "id", "regime", "versions")

    engine: Engine
    regime: str
    id: str
    versions: tuple[ClockVersion, ...]
    """The oldest first."""

    def __init__(self, engine: Engine, regime: str, clock: str) -> None:
        known = engine.call("regime.describe", {"regime": regime})["clocks"]
        versions = tuple(ClockVersion.of(one) for one in known if one["id"] == clock)
        if not versions:
            _native.refuse("unknown_clock", path="clock", expected="a clock of the regime", found=clock)
        self.engine, self.regime, self.id, self.versions = engine, regime, clock, versions

    @property
    def title(self) -> Label:
        """What it is called, in its latest version."""
        return self.versions[-1].title

    def due(
        self,
        *,
        as_of: Moment | str,
        received: Moment | str | None = None,
        facts: Mapping[str, Any] | None = None,
        events: Iterable[Event | Mapping[str, Any]] = (),
        parts: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> tuple[Duty, ...]:
        """What it says of one complaint: a duty for each part and run."""
        answer = self.engine.due(
            self.regime, as_of=as_of, received=received, facts=facts, events=events, parts=parts
        )
        return answer.clock(self.id)

    def explain(
        self,
        *,
        as_of: Moment | str,
        received: Moment | str | None = None,
        facts: Mapping[str, Any] | None = None,
        events: Iterable[Event | Mapping[str, Any]] = (),
        parts: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> tuple[Proof, ...]:
        """How its dates came about."""
        return self.engine.explain(
            self.regime,
            as_of=as_of,
            received=received,
            facts=facts,
            events=events,
            parts=parts,
            clock=self.id,
        )

    def due_dates(self, dates: Iterable[date | None]) -> list[date | None]:
        """The due date for each date on which it could begin; see `Engine.due_dates`."""
        return self.engine.due_dates(self.regime, self.id, dates)

    def __repr__(self) -> str:
        return f"<Clock {self.id} of {self.regime}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Clock) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[Engine, str, str]:
        return self.engine, self.regime, self.id

    def __reduce__(self) -> tuple[Any, ...]:
        return Clock, self._key()
