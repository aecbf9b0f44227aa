"""Threads: the interpreter is free while the engine works, and two in one machine do not race."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from conftest import OPENED

from ombud import Case, Command, Engine, Person, Workflow, errors

SECONDS = 60.0


def while_it_runs(work: Callable[[], object]) -> int:
    """How often another thread got its turn while the work ran."""
    done = threading.Event()

    def run() -> None:
        try:
            work()
        finally:
            done.set()

    thread = threading.Thread(target=run)
    turns = 0
    thread.start()
    while not done.wait(0.001):
        turns += 1
    thread.join(SECONDS)
    assert not thread.is_alive()
    return turns


def test_other_threads_go_on_while_the_engine_works(chart: Workflow) -> None:
    machine = chart.machine()
    machine.begin(0)
    # Each is refused, which takes longest: the call is one stretch of work of a good part of a second.
    events = array("H", [chart.event("paid")] * 500_000).tobytes()
    # Held, there would be a turn at the beginning and one at the end.
    assert while_it_runs(lambda: machine.send_many(events, 0)) >= 5


def test_the_second_in_a_machine_is_refused_at_once(chart: Workflow) -> None:
    machine = chart.machine()
    machine.begin(0)
    events = array("H", [chart.event("paid")] * 200_000).tobytes()
    busy = 0

    def watch() -> None:
        nonlocal busy
        while not over.is_set():
            try:
                machine.state()
            except errors.HandleBusy as error:
                assert error.number == 1802
                busy += 1

    over = threading.Event()
    watcher = threading.Thread(target=watch)
    watcher.start()
    until = time.monotonic() + SECONDS
    while busy == 0 and time.monotonic() < until:
        try:
            machine.send_many(events, 0)
        except errors.HandleBusy:
            # The watcher was inside: then it was this one that was refused.
            time.sleep(0.001)
    over.set()
    watcher.join(SECONDS)
    assert not watcher.is_alive() and busy > 0
    assert machine.state().states == ("received",)


def test_threads_that_race_for_a_case_leave_it_whole(engine: Engine, case: Case) -> None:
    assign = Command("assign", Person("qian", ["manager"]), fields={"handler": "sun", "no_interest": True})
    outcomes: list[str] = []

    def try_it(_: int) -> None:
        try:
            decision = case.decide(assign, OPENED)
            case.apply(decision)  # type: ignore[arg-type]
            outcomes.append("applied")
        except errors.HandleBusy:
            outcomes.append("busy")
        except errors.OmbudError as error:
            # Decided before another was applied: its number is taken.
            outcomes.append(error.code)
        except TypeError:
            outcomes.append("refused")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(try_it, range(64), timeout=SECONDS))
    assert outcomes.count("applied") >= 1, outcomes
    numbers = [event["number"] for event in case.log()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert engine.replay(case.log()) == case


def test_an_engine_is_shared(engine: Engine) -> None:
    def ask(_: int) -> int:
        return engine.count("cn", "2026-02-12", "2026-02-28").business_days

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(400), timeout=SECONDS)) == {7}
