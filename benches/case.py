"""A Chinese decline from lodging to mediation, decided command by command: what a command, advice, a view and a
replay take. Figures, not a comparison: no engine that installs here decides a command this way."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIFE = ROOT / "crates" / "ombud" / "tests" / "case" / "golden" / "cn-decline.json"
print("case")
print(subprocess.run([ROOT / "target" / "release" / "case", LIFE, "200"], check=True, capture_output=True, text=True).stdout)
