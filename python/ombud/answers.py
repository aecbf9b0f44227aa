"""What the engine says of clocks, in types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, overload

from . import _html
from ._record import Record, read, renamed
from .values import Label


@dataclass(frozen=True, slots=True, eq=False)
class Trigger(Record):
    """What started a clock."""

    event: str | None
    clock: str | None
    at: date | datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class Step(Record):
    """What changed a clock, or would have."""

    rule: str
    title: Label
    kind: str
    effect: str
    at: date | datetime | None
    until: date | datetime | None
    missing: tuple[str, ...]
    approver: str | None
    document_: str | None
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Prompt(Record):
    """What can still be recorded, by when, and what it would bring."""

    rule: str
    event: str
    needs: tuple[str, ...]
    by: date
    work_to: date
    until: date | None
    text: Label


@dataclass(frozen=True, slots=True, eq=False)
class Need(Record):
    """What is not known, and whether it would decide."""

    kind: str
    id: str
    decisive: bool


@dataclass(frozen=True, slots=True, eq=False)
class Raised(Record):
    """What follows from a date that passed."""

    kind: str
    rule: str
    text: Label


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Duty(Record):
    """What one clock says."""

    clock: str
    regime: str
    title: Label
    act: Label
    actor: str
    status: str
    """``not_started``, ``running``, ``paused``, ``met``, ``met_late``, ``late``, ``cancelled`` or ``undetermined``."""
    sentence: Label
    """All of it in one sentence."""
    due: date | None
    """The legal date: it lasts to the end of that day."""
    prudent_due: date | None
    """The date to work to: earlier where the way of counting is inferred."""
    prudent_provisional: bool
    late_from: datetime | None
    accepted_until: date | None
    agreed_due: date | None
    not_before: date | None
    unconfirmed_due: date | None
    """A date that nobody has checked against the official text."""
    done: date | datetime | None
    ended_late: bool
    promptly: bool
    dispatch: bool
    part: str | None
    ref: str | None
    basis: str
    trigger: Trigger | None
    steps: tuple[Step, ...]
    prompts: tuple[Prompt, ...]
    needs: tuple[Need, ...]
    raises: tuple[Raised, ...]
    cite: tuple[str, ...]
    cited: Label | None
    """The articles as people cite them."""
    source: str
    confidence: str
    counting: str
    note: Label | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Duty:
        """Reads a document: of ``clock.due``, or of a case, which keeps the sentence beside the duty."""
        told = {**document["duty"], "sentence": document["said"]} if "duty" in document else document
        return read(cls, told, dict(document))

    def __repr__(self) -> str:
        date = "" if self.due is None else f" due {self.due}"
        return f"<Duty {self.clock} {self.status}{date}>"


_DUTIES = ("Rule", "Due", "Work to", "Status", "Sentence")


def duties_html(duties: Sequence[Duty]) -> str:
    """Duties as a table."""
    return _html.table(
        _DUTIES, ((duty.clock, duty.due, duty.prudent_due, duty.status, duty.sentence) for duty in duties)
    )


@dataclass(frozen=True, slots=True, eq=False)
class PassedOver(Record):
    """A clock that says nothing, as no version of it was in force on the day."""

    clock: str
    regime: str
    title: Label
    reason: str
    day: date
    effective_from: date | None
    effective_to: date | None
    part: str | None
    ref: str | None
    sentence: Label


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Answer(Record):
    """What every clock says: a sequence of duties, and the clocks that were passed over."""

    bundle: str
    duties: tuple[Duty, ...] = renamed("obligations")
    passed_over: tuple[PassedOver, ...] = ()

    def __iter__(self) -> Iterator[Duty]:
        return iter(self.duties)

    def __len__(self) -> int:
        return len(self.duties)

    @overload
    def __getitem__(self, index: int) -> Duty: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Duty, ...]: ...
    def __getitem__(self, index: int | slice) -> Duty | tuple[Duty, ...]:
        return self.duties[index]

    def clock(self, clock: str) -> tuple[Duty, ...]:
        """The duties of one clock: one for each part and run."""
        return tuple(duty for duty in self.duties if duty.clock == clock)

    def __repr__(self) -> str:
        return f"<Answer of {len(self.duties)} duties>"

    def _repr_html_(self) -> str:
        return duties_html(self.duties)


@dataclass(frozen=True, slots=True, eq=False)
class Difference(Record):
    """What one run of a clock says in either case; nothing where it does not run."""

    clock: str
    regime: str
    before: Duty | None
    after: Duty | None


@dataclass(frozen=True, slots=True, eq=False)
class ProofDay(Record):
    """A day that was counted or skipped."""

    date: date
    weekday: str
    counted: int | None
    reason: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Proof(Record):
    """How a date came about, day by day."""

    clock: str
    regime: str
    title: Label
    act: Label
    text: Label
    """The whole statement in words."""
    page: str | None
    """One printable page, where it was asked for."""
    trigger: Trigger | None
    start: date | datetime
    due: date
    prudent_due: date | None
    late_from: datetime | None
    days: tuple[ProofDay, ...]
    steps: tuple[Step, ...]
    calendar: str
    calendar_version: str
    zone: str
    zone_database: str
    cite: tuple[str, ...]
    source: str
    confidence: str
    counting: str
    note: Label | None

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Proof:
        """Reads a document of ``clock.explain``."""
        return read(cls, {**document, **document["proof"]}, dict(document))

    def __repr__(self) -> str:
        return f"<Proof {self.clock} due {self.due}>"

    def __str__(self) -> str:
        return self.text.en

    def _repr_html_(self) -> str:
        rows = ((day.date, day.weekday, day.counted, day.reason["type"]) for day in self.days)
        words = _html.table((self.clock,), [(self.text,)]).replace("\n", "<br>")
        return words + _html.table(("Day", "Weekday", "Counted", "Reason"), rows)


@dataclass(frozen=True, slots=True, eq=False)
class CalendarDay(Record):
    """A day on which a calendar departs from its week."""

    date: date
    business_day: bool
    name: Label


@dataclass(frozen=True, slots=True, eq=False)
class Count(Record):
    """The days between two dates."""

    calendar: str
    calendar_version: str
    from_: date
    to: date
    business_days: int
    calendar_days: int
    exceptions: tuple[CalendarDay, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Operation(Record):
    """An operation that can be called."""

    name: str
    title: Label
    since: str
    stability: Literal["stable", "preview"]
    schema: Mapping[str, Any]
    example: Any
