"""The help that a newcomer follows, and the formats."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from partner_campaigns.readers.formats import load_format

from .command import ORDERS, TERMS, Folder, link, order, text

COMMANDS = ["check", "explain", "formats", "rules", "split", "verify"]
DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_every_command_is_listed_and_has_help(folder: Folder) -> None:
    listed = folder.run("--help").stdout
    assert re.findall(r"^  ([a-z]+)  ", listed.split("Commands:")[1], re.MULTILINE) == COMMANDS
    for command in COMMANDS:
        done = folder.run(command, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith(f"Usage: partner-campaigns {command} [OPTIONS]")
        assert folder.run(command, "-h").stdout == done.stdout


def test_the_help_of_verify_says_what_it_needs_and_how_it_ends(folder: Folder) -> None:
    shown = " ".join(folder.run("verify", "--help").stdout.split())
    for option in ("orders", "terms", "currency", "rounding", "remainder", "profile", "json", "csv", "time-zone"):
        assert f"--{option} " in shown
    assert "Exit status: 0 at least one order line was verified, and nothing was found; 1 at least one finding" in shown
    assert "2 wrong arguments, a named file that cannot be read as what it should be, or no order line" in shown
    assert "partner-campaigns verify --orders orders.csv --terms links.csv --currency IDR" in shown


def test_the_examples_of_the_help_run(folder: Folder) -> None:
    """The examples name files that a user would have; here they are these."""
    for name, rows in (("orders.csv", [ORDERS, order(1)]), ("links.csv", [TERMS, link()])):
        folder.write(name, text(rows))
    tax = {"form": "w9", "legal_name": "North Star LLC", "contact": "tax@example.test", "tax_number": "12-3456789"}
    account = {
        "agency": "A-1", "name": "North Star", "market": "US", "categories": [],
        "tax": {**tax, "documents": ["w9.pdf"]}, "bank": {"status": "linked"},
    }  # fmt: skip
    folder.write("spring.json", json.dumps({"at": "2026-04-01T00:00:00Z", "account": account}))
    ran = 0
    for command in ("", *COMMANDS):
        shown = folder.run(*command.split(), "--help").stdout.replace("\\\n", "")
        for example in re.findall(r"^ +(partner-campaigns .*)$", shown, re.MULTILINE):
            words = example.split()[1:]
            if "--help" not in words:
                done = folder.run(*words)
                assert done.returncode == (1 if command == "check" else 0), (example, done.stderr)
                ran += 1
    assert ran >= 5


@pytest.mark.parametrize("kind", ["orders", "terms"])
def test_formats_lists_every_column(folder: Folder, kind: str) -> None:
    headers = {"orders": ORDERS, "terms": TERMS}[kind]
    done = folder.run("formats", kind)
    assert done.returncode == 0
    unfolded = " ".join(done.stdout.split())
    assert all(name in unfolded for name in headers)
    (listed,) = json.loads(folder.run("formats", kind, "--json").stdout)
    first_names = [one["names"][0] for one in listed["columns"]] + listed["known"]
    assert sorted(first_names) == sorted(name for name in headers if name)
    assert len(folder.run("formats").stdout) > len(done.stdout)
    assert folder.run("formats", kind, "--json", "--markdown").returncode == 2
    assert folder.run("formats", "statements").returncode == 2


@pytest.mark.parametrize("kind", ["orders", "terms"])
def test_what_formats_calls_needed_is_needed(folder: Folder, kind: str) -> None:
    """Without a needed column the file is refused by that column's name; without any other it is read."""
    headers, cells = {"orders": (ORDERS, order(1)), "terms": (TERMS, link())}[kind]
    folder.orders(order(1))
    folder.terms(link())
    for column in load_format(kind).columns:
        name = column.names[0]
        rest = [place for place, one in enumerate(headers) if one != name]
        folder.write(f"{kind}.csv", text([[row[place] for place in rest] for row in (headers, cells)]))
        done = folder.verify()
        assert done.returncode == (2 if column.needed else 0), (name, done.stderr)
        assert (f"needed column missing: `{name}`" in done.stderr) is column.needed


def test_the_documented_columns_are_those_that_are_read(folder: Folder) -> None:
    """docs/formats.md carries the tables that the command prints. ``UPDATE=1`` writes them."""
    page = DOCS / "formats.md"
    fresh = old = page.read_text(encoding="utf-8")
    for kind in ("orders", "terms"):
        begin, end = f"<!-- partner-campaigns formats {kind} --markdown -->\n", "<!-- end -->"
        before, rest = fresh.split(begin)
        table = folder.run("formats", kind, "--markdown").stdout
        fresh = before + begin + table + end + rest.split(end, 1)[1]
    if os.environ.get("UPDATE"):
        page.write_text(fresh, encoding="utf-8")
        old = fresh
    assert old == fresh, "docs/formats.md is stale: run this test with UPDATE=1"
