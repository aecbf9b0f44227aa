"""A case: commands into events or refusals, events into where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from . import _native
from ._fault import HandleError
from ._json import Moment, canonical, dumps, instant, loads, moment
from ._record import Record, read, renamed
from .answers import Duty, duties_html
from .values import Command, Label, Person

if TYPE_CHECKING:
    from .engine import Engine


@dataclass(frozen=True, slots=True, eq=False)
class Reason(Record):
    """One reason why not."""

    said: Label
    reason: Any


@dataclass(frozen=True, slots=True, eq=False)
class Refused(Record):
    """A lawful no, with every reason."""

    act: str
    title: Label | None
    reasons: tuple[Reason, ...]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Refused:
        """Reads a document: the whole answer, as every language hands it on."""
        return read(cls, document["refused"], dict(document))

    def render(self, lang: Literal["zh", "en"]) -> str:
        """The reasons in words, one a line."""
        return "\n".join(reason.said.get(lang) for reason in self.reasons)

    def __str__(self) -> str:
        return self.render("en")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Accepted(Record):
    """The events of an accepted command, to be applied and kept by the host."""

    events: tuple[Mapping[str, Any], ...] = renamed("accepted")

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)

    def __repr__(self) -> str:
        return f"<Accepted {', '.join(str(event['act']) for event in self.events)}>"


@dataclass(frozen=True, slots=True, eq=False)
class Ground(Record):
    """Why something is advised: a clock, or what the rules say."""

    said: Label
    clock: str | None
    status: str | None
    due: date | None
    prudent_due: date | None
    steps: int | None
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Advice(Record):
    """What may be done next, by whom, why, and what stands against it."""

    act: str | None
    title: Label
    standing: str
    """``ready``, ``others`` or ``blocked``."""
    roles: tuple[str, ...]
    grounds: tuple[Ground, ...]
    needs: tuple[Reason, ...]
    against: tuple[Reason, ...]
    cite: tuple[str, ...]
    part: str | None
    ref: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Stands(Record):
    """Where a workflow of the case stands."""

    workflow: str
    title: Label
    states: tuple[Label, ...]
    done: bool
    part: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Line(Record):
    """One event of the history, as a screen shows it."""

    number: int
    event: Label
    at: date | datetime | None
    entered: datetime | None
    says: tuple[Label, ...]
    by: str | None
    second: str | None
    reason: str | None
    part: str | None
    struck: bool


@dataclass(frozen=True, slots=True, eq=False)
class View(Record):
    """What a screen needs."""

    complaint: str
    received: date | datetime
    at: datetime
    regimes: tuple[str, ...]
    stands: tuple[Stands, ...]
    handler: str | None
    kind: str | None
    duties: tuple[Duty, ...]
    advice: tuple[Advice, ...]
    history: tuple[Line, ...]
    waits: tuple[Mapping[str, Any], ...]
    links: tuple[Mapping[str, Any], ...]
    flags: tuple[Mapping[str, Any], ...]
    tasks: tuple[Mapping[str, Any], ...]

    def _repr_html_(self) -> str:
        return duties_html(self.duties)


class Case:
    """A case of an engine. Two threads may hold it; the second to enter is refused (``handle_busy``).

    >>> from ombud import Accepted, Command, Engine, Person
    >>> opened = "2026-03-02T09:30:00+08:00"
    >>> case = Engine().open("TS-1", received=opened, life="cn-complaint", regimes="cn-complaints-2020", now=opened)
    >>> qian = Person("qian", ["manager"])
    >>> decision = case.decide(Command("assign", qian, fields={"handler": "sun", "no_interest": False}), opened)
    >>> print(decision)
    Nobody with a direct interest in the matter verifies or handles it (Complaint Measure, Art. 17).

    A case is pickled as its events, or as the snapshot it came from and the events since.
    """

    __slots__ = ("__weakref__", "_native", "_since", "engine")

    engine: Engine

    def __init__(self, engine: Engine, native: _native.Case, since: bytes | None = None) -> None:
        self.engine = engine
        self._native = native
        self._since = since

    def decide(self, command: Command | Mapping[str, Any] | bytes, now: datetime | str) -> Accepted | Refused:
        """What a command comes to: events, or every reason against it. The case stays as it is."""
        answer = loads(self._native.decide(dumps(command), instant(now, "now")))
        return Refused.of(answer) if "refused" in answer else Accepted.of(answer)

    def apply(self, events: Accepted | Iterable[Mapping[str, Any]] | bytes) -> None:
        """Applies events, all or none: the only way a case changes."""
        self._native.apply(listed(events))

    def fire_due(self, now: datetime | str) -> Accepted:
        """The events of the timers that are due, to be applied."""
        return Accepted.of({"accepted": loads(self._native.fire_due(instant(now, "now")))})

    def advice(self, who: Person | Mapping[str, Any], now: datetime | str) -> tuple[Advice, ...]:
        """What somebody is advised to do next, the most urgent first."""
        return tuple(map(Advice.of, loads(self._native.advice(dumps(who), instant(now, "now")))))

    def view(self, who: Person | Mapping[str, Any], now: datetime | str) -> View:
        """What a screen needs, for somebody."""
        return View.of(loads(self._native.view(dumps(who), instant(now, "now"))))

    def due(self, as_of: Moment | str) -> tuple[Duty, ...]:
        """What every clock says."""
        return tuple(map(Duty.of, loads(self._native.due(moment(as_of, "as_of")))))

    def log(self) -> list[dict[str, Any]]:
        """The events that were applied here: all, unless the case came from a snapshot."""
        events: list[dict[str, Any]] = loads(self._native.log())
        return events

    def snapshot(self) -> bytes:
        """What :meth:`Engine.restore` goes on from: canonical JSON."""
        return self._native.snapshot()

    def __repr__(self) -> str:
        try:
            state = loads(self.snapshot())
        except HandleError as error:
            return f"<Case: {error.code}>"
        return f"<Case {state['complaint']['id']} after event {state['number']}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Case):
            return NotImplemented
        return self.engine == other.engine and self.snapshot() == other.snapshot()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (self.engine, self._since, self._native.log())


def _rebuilt(engine: Engine, since: bytes | None, log: bytes) -> Case:
    if since is None:
        return engine.replay(log)
    case = engine.restore(since)
    case.apply(log)
    return case


def listed(events: Iterable[Mapping[str, Any]] | bytes) -> bytes:
    """Events as a document."""
    return events if isinstance(events, bytes) else canonical(list(events))
