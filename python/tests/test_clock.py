"""One clock, and what would differ in another case."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest

from ombud import Engine, Event, errors

EXTENDED = Event("extended", date(2026, 3, 10), {"ground": "complex", "reason": "records are awaited"})


def test_a_clock_says_what_the_engine_says_of_it(engine: Engine) -> None:
    clock = engine.clock("cn-complaints-2020", "CN-CM-018a")
    told: dict[str, Any] = {"received": date(2026, 3, 2), "as_of": date(2026, 3, 20), "events": [EXTENDED]}
    assert clock.due(**told) == engine.due("cn-complaints-2020", **told).clock("CN-CM-018a")
    assert clock.explain(**told) == engine.explain("cn-complaints-2020", clock="CN-CM-018a", **told)
    days = [date(2026, 3, 2), None]
    assert clock.due_dates(days) == engine.due_dates("cn-complaints-2020", "CN-CM-018a", days)


def test_a_clock_has_its_versions_with_their_sources(engine: Engine) -> None:
    clock = engine.clock("us-cfpb", "US.CFPB.FIRST")
    early, late = clock.versions[0], clock.versions[-1]
    assert early.effective_to == date(2011, 11, 30) and late.effective_from == date(2011, 12, 1)
    (final, *_) = engine.clock("us-cfpb", "US.CFPB.FINAL").versions
    assert final.effective_from is None and final.in_force_by == date(2012, 12, 31)
    assert late.confidence == "secondary" and late.cite and late.source and clock.title == late.title


def test_a_clock_can_be_compared_and_pickled(engine: Engine) -> None:
    clock = engine.clock("uk-disp", "UK.DISP.SRC")
    again = pickle.loads(pickle.dumps(clock))
    assert again == clock and hash(again) == hash(clock) and again != engine.clock("uk-disp", "UK.DISP.FINAL")
    assert repr(clock) == "<Clock UK.DISP.SRC of uk-disp>"


def test_a_clock_that_no_regime_has_is_refused(engine: Engine) -> None:
    with pytest.raises(errors.UnknownClock, match="CN-CM-018a") as caught:
        engine.clock("uk-disp", "CN-CM-018a")
    assert "该制度" in caught.value.message_zh and "a clock" not in caught.value.message_zh
    with pytest.raises(errors.UnknownRegime):
        engine.clock("uk", "UK.DISP.SRC")


def test_what_would_differ_is_said_clock_by_clock(engine: Engine) -> None:
    said = engine.what_if("cn-complaints-2020", received="2026-03-02", as_of="2026-03-20", instead={"events": [EXTENDED]})
    (change,) = (one for one in said if one.clock == "CN-CM-018a")
    assert change.before is not None and change.after is not None
    assert (change.before.status, change.after.status) == ("late", "running")
    # An iterator is read once, and asked for in either case.
    events = iter([EXTENDED])
    assert engine.what_if("uk-disp", received="2026-06-06", as_of="2026-06-08", events=events, instead={}) == ()


def test_an_argument_that_there_is_not_is_refused(engine: Engine) -> None:
    with pytest.raises(errors.InvalidArgument, match="instead.recieved"):
        engine.what_if("uk-disp", received="2026-06-06", as_of="2026-06-08", instead={"recieved": "2026-06-07"})
