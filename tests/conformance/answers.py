"""The corpus answered by the installed Python package: answers.py REQUESTS OUT."""

import json
import pathlib
import sys
from array import array
from collections.abc import Callable
from datetime import date
from typing import Any

from ombud import Accepted, Answer, Engine, OmbudError, View, Workflow
from ombud._json import canonical

ENGINE = Engine()
# Answers that Python gives a type are read into it and written again: nothing may be lost on the way.
TYPES: dict[str, Any] = {"clock.due": Answer, "case.view": View}


def operation(line: dict[str, Any]) -> bytes:
    coded = line.get("request_hex")
    request = bytes.fromhex(coded) if coded else line["request"].encode()
    answer = ENGINE.call_bytes(line["op"], request)
    known = TYPES.get(line["op"])
    return known.of(json.loads(answer)).to_json() if known else answer


def due_dates(args: dict[str, Any]) -> Any:
    days = [date.fromisoformat(day) if day else None for day in args["triggers"]]
    found = ENGINE.due_dates(args["regime"], args["clock"], days)
    return ["" if day is None else f"{day:%Y}".zfill(4) + f"{day:-%m-%d}" for day in found]


def machine_run(args: dict[str, Any]) -> Any:
    workflow = Workflow(args["definition"].encode())
    start, step = int(args["from"]), int(args["step"])
    events = [workflow.event(name) for name in args["events"]]
    machine = workflow.machine()
    machine.begin(start)
    statuses = list(machine.send_many(array("H", events).tobytes(), start, step))
    return {"snapshot": json.loads(machine.snapshot()), "state": machine.state().json, "statuses": statuses}


def case_life(args: dict[str, Any]) -> Any:
    opening = json.loads(args["opening"])
    case = ENGINE.open(now=args["now"], **opening)
    now = args["now"]
    for command, now in zip(args["commands"], args["times"]):
        decided = case.decide(command.encode(), now)
        if isinstance(decided, Accepted):
            case.apply(decided)
    return {"log": case.log(), "view": case.view(json.loads(args["who"]), now).json}


METHODS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "case.life": case_life,
    "engine.due_dates": due_dates,
    "machine.run": machine_run,
}


def answer(line: dict[str, Any]) -> bytes:
    try:
        if "op" in line:
            return operation(line)
        return canonical(METHODS[line["method"]](json.loads(line["args"])))
    except OmbudError as error:
        return canonical(error.json)


def main() -> None:
    requests, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    lines = [
        json.loads(line)
        for path in sorted(requests.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    out.write_bytes(b"".join(line["id"].encode() + b"\t" + answer(line) + b"\n" for line in lines))
    print(f"{len(lines)} answered")


main()
