"""Complaint handling: which legal duties run, until when, and exactly why.

>>> from datetime import date
>>> from ombud import Engine
>>> for duty in Engine().due("cn-complaints-2020", received=date(2026, 3, 2), as_of=date(2026, 3, 10)):
...     if duty.due:
...         print(duty.clock, duty.due, duty.status)
CN-CM-018a 2026-03-17 running
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from . import _native
from ._fault import OmbudError

if TYPE_CHECKING:
    from . import errors as errors
    from .answers import (
        Answer,
        CalendarDay,
        Count,
        Difference,
        Duty,
        Need,
        Operation,
        PassedOver,
        Prompt,
        Proof,
        ProofDay,
        Raised,
        Step,
        Trigger,
    )
    from .case import Accepted, Advice, Case, Ground, Line, Reason, Refused, Stands, View
    from .clock import Clock, ClockVersion
    from .engine import Engine
    from .values import Command, Event, Label, Money, Person
    from .workflow import Machine, MachineState, Refusal, StepStatus, Timer, Workflow

__version__: str = _native.VERSION

# What is not asked for is not loaded.
_PLACES = {
    "answers": "Answer CalendarDay Count Difference Duty Need Operation PassedOver Prompt Proof ProofDay Raised Step Trigger",
    "case": "Accepted Advice Case Ground Line Reason Refused Stands View",
    "clock": "Clock ClockVersion",
    "engine": "Engine",
    "values": "Command Event Label Money Person",
    "workflow": "Machine MachineState Refusal StepStatus Timer Workflow",
}
_HOME = {name: place for place, names in _PLACES.items() for name in names.split()}

__all__ = [
    "Accepted",
    "Advice",
    "Answer",
    "CalendarDay",
    "Case",
    "Clock",
    "ClockVersion",
    "Command",
    "Count",
    "Difference",
    "Duty",
    "Engine",
    "Event",
    "Ground",
    "Label",
    "Line",
    "Machine",
    "MachineState",
    "Money",
    "Need",
    "OmbudError",
    "Operation",
    "PassedOver",
    "Person",
    "Prompt",
    "Proof",
    "ProofDay",
    "Raised",
    "Reason",
    "Refusal",
    "Refused",
    "Stands",
    "Step",
    "StepStatus",
    "Timer",
    "Trigger",
    "View",
    "Workflow",
    "build_info",
    "errors",
]


def build_info() -> dict[str, Any]:
    """What was built: version, target, packs, and whether it is one for tests."""
    from ._json import loads

    info: dict[str, Any] = loads(_native.build_info())
    return info


def _asked_for(name: str) -> Any:
    if name == "errors":
        return _import_module(".errors", __name__)
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(_import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


# A type checker that saw it would take every name for one that is there.
if not TYPE_CHECKING:
    __getattr__ = _asked_for


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
