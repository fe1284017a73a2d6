"""``check`` in Python and on the command line."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import partner_campaigns as pc
from partner_campaigns.cli.commands import commands

GOOD: dict[str, Any] = {
    "at": "2026-04-01T00:00:00Z",
    "draft": {
        "market": "US",
        "time_zone": "America/Los_Angeles",
        "name": "Spring",
        "description": "Hats",
        "registration_period": {"first_day": "2026-05-01", "last_day": "2026-05-31"},
        "campaign_period": {"first_day": "2026-05-01", "last_day": "2026-07-31"},
        "sellers": {"shop_codes": [f"S{n}" for n in range(100)]},
        "contact": {"line": "x"},
    },
}


def with_draft(**changes: Any) -> dict[str, Any]:
    return {**GOOD, "draft": {**GOOD["draft"], **changes}}


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(commands, ["check", *arguments], input=stdin)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "spring.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    return path


def test_a_mapping_or_text() -> None:
    found = pc.check(GOOD)
    assert found.ok
    assert found.profile_id == "guide"
    assert found.profile_sha256 == pc.Profile.guide().sha256
    assert pc.check(json.dumps(GOOD)) == found == pc.check(json.dumps(GOOD).encode())
    assert found.to_dict() == {"profile": {"id": "guide", "sha256": found.profile_sha256}, "violations": []}
    assert pickle.loads(pickle.dumps(found)) == found


def test_dates_and_times_of_python() -> None:
    at = datetime(2026, 8, 1, 8, tzinfo=timezone(timedelta(hours=1)))
    period = {"first_day": date(2026, 5, 1), "last_day": date(2026, 7, 31)}
    found = pc.check({"at": at, "draft": {**GOOD["draft"], "campaign_period": period}})
    assert [(one.rule, one.params["min"]) for one in found.violations] == [("C010", "2026-08-01")]
    with pytest.raises(pc.InvalidInputError, match="has no time zone"):
        pc.check({"at": datetime(2026, 8, 1), "draft": {}})


def test_what_has_no_form_in_json() -> None:
    for value in (1.5, 10.0):
        with pytest.raises(pc.MalformedInputError, match="fraction"):
            pc.check(with_draft(rate_requirement_bps=value))
    with pytest.raises(pc.InvalidInputError):
        pc.check(with_draft(rate_requirement_bps=float("nan")))
    with pytest.raises(pc.InvalidTypeError):
        pc.check(with_draft(name=object()))
    with pytest.raises(pc.InvalidTypeError):
        pc.check([GOOD])  # type: ignore[arg-type]
    with pytest.raises(pc.MalformedInputError, match="not UTF-8"):
        pc.check(b"\xff")
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    with pytest.raises(pc.InvalidInputError):
        pc.check(deep)
    with pytest.raises(pc.InvalidInputError, match="`nobody`"):
        pc.check(GOOD, profile="nobody")


def test_malformed_input_says_everything_at_once() -> None:
    with pytest.raises(pc.MalformedInputError) as caught:
        pc.check({"at": "now", "draft": {"time_zone": "Moon", "sellers": {"shop_codes": [1729384756019283746]}}})
    error = caught.value
    assert [fault.path for fault in error.faults] == ["/at", "/draft/time_zone", "/draft/sellers/shop_codes/0"]
    assert "1729384756019283746" in error.faults[2].message
    assert [one["path"] for one in json.loads(error.json)["invalid"]] == [fault.path for fault in error.faults]
    assert isinstance(error, ValueError)
    again = pickle.loads(pickle.dumps(error))
    assert (again.faults, again.json, str(again)) == (error.faults, error.json, str(error))


def test_a_profile_keeps_its_bounds() -> None:
    mine = pc.Profile.from_json('{"id": "acme", "limits": {"shop_codes": 99}, "bounds": {"name_characters": 5}}')
    assert mine.limits["shop_codes"] == 99
    assert mine.bounds == {"name_characters": 5}
    for same in (pickle.loads(pickle.dumps(mine)), copy.deepcopy(mine), mine.with_policy(mine.policy)):
        assert same == mine
        assert same.sha256 == mine.sha256
    assert eval(repr(mine), {"Profile": pc.Profile}) == mine
    found = pc.check(GOOD, profile=mine)
    assert [(one.rule, one.params["max"], one.params["profile"]) for one in found.violations] == [
        ("C013", 5, "acme"),
        ("C005", 99, "acme"),
    ]
    assert [one.rule for one in pc.check(GOOD, profile="open-api").violations] == ["C013"]


def test_shop_codes(tmp_path: Path) -> None:
    assert pc.shop_codes("") == []
    assert pc.shop_codes('\ufeffA,B;C D\tE\r\nF\u3000"G",,A\n') == ["A", "B", "C", "D", "E", "F", "G", "A"]
    path = tmp_path / "shops.csv"
    path.write_text(
        '\ufeffName,"Shop code "\nNorth, USLCAAA111\n"South, Ltd",USLCBBB222\nWest\nEast,\n', encoding="utf-8"
    )
    assert pc.shop_codes_of_csv(path) == ["USLCAAA111", "USLCBBB222"]
    assert pc.shop_codes_of_csv(path, "NAME") == ["North", "South, Ltd", "West", "East"]
    with pytest.raises(pc.InvalidInputError, match="`Code`"):
        pc.shop_codes_of_csv(path, "Code")
    path.write_bytes(b"Shop code\n\xff\n")
    with pytest.raises(pc.InvalidInputError, match="UTF-8"):
        pc.shop_codes_of_csv(path)


def test_command_without_violations(file: Path) -> None:
    result = run(str(file))
    assert result.exit_code == 0
    assert result.stdout == f"{file}: nothing is wrong under profile `guide`\n"


def test_command_with_violations(file: Path, tmp_path: Path) -> None:
    written = tmp_path / "answer.json"
    result = run(str(file), "--profile", "open-api", "--json", str(written))
    assert result.exit_code == 1
    assert "1 violation under profile `open-api`" in result.stdout
    assert "C013 bound-exceeded at /draft/sellers/shop_codes" in result.stdout
    assert written.read_text(encoding="utf-8") == pc.check(GOOD, profile="open-api").json + "\n"


def test_command_prints_json_alone(file: Path) -> None:
    result = run(str(file), "--json", "-", "--profile", "open-api")
    assert result.exit_code == 1
    assert result.stdout == pc.check(GOOD, profile="open-api").json + "\n"
    assert result.stderr == ""


def test_command_reads_a_profile_from_a_file(file: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    mine.write_text('{"id": "acme", "limits": {"shop_codes": 99}}', encoding="utf-8")
    result = run(str(file), "--profile", str(mine), "--json", "-")
    assert [one["rule"] for one in json.loads(result.stdout)["violations"]] == ["C005"]
    mine.write_text('{"id": "acme", "limit": {}, "limit": {}}', encoding="utf-8")
    result = run(str(file), "--profile", str(mine))
    assert result.exit_code == 2
    assert "/limit" in result.stderr
    assert run(str(file), "--profile", "nobody").exit_code == 2


def test_command_that_cannot_read(tmp_path: Path) -> None:
    assert run(str(tmp_path / "none.json")).exit_code == 2
    result = run("-", "--json", "-", stdin='{"at": "now", "draft": {"\\u001b[31m": 1}}')
    assert result.exit_code == 2
    assert [one["path"] for one in json.loads(result.stdout)["invalid"]] == [
        "/at",
        "/draft/time_zone",
        "/draft/\u001b[31m",
    ]
    assert "\u001b" not in result.stderr
    result = run("-", stdin=b"\xff\xfe")
    assert result.exit_code == 2
    assert "not UTF-8" in result.stderr


def test_command_refuses_a_hundred_megabytes(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    with large.open("wb") as out:
        out.truncate(100 << 20)
    result = run(str(large), "--json", "-")
    assert result.exit_code == 2
    assert "at most" in json.loads(result.stdout)["invalid"][0]["message"]


def test_command_shows_no_control_characters(tmp_path: Path) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(with_draft(sellers={"shop_codes": ["\u001b[31mred"]})), encoding="utf-8")
    result = run(str(path))
    assert result.exit_code == 1
    assert "\u001b" not in result.stdout
    assert "\\u001b[31mred" in result.stdout
