"""Memory stays where it is, however often one asks."""

from __future__ import annotations

import os
import sys

import pytest

from ombud import Engine, Workflow, errors

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 0
MORE = 4_000_000


def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE


def test_a_million_calls_leave_nothing_behind(engine: Engine, chart: Workflow) -> None:
    machine = chart.machine()
    machine.begin(0)
    event = chart.event("paid")
    request = b'{"calendar":"cn","from":"2026-02-12","to":"2026-02-13"}'

    def ask(times: int) -> None:
        call, send = engine.call_bytes, machine.send
        for now in range(times):
            call("clock.count", request)
            send(event, now)

    ask(20_000)
    before = resident()
    ask(500_000)
    assert resident() - before < MORE


def test_errors_cases_and_machines_leave_nothing_behind(engine: Engine, chart: Workflow) -> None:
    def ask(times: int) -> None:
        for _ in range(times):
            with pytest.raises(errors.UnknownCalendar):
                engine.call_bytes("clock.count", b'{"calendar":"x","from":"2026-02-12","to":"2026-02-13"}')
            chart.machine().begin(0)
            opened = "2026-03-02T09:30:00+08:00"
            engine.open("A", received=opened, life="cn-complaint", regimes="cn-complaints-2020", now=opened)

    ask(200)
    before = resident()
    ask(1_000)
    assert resident() - before < MORE
