"""Compare a report of the demo export with what was planted in it.

    python check_answers.py REPORT.json

Prints planted, found, missed and unexpected findings for each code and cause. Exits 0 when the report finds
exactly what was planted and counts as expected, 1 when anything differs, 2 when there is no such report.
"""

import json
import sys
from collections import Counter
from pathlib import Path

ANSWERS = Path(__file__).resolve().parent / "answers.json"
AMOUNTS = ("expected_minor", "reported_minor")
SHOWN = 10


def place_of(finding):
    """What makes a finding the same finding; files by name, wherever the demo was run."""
    file = Path(finding["file"].replace("\\", "/")).name
    return (file, finding["line"], finding["code"], finding["party"], finding["commission"])


def kind_of(finding):
    return finding["code"], finding["cause"] or "-"


def counted(values):
    return {name: count for name, count in values.items() if count}


def differences(report, answers):
    """Lines of text, none when the report is right."""
    wrong = []
    for name, want in answers["policy"].items():
        if report["policy"][name] != want:
            wrong.append(f"policy: {name} is {report['policy'][name]}, expected {want}")
    for name, want in answers["summary"].items():
        got = report["summary"][name]
        if name in ("by_code", "by_cause"):
            got, want = counted(got), counted(want)
        elif name == "totals":
            got, want = ({total["party"]: total for total in totals} for totals in (got, want))
        if got != want:
            wrong.append(f"summary: {name} is {got}, expected {want}")
    planted = {place_of(finding): finding for finding in answers["planted"]}
    found = {place_of(finding): finding for finding in report["findings"]}
    if len(found) != len(report["findings"]):
        wrong.append(f"{len(report['findings']) - len(found)} findings stand twice")
    wrong += [
        f"missed: {' '.join(map(str, place))} {planted[place]['cause'] or ''}"
        for place in planted
        if place not in found
    ]
    wrong += [
        f"unexpected: {' '.join(map(str, place))} {found[place]['cause'] or ''}"
        for place in found
        if place not in planted
    ]
    for place, want in planted.items():
        got = found.get(place)
        if got is None:
            continue
        fields = ("cause", *AMOUNTS) if want["code"] in ("F001", "F002", "F009") else ("cause",)
        for name in fields:
            if got[name] != want[name]:
                wrong.append(f"{' '.join(map(str, place))}: {name} is {got[name]}, expected {want[name]}")
    return wrong


def table(report, answers):
    """Planted, found, missed and unexpected for each code and cause."""
    planted = Counter((place_of(f), kind_of(f)) for f in answers["planted"])
    found = Counter((place_of(f), kind_of(f)) for f in report["findings"])
    columns = [planted, planted & found, planted - found, found - planted]
    sums = [Counter() for _ in columns]
    for total, column in zip(sums, columns, strict=True):
        for (_, kind), count in column.items():
            total[kind] += count
    lines = [f"{'code':6}{'cause':30}{'planted':>9}{'found':>9}{'missed':>9}{'unexpected':>12}"]
    for code, cause in sorted(set().union(*sums)):
        numbers = [total[code, cause] for total in sums]
        lines.append(f"{code:6}{cause:30}{numbers[0]:9}{numbers[1]:9}{numbers[2]:9}{numbers[3]:12}")
    numbers = [sum(total.values()) for total in sums]
    lines.append(f"{'all':36}{numbers[0]:9}{numbers[1]:9}{numbers[2]:9}{numbers[3]:12}")
    return "\n".join(lines)


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        report = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        print(f"cannot read the report {arguments[0]}: {problem}", file=sys.stderr)
        return 2
    answers = json.loads(ANSWERS.read_text(encoding="utf-8"))
    print(table(report, answers))
    wrong = differences(report, answers)
    if not wrong:
        print("The report finds exactly what was planted.")
        return 0
    print(f"\n{len(wrong)} differences:")
    for line in wrong[:SHOWN]:
        print(f"  {line}")
    if len(wrong) > SHOWN:
        print(f"  ... and {len(wrong) - SHOWN} more")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
