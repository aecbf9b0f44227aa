"""The steps of the corpus' scripts in Python; crates/ombud-doors/examples/conformance/steps.rs describes them.

Documents go in as Python has them, and what comes out is turned into canonical bytes again.
"""

import inspect
import json
import sys
from array import array
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
from ombud import Case, Engine, Machine, OmbudError, Workflow, batch
from ombud._json import canonical


class Script:
    """What the steps of one line work with."""

    def __init__(self, line: dict[str, Any]) -> None:
        self.line = line
        self.engine = Engine()
        self.workflow: Workflow
        self.machine: Machine
        self.case: Case
        self.error: OmbudError
        self.answer: Any = None

    def document(self, name: str) -> Any:
        """What the step before answered is handed on as it came."""
        return self.answer if name == "answer" else json.loads(self.line[name])

    def kept(self, name: str, value: Any) -> None:
        setattr(self, name, value)


def new(s: Script, settings: str) -> None:
    told = s.document(settings)
    packs = [
        canonical(pack["bundle"]) if "bundle" in pack else {file["path"]: file["text"] for file in pack["files"]}
        for pack in told["packs"]
    ]
    s.engine = Engine(packs, builtin=told["builtin"])


def call_many(s: Script, operation: str, requests: str) -> list[Any]:
    answers: list[Any] = []
    for request in s.line[requests]:
        try:
            answers.append([0, json.loads(s.engine.call_bytes(operation, request.encode()))])
        except OmbudError as error:
            if error.code == "unknown_operation":
                raise
            answers.append([error.number, error.json])
    return answers


def explain(s: Script, name: str) -> Any:
    asked = s.document(name)
    proofs = s.engine.explain(**asked.pop("inquiry"), **asked)
    return {**s.engine.call("clock.explain", s.document(name)), "proofs": [proof.json for proof in proofs]}


def what_if(s: Script, name: str) -> Any:
    asked = s.document(name)
    changes = s.engine.what_if(**asked["inquiry"], instead=asked["instead"])
    return {"bundle": s.engine.bundle, "differences": [change.json for change in changes]}


def count(s: Script, name: str) -> Any:
    asked = s.document(name)
    return s.engine.count(asked["calendar"], asked["from"], asked["to"]).json


def due_dates(s: Script, regime: str, clock: str, triggers: str) -> list[str]:
    days = [date.fromisoformat(day) if day else None for day in s.line[triggers]]
    found = s.engine.due_dates(regime, clock, days)
    return ["" if day is None else day.isoformat() for day in found]


def rows(s: Script, spec: str, *names: str) -> list[list[str]]:
    columns = {name: pa.array([cell or None for cell in s.line[name]], pa.string()) for name in names}
    told = s.document(spec)
    kind, request = told.pop("batch"), told.pop("request", {})
    if kind == "call":
        told["request"], request = request, {}
    found = pa.table(getattr(batch, kind)(pa.table(columns), **told, **request, engine=s.engine))
    plain = {pa.date32(): pa.int32(), pa.timestamp("s", "UTC"): pa.int64()}
    cells = [column.cast(plain.get(column.type, column.type)).to_pylist() for column in found.columns]
    lines = [["" if cell is None else str(cell) for cell in line] for line in zip(*cells)]
    return [found.column_names, *lines]


def event(s: Script, name: str) -> int:
    number = s.workflow.event(name)
    assert s.workflow.events[number] == name
    return number


def send_many(s: Script, events: str, now: str, step: str) -> list[int]:
    numbers = array("H", (event(s, name) for name in s.line[events]))
    return list(s.machine.send_many(numbers, int(now), int(step)))


def signal(s: Script, name: str, now: str) -> int:
    sent = s.document(name)
    return int(s.machine.signal(sent.pop("event"), int(now), **sent))


def state(s: Script) -> Any:
    # The workflow tells its name and its hash itself.
    return {**s.machine.state().json, "workflow": s.machine.workflow.id, "chart": s.machine.workflow.hash}


def refusal(s: Script) -> Any:
    refused = s.machine.refusal()
    return {} if refused is None else refused.json


def next_due(s: Script) -> Any:
    due = s.machine.next_due()
    return "none" if due is None else due


STEPS: dict[str, Callable[..., Any]] = {
    "engine.new": new,
    "engine.bundle": lambda s: s.engine.bundle,
    "engine.call": lambda s, op, name: s.engine.call(op, s.document(name)),
    "engine.call_many": call_many,
    "engine.operations": lambda s: [operation.json for operation in s.engine.operations()],
    "engine.due": lambda s, name: s.engine.due(**s.document(name)).json,
    "engine.explain": explain,
    "engine.what_if": what_if,
    "engine.count": count,
    "engine.due_dates": due_dates,
    "engine.batch": rows,
    "engine.workflow": lambda s, id: s.kept("workflow", s.engine.workflow(id)),
    "engine.compile": lambda s, name: s.kept("workflow", s.engine.workflow(s.document(name))),
    "engine.open": lambda s, name, now: s.kept("case", s.engine.open(now=now, **s.document(name))),
    "engine.replay": lambda s, name: s.kept("case", s.engine.replay(s.document(name))),
    "engine.restore": lambda s, name: s.kept("case", s.engine.restore(s.document(name))),
    "workflow.compile": lambda s, name: s.kept("workflow", Workflow(s.document(name))),
    "workflow.event": event,
    "workflow.machine": lambda s: s.kept("machine", s.workflow.machine()),
    "workflow.restore": lambda s, name: s.kept("machine", s.workflow.restore(s.document(name))),
    "machine.begin": lambda s, now: s.machine.begin(int(now)),
    "machine.send": lambda s, name, now: s.machine.send(event(s, name), int(now)),
    "machine.send_many": send_many,
    "machine.signal": signal,
    "machine.fire_due": lambda s, now: s.machine.fire_due(int(now)),
    "machine.next_due": next_due,
    "machine.explain": lambda s, whether: s.machine.explain(whether == "yes"),
    "machine.happened": lambda s: s.machine.happened(),
    "machine.emitted": lambda s: s.machine.emitted(),
    "machine.refusal": refusal,
    "machine.state": state,
    "machine.snapshot": lambda s: s.machine.snapshot(),
    "case.decide": lambda s, name, now: s.case.decide(s.document(name), now),
    "case.apply": lambda s, name: s.case.apply(s.document(name)),
    "case.fire_due": lambda s, now: s.case.fire_due(now),
    "case.advice": lambda s, name, now: [one.json for one in s.case.advice(s.document(name), now)],
    "case.view": lambda s, name, now: s.case.view(s.document(name), now).json,
    "case.due": lambda s, as_of: [duty.json for duty in s.case.due(as_of)],
    "case.log": lambda s: s.case.log(),
    "case.snapshot": lambda s: s.case.snapshot(),
    "error.number": lambda s: s.error.number,
    "error.name": lambda s: s.error.code,
    "error.message": lambda s, lang: s.error.message_zh if lang == "zh" else s.error.message,
    "error.json": lambda s: s.error.json,
}
# What a step comes to in Python under another name, or has no step.
OTHERWISE = {
    "engine.call_bytes": "every operation of the corpus",
    "engine.clock": "engine.due, engine.explain, engine.due_dates",
    "workflow.id": "machine.state",
    "workflow.hash": "machine.state",
    "workflow.events": "workflow.event",
}


def written(step: str, value: Any) -> bytes:
    if value is None:
        return b'"ok"'
    if isinstance(value, bytes):
        return value
    # What is due is a list to whoever applies it in another language.
    return canonical(value.json["accepted"] if step == "case.fire_due" else getattr(value, "json", value))


def run(line: dict[str, Any]) -> bytes:
    """What the steps of a line answer, as a JSON list."""
    script, answers = Script(line), []
    for words in line["steps"]:
        step, *taken = words.split(" ")
        try:
            value = STEPS[step](script, *taken)
            answers.append(written(step, value))
            script.answer = value
        except OmbudError as error:
            script.error = error
            answers.append(canonical(error.json))
    return b"[" + b",".join(answers) + b"]"


def public(kind: type) -> set[str]:
    """What a class offers, with what it takes from the native one under the names of Python."""
    names = {name for base in kind.__mro__[:-1] for name in vars(base) if not name.startswith("_")}
    return {f"{kind.__name__.lower()}.{name}" for name in names if not inspect.ismemberdescriptor(getattr(kind, name))}


def check(lines: list[Mapping[str, Any]]) -> None:
    """Every step is taken by the corpus, and everything that can be called is a step."""
    taken = {words.split(" ")[0] for line in lines for words in line.get("steps", ())}
    kinds = {f"engine.batch {told['batch']}" for line in lines if "spec" in line for told in [json.loads(line["spec"])]}
    offered = set().union(*map(public, (Engine, Workflow, Machine, Case)))
    # Under the names of bytes stands what the methods without them call.
    offered -= {name for name in offered if name.startswith("machine.") and name.endswith("_bytes")}
    offered |= {f"engine.batch {name}" for name, of in vars(batch).items() if is_batch(of)}
    missing = sorted((set(STEPS) - taken) | (offered - taken - kinds - set(OTHERWISE)))
    stale = sorted(set(OTHERWISE) - offered)
    if missing or stale:
        sys.exit(f"held by no vector: {', '.join(missing)}; not there any more: {', '.join(stale)}")


def is_batch(of: Any) -> bool:
    """Whether it is a function that takes a table."""
    return inspect.isfunction(of) and not of.__name__.startswith("_") and "data" in inspect.signature(of).parameters
