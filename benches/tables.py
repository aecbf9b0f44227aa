"""A decision table of 100 rules over 12 facts: Ombud beside the ZEN engine, taking turns in one run.

Prints rules a second of both (cases times rules, over the median time), the ratio pair by pair, and
how many answers differ. Both are asked for the answer alone; Ombud also with its trace. Calling the
peer goes through its Python binding, so each case pays one crossing that Ombud does not; its own
figure of the time spent inside is printed beside it where it gives one.
"""

import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

import zen

ROOT = pathlib.Path(__file__).resolve().parent.parent
RULES, CASES, ROUNDS = 100, 1000, 9
NUMBERS = [f"n{i}" for i in range(8)]
CHOICES = [f"c{i}" for i in range(4)]
VALUES = ["a", "b", "c", "d"]


def rules(dice: random.Random) -> list[dict[str, str]]:
    """Rows of five to eight cells each, the last of them for everything."""
    out = []
    for _ in range(RULES - 1):
        cells: dict[str, str] = {}
        for fact in dice.sample(NUMBERS, dice.randint(3, 5)):
            low = dice.randint(0, 60)
            cells[fact] = f"[{low}..{low + dice.randint(20, 40)}]"
        for fact in dice.sample(CHOICES, dice.randint(2, 3)):
            cells[fact] = ",".join(sorted(dice.sample(VALUES, 2)))
        out.append(cells)
    return [*out, {}]


def ombud(rows: list[dict[str, str]], cases: list[dict]) -> dict:
    """The facts, the table and the cases as the engine reads them."""
    label = {"zh": "甲", "en": "a"}
    choices = [{"id": v, "zh": v, "en": v} for v in VALUES]
    base = {"class": "record", "level": 0, "producer": "bench", "title": label, "meaning": label}
    facts = [{"id": f, "type": "int", **base} for f in NUMBERS]
    facts += [{"id": f, "type": "enum", "values": choices, **base} for f in CHOICES]

    def when(cells: dict[str, str]) -> dict:
        return {f: cell if f in NUMBERS else cell.split(",") for f, cell in cells.items()}

    rule = [
        {"id": f"r{i}", "title": label, "then": {"v": i}, **({"when": when(c)} if c else {})}
        for i, c in enumerate(rows)
    ]
    table = {
        "id": "bench", "title": label, "source": "bench", "confidence": "unverified",
        "in_force_by": "2026-01-01", "hit": "first",
        "output": [{"id": "v", "type": "int", "title": label}], "rule": rule,
    }  # fmt: skip
    return {"facts": facts, "table": table, "cases": cases}


def peer(rows: list[dict[str, str]]) -> str:
    """The same table as the peer writes it."""

    def cell(fact: str, cells: dict[str, str]) -> str:
        if fact not in cells:
            return ""
        if fact in NUMBERS:
            return cells[fact]
        return ", ".join(f'"{v}"' for v in cells[fact].split(","))

    facts = NUMBERS + CHOICES
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": f, "name": f, "field": f} for f in facts],
        "outputs": [{"id": "v", "name": "v", "field": "v"}],
        "rules": [
            {"_id": f"r{i}", "v": str(i), **{f: cell(f, c) for f in facts}} for i, c in enumerate(rows)
        ],
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {"id": "t", "name": "t", "type": "decisionTableNode", "content": content, "position": {"x": 1, "y": 0}},
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
    ]
    edges = [
        {"id": "e1", "sourceId": "in", "targetId": "t", "type": "edge"},
        {"id": "e2", "sourceId": "t", "targetId": "out", "type": "edge"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


class Turn:
    """Ombud's program, asked for one round at a time."""

    def __init__(self, file: str, *mode: str) -> None:
        binary = ROOT / "target/release/tables"
        command = [str(binary), file, str(ROUNDS + 1), *mode]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.answers = [int(word) for word in self.process.stdout.readline().split()]

    def round(self) -> float:
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline().split()[0])


def main() -> int:
    dice = random.Random(7)
    rows = rules(dice)
    cases = [
        {f: dice.randint(0, 99) for f in NUMBERS} | {f: dice.choice(VALUES) for f in CHOICES}
        for _ in range(CASES)
    ]
    decision = zen.ZenEngine().create_decision(peer(rows))
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(ombud(rows, cases), file)
        file.flush()
        plain, traced = Turn(file.name), Turn(file.name, "trace")
        theirs = [decision.evaluate(case)["result"]["v"] for case in cases]
        differing = sum(a != b for a, b in zip(plain.answers, theirs, strict=True))
        times: dict[str, list[float]] = {"ombud": [], "ombud with trace": [], "zen": []}
        for turn in range(ROUNDS + 1):
            mine, shown = plain.round(), traced.round()
            start = time.perf_counter()
            for case in cases:
                decision.evaluate(case)
            other = time.perf_counter() - start
            if turn > 0:
                for name, seconds in zip(times, (mine, shown, other), strict=True):
                    times[name].append(seconds)
    print(f"a table of {RULES} rules over {len(NUMBERS + CHOICES)} facts, {CASES} cases, {ROUNDS} rounds")
    for name, seconds in times.items():
        print(f"{name:>18}: {RULES * CASES / statistics.median(seconds):>14,.0f} rules/s")
    for name in ("ombud", "ombud with trace"):
        ratio = statistics.median(b / a for a, b in zip(times[name], times["zen"], strict=True))
        print(f"{name} beside zen: {ratio:.1f} times, pair by pair")
    print(f"answers that differ: {differing} of {CASES}")
    return 0 if differing == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
