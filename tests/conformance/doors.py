"""Compares what every language answered to the corpus, byte for byte: doors.py ANSWERS [--write].

ANSWERS is a folder with `rust.out` and one file for each other language whose runner exists. Each line
is an id, a tab and an answer; what differs from Rust's is a fault. The table of docs/conformance.md
must say the same of every language that was run; with --write it is made to.
"""

import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
REQUESTS = ROOT / "tests" / "conformance" / "requests"
PAGE = ROOT / "docs" / "conformance.md"
LANGUAGES = {"rust": "Rust", "c": "C", "python": "Python", "java": "Java", "program": "`ombud call`"}
# What a runner does not answer, and why.
LEFT_OUT = {("typed", "program"): "typed functions are no operations"}


def answers(path: pathlib.Path) -> dict[str, bytes]:
    found = {}
    for line in path.read_bytes().split(b"\n")[:-1]:
        id, answer = line.split(b"\t", 1)
        if found.setdefault(id.decode(), answer) is not answer:
            sys.exit(f"{path.name}: {id.decode()} is answered twice")
    return found


def table(page: str) -> dict[str, dict[str, str]]:
    rows = [[cell.strip() for cell in row.strip("| \n").split("|")] for row in re.findall(r"^\|.*", page, re.M)]
    return {row[0]: dict(zip(rows[0][1:], row[1:])) for row in rows[2:]} if rows else {}


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    kinds = {}
    for path in sorted(REQUESTS.glob("*.jsonl")):
        kinds[path.stem] = [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]
    rust = answers(folder / "rust.out")
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    before, now, faults = table(page), {}, []
    for kind, ids in kinds.items():
        now[kind] = {}
        for name, shown in LANGUAGES.items():
            path = folder / f"{name}.out"
            if not path.exists():
                now[kind][shown] = before.get(kind, {}).get(shown, "")
                continue
            if (kind, name) in LEFT_OUT:
                now[kind][shown] = "-"
                continue
            found = answers(path)
            wrong = [id for id in ids if id not in rust or found.get(id) != rust[id]]
            faults += [f"{shown}: {id}\n  Rust   {rust.get(id)!r:.300}\n  {shown} {found.get(id)!r:.300}" for id in wrong]
            now[kind][shown] = f"{len(ids) - len(wrong)} of {len(ids)}"
    if faults:
        sys.exit(f"{len(faults)} answers differ\n" + "\n".join(faults[:20]))
    head = ["kind", *LANGUAGES.values()]
    rows = [head, ["---"] * len(head)] + [[kind, *cells.values()] for kind, cells in now.items()]
    drawn = "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"
    if "--write" in sys.argv:
        PAGE.write_text(re.sub(r"(^\|.*\n)+", lambda _: drawn, page, flags=re.M), encoding="utf-8")
    elif before != now:
        sys.exit(f"docs/conformance.md says otherwise; the answers came out as\n{drawn}")
    run = [shown for name, shown in LANGUAGES.items() if (folder / f"{name}.out").exists()]
    print(f"{sum(map(len, kinds.values()))} requests, the same bytes in {', '.join(run)}")


main()
