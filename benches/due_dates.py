"""Due dates by the column: Ombud beside vectorised numpy.busday_offset, taking turns in one run.

Prints, for each clock, the median time of both, dates a second, and the ratio pair by pair.
numpy cannot count a weekend day as a working day unless the calendar is built for it, so for China
its answers on make-up days are wrong; the number of differing answers is printed beside the speed.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROUNDS = 9
ROWS = 1_000_000
FIRST, LAST = np.datetime64("2024-01-01"), np.datetime64("2026-11-01")

# Clock, regime, calendar of holidays.json, business days (None: numpy is given calendar days as a
# seven-day week, which is the nearest call it has).
CLOCKS = [
    ("cn-complaints-2020", "CN-CM-018a", "cn", None, 15),
    ("cn-complaints-2020", "CN-CM-REG-1", "cn", 7, None),
    ("uk-disp", "UK.DISP.SRC", "england-wales", 3, None),
    ("uk-disp", "UK.DISP.FINAL", "england-wales", None, 56),
]


def holidays(calendar: str) -> list[str]:
    """The days off of a calendar, from the oracle's list."""
    data = json.loads((ROOT / "tests/conformance/holidays.json").read_text(encoding="utf-8"))
    return sorted(data["calendars"][calendar]["off"])


def main() -> int:
    binary = ROOT / "target/release/due_dates"
    rng = np.random.default_rng(20261122)
    span = int((LAST - FIRST).astype(int))
    triggers = FIRST + rng.integers(0, span, ROWS).astype("timedelta64[D]")
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "dates.txt"
        file.write_text("\n".join(triggers.astype(str)) + "\n", encoding="ascii")
        for regime, clock, calendar, business, days in CLOCKS:
            week = "1111100" if business else "1111111"
            busday = np.busdaycalendar(week, holidays(calendar) if business else [])
            n = business or days
            child = subprocess.Popen(
                [binary, regime, clock, file, str(ROUNDS)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            ours, theirs = [], []
            due = None
            for _ in range(ROUNDS):
                child.stdin.write("\n")
                child.stdin.flush()
                seconds, checksum = child.stdout.readline().split()
                ours.append(float(seconds))
                start = time.perf_counter()
                due = np.busday_offset(triggers, n, roll="backward", busdaycal=busday)
                theirs.append(time.perf_counter() - start)
            child.wait()
            ratios = sorted(b / a for a, b in zip(ours, theirs))
            same = int(due.astype("int64").sum()) == int(checksum)
            print(
                f"{clock:14} ombud {ROWS / statistics.median(ours) / 1e6:7.1f} M/s   "
                f"numpy {ROWS / statistics.median(theirs) / 1e6:7.1f} M/s   "
                f"ratio {statistics.median(ratios):5.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})   "
                f"{'same answers' if same else 'answers differ (numpy has no make-up working days)'}"
            )
    ready = subprocess.run([ROOT / "target/release/engine_ready", "9"], capture_output=True, text=True, check=True)
    times = sorted(float(line) for line in ready.stdout.split())
    print(f"engine ready   {statistics.median(times) * 1000:.1f} ms median of {len(times)} ({times[0] * 1000:.1f}–{times[-1] * 1000:.1f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
