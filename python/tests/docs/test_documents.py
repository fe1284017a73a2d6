"""What the documents say is so: examples run, excerpts are real, links lead somewhere, tables are complete."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import partner_campaigns as pc

ROOT = Path(__file__).resolve().parents[3]
PAGES = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/verify.md", "docs/formats.md", "docs/rules.md"]
COMMAND = str(Path(sys.executable).with_name("partner-campaigns"))
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs/schemas/report.schema.json").read_text(encoding="utf-8"))


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def section(text: str, heading: str) -> str:
    """What stands under a heading, up to the next."""
    return re.split(r"^#+ ", text.split(f"# {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, but for headings."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for place, row in enumerate(table) if not _is_heading(table, place)]


def _is_heading(table: list[list[str]], place: int) -> bool:
    rule = {"---"}
    return set(table[place]) == rule or (place + 1 < len(table) and set(table[place + 1]) == rule)


def names(text: str) -> list[str]:
    """Everything between backticks."""
    return re.findall(r"`([^`]+)`", text)


# README. The Rust block is a doctest of the engine, the C block is compiled and run by tests/c/run.sh.


def test_the_readme_has_one_example_in_each_language() -> None:
    assert [len(blocks(page("README.md"), language)) for language in ("rust", "c", "python")] == [1, 1, 1]
    assert "README.md" in page("core/src/lib.rs")
    assert "README.md" in page("tests/c/run.sh")


def test_the_readmes_python_example_runs() -> None:
    (example,) = blocks(page("README.md"), "python")
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_life_of_a_campaign_runs() -> None:
    story = blocks(page("docs/back-office.md"), "python")
    assert len(story) > 8
    exec(compile("\n".join(story), "docs/back-office.md", "exec"), {})  # noqa: S102 - the page's own examples


def test_the_readmes_excerpt_is_what_the_demo_prints(tmp_path: Path) -> None:
    demo = ROOT / "examples/export"
    orders = [part for path in sorted(demo.glob("affiliate_orders_*")) for part in ("--orders", str(path))]
    terms = [part for path in sorted(demo.glob("product_links_*")) for part in ("--terms", str(path))]
    done = subprocess.run(
        [COMMAND, "verify", *orders, *terms, "--currency", "IDR"],
        capture_output=True, text=True, encoding="utf-8", cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    printed = iter([line.split() for line in done.stdout.splitlines()])
    (excerpt,) = blocks(page("README.md"), "text")
    for line in excerpt.splitlines():
        assert not line or line.split() in printed, f"not printed, or not in this order: {line}"
    read = re.search(r"order rows read +([0-9,]+)", done.stdout)
    assert read is not None
    assert f"export of {read[1]} order lines" in page("README.md")


def test_the_readmes_commands_are_those_that_there_are() -> None:
    text = page("README.md")
    targets = set(re.findall(r"^([a-z-]+):.*##", page("Makefile"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)) <= targets
    shown = subprocess.run([COMMAND, "verify", "--help"], capture_output=True, text=True, check=True).stdout
    for option in re.findall(r"--[a-z-]+", "".join(blocks(text, "sh"))):
        assert option in shown


@pytest.mark.parametrize("name", PAGES)
def test_links_and_named_files_are_there(name: str) -> None:
    text = page(name)
    here = (ROOT / name).parent
    for target in re.findall(r"\]\(([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        assert (here / path).exists(), f"{name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", (here / path if path else ROOT / name).read_text("utf-8"), re.MULTILINE)
            assert anchor in {heading.lower().replace(" ", "-") for heading in headings}, f"{name} links to {target}"
    for path in re.findall(r"`((?:core|ffi|include|python|tests|benches|docs|examples)/[^`* ]*)`", text):
        assert (ROOT / path).exists(), f"{name} names {path}"


# docs/verify.md


def test_every_code_and_cause_is_documented_in_its_order() -> None:
    text = page("docs/verify.md")
    finding = SCHEMA["$defs"]["finding"]["properties"]
    codes = rows(section(text, "Findings"))
    assert [row[0] for row in codes] == finding["code"]["enum"]
    assert [row[1] for row in codes] == [pc.rule(row[0]).name for row in codes]
    assert [names(row[0])[0] for row in rows(section(text, "Causes"))] == SCHEMA["$defs"]["cause"]["enum"]


def test_every_key_of_the_report_is_documented() -> None:
    text = page("docs/verify.md")
    told = set(names(text))
    defs = SCHEMA["$defs"]
    keys = [*SCHEMA["required"], *defs["summary"]["required"], *defs["receipt"]["required"]]
    keys += [*SCHEMA["properties"]["policy"]["required"], *defs["receipt"]["properties"]["inputs"]["items"]["required"]]
    assert set(keys) <= told
    by_key = {names(row[0])[0]: names(row[1]) for row in rows(section(text, "The report"))}
    assert by_key["findings"] == defs["finding"]["required"]
    assert set(by_key) == set(SCHEMA["required"])


def letters_of(word: str) -> str:
    """A word without case, accents, spaces and hyphens."""
    plain = unicodedata.normalize("NFD", word.lower())
    return re.sub("[^a-z]", "", plain)


def test_every_status_word_is_documented() -> None:
    known = re.findall(r'^    \("([^"]+)", ', page("core/src/value/order_status.rs"), re.MULTILINE)
    assert len(known) > 8
    told = [
        letters_of(name) for row in rows(section(page("docs/verify.md"), "What a row is")) for name in names(row[0])
    ]
    assert sorted(told) == sorted(known)


def test_every_count_is_in_the_way_of_a_row() -> None:
    text = section(page("docs/verify.md"), "The way of a row")
    counts = {name for name in SCHEMA["$defs"]["summary"]["required"] if name.startswith("rows_")}
    assert counts == {name for name in names(text) if name.startswith("rows_")}


# docs/formats.md: the tables that `verify` takes. Those of the files are compared in tests/cli.

VALUES = {"text": "X1", "timestamp": None, "integer": 1, "bool": False}
TYPES = {"text": pa.string(), "timestamp": pa.timestamp("us", "UTC"), "integer": pa.int64(), "bool": pa.bool_()}
OTHERS = {"currency": "USD", "status": "Settled", "commission": "standard"}


def tables() -> dict[str, dict[str, tuple[bool, str]]]:
    """Table by table: each column, whether it is needed, and its type."""
    text = section(page("docs/formats.md"), "Tables")
    orders, terms = text.split("\nTerms:")
    return {
        kind: {names(row[0])[0]: (row[1] == "yes", row[2]) for row in rows(part)}
        for kind, part in (("orders", orders), ("terms", terms))
    }


def table(columns: dict[str, tuple[bool, str]], without: str | None = None) -> pa.Table:
    """One row under the documented columns."""
    return pa.table(
        {
            name: pa.array([OTHERS.get(name, VALUES[kind])], TYPES[kind])
            for name, (_, kind) in columns.items()
            if name != without
        }
    )


def test_every_documented_column_of_tables_is_read() -> None:
    documented = tables()
    source = "".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "readers/src/arrow").glob("*.rs")))
    read = set(re.findall(r'\b(?:texts?|whole|times|bools)\("([a-z_]+)"\)', source))
    assert read == {name for columns in documented.values() for name in columns}
    report = pc.verify(table(documented["orders"]), table(documented["terms"]))
    assert report.summary["rows_read"] == 1


@pytest.mark.parametrize("kind", ["orders", "terms"])
def test_what_tables_need_is_needed_and_nothing_else(kind: str) -> None:
    documented = tables()
    for name, (needed, _) in documented[kind].items():
        given = {one: table(documented[one], without=name if one == kind else None) for one in documented}
        if needed:
            with pytest.raises(pc.InvalidInputError, match=f"{kind} has no column {name}"):
                pc.verify(given["orders"], given["terms"])
        else:
            pc.verify(given["orders"], given["terms"])
