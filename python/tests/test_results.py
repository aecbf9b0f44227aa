"""What the engine answered, as Python: whole, typed, and safe to show."""

from __future__ import annotations

from datetime import date, datetime, timezone

from ombud import Duty, Engine, Label
from ombud._html import table


def test_every_field_that_a_type_names_is_read(engine: Engine) -> None:
    answer = engine.due("cn-complaints-2020", received="2026-03-02", as_of="2026-03-20")
    (decide,) = answer.clock("CN-CM-018a")
    assert (decide.due, decide.prudent_due) == (date(2026, 3, 17), date(2026, 3, 16))
    assert decide.late_from == datetime(2026, 3, 17, 16, tzinfo=timezone.utc)
    assert decide.status == "late" and decide.title.zh == "作出处理决定并告知" and decide.title.get("en") == str(decide.title)
    assert decide.trigger is not None and decide.trigger.at == date(2026, 3, 2)
    assert decide.cited is not None and "Art. 18" in decide.cited.en
    assert repr(decide) == "<Duty CN-CM-018a late due 2026-03-17>"
    assert answer[0] is answer.duties[0] and answer[:2] == answer.duties[:2] and len(answer) == len(list(answer))


def test_a_field_of_a_later_version_is_kept(engine: Engine) -> None:
    duty = engine.due("uk-disp", received="2026-06-06", as_of="2026-06-08")[0]
    later = Duty.of({**duty.json, "brand_new": "x"})
    assert later.json["brand_new"] == "x" and later != duty and b"brand_new" in later.to_json()
    assert later.due == duty.due


def test_what_is_passed_over_is_said(engine: Engine) -> None:
    answer = engine.due("cn-complaints-2020", received="1999-03-02", as_of="1999-03-03")
    assert answer.passed_over and answer.passed_over[0].sentence.zh


def test_tables_hold_text_and_nothing_else(engine: Engine) -> None:
    evil = "<script>alert('x')</script>"
    shown = table((evil,), [(evil, Label(evil, evil), None, 3)])
    assert "<script" not in shown and shown.count("&lt;script&gt;") == 4
    answer = engine.due("uk-disp", received="2026-06-06", as_of="2026-06-08")
    assert answer._repr_html_().startswith("<table>") and "2026-06-10" in answer._repr_html_()
    duty = Duty.of({**answer[0].json, "note": {"zh": evil, "en": evil}, "ref": evil})
    assert "<script" not in duty._repr_html_()
    (proof,) = engine.explain("uk-disp", received="2026-06-06", as_of="2026-06-08", clock="UK.DISP.SRC", page="en")
    assert "saturday" in proof._repr_html_() and proof.page is not None and proof.page.startswith("<!")


def test_dates_by_the_list_are_those_of_the_clock(engine: Engine) -> None:
    dates = [date(2026, 1, day) for day in range(1, 32)]
    due = engine.due_dates("cn-complaints-2020", "CN-CM-018a", dates)
    for received, by_list in zip(dates, due, strict=True):
        (duty,) = engine.due("cn-complaints-2020", received=received, as_of=received).clock("CN-CM-018a")
        assert duty.due == by_list
    assert engine.due_dates("cn-complaints-2020", "CN-CM-018a", []) == []
    assert engine.due_dates("cn-complaints-2020", "CN-CM-018a", [date.min, date.max]) == [None, None]
