#!/usr/bin/env python3
"""Whether workflows can always be ended, asked of the nets that `ombud workflow draw` writes.

  cargo build -p ombud-cli && python3 soundness.py

Each packed workflow, and mutants of it (a way taken out, a way that leads back, a state without a
way out), is written as PNML and read again here: a net is sound where from every marking that can be
come to the end can be come to, and the end is alone when it is. That is compared with what the
program's own check says (E13, the first two of its reasons; the third, that nothing is there in
vain, is not asked: a net has no place for what no run comes to). Only the standard library is used:
pm4py reads these nets too; its check of soundness was not awaited.

A disagreement that follows from what a net leaves out (guards) stands in GUARDED.
"""
import collections
import concurrent.futures
import copy
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.environ.get("OMBUD", os.path.join(HERE, "..", "..", "target", "debug", "ombud"))
TAG = "{http://www.pnml.org/version-2009/grammar/pnml}"
MOST = 50_000
EACH = 3

# i.flare_up leads out of every state of the incident, but only where it is contained; a net leaves that
# guard open, and so finds a way that there is not.
#
# The British and the Australian file can be destroyed from the archive only (t.destroy asks where the
# handling stands); a net leaves that guard open too, and so a stuck handling has a way to the end.
GUARDED = {
    "au-rg271: no way out of registered",
    "au-rg271: no way out of answered",
    "uk-disp: no way out of answered",
    "incident: without i.take_measures",
    "incident: i.take_measures leads back",
    "incident: no way out of found",
}


def program(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(arguments)}: {done.stderr}")
    return done.stdout


# --- the workflows and their mutants ----------------------------------------------

def packed():
    for line in program("packs", "list", "workflow", "--lang", "en").splitlines():
        identity = line.split()[0]
        # A regime may have the same name: then both are shown, as a list.
        shown = json.loads(program("packs", "show", identity))
        for found in shown if isinstance(shown, list) else [shown]:
            if "states" in found:
                yield found


def states(within):
    for state in within["states"]:
        yield state
        yield from states({"states": state.get("states", [])})


def plain(chart):
    """The states that are no end, keep nothing and begin nothing but themselves."""
    return [s for s in states(chart) if s.get("kind", "state") == "state" and s.get("transitions")]


def spread(items):
    """A few of them, evenly."""
    return sorted({items[i * len(items) // EACH] for i in range(EACH)}) if items else []


def mutants(chart):
    yield "as it is", chart
    ways = [(i, j) for i, s in enumerate(plain(chart)) for j, t in enumerate(s["transitions"]) if t.get("target")]
    for i, j in spread(ways):
        out = copy.deepcopy(chart)
        gone = plain(out)[i]["transitions"].pop(j)
        yield f"without {gone['id']}", out
        back = copy.deepcopy(chart)
        state = plain(back)[i]
        state["transitions"][j]["target"] = state["id"]
        yield f"{gone['id']} leads back", back
    for i in spread(sorted({i for i, _ in ways})):
        out = copy.deepcopy(chart)
        state = plain(out)[i]
        state["transitions"] = [t for t in state["transitions"] if not t.get("target")]
        yield f"no way out of {state['id']}", out


# --- nets ---------------------------------------------------------------------------

class Net:
    def __init__(self, text):
        root = ET.fromstring(text)
        self.start = collections.Counter()
        for place in root.iter(TAG + "place"):
            marked = place.find(f"{TAG}initialMarking/{TAG}text")
            if marked is not None:
                self.start[place.get("id")] = int(marked.text)
        final = root.find(f".//{TAG}finalmarkings/{TAG}marking")
        self.end = frozenset({p.get("idref"): int(p.find(TAG + "text").text) for p in final}.items())
        before = {t.get("id"): collections.Counter() for t in root.iter(TAG + "transition")}
        after = {name: collections.Counter() for name in before}
        for arc in root.iter(TAG + "arc"):
            source, target = arc.get("source"), arc.get("target")
            if target in before:
                before[target][source] += 1
            else:
                after[source][target] += 1
        self.moves = [(before[name], after[name]) for name in before]

    def next(self, marking):
        held = collections.Counter(dict(marking))
        for before, after in self.moves:
            if all(held[place] >= n for place, n in before.items()):
                there = held.copy()
                there.subtract(before)
                there.update(after)
                yield frozenset((place, n) for place, n in there.items() if n)

    def sound(self):
        """Option to complete and proper completion, over every marking that can be come to."""
        first = frozenset(self.start.items())
        back, queue = {first: set()}, [first]
        while queue:
            here = queue.pop()
            for there in self.next(here):
                if there not in back:
                    back[there] = set()
                    queue.append(there)
                    if len(back) > MOST:
                        raise SystemExit("more markings than are looked at")
                back[there].add(here)
        ended = {place for place, _ in self.end}
        if any(marking != self.end and ended & {place for place, _ in marking} for marking in back):
            return False
        free, queue = set(), [self.end] if self.end in back else []
        while queue:
            here = queue.pop()
            if here not in free:
                free.add(here)
                queue.extend(back[here])
        return len(free) == len(back)


# --- both ---------------------------------------------------------------------------

def verdicts(case):
    name, chart = case
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "chart.json")
        with open(path, "w", encoding="utf-8") as out:
            json.dump(chart, out)
        findings = json.loads(program("workflow", "check", "--json", path))
        if any(f["check"] == "E1" for f in findings):
            return name, None, None
        reasons = {r for f in findings if f["code"] == "not_sound" for r in f["about"]["reasons"].split()}
        own = not reasons & {"option_to_complete", "proper_completion"}
        theirs = Net(program("workflow", "draw", "--format", "pnml", path)).sound()
        return name, own, theirs


def main():
    cases = [(f"{chart['id']}: {what}", mutant) for chart in packed() for what, mutant in mutants(chart)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = [case for case in pool.map(verdicts, cases) if case[1] is not None]
    apart = {name: f"the check says sound: {own}; the net: {theirs}" for name, own, theirs in found if own != theirs}
    wrong = [f"{name}: {what}" for name, what in apart.items() if name not in GUARDED]
    wrong += [f"{name}: no longer a disagreement" for name in GUARDED if name not in apart]
    wrong += [f"{name}: not sound" for name, own, _ in found if name.endswith(": as it is") and not own]
    unsound = sum(not own for _, own, _ in found)
    if not unsound:
        wrong.append("no mutant is unsound: nothing is compared")
    print("\n".join(wrong + [f"{len(found)} nets, {unsound} of them unsound, {len(wrong)} disagreements"]))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
