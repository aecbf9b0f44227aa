"""The Python door: steps of a machine beside Python transitions, due dates by the column beside DataFrame.apply of the
typed call, and what it takes to begin. Medians of processor time; run by an interpreter that has the wheel, pandas,
pyarrow and transitions, as `bash benches/run python` makes one."""

import json
import statistics
import subprocess
import sys
import time
from array import array
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
from workflow import CHART, SCRIPT, transitions

from ombud import Case, Engine, Person, Workflow, batch

ROUNDS = 5
LIFE = CHART.parents[2] / "case/golden/cn-decline.json"


def seconds(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return statistics.median(found)


def begun(workflow: Workflow):
    machine = workflow.machine()
    machine.begin(0)
    machine.send(workflow.event("acknowledge"), 1)
    return machine


def steps() -> None:
    workflow = Workflow(CHART.read_bytes())
    script = [workflow.event(name) for name in SCRIPT]
    rounds = 40_000
    machine = begun(workflow)

    def one_at_a_time() -> None:
        send, now = machine.send, 1
        for _ in range(rounds):
            for event in script:
                now += 1000
                if send(event, now):
                    raise SystemExit(machine.refusal())

    one = rounds * len(script) / seconds(one_at_a_time)
    events = array("H", script * rounds).tobytes()
    many = rounds * len(script) / seconds(lambda: begun(workflow).send_many(events, 1000, 1000))
    peer = statistics.median(transitions(2_000)[0] for _ in range(ROUNDS))
    print(f"machine, one at a time: {one / 1e6:.1f} M steps/s, {one / peer:.0f} times transitions ({peer / 1e3:.0f} k)")
    print(f"machine, many at once:  {many / 1e6:.1f} M steps/s, {many / peer:.0f} times transitions")


def columns() -> None:
    engine = Engine()
    rows = 1_000_000
    days = [date(2024, 1, 1) + timedelta(days=n * 7919 % 900) for n in range(rows)]
    table = pa.table({"received": pa.array(days, pa.date32())})
    whole = seconds(lambda: pa.table(batch.due_dates(table, "cn-complaints-2020", "CN-CM-018a", "received")))
    few = 2_000
    frame = pd.DataFrame({"received": days[:few]})

    def a_row_each() -> None:
        frame.apply(lambda row: engine.due_dates("cn-complaints-2020", "CN-CM-018a", [row.received])[0], axis=1)

    each = seconds(a_row_each) / few
    print(f"due dates by the column: {whole / rows * 1e9:.1f} ns a row, {each * rows / whole:.0f} times DataFrame.apply")
    every = table.slice(0, 20_000)
    asked = {"received": batch.column("received"), "as_of": "2026-03-10"}
    due = seconds(lambda: pa.table(batch.due(every, "cn-complaints-2020", **asked))) / 20_000
    frame = pd.DataFrame({"received": days[:200]})
    call = {"as_of": "2026-03-10"}
    typed = seconds(lambda: frame.apply(lambda row: engine.due("cn-complaints-2020", received=row.received, **call), axis=1)) / 200
    print(f"every duty of a row:     {due * 1e6:.0f} us by the table, {typed * 1e6:.0f} us by DataFrame.apply of the typed call")


def cases() -> None:
    life = json.loads(LIFE.read_bytes())
    case = _opened(life)
    command, now, rounds = json.dumps(life["steps"][0]["do"]).encode(), life["steps"][0]["now"], 500
    decided = seconds(lambda: [case.decide(command, now) for _ in range(rounds)]) / rounds
    who = Person(life["for"]["id"], life["for"]["roles"])
    seen = seconds(lambda: [case.view(who, now) for _ in range(20)]) / 20
    print(f"a case: decided in {decided * 1e6:.0f} us, viewed in {seen * 1e6:.0f} us, typed answers and all")


def _opened(life: dict[str, Any]) -> Case:
    opening = life["opening"]
    asked = {name: opening[name] for name in ("life", "regimes", "by", "facts")}
    return Engine().open(opening["complaint"], now=life["now"], **asked)


def beginning() -> None:
    cold = "import time; s = time.perf_counter(); import ombud; m = time.perf_counter(); ombud.Engine(); print(m - s, time.perf_counter() - m)"
    found = [subprocess.run([sys.executable, "-c", cold], capture_output=True, text=True, check=True).stdout for _ in range(9)]
    times = [list(map(float, line.split())) for line in found]
    imported, ready = (statistics.median(column) * 1e3 for column in zip(*times))
    print(f"import ombud {imported:.0f} ms, Engine() {ready:.0f} ms (medians of {len(times)} new processes)")


beginning()
steps()
cases()
columns()
