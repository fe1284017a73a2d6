"""Small inputs of kinds that people met, with what must come out of each: `tests/cases/cases.json`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from .command import COMMAND

CASES = Path(__file__).parents[3] / "tests" / "cases"
ALL: list[dict[str, Any]] = json.loads((CASES / "cases.json").read_text(encoding="utf-8"))
# Several sheets of a workbook are the readers' part, which tests them by themselves.
OF_READERS = {"two-sheets"}
JUDGED = [case for case in ALL if case["case"] not in OF_READERS]


def _name(case: dict[str, Any]) -> str:
    return " ".join([case["case"], *case["orders"], *case["arguments"]])


@pytest.mark.parametrize("case", JUDGED, ids=_name)
def test_what_must_come_out_comes_out(case: dict[str, Any], tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    command = [COMMAND, "verify", "--currency", case["currency"], "--json", str(report), *case["arguments"]]
    for option in ("orders", "terms"):
        for name in case[option]:
            command += [f"--{option}", name]
    done = subprocess.run(
        command, cwd=CASES / case["case"], capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == case["exit"], done.stderr
    found = json.loads(report.read_text(encoding="utf-8"))
    assert len(found["findings"]) == len(case["findings"])
    for got, want in zip(found["findings"], case["findings"], strict=True):
        assert {key: got[key] for key in want} == want
    summary = found["summary"]
    assert summary["rows_superseded"] == case.get("superseded", summary["rows_superseded"])
    assert summary["verdict"] == case.get("verdict", summary["verdict"])
    assert case.get("message", "") in done.stderr


def test_every_case_is_there() -> None:
    folders = {path.name for path in CASES.iterdir() if path.is_dir()}
    assert folders == {case["case"] for case in ALL}
    assert {case["case"] for case in ALL} >= OF_READERS
