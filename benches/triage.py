"""The main job beside pandas, on the public CFPB file, taking turns in one run.

Three programs read the same file, date the same two clocks, and write the same outputs: one JSON
line a row, a list of problems, and a ledger of what is open.

- ombud: `ombud triage` (with proofs of the 500 most urgent in its report besides).
- pandas, a Python rule for each row: `DataFrame.apply`, as such jobs are usually written.
- pandas, vectorised: the same rules over whole columns.

The file is read from OMBUD_DATA (../shared/data where that is not set); without it nothing is
measured.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import pandas as pd

ROOT = pathlib.Path(__file__).resolve().parent.parent
DATA = pathlib.Path(os.environ.get("OMBUD_DATA", ROOT.parent / "shared" / "data")) / "cfpb_dev.csv.gz"
AS_OF = pd.Timestamp("2023-12-01")
SHAPES = ["%m/%d/%Y", "%Y/%m/%d", "%Y-%m-%d", "%d-%m-%Y"]
ROUNDS = 3
SENT, ANSWER, TIMELY = "Date sent to company", "Company response to consumer", "Timely response?"


def parse(text: str) -> pd.Timestamp | None:
    """A date in one of the file's shapes."""
    text = text.strip()
    if "T" in text:
        text = text[:10]
    for shape in SHAPES:
        try:
            return pd.Timestamp(time.strftime("%Y-%m-%d", time.strptime(text, shape)))
        except ValueError:
            continue
    return None


def rule(row: pd.Series) -> dict:
    """Both clocks of one row."""
    sent = parse(row[SENT])
    if sent is None:
        return {"first": "undetermined"}
    out = {"first_due": str((sent + pd.Timedelta(days=15)).date())}
    if row[ANSWER]:
        out["first"] = "met" if row[TIMELY] == "Yes" else "met_late"
    else:
        out["first"] = "late" if AS_OF > sent + pd.Timedelta(days=15) else "running"
    if row[ANSWER] == "In progress":
        due = sent + pd.Timedelta(days=60)
        out["final_due"] = str(due.date())
        out["final"] = "late" if AS_OF > due else "running"
    return out


def write(frame: pd.DataFrame, duties: list[dict], out: pathlib.Path) -> None:
    """The outputs: a JSON line a row, the problems, the ledger of what is open."""
    with open(out / "complaints.jsonl", "w", encoding="utf-8") as lines:
        for record, duty in zip(frame.to_dict("records"), duties):
            lines.write(json.dumps({"record": record, "obligations": duty}, ensure_ascii=False) + "\n")
    blank = frame[frame[SENT] == ""]
    blank[["Complaint ID", SENT]].to_csv(out / "problems.csv")
    due = [duty.get("final_due") or duty.get("first_due") for duty in duties]
    status = [duty.get("final") or duty["first"] for duty in duties]
    ledger = frame[["Complaint ID", "Product", "Company"]].assign(due=due, status=status)
    ledger[ledger["status"].isin(["late", "running", "undetermined"])].to_excel(out / "ledger.xlsx")


def rows(out: pathlib.Path) -> list[str]:
    frame = pd.read_csv(DATA, dtype=str, keep_default_na=False)
    duties = frame.apply(rule, axis=1).tolist()
    write(frame, duties, out)
    return [duty["first"] for duty in duties]


def columns(out: pathlib.Path) -> list[str]:
    frame = pd.read_csv(DATA, dtype=str, keep_default_na=False)
    text = frame[SENT].str.slice(0, 10)
    sent = pd.Series(pd.NaT, index=frame.index)
    for shape in SHAPES:
        sent = sent.fillna(pd.to_datetime(text, format=shape, errors="coerce"))
    answered, timely = frame[ANSWER] != "", frame[TIMELY] == "Yes"
    first_due, final_due = sent + pd.Timedelta(days=15), sent + pd.Timedelta(days=60)
    first = pd.Series("running", index=frame.index).mask(first_due < AS_OF, "late")
    first = first.mask(answered & timely, "met").mask(answered & ~timely, "met_late").mask(sent.isna(), "undetermined")
    progress = (frame[ANSWER] == "In progress") & sent.notna()
    final = pd.Series("running", index=frame.index).mask(final_due < AS_OF, "late")
    table = pd.DataFrame({
        "first": first, "first_due": first_due.dt.strftime("%Y-%m-%d"),
        "final": final.where(progress), "final_due": final_due.dt.strftime("%Y-%m-%d").where(progress),
    })
    duties = [{k: v for k, v in row.items() if isinstance(v, str)} for row in table.to_dict("records")]
    write(frame, duties, out)
    return first.tolist()


def ombud(out: pathlib.Path) -> list[str]:
    program = ROOT / "target/release/ombud"
    command = [program, "triage", DATA, "--source", "cfpb", "--regime", "us-cfpb"]
    subprocess.run([*command, "--as-of", str(AS_OF.date()), "--lang", "en", "--out", out], check=True, capture_output=True)
    return []


def statuses(out: pathlib.Path) -> list[str]:
    found = []
    with open(out / "complaints.jsonl", encoding="utf-8") as lines:
        for line in lines:
            duties = json.loads(line)["obligations"]
            found.append(next(duty["status"] for duty in duties if duty["clock"] == "US.CFPB.FIRST"))
    return found


def main() -> int:
    if not DATA.is_file():
        print(f"{DATA} is not here: nothing was measured")
        return 0
    times: dict[str, list[float]] = {"ombud": [], "rows": [], "columns": []}
    answers: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for name, job in (("ombud", ombud), ("rows", rows), ("columns", columns)):
                out = pathlib.Path(folder) / name
                out.mkdir(exist_ok=True)
                start = time.perf_counter()
                answers[name] = job(out)
                times[name].append(time.perf_counter() - start)
        answers["ombud"] = statuses(pathlib.Path(folder) / "ombud")
    same = answers["ombud"] == answers["rows"] == answers["columns"]
    print(f"{len(answers['ombud'])} rows; {'the same answers' if same else 'THE ANSWERS DIFFER'} for the first clock")
    for name, label in (("ombud", "ombud triage"), ("rows", "pandas, a rule a row"), ("columns", "pandas, vectorised")):
        ratios = sorted(b / a for a, b in zip(times["ombud"], times[name]))
        print(f"{label:22} {statistics.median(times[name]):6.2f} s   {statistics.median(ratios):5.2f} times ombud ({ratios[0]:.2f}–{ratios[-1]:.2f})")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
