"""Workflows compiled once, and machines that run them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import _native
from ._fault import HandleError
from ._json import dumps, loads, present
from ._record import Record
from .values import Label, Person

if TYPE_CHECKING:
    from .engine import Engine

_EVENTS = 2**16
# Python writes no number that is much longer.
_LONG = 128


class StepStatus(IntEnum):
    """What became of an event."""

    MOVED = 0
    DONE = 1
    IGNORED = 2
    REFUSED = 3


@dataclass(frozen=True, slots=True, eq=False)
class Refusal(Record):
    """Why a step was refused. Nothing has changed."""

    kind: str
    event: str | None
    states: tuple[str, ...]
    candidates: tuple[Mapping[str, Any], ...]
    text: Label | None
    """In words, where the workflow has an engine."""


@dataclass(frozen=True, slots=True, eq=False)
class Timer(Record):
    """A timer that runs, due in milliseconds after 1970; without a time while a clock has no date."""

    timer: str
    number: int
    due: int | None


@dataclass(frozen=True, slots=True, eq=False)
class MachineState(Record):
    """Where a machine stands."""

    workflow: str
    chart: str
    states: tuple[str, ...]
    begun: bool
    done: bool
    steps: int
    data: Mapping[str, Any]
    timers: tuple[Timer, ...]


class Workflow:
    """A compiled workflow: never changed, shared by threads. With an engine its guards can read facts,
    and a refusal has its sentence.

    >>> from ombud import StepStatus, Workflow
    >>> workflow = Workflow({
    ...     "format_version": 1, "id": "review", "title": {"zh": "复核", "en": "Review"},
    ...     "initial": "open",
    ...     "events": [{"id": "approve", "title": {"zh": "批准", "en": "Approve"}}],
    ...     "states": [
    ...         {"id": "open", "title": {"zh": "待办", "en": "Open"},
    ...          "transitions": [{"id": "t", "event": "approve", "target": "done"}]},
    ...         {"id": "done", "title": {"zh": "完成", "en": "Done"}, "kind": "final"},
    ...     ],
    ... })
    >>> machine = workflow.machine()
    >>> machine.begin(0)
    0
    >>> StepStatus(machine.send(workflow.event("approve"), 1_000))
    <StepStatus.DONE: 1>
    >>> machine.state().states
    ('done',)
    """

    def __init__(self, workflow: str | Mapping[str, Any] | bytes, engine: Engine | None = None) -> None:
        self.engine = engine
        self._source = workflow if isinstance(workflow, str) else dumps(workflow)
        own = None if engine is None else engine._native  # pyright: ignore[reportPrivateUsage]
        if isinstance(self._source, bytes):
            self._native = _native.Workflow.compile(self._source, own)
        elif own is None:
            raise TypeError("a workflow of the packs needs an engine")
        else:
            self._native = _native.Workflow.packed(own, self._source)

    @property
    def id(self) -> str:
        """Its name."""
        return self._native.id

    @property
    def hash(self) -> str:
        """The hash of its definition, by which snapshots know it."""
        return self._native.hash

    @cached_property
    def events(self) -> tuple[str, ...]:
        """The names of its events, each at its number."""
        return tuple(self._native.events())

    def event(self, name: str) -> int:
        """The number of an event."""
        return self._native.event(name)

    def machine(self) -> Machine:
        """A machine that has not begun."""
        return Machine(self)

    def restore(self, snapshot: Mapping[str, Any] | bytes) -> Machine:
        """The machine of a snapshot. Nothing is fired."""
        return Machine(self, dumps(snapshot))

    def __repr__(self) -> str:
        return f"<Workflow {self.id} {self.hash[:15]}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Workflow) and (self.hash, self.engine) == (other.hash, other.engine)

    def __hash__(self) -> int:
        return hash(self.hash)

    def __reduce__(self) -> tuple[Any, ...]:
        return Workflow, (self._source, self.engine)


class Machine(_native.Machine):
    """A workflow that runs. Time is handed in: milliseconds after 1970, which are fastest, or an instant.

    Two threads may hold it; the second to enter is refused (``handle_busy``).
    """

    __slots__ = ("workflow",)

    workflow: Workflow

    def __new__(cls, workflow: Workflow, snapshot: bytes | None = None) -> Machine:
        made = super().__new__(cls, workflow._native, snapshot)  # pyright: ignore[reportPrivateUsage]
        made.workflow = workflow
        return made

    def send_many(self, events: Sequence[int] | bytes, now: int | datetime | str, step_ms: int = 0) -> bytes:
        """Sends many events by their numbers, each ``step_ms`` after the one before: a status for each.

        Bytes are taken for 16-bit numbers in the order of this machine, as ``array("H")`` has them.
        """
        return self.send_many_bytes(_numbers(events), now, step_ms)

    def signal(
        self,
        event: str,
        now: int | datetime | str,
        *,
        fields: Mapping[str, Any] | None = None,
        by: Person | Mapping[str, Any] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> StepStatus:
        """Sends an event with what it says."""
        document = dumps(present(event=event, fields=fields, by=by, facts=facts))
        return StepStatus(self.signal_bytes(document, now))

    def state(self) -> MachineState:
        """Where it stands."""
        return MachineState.of(loads(self.state_bytes()))

    def refusal(self) -> Refusal | None:
        """Why the last refused event was refused, if one was."""
        document = self.refused_bytes()
        return None if document is None else Refusal.of(loads(document))

    def happened(self) -> list[Any]:
        """What happened in the last step, in order, where steps are explained (:meth:`explain`)."""
        happened: list[Any] = loads(self.happened_bytes())
        return happened

    def emitted(self) -> list[dict[str, Any]]:
        """What the host is asked to do after the last step."""
        emitted: list[dict[str, Any]] = loads(self.emitted_bytes())
        return emitted

    def snapshot(self) -> bytes:
        """What :meth:`Workflow.restore` goes on from: canonical JSON."""
        return self.snapshot_bytes()

    def __repr__(self) -> str:
        try:
            states = self.state().states
        except HandleError as error:
            return f"<Machine {self.workflow.id}: {error.code}>"
        return f"<Machine {self.workflow.id} in {', '.join(states)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Machine, (self.workflow, self.snapshot_bytes())


def _numbers(events: Sequence[int] | bytes) -> bytes:
    if isinstance(events, (bytes, bytearray)):
        return bytes(events)
    try:
        return array("H", events).tobytes()
    except OverflowError:
        at, wrong = next((at, event) for at, event in enumerate(events) if not 0 <= event < _EVENTS)
        found = str(wrong) if wrong.bit_length() < _LONG else None
        _native.refuse("unknown_event", path=f"[{at}]", expected=f"a number below {_EVENTS}", found=found)
