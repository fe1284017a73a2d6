"""``partner-campaigns split``, ``explain`` and ``rules``, as a user runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import partner_campaigns as pc

LINE = ["--base", "19.99", "--currency", "USD", "--total-rate", "30%", "--creator-rate", "15%"]
RUN = "from partner_campaigns.cli import main; main()"


def run(*arguments: str, python: tuple[str, ...] = ("-c", RUN)) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, *python, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)


def test_split() -> None:
    done = run("split", *LINE, "--manager", "other_agency", "--manager-share", "20%")
    assert done.returncode == 0, done.stderr
    assert [line.split()[-2:] for line in done.stdout.splitlines()] == [
        ["3.00", "USD"],
        ["2.40", "USD"],
        ["0.60", "USD"],
        ["6.00", "USD"],
    ]


def test_split_json() -> None:
    done = run("split", *LINE, "--manager", "campaign_agency", "--manager-share", "20%", "--json", "--rounding", "up")
    found = json.loads(done.stdout)
    assert (found["agency_minor"], found["creator_minor"], found["share_waived"]) == (300, 300, True)
    assert found["policy"] == {"rounding": "up", "remainder": "agency", "managing_share": "before_tax"}
    assert found["profile"]["id"] == "guide"


def test_waived_share_is_said() -> None:
    done = run("split", *LINE, "--manager", "campaign_agency", "--manager-share", "20%")
    assert "M001" in done.stdout


def test_profile_and_option(tmp_path: Path) -> None:
    profile = tmp_path / "mine.json"
    profile.write_text(
        '{"id": "mine", "rounding": "up", "remainder": "separate", "minor_units": {"IDR": 2}}', encoding="utf-8"
    )
    line = ["--base", "650.01", "--currency", "IDR", "--total-rate", "30%", "--creator-rate", "15%"]
    done = run("split", *line, "--profile", str(profile), "--rounding", "down", "--json")
    found = json.loads(done.stdout)
    assert found["policy"] == {"rounding": "down", "remainder": "separate", "managing_share": "before_tax"}
    assert found["agency_minor"] == 9750
    assert run("split", *line, "--profile", "nowhere").returncode == 2
    profile.write_text("{", encoding="utf-8")
    refused = run("split", *line, "--profile", str(profile))
    assert (refused.returncode, "mine.json" in refused.stderr) == (2, True)


def test_explain() -> None:
    done = run("explain", *LINE, "--tax", "1.00", "--managing-share", "after_tax")
    expected = pc.explain(
        base_minor=19_99,
        total_rate_bps=3000,
        creator_rate_bps=1500,
        tax_minor=100,
        currency="USD",
        policy=pc.Policy(managing_share="after_tax"),
    )
    assert done.stdout == expected.text
    found = json.loads(run("explain", *LINE, "--json").stdout)
    assert found["steps"][0]["formula"] == "19.99 × 30.00%"


def test_violations_have_status_1() -> None:
    done = run("split", "--base", "-1", "--currency", "USD", "--total-rate", "15%", "--creator-rate", "30%")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "M003 negative-base:" in done.stderr
    assert "M008 creator-rate-exceeds-total:" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["split"], "--base"),
        (["split", *LINE, "--base", "19.9999"], "too many decimals"),
        (["split", *LINE, "--base", "19.999"], "can be read both ways in USD"),
        (["split", *LINE, "--base", "x"], "is not an amount of USD"),
        (["split", *LINE, "--currency", "XXY"], "not an ISO 4217 currency code"),
        (["split", *LINE, "--total-rate", "30"], "write it with a percent sign"),
        (["split", *LINE, "--total-rate", "130%"], "out of range"),
        (["split", *LINE, "--manager", "me"], "other_agency"),
        (["explain", *LINE, "--rounding", "nearest"], "half_even"),
        (["rules", "M999"], "no rule `M999`"),
        (["nothing"], "nothing"),
    ],
)
def test_wrong_arguments_have_status_2(arguments: list[str], message: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_rules() -> None:
    listed = run("rules").stdout
    assert all(rule.code in listed and rule.name in listed for rule in pc.rules())
    assert json.loads(run("rules", "--json").stdout) == json.loads(pc.rules_json())
    one = run("rules", "m001").stdout
    assert "double-dipping" in one
    assert "FAQ 1" in one
    assert "decision:" in one
    assert json.loads(run("rules", "M001", "--json").stdout)["code"] == "M001"


def test_version_and_help() -> None:
    assert run("--version").stdout.strip().endswith(pc.__version__)
    for command in ("split", "explain", "rules", "verify"):
        assert command in run("--help").stdout
        assert run(command, "--help").returncode == 0


@pytest.mark.parametrize("name", ["click", "rich"])
def test_what_is_missing_is_said(name: str) -> None:
    hidden = f"import sys; sys.modules[{name!r}] = None; {RUN}"
    done = run("rules", python=("-c", hidden))
    assert done.returncode == 2
    assert f"`{name}" in done.stderr
    assert "pip install 'partner-campaigns[files]'" in done.stderr


def test_installed_command() -> None:
    command = Path(sys.executable).with_name("partner-campaigns")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    assert pc.__version__ in done.stdout
