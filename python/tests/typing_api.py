"""What the type checkers say of the API; never run."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from typing_extensions import assert_type

import ombud
from ombud import (
    Accepted,
    Advice,
    Answer,
    Case,
    Clock,
    ClockVersion,
    Command,
    Count,
    Difference,
    Duty,
    Engine,
    Event,
    Label,
    Machine,
    Money,
    OmbudError,
    Operation,
    Person,
    Proof,
    Refusal,
    Refused,
    StepStatus,
    View,
    Workflow,
    errors,
)


def clocks(engine: Engine, on: date, at: datetime) -> None:
    answer = engine.due(["uk-disp"], received=on, as_of=at, events=[Event("x", on), {"type": "y"}], facts={"a.b": True})
    assert_type(answer, Answer)
    assert_type(answer[0], Duty)
    assert_type(answer[:2], tuple[Duty, ...])
    duty = answer[0]
    assert_type(duty.due, date | None)
    assert_type(duty.late_from, datetime | None)
    assert_type(duty.title, Label)
    assert_type(duty.json, dict[str, Any])
    assert_type(duty.to_json(), bytes)
    assert_type(engine.explain("uk-disp", as_of=on, page="zh"), tuple[Proof, ...])
    assert_type(engine.count("cn", on, "2026-01-01"), Count)
    assert_type(engine.due_dates("uk-disp", "UK.DISP.FINAL", [on]), list[date | None])
    assert_type(engine.operations(), tuple[Operation, ...])
    assert_type(engine.call_bytes("op.list", b"{}"), bytes)
    assert_type(engine.what_if("uk-disp", as_of=on, instead={"received": on}), tuple[Difference, ...])
    clock = engine.clock("uk-disp", "UK.DISP.FINAL")
    assert_type(clock, Clock)
    assert_type(clock.versions, tuple[ClockVersion, ...])
    assert_type(clock.due(as_of=at, received=on), tuple[Duty, ...])
    assert_type(clock.explain(as_of=at, received=on), tuple[Proof, ...])


def cases(engine: Engine, now: datetime) -> None:
    case = engine.open("A", received=now, life="x", regimes="y", now=now, by=Person("z"))
    assert_type(case, Case)
    decision = case.decide(Command("assign", Person("z", ["handler"])), now)
    if isinstance(decision, Refused):
        assert_type(decision.render("zh"), str)
    else:
        assert_type(decision, Accepted)
        case.apply(decision)
    assert_type(case.advice(Person("z"), now), tuple[Advice, ...])
    assert_type(case.view({"id": "z"}, now), View)
    assert_type(case.due(now), tuple[Duty, ...])
    assert_type(case.snapshot(), bytes)


def machines(engine: Engine, definition: Mapping[str, Any]) -> None:
    workflow = engine.workflow(definition)
    assert_type(workflow, Workflow)
    machine = workflow.machine()
    assert_type(machine, Machine)
    assert_type(machine.send(workflow.event("e"), 0), int)
    assert_type(machine.send_many(b"", 0, step_ms=1), bytes)
    assert_type(machine.signal("e", 0, by=Person("z")), StepStatus)
    assert_type(machine.refusal(), Refusal | None)


def values(money: Money, error: OmbudError) -> None:
    assert_type(money.amount, Decimal)
    assert_type(error.findings, tuple[OmbudError, ...])
    caught: type[errors.UnknownNameError] = errors.UnknownRegime
    families: Sequence[type[ValueError]] = [errors.InvalidDate, errors.InvalidJson]
    print(caught, families)


def refused_by_the_checker(engine: Engine, duty: Duty) -> None:
    engine.due("uk-disp")  # type: ignore[call-arg]
    engine.count(1, "2026-01-01", "2026-01-02")  # type: ignore[arg-type]
    duty.due = None  # type: ignore[misc]
    engine.typo  # type: ignore[attr-defined]
    ombud.typo  # type: ignore[attr-defined]
