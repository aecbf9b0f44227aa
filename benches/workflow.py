"""One complaint's workflow: Ombud beside XState, Python transitions and statig, taking turns in one run.

The same 12 states, 25 transitions, guards, actions and counters; the same script of 15 events, which
comes back to where it began. One instance goes on through all rounds. Rates are steps a second of
processor time; the peers' own programs are run as they would be by hand (XState with node, which
is needed beside npm; statig compiled with Ombud's benches). Ombud reads its definition from a file,
statig's is compiled in: it is the ceiling. All counters must agree.
"""

import json
import pathlib
import re
import shutil
import statistics
import subprocess
import time

from transitions import Machine

ROOT = pathlib.Path(__file__).resolve().parent.parent
CHART = ROOT / "crates" / "ombud" / "tests" / "workflow" / "charts" / "benchmark.json"
NODE = ROOT / ".venv" / "benches-node"
ROUNDS = 5
SCRIPT = (
    "assign request_info timeout info_received assign refer_legal legal_done conclude"
    " submit reject submit approve send paid reopen"
).split()
STATES = (
    "received triage awaiting_info investigating legal_review decision_draft qa_review"
    " final_response redress_pending escalated closed withdrawn"
).split()


class Complaint:
    """The data, the guards and the actions."""

    def __init__(self) -> None:
        self.amount, self.fraud, self.in_scope = 15_000, False, True
        self.handler, self.category, self.evidence = "h1", "card", 2
        self.author, self.approver, self.reminders = "a", "b", 0
        self.redress_due, self.days_open, self.days_since_close = 250, 10, 5
        self.decision_final = True
        self.entered = self.exited = self.entered_at = self.spent = self.now = 0

    def enter(self) -> None:
        self.entered += 1
        self.entered_at = self.now

    def leave(self) -> None:
        self.exited += 1
        self.spent += self.now - self.entered_at

    def assignable(self) -> bool:
        return self.handler != "" and self.category != ""

    def out_of_scope(self) -> bool:
        return not self.in_scope

    def reminded(self) -> bool:
        return self.reminders >= 2

    def legal(self) -> bool:
        return self.amount > 10_000 or self.fraud

    def enough(self) -> bool:
        return self.evidence >= 2

    def breach(self) -> bool:
        return self.days_open > 56

    def named(self) -> bool:
        return self.author != ""

    def four_eyes(self) -> bool:
        return self.approver != self.author

    def redress(self) -> bool:
        return self.redress_due > 0

    def recent(self) -> bool:
        return self.days_since_close <= 180

    def is_fraud(self) -> bool:
        return self.fraud

    def is_final(self) -> bool:
        return self.decision_final

    def remind(self) -> None:
        self.reminders += 1

    def forget(self) -> None:
        self.reminders = 0


def move(source: str, trigger: str, dest: str, guard: str | None = None, act: str | None = None) -> dict:
    """One transition, as the peer takes it."""
    out = {"trigger": trigger, "source": source, "dest": dest}
    return out | ({"conditions": guard} if guard else {}) | ({"before": act} if act else {})


MOVES = [
    move("received", "acknowledge", "triage"),
    move("received", "withdraw", "withdrawn"),
    move("triage", "request_info", "awaiting_info"),
    move("triage", "assign", "legal_review", "is_fraud"),
    move("triage", "assign", "investigating", "assignable"),
    move("triage", "reject_scope", "decision_draft", "out_of_scope"),
    move("triage", "withdraw", "withdrawn"),
    move("awaiting_info", "info_received", "triage", act="forget"),
    move("awaiting_info", "timeout", "closed", "reminded"),
    move("awaiting_info", "timeout", "awaiting_info", act="remind"),
    move("awaiting_info", "withdraw", "withdrawn"),
    move("investigating", "request_info", "awaiting_info"),
    move("investigating", "refer_legal", "legal_review", "legal"),
    move("investigating", "conclude", "decision_draft", "enough"),
    move("investigating", "sla_breach", "escalated", "breach"),
    move("legal_review", "legal_done", "investigating"),
    move("decision_draft", "submit", "qa_review", "named"),
    move("qa_review", "approve", "final_response", "four_eyes"),
    move("qa_review", "reject", "decision_draft"),
    move("final_response", "send", "redress_pending", "redress"),
    move("final_response", "send", "closed"),
    move("final_response", "customer_dispute", "escalated"),
    move("redress_pending", "paid", "closed"),
    move("escalated", "ombudsman_decision", "closed", "is_final"),
    move("closed", "reopen", "triage", "recent"),
]


def transitions(rounds: int) -> tuple[float, list[int]]:
    """Steps a second, and the counters: entered, left, time spent."""
    of = Complaint()
    states = [{"name": name, "on_enter": "enter", "on_exit": "leave"} for name in STATES]
    Machine(of, states, transitions=MOVES, initial="received", auto_transitions=False)
    of.entered, of.now = 1, 1
    of.acknowledge()
    script = [getattr(of, name) for name in SCRIPT]
    start = time.process_time()
    for _ in range(rounds):
        for send in script:
            of.now += 1
            send()
    rate = rounds * len(script) / (time.process_time() - start)
    return rate, [of.entered, of.exited, of.spent]


def xstate(rounds: int) -> tuple[float, list[int]]:
    out = subprocess.run(["node", NODE / "xstate.mjs", str(rounds)], check=True, capture_output=True)
    told = json.loads(out.stdout)
    return told["rate"], told["counters"]


def program(*args: object) -> tuple[dict[str, float], list[int]]:
    """The rates that a program of ours prints, by name, and the first counters."""
    out = subprocess.run([str(arg) for arg in args], check=True, capture_output=True, text=True).stdout
    rates = {name: float(rate) * 1e6 for name, rate in re.findall(r"^(.+?) ([\d.]+) M steps/s$", out, re.M)}
    counters = re.search(r"entered \D*(\d+)\D* exited \D*(\d+)\D* spent \D*(\d+)", out)
    return rates, [int(number) for number in counters.groups()]


def main() -> None:
    NODE.mkdir(parents=True, exist_ok=True)
    for name in ["package.json", "xstate.mjs"]:
        shutil.copy(ROOT / "benches" / "workflow" / name, NODE / name)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=NODE, check=True)
    rates: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        ombud, counted = program(ROOT / "target/release/workflow", CHART, 200_000)
        ceiling, compiled = program(ROOT / "target/release/workflow_statig", 2_000_000)
        python, in_python = transitions(4_000)
        script, in_script = xstate(20_000)
        # Each was given rounds of its own: counters grow by the same numbers a round.
        for counters, rounds in [(counted, 200_000), (compiled, 2_000_000), (in_python, 4_000), (in_script, 20_000)]:
            assert [n - 15 * rounds for n in counters] == [2, 1, 1], (counters, rounds)
        told = {f"ombud {name}": rate for name, rate in ombud.items()}
        told |= {"statig (compiled)": ceiling["steady"], "xstate": script, "transitions": python}
        for name, rate in told.items():
            rates.setdefault(name, []).append(rate)
    best = rates["ombud steady"]
    for name, of in rates.items():
        ratios = [a / b for a, b in zip(best, of)]
        beside = f"{statistics.median(ratios):8.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
        print(f"{name:22} {statistics.median(of) / 1e6:10.3f} M steps/s   ombud steady beside it {beside}")
    print("the counters of all agree")


if __name__ == "__main__":
    main()
