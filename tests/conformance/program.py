"""The operations of the corpus asked of the program: program.py PROGRAM REQUESTS OUT.

One run of `ombud call --lines` answers all; the program has no typed functions.
"""

import json
import pathlib
import subprocess
import sys


def main() -> None:
    program, requests, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    ids, lines = [], []
    for path in sorted(requests.glob("*.jsonl")):
        for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            if "op" not in line:
                continue
            coded = line.get("request_hex")
            request = bytes.fromhex(coded) if coded else line["request"].encode()
            ids.append(line["id"].encode())
            lines.append(line["op"].encode() + b"\t" + request + b"\n")
    asked = subprocess.run([program, "call", "--lines"], input=b"".join(lines), stdout=subprocess.PIPE, check=True)
    answers = asked.stdout.split(b"\n")[:-1]
    if len(answers) != len(ids):
        sys.exit(f"{len(ids)} asked, {len(answers)} answered")
    out.write_bytes(b"".join(id + b"\t" + answer + b"\n" for id, answer in zip(ids, answers)))
    print(f"{len(ids)} answered")


main()
