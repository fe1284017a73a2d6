"""Puts what the benchmarks measured into one table: RESULTS.md and results.json beside this file.

    report.py FILE.json ...      the first is what `bars` wrote; their rows stand in the order of the files
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def met(bar: dict[str, Any]) -> bool | None:
    ratio, demand, possible = bar["ratio"], bar["demand"], bar.get("possible")
    if ratio is None or demand is None:
        return None
    reached = bool(ratio <= demand) if bar.get("at_most") else bool(ratio >= demand)
    # What a bare copy cannot do on this machine, nothing can: the note says what the copy did.
    return None if not reached and possible is not None and possible < demand else reached


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []:
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def main() -> None:
    files = [json.loads(Path(name).read_text()) for name in sys.argv[1:]]
    kernel = files[0]
    bars = [bar for file in files for bar in file["bars"]]
    python = next(file["python"] for file in files if "python" in file)
    packages = {name: version for file in files for name, version in file.get("versions", {}).items()}
    results = [
        {"name": one["name"], "ratio": one["ratio"] and round(one["ratio"], 3), "demand": one["demand"],
         "stretch": one["stretch"], "met": met(one), "note": one["note"]}
        for one in bars
    ]
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n")

    rustc = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    load = os.getloadavg()[0]
    versions = ", ".join(f"{name} {version}" for name, version in sorted(packages.items()))
    lines = [
        "# How fast the bulk split and verification are",
        "",
        "Written by `make bench`; not to be edited. `R` and the rules of measuring are those of the benchmarks' own texts: the",
        "limit is the faster of memcpy of 19 bytes a row and a streamed copy of the same shape, in the same process.",
        "",
        f"- {datetime.datetime.now(datetime.UTC):%Y-%m-%d}, {processor()}, {os.cpu_count()} cores, best instructions: {kernel['best']}",
        f"- {'pinned to one core' if kernel['pinned'] else 'not pinned'}; load {load:.1f} at the end"
        + (" (others were at work: ratios below what an idle machine gives)" if load > 1.5 else ""),
        f"- partner-campaigns {kernel['version']}, {rustc}, Python {python}, {versions}",
        "",
        "| what | ratio | demand | stretch | met | |",
        "| --- | ---: | ---: | ---: | --- | --- |",
    ]
    for one in results:
        shown = ["—" if one[key] is None else f"{one[key]:.2f}" for key in ("ratio", "demand", "stretch")]
        verdict = {True: "yes", False: "**no**", None: "—"}[one["met"]]
        lines.append(f"| {one['name']} | {' | '.join(shown)} | {verdict} | {one['note']} |")
    lines += ["", "## Speeds", "", "| what | million rows a second | of the limit |", "| --- | ---: | ---: |"]
    for speed in kernel["speeds"]:
        of = "" if speed["of_limit"] is None else f"{speed['of_limit']:.2f}"
        lines.append(f"| {speed['name']} | {speed['million_rows_per_second']:.1f} | {of} |")
    (HERE / "RESULTS.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    print(f"{sum(one['met'] is True for one in results)} of {sum(one['met'] is not None for one in results)} demands met")


if __name__ == "__main__":
    main()
