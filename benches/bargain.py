"""Bargaining sessions: Ombud beside NegMAS, on the same drawn cases, taking turns in one run.

Sixty cases from each of three seeds, seven policies of a firm against four kinds of customer, twelve rounds.
Prints each row of both with the largest difference, and the sessions a second of
both. A row may differ by a hundredth: NegMAS's imitating customer asks for less than it would take, Ombud's
does not.

NegMAS 0.16.0 is under AGPL-3.0-or-later. It is a yardstick: this script installs it into an environment of its
own, nothing of it is linked, copied or handed out, and the two agents here that it lacks are ours.
"""

import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv" / "benches-negmas"
SEEDS, CASES, ROUNDS, STEP, TURNS = (1, 2, 3), 60, 12, 10, 3
RATIOS = (0.65, 0.85, 0.95, 1.0)
COLUMNS = ("agreement_rate", "paid_over_target", "rounds", "firm_surplus", "customer_surplus")
HUNDREDTH = 0.01


def draw(seed: int) -> list[dict[str, int]]:
    """Target, demand and minimum of each case, from Python's generator."""
    dice, cases = random.Random(seed), []
    for _ in range(CASES):
        target = dice.randrange(300, 900) * 10
        demand = int(target * dice.uniform(1.2, 2.5) / 10) * 10
        minimum = int(target * dice.uniform(0.4, 1.0) / 10) * 10
        cases.append({"target": target, "demand": demand, "minimum": minimum})
    return cases


def peer(seeds: list[list[dict[str, int]]]) -> None:
    """What NegMAS comes to: runs in its own environment, prints a document."""
    import warnings

    warnings.filterwarnings("ignore")
    from negmas import ResponseType, SAOMechanism, make_issue
    from negmas.preferences import LinearAdditiveUtilityFunction
    from negmas.preferences.value_fun import AffineFun
    from negmas.sao import (
        BoulwareTBNegotiator,
        ConcederTBNegotiator,
        LinearTBNegotiator,
        NaiveTitForTatNegotiator,
        SAONegotiator,
    )

    def rounded(value: float) -> int:
        return round(value / STEP) * STEP

    class Ladder(SAONegotiator):
        """65, 85, 95 and 100 per cent of a target; gated, only after the customer has come down."""

        def __init__(self, target: int, gated: bool, **rest: object) -> None:
            super().__init__(**rest)
            self.target, self.gated, self.at, self.seen = target, gated, -1, None

        def rung(self, at: int) -> int:
            return rounded(self.target * RATIOS[max(0, min(at, len(RATIOS) - 1))])

        def propose(self, state, dest=None):
            demand = state.current_offer
            moved = demand is not None and self.seen is not None and demand[0] < self.seen
            if self.at < 0 or moved or not self.gated:
                self.at = min(self.at + 1, len(RATIOS) - 1)
            if demand is not None:
                self.seen = demand[0]
            return (self.rung(self.at),)

        def respond(self, state, source=None):
            demand = state.current_offer
            taken = demand is not None and demand[0] <= self.rung(self.at + 1)
            return ResponseType.ACCEPT_OFFER if taken else ResponseType.REJECT_OFFER

    class Midpoint(SAONegotiator):
        """From 65 per cent of a target always halfway to the demand, never past the target."""

        def __init__(self, target: int, **rest: object) -> None:
            super().__init__(**rest)
            self.target, self.last = target, None

        def halfway(self, demand: int) -> float:
            last = RATIOS[0] * self.target if self.last is None else self.last
            return min(self.target, (last + demand) / 2)

        def propose(self, state, dest=None):
            demand = state.current_offer
            if self.last is None:
                self.last = RATIOS[0] * self.target
            elif demand is not None:
                self.last = self.halfway(demand[0])
            return (rounded(self.last),)

        def respond(self, state, source=None):
            demand = state.current_offer
            taken = demand is not None and demand[0] <= self.halfway(demand[0])
            return ResponseType.ACCEPT_OFFER if taken else ResponseType.REJECT_OFFER

    firms = {
        "ackerman_gated": lambda target: Ladder(target, True),
        "ackerman_ungated": lambda target: Ladder(target, False),
        "midpoint": Midpoint,
        "boulware": lambda target: BoulwareTBNegotiator(),
        "linear": lambda target: LinearTBNegotiator(),
        "conceder": lambda target: ConcederTBNegotiator(),
        "naive_tft": lambda target: NaiveTitForTatNegotiator(),
    }
    customers = (BoulwareTBNegotiator, LinearTBNegotiator, ConcederTBNegotiator, NaiveTitForTatNegotiator)

    def play(firm, customer, target: int, demand: int, minimum: int):
        issues = [make_issue(name="amount", values=list(range(0, demand + 1, STEP)))]
        session = SAOMechanism(issues=issues, n_steps=ROUNDS)
        space = session.outcome_space

        def linear(slope: float, bias: float, reserved: float) -> LinearAdditiveUtilityFunction:
            values = [AffineFun(slope=slope, bias=bias)]
            return LinearAdditiveUtilityFunction(
                values=values, weights=[1.0], outcome_space=space, reserved_value=reserved
            )

        session.add(firm, ufun=linear(-1.0 / demand, 1.0, 1 - target / demand))
        session.add(customer, ufun=linear(1.0 / demand, 0.0, minimum / demand))
        state = session.run()
        return state.agreement[0] if state.agreement else None, state.step

    answer, start = [], time.perf_counter()
    for cases in seeds:
        rows = {}
        for name, firm in firms.items():
            paid, rounds, ours, theirs = [], [], [], []
            for kind in customers:
                for case in cases:
                    target, minimum = case["target"], case["minimum"]
                    agreed, step = play(firm(target), kind(), **case)
                    zone = target - minimum
                    shares = (target - agreed, agreed - minimum) if agreed is not None and zone > 0 else (0, 0)
                    ours.append(shares[0] / max(zone, 1))
                    theirs.append(shares[1] / max(zone, 1))
                    if agreed is not None:
                        paid.append(agreed / target)
                        rounds.append(step)
            means = [statistics.mean(values) for values in (paid, rounds, ours, theirs)]
            rows[name] = dict(zip(COLUMNS, [len(paid) / len(ours), *means], strict=True))
        answer.append(rows)
    sessions = len(seeds) * CASES * len(firms) * len(customers)
    print(json.dumps({"rows": answer, "rate": sessions / (time.perf_counter() - start)}))


def environment() -> pathlib.Path:
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "negmas==0.16.0"]
    subprocess.run(pip, check=True)
    return python


def compare(seeds: list[list[dict[str, int]]], file: pathlib.Path) -> None:
    python = environment()
    binary = [ROOT / "target" / "release" / "bargain", file, str(TURNS)]
    with subprocess.Popen(binary, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as ombud:
        played = [json.loads(ombud.stdout.readline()) for _ in seeds]
        rates, told = [], None
        for turn in range(TURNS):
            ombud.stdin.write("\n")
            ombud.stdin.flush()
            mixed, single, whole = map(float, ombud.stdout.readline().split())
            # The peer takes minutes: it plays every seed once, and one of them in the other turns.
            part = seeds if turn == 0 else seeds[:1]
            asked = [python, __file__, "peer"]
            done = subprocess.run(asked, input=json.dumps(part), check=True, capture_output=True, text=True)
            answer = json.loads(done.stdout.splitlines()[-1])
            told = told or answer["rows"]
            rates.append((mixed, single, whole, answer["rate"]))
    print(f"bargain: {len(seeds)} x {CASES} cases, 7 policies, 4 kinds of customer, {ROUNDS} rounds")
    worst = 0.0
    for seed, rows, theirs in zip(SEEDS, played, told, strict=True):
        for row in rows:
            ours = [row["overall"][column] for column in COLUMNS]
            ours = [float(cell["value"]) for cell in ours]
            peers = [theirs[row["policy"]][column] for column in COLUMNS]
            off = max(abs(a - b) for a, b in zip(ours, peers, strict=True))
            worst = max(worst, off)
            cells = "  ".join(f"{a:.3f}/{b:.3f}" for a, b in zip(ours, peers, strict=True))
            print(f"  seed {seed} {row['policy']:17} {cells}  off by {off:.4f}")
    print(f"  columns: {', '.join(COLUMNS)}, Ombud/NegMAS; the largest difference {worst:.4f}")
    mixed, single, whole, peers = (statistics.median(column) for column in zip(*rates, strict=True))
    print(f"  Ombud {mixed / 1e6:.2f} M sessions/s with two threads, {single / 1e6:.2f} M with one")
    print(f"  Ombud {whole / 1e6:.2f} M sessions/s with two threads where each lasts {ROUNDS} rounds")
    pairs = [one / peer_rate for _, one, _, peer_rate in rates]
    print(f"  NegMAS {peers:.0f} sessions/s; one thread beside it {statistics.median(pairs):.0f} times")
    if worst > HUNDREDTH:
        sys.exit("a row is off by more than a hundredth")


def main() -> None:
    if sys.argv[1:] == ["peer"]:
        peer(json.load(sys.stdin))
        return
    seeds = [draw(seed) for seed in SEEDS]
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "cases.json"
        file.write_text(json.dumps(seeds), encoding="utf-8")
        compare(seeds, file)


if __name__ == "__main__":
    main()
