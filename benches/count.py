"""Counts the instructions of each case per row under callgrind, which repeat on the noisiest machine, and compares them
with those recorded in `instructions.json`.

    count.py BINARY            fails where a count is more than 3 % above the recorded one
    count.py BINARY --record   records the counts

A count is that of 110000 rows less that of 70000, so that what happens once per call drops out; results of both are
written past the caches. Valgrind does not know AVX-512.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

RECORD = Path(__file__).with_name("instructions.json")
SETS = ["portable", "sse2", "avx2"]
FORMS = ["columns", "one_terms", "terms_id", "refund", "separate_up", "bad_row_in_1000", "compared"]
ROWS = (70_000, 110_000)
TOLERANCE = 0.03


def instructions(binary: str, case: tuple[str, str], rows: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        out = f"--callgrind-out-file={folder}/out"
        measured = "--toggle-collect=*count_instructions*measured*"
        command = ["valgrind", "--tool=callgrind", out, measured, binary, *case, str(rows)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"Collected : (\d+)", run.stderr)
    if not found:
        sys.exit(f"callgrind counted nothing:\n{run.stderr}")
    return int(found[1])


def main() -> int:
    binary, *options = sys.argv[1:]
    counts = {}
    for name in SETS:
        for form in FORMS:
            few, many = (instructions(binary, (name, form), rows) for rows in ROWS)
            counts[f"{form}/{name}"] = round((many - few) / (ROWS[1] - ROWS[0]), 2)
    if "--record" in options:
        RECORD.write_text(json.dumps(counts, indent=1) + "\n")
        print(f"recorded {len(counts)} counts")
        return 0
    recorded = json.loads(RECORD.read_text())
    worse = 0
    for case, count in counts.items():
        was = recorded.get(case)
        bad = was is None or count > was * (1 + TOLERANCE)
        worse += bad
        print(f"{case:<28} {count:>8.2f} instructions a row, recorded {was}{'  MORE' if bad else ''}")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
