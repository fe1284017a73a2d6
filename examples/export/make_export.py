"""Make the demo export: two orders files and one link export of an invented agency, with planted errors.

    python make_export.py            write the files beside this script
    python make_export.py --check    write nothing; fail when a file is not what this script makes

Every id, name and amount is invented; only the headers are those of real exports. The files show each habit of
real ones that a reader has to survive (see README.md here), and `answers.json` says what a verification must find.
The payer of this export rounds half up and leaves the remainder to the agency, except where an error is planted.
Needs nothing but Python 3.11, and makes the same content everywhere.
"""

import argparse
import io
import json
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from making.answers import answers, answers_text
from making.csv_files import july_csv, terms_csv
from making.lines import Lines
from making.words import ANSWERS_FILE, AUGUST_FILE, JULY_FILE, TERMS_FILE
from making.wrong_amounts import WrongAmounts
from making.wrong_lines import WrongLines
from making.xlsx_file import august_xlsx


class Export(Lines, WrongAmounts, WrongLines):
    """Both files' lines, with everything planted."""

    def make(self):
        self.plant_amounts()
        self.plant_refunds()
        self.plant_lines()
        self.plant_unreadable()
        self.fill()
        self.overlap()
        for rows in (self.july, self.august):
            rows.sort(key=lambda row: (row["created"], row["order_id"]))
        self.repeat()
        last = self.line("settled", False)  # a quote that never closes: nothing can be read after it
        last["mangle"], last["unreadable"] = "open quote", ""
        self.july.append(last)


def build():
    """The business, and the files' contents by name."""
    business = Export()
    business.make()
    files = {TERMS_FILE: terms_csv(business), JULY_FILE: july_csv(business), AUGUST_FILE: august_xlsx(business)}
    result = answers(business)
    files[ANSWERS_FILE] = answers_text(result).encode()
    return business, result, files


def content(name, data):
    """What counts: of a workbook its parts, since compression may differ from machine to machine."""
    if not name.endswith(".xlsx"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {entry: file.read(entry) for entry in file.namelist()}


def main():
    parser = argparse.ArgumentParser(description="Make the demo export.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file is not up to date")
    check = parser.parse_args().check
    _, result, files = build()
    stale = []
    for name, data in files.items():
        path = HERE / name
        if check:
            if not path.exists() or content(name, path.read_bytes()) != content(name, data):
                stale.append(name)
        else:
            path.write_bytes(data)
            print(f"{name}: {len(data)} bytes")
    if stale:
        print(f"not up to date, run make_export.py: {', '.join(stale)}", file=sys.stderr)
        return 1
    if not check:
        print(json.dumps(result["summary"], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
