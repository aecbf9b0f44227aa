"""A case: decided, applied, told."""

from __future__ import annotations

import json
import pickle
from datetime import date, datetime, timedelta, timezone

import pytest
from conftest import OPENED

from ombud import Accepted, Case, Command, Duty, Engine, Person, Refused, errors
from ombud._json import canonical, dumps

NOW = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=8)))
QIAN = Person("qian", ["manager"])


def test_a_case_is_walked_through(engine: Engine, case: Case) -> None:
    refused = case.decide(Command("assign", QIAN, fields={"handler": "sun", "no_interest": False}), NOW)
    assert isinstance(refused, Refused)
    assert refused.act == "assign" and refused.title is not None and refused.title.zh == "分派经办人"
    assert "第17条" in refused.render("zh") and "Art. 17" in str(refused)
    assert len(case.log()) == 1, "a refusal changes nothing"

    command = {"act": "assign", "by": {"id": "qian", "roles": ["manager"]}, "fields": {"handler": "sun", "no_interest": True}}
    accepted = case.decide(command, NOW)
    assert isinstance(accepted, Accepted) and len(accepted) == 1
    case.apply(accepted)
    assert [event["act"] for event in case.log()] == ["open", "assign"]
    assert repr(case) == "<Case TS-1 after event 2>"

    view = case.view(Person("sun", ["handler"]), NOW)
    assert view.handler == "sun" and view.stands[0].states[0].en == "Being verified"
    assert view.received == datetime.fromisoformat(OPENED) and view.at == NOW
    assert [line.number for line in view.history] == [1, 2]
    assert view.advice == case.advice({"id": "sun", "roles": ["handler"]}, NOW)
    decide = next(duty for duty in view.duties if duty.clock == "CN-CM-018a")
    assert isinstance(decide, Duty) and decide.due == date(2026, 3, 17) and "2026年3月17日" in decide.sentence.zh
    assert decide in case.due(NOW)
    assert canonical([duty.json for duty in case.due(NOW)]) == case._native.due(NOW.isoformat())
    assert case.fire_due(NOW).events == ()


def test_a_decision_is_the_answer_of_every_language(engine: Engine, case: Case) -> None:
    command = Command("assign", QIAN, fields={"handler": "sun", "no_interest": True})
    native = case._native.decide(dumps(command), NOW.isoformat())
    decision = case.decide(command, NOW)
    assert isinstance(decision, Accepted) and decision.to_json() == native
    assert pickle.loads(pickle.dumps(decision)) == decision == Accepted.of(json.loads(native))
    other = engine.replay(case.log())
    case.apply(decision)
    other.apply(decision.to_json())
    assert other == case

    refused = case.decide(Command("assign", QIAN, fields={"handler": "sun", "no_interest": False}), NOW)
    assert isinstance(refused, Refused) and list(refused.json) == ["refused"]
    with pytest.raises(errors.InvalidField):
        case.apply(refused.to_json())


def test_what_timers_fire_is_applied_in_either_form(engine: Engine) -> None:
    case = engine.open("D-1", received=OPENED, life="uk-disp", regimes="uk-disp", now=OPENED)
    # The summary resolution communication is open for three business days.
    later = "2026-03-09T12:00:00+00:00"
    fired, native = case.fire_due(later), case._native.fire_due(later)
    assert len(fired) == 1 and repr(fired).startswith("<Accepted ")
    copies = [engine.replay(case.log()) for _ in range(3)]
    either: list[Accepted | bytes] = [fired, fired.to_json(), native]
    for copy, events in zip(copies, either, strict=True):
        copy.apply(events)
    assert copies[0] == copies[1] == copies[2] != case


def test_events_make_the_same_case(engine: Engine, case: Case) -> None:
    case.apply(case.decide(Command("assign", QIAN, fields={"handler": "sun", "no_interest": True}), NOW))  # type: ignore[arg-type]
    replayed = engine.replay(case.log())
    assert replayed == case and replayed.snapshot() == case.snapshot()
    restored = engine.restore(case.snapshot())
    assert restored == case and restored.log() == []
    assert restored.view(QIAN, NOW) == case.view(QIAN, NOW)


def test_a_case_opens_from_a_document_as_well(engine: Engine, case: Case) -> None:
    complaint = {"format_version": 1, "id": "TS-1", "received": OPENED}
    other = engine.open(complaint, life="cn-complaint", regimes=["cn-complaints-2020"], now=NOW.replace(hour=9, minute=30), by=Person("zhao"))
    assert other == case
