"""Machines: integers on the hot path, documents beside it."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import Any

import pytest
from conftest import TREE, needs_test_operations

from ombud import Engine, Machine, Person, StepStatus, Workflow, errors

SCRIPT = (
    "assign request_info timeout info_received assign refer_legal legal_done conclude submit reject submit approve"
    " send paid reopen"
).split()


@pytest.fixture(scope="module")
def review() -> Workflow:
    return Workflow((TREE / "crates/ombud/tests/workflow/charts/review.json").read_bytes())


def test_one_at_a_time_and_many_come_to_the_same(chart: Workflow) -> None:
    script = [chart.event(name) for name in ("acknowledge", *SCRIPT)]
    one, many = chart.machine(), chart.machine()
    assert one.begin(0) == many.begin(0) == StepStatus.MOVED
    singly = bytes(one.send(event, 1_000 + 500 * at) for at, event in enumerate(script))
    assert many.send_many(array("H", script).tobytes(), 1_000, 500) == singly == bytes(len(script))
    assert one.snapshot() == many.snapshot() and one.state() == many.state()
    assert one.state().data["entered"] == 17 and one.state().states == ("triage",)
    assert chart.events[script[0]] == "acknowledge"
    assert many.send_many(b"", 0) == b""


@pytest.mark.parametrize("kind", [list, tuple, lambda numbers: array("H", numbers), lambda numbers: array("q", numbers)])
def test_many_are_a_sequence_of_numbers(chart: Workflow, kind: Callable[[list[int]], Sequence[int]]) -> None:
    script = [chart.event("acknowledge"), chart.event("paid")]
    machine = chart.machine()
    machine.begin(0)
    assert machine.send_many(kind(script), 1_000) == bytes([StepStatus.MOVED, StepStatus.REFUSED])
    assert chart.machine().send_many(kind([]), 0) == b""


def test_a_number_that_no_event_has_is_refused_with_its_place(chart: Workflow) -> None:
    machine = chart.machine()
    machine.begin(0)
    before = machine.snapshot()
    for wrong in (len(chart.events), 65_535, 65_536, -1, 2**70):
        with pytest.raises(errors.UnknownEvent) as caught:
            machine.send_many([0, wrong], 0)
        assert (caught.value.detail["path"], caught.value.detail["found"]) == ("[1]", str(wrong))
    with pytest.raises(TypeError):
        machine.send_many(["assign"], 0)  # type: ignore[list-item]
    assert machine.snapshot() == before


def test_a_refusal_says_what_stopped_it(chart: Workflow) -> None:
    machine = chart.machine()
    assert machine.refusal() is None
    assert machine.send(chart.event("paid"), 0) == StepStatus.REFUSED
    refusal = machine.refusal()
    assert refusal is not None and refusal.kind == "not_begun" and refusal.text is None
    machine.begin(0)
    assert machine.signal("paid", now=0) is StepStatus.REFUSED
    refusal = machine.refusal()
    assert refusal is not None and (refusal.event, refusal.states) == ("paid", ("received",))
    with pytest.raises(errors.UnknownEvent):
        machine.send(65_535, 0)


def test_a_refusal_has_words_where_there_is_an_engine(engine: Engine) -> None:
    workflow = engine.workflow("cn-complaint")
    machine = workflow.machine()
    machine.begin(0)
    assert machine.signal(workflow.events[-1], now="1970-01-01T08:00:01+08:00", by=Person("sun")) is StepStatus.REFUSED
    refusal = machine.refusal()
    assert refusal is not None and refusal.text is not None
    assert refusal.text.zh and refusal.text.en and refusal.text.zh != refusal.text.en


def test_time_is_a_number_or_an_instant(chart: Workflow) -> None:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=timezone.utc)
    states: list[Any] = []
    for now in (at, at.isoformat(), "2026-03-02T17:30:00+08:00", int(at.timestamp() * 1000)):
        machine = chart.machine()
        machine.begin(now)
        assert machine.signal("acknowledge", now) is StepStatus.MOVED
        assert machine.send(chart.event("assign"), now) == StepStatus.MOVED
        assert machine.send_many([chart.event("request_info")], now) == bytes([StepStatus.MOVED])
        assert machine.fire_due(now) == 0
        states.append(machine.state())
    assert len(set(states)) == 1
    begun = chart.machine()
    begun.begin(at.replace(microsecond=900_000))
    with_millis = chart.machine()
    with_millis.begin(int(at.timestamp() * 1000) + 900)
    assert begun.snapshot() == with_millis.snapshot()
    with pytest.raises(errors.InvalidInstant):
        chart.machine().signal("acknowledge", datetime(2026, 3, 2))
    with pytest.raises(errors.InvalidInstant):
        chart.machine().signal("acknowledge", "2026-03-02T09:30:00")
    with pytest.raises(errors.InvalidInstant):
        chart.machine().begin("tomorrow")
    with pytest.raises(errors.OutOfRange):
        chart.machine().begin(2**70)
    with pytest.raises(TypeError, match="now: a datetime or text"):
        chart.machine().begin(1.5)  # type: ignore[arg-type]


def test_steps_are_explained_where_it_is_asked(chart: Workflow) -> None:
    machine = chart.machine()
    machine.explain()
    machine.begin(0)
    machine.send(chart.event("acknowledge"), 1)
    happened = machine.happened()
    assert {"event": "acknowledge"} in happened and {"entered": "triage"} in happened
    machine.explain(False)
    machine.send(chart.event("assign"), 2)
    assert machine.happened() == []


def test_a_restored_machine_goes_on(chart: Workflow) -> None:
    machine = chart.machine()
    machine.begin(0)
    restored = chart.restore(machine.snapshot())
    for name in ("acknowledge", *SCRIPT):
        assert machine.send(chart.event(name), 5) == restored.send(chart.event(name), 5)
    assert machine.snapshot() == restored.snapshot()
    assert repr(restored) == "<Machine complaint.benchmark in triage>"


@needs_test_operations
def test_after_a_panic_inside_a_machine_only_that_machine_is_broken(chart: Workflow) -> None:
    machine, other = chart.machine(), chart.machine()
    with pytest.raises(errors.Internal) as caught:
        machine.signal("test.panic", 0)
    assert caught.value.detail["found"] == "as the test asked"
    calls: list[Callable[[], object]] = [machine.state, machine.snapshot, machine.next_due, lambda: machine.begin(0), lambda: machine.send_many(b"", 0)]
    for call in calls:
        with pytest.raises(errors.HandleBroken):
            call()
    assert repr(machine) == "<Machine complaint.benchmark: handle_broken>"
    assert other.begin(0) == StepStatus.MOVED
    assert isinstance(chart.machine(), Machine)


def test_what_the_host_is_asked_to_do_is_told(review: Workflow, chart: Workflow) -> None:
    machine = review.machine()
    machine.begin(0)
    assert machine.emitted() == [] and chart.machine().next_due() is None
    days = 24 * 60 * 60 * 1000
    assert machine.next_due() == 2 * days
    assert machine.fire_due(2 * days - 1) == 0
    assert machine.fire_due(3 * days) == 1
    assert machine.emitted() == [{"effect": "nudge", "kind": "notify", "fields": {}}]
    assert machine.signal("decide", 3 * days, fields={"upheld": True}, by=Person("li", ["handler"])) is StepStatus.MOVED
    assert machine.signal("approve", 3 * days, by=Person("li", ["reviewer"])) is StepStatus.REFUSED
    assert machine.signal("approve", 3 * days, by=Person("wu", ["reviewer"])) is StepStatus.DONE
    assert machine.state().done
