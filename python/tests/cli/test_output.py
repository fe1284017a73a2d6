"""What is written where, and what the exit status says."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys

import pytest

from .command import COMMAND, ORDERS, Folder, order

CREATOR = "Standard creator commission"
FINDING = [
    "code", "name", "file", "line", "order_id", "sku_id", "product_id", "campaign_id", "creator", "party",
    "commission", "expected_minor", "reported_minor", "difference_minor", "currency", "cause", "cause_detail",
    "column", "message", "sheet",
]  # fmt: skip


def test_a_clean_export_ends_with_0(folder: Folder) -> None:
    done = folder.verify()
    assert (done.returncode, done.stderr) == (0, "")
    assert "Nothing found." in done.stdout
    assert folder.report()["findings"] == []


def test_a_finding_ends_with_1(folder: Folder) -> None:
    folder.orders(order(1, {CREATOR: "4551"}))
    done = folder.verify()
    assert (done.returncode, done.stderr) == (1, "")
    for part in ("F001", "amount-differs", "unknown", "The 1 largest differences", "4550", "4551", "Policy:"):
        assert part in done.stdout


def test_a_file_that_cannot_be_read_ends_with_2_whatever_was_found(folder: Folder) -> None:
    assert folder.verify(orders=["orders.csv", "no.csv"]).returncode == 2
    folder.orders(order(1, {CREATOR: "4551"}))
    assert folder.verify(orders=["orders.csv", "no.csv"]).returncode == 2
    assert folder.report()["summary"]["findings"] == 1


@pytest.mark.parametrize("option", ["--json", "--csv"])
def test_a_report_on_standard_output_is_alone_there(folder: Folder, option: str) -> None:
    folder.orders(order(1, {CREATOR: "4551"}))
    arguments = ["verify", "--orders", "orders.csv", "--orders", "no.csv", "--terms", "terms.csv", "--currency", "IDR"]
    done = folder.run(*arguments, option, "-")
    assert done.returncode == 2
    if option == "--json":
        found = json.loads(done.stdout)["findings"]
    else:
        found = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [one["code"] for one in found] == ["F001"]
    assert "order rows read" in done.stderr, "the summary is for people, and goes elsewhere"
    assert "error: `no.csv`" in done.stderr


def test_both_reports_at_once(folder: Folder) -> None:
    folder.orders(order(1, {CREATOR: "4551"}))
    done = folder.verify("--csv", "-")
    assert next(csv.reader(io.StringIO(done.stdout))) == FINDING
    assert [list(one) for one in folder.report()["findings"]] == [FINDING]
    folder.verify("--csv", "findings.csv")
    assert (folder.path / "findings.csv").read_text(encoding="utf-8") == done.stdout


def test_without_reports_nothing_is_written(folder: Folder) -> None:
    before = sorted(path.name for path in folder.path.iterdir())
    folder.run("verify", "--orders", "orders.csv", "--terms", "terms.csv", "--currency", "IDR")
    assert sorted(path.name for path in folder.path.iterdir()) == before


@pytest.mark.parametrize("name", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://example.test")'])
def test_a_spreadsheet_takes_no_cell_of_the_csv_for_a_formula(folder: Folder, name: str) -> None:
    folder.orders(order(1, {"Creator Username": name, CREATOR: "4551"}))
    done = folder.verify("--csv", "-")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["creator"] == f"'{name}"
    assert not any(cell.startswith(("=", "+", "@")) for cell in row.values())
    assert row["difference_minor"] == "1", "numbers stay numbers"
    # The JSON is for machines: there a name is the name.
    assert folder.report()["findings"][0]["creator"] == name


def test_negative_numbers_stay_numbers_in_the_csv(folder: Folder) -> None:
    folder.orders(order(1, {CREATOR: "4549"}))
    done = folder.verify("--csv", "-")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["difference_minor"] == "-1"


def test_rows_read_are_each_counted_once(folder: Folder) -> None:
    rows = [
        order(1),
        order(2, {"Order settlement status": "Pending"}),
        order(
            3, {"Order settlement status": "Cancelled", "Standard commission for affiliate partner": "", CREATOR: ""}
        ),
        order(4, {"Order settlement status": "Deducted"}),
        order(5, {"Commission base": "-65000"}),
        order(6, {"Partner campaign ID": "7499999999999999999"}),
        order(7, {"Commission base": "x"}),
        order(1),
    ]
    folder.orders(*rows)
    folder.orders(order(1), order(2), name="more.csv")
    folder.verify(orders=["orders.csv", "more.csv"])
    summary = folder.report()["summary"]
    counts = {key.removeprefix("rows_"): count for key, count in summary.items() if key.startswith("rows_")}
    assert counts == {
        "read": 10, "verified": 3, "settled": 2, "estimated": 0, "void": 1, "adjustments": 2, "out_of_scope": 1,
        "unreadable": 1, "repeated": 1, "overlapping": 1, "superseded": 1,
    }  # fmt: skip
    apart = ("verified", "adjustments", "out_of_scope", "unreadable", "repeated", "overlapping", "superseded")
    assert counts["read"] == sum(counts[name] for name in apart)
    assert counts["verified"] == counts["settled"] + counts["estimated"] + counts["void"]


def test_the_ten_largest_differences_are_shown(folder: Folder) -> None:
    folder.orders(*(order(number, {CREATOR: str(4550 + number)}) for number in range(1, 15)))
    done = folder.verify()
    table = done.stdout.split("The 10 largest differences")[1].split("Policy:")[0]
    shown = [int(line.split()[7]) for line in table.splitlines() if line.startswith("orders.csv")]
    assert shown == list(range(14, 4, -1))


def test_no_progress_bar_where_nobody_watches(folder: Folder) -> None:
    done = folder.verify()
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_the_receipt_proves_what_was_read(folder: Folder) -> None:
    import hashlib

    folder.verify()
    receipt = folder.report()["receipt"]
    assert [one["file"] for one in receipt["inputs"]] == ["orders.csv", "terms.csv"]
    for one in receipt["inputs"]:
        assert one["sha256"] == hashlib.sha256((folder.path / one["file"]).read_bytes()).hexdigest()
        assert one["rows"] == 1
    assert receipt["totals"] == folder.report()["summary"]["totals"]
    assert re.fullmatch("[0-9a-f]{64}", receipt["profile"]["sha256"])


def test_the_same_input_gives_the_same_bytes(folder: Folder) -> None:
    folder.orders(*(order(number, {CREATOR: str(4550 + number % 3)}) for number in range(1, 40)))
    folder.verify()
    first = (folder.path / "report.json").read_bytes()
    folder.verify()
    assert (folder.path / "report.json").read_bytes() == first


def test_a_terminal_that_knows_few_letters_is_no_reason_to_fail(folder: Folder) -> None:
    folder.orders(order(1), header=[*ORDERS[:-1], "商品"])
    command = [COMMAND, "verify", "--orders", "orders.csv", "--terms", "terms.csv", "--currency", "IDR"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=folder.path, capture_output=True, text=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert r"unknown columns, not read: \u5546\u54c1" in done.stdout


def test_a_crash_is_no_finding() -> None:
    crash = "import partner_campaigns.cli.commands as c; c.commands = lambda **_: 1 / 0"
    run = f"{crash}; from partner_campaigns.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "ZeroDivisionError" in done.stderr
    assert "this is a defect of the command" in done.stderr
