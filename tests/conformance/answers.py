"""The corpus answered by the installed Python package: answers.py REQUESTS OUT."""

import json
import pathlib
import sys
from typing import Any

import steps
from ombud import Answer, Engine, OmbudError, View
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


def answer(line: dict[str, Any]) -> bytes:
    if "op" not in line:
        return steps.run(line)
    try:
        return operation(line)
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
    steps.check(lines)
    print(f"{len(lines)} answered")


main()
