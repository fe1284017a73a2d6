"""The published schemas, by an independent validator: what they refuse is malformed, what they accept is judged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import partner_campaigns as pc

ROOT = Path(__file__).resolve().parents[3]
NAMES = ("account", "draft", "profile", "violation", "check", "check_answer")
# What a schema cannot say: that a day, a time or a zone exists, and that 1.0 is no whole number here.
UNSAYABLE = ("day-", "at-", "zone-", "since-no-instant", "both-malformed", "answer-invalid")


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def cases(kind: str) -> list[dict[str, Any]]:
    file = json.loads((ROOT / "tests" / "vectors" / f"{kind}.json").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = [case for case in file["cases"] if "file" in case["input"]]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_one(name: str) -> None:
    assert validator(name).schema["$id"] == f"urn:partner-campaigns:schema:1:{name}"


@pytest.mark.parametrize("kind", ["account", "draft", "check"])
def test_what_is_malformed_and_what_is_judged(kind: str) -> None:
    check, ran = validator("check"), 0
    for case in cases(kind):
        accepted = check.is_valid(case["input"]["file"])
        if "violations" in case["expect"]:
            assert accepted, case["id"]
        elif not case["id"].startswith(UNSAYABLE):
            assert not accepted, case["id"]
        ran += 1
    assert ran > 20


def test_parts_have_schemas_of_their_own() -> None:
    account, draft = validator("account"), validator("draft")
    for case in cases("check"):
        if "violations" in case["expect"]:
            file = case["input"]["file"]
            assert "account" not in file or account.is_valid(file["account"])
            assert "draft" not in file or draft.is_valid(file["draft"])


@pytest.mark.parametrize("kind", ["account", "draft", "check"])
def test_answers_are_what_their_schema_says(kind: str) -> None:
    answer, violation = validator("check_answer"), validator("violation")
    for case in cases(kind):
        told = json.loads(pc.check_json(json.dumps(case["input"]["file"])))
        answer.validate(told)
        for one in told.get("violations", []):
            violation.validate(one)


def test_a_request_answer_too() -> None:
    told = pc.check_request({"id": "1"}, market="", time_zone="UTC", at="2026-04-01T00:00:00Z")
    validator("check_answer").validate(told.to_dict())


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ('{"id": "acme", "rounding": "half_up"}', True),
        ('{"id": "acme", "minor_units": {"IDR": 2}, "limits": {"lists": 5}, "bounds": {"links": 3}}', True),
        ('{"id": "acme", "bounds": {"total_rate_bps": {"min": 1, "max": 2}}}', True),
        ("{}", False),
        ('{"id": ""}', False),
        ('{"id": "a b"}', False),
        ('{"id": "acme", "rounding": "nearest"}', False),
        ('{"id": "acme", "minor_units": {"IDR": 7}}', False),
        ('{"id": "acme", "limits": {"lists": -1}}', False),
        ('{"id": "acme", "limits": {"lists": 100001}}', False),
        ('{"id": "acme", "limits": {"list": 1}}', False),
        ('{"id": "acme", "bounds": {"name_characters": null}}', False),
        ('{"id": "acme", "bounds": {"total_rate_bps": {"min": 1}}}', False),
        ('{"id": "acme", "bounds": {"total_rate_bps": {"min": 1, "max": 10001}}}', False),
    ],
)
def test_profiles(text: str, good: bool) -> None:
    assert validator("profile").is_valid(json.loads(text)) == good
    try:
        pc.Profile.from_json(text)
    except pc.InvalidInputError:
        assert not good
    else:
        assert good


def test_built_in_profiles_keep_their_schema() -> None:
    for name in ("guide", "open-api"):
        validator("profile").validate(json.loads(pc.Profile.built_in(name).canonical_json))


def test_a_validator_cannot_see_everything() -> None:
    repeated = '{"id": "acme", "limits": {"lists": 1, "lists": 1}, "minor_units": {"IDR": 1, "IDR": 1}}'
    with pytest.raises(pc.InvalidInputError, match="/minor_units/IDR: .*; /limits/lists: .*|/limits/lists"):
        pc.Profile.from_json(repeated)
    with pytest.raises(pc.InvalidInputError, match="min is at most max"):
        pc.Profile.from_json('{"id": "acme", "bounds": {"total_rate_bps": {"min": 2, "max": 1}}}')
    with pytest.raises(pc.InvalidInputError, match="minor_units/XXQ"):
        pc.Profile.from_json('{"id": "acme", "minor_units": {"XXQ": 2}}')
