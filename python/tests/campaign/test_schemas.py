"""The published schemas of commands and events, by another validator: what the vectors say is well-formed is, and no more."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from partner_campaigns import Campaign, Profile

jsonschema = pytest.importorskip("jsonschema")
ROOT = Path(__file__).resolve().parents[3]


def validator(name: str) -> Any:
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_commands_and_events_are_what_the_schemas_say() -> None:
    commands, events = validator("command"), validator("event")
    seen = 0
    for case in json.loads((ROOT / "tests" / "vectors" / "campaign.json").read_text(encoding="utf-8"))["cases"]:
        given = case["input"]["profile"]
        campaign = Campaign(given if isinstance(given, str) else Profile.from_json(json.dumps(given)))
        for command in case["input"]["commands"]:
            outcome = campaign.execute(command)
            told = [one["path"] for one in outcome.get("invalid", [])]
            if told == ["/command"]:
                continue  # well-formed, but it cannot come now
            assert commands.is_valid(command) == (not told), (command, outcome)
            for event in outcome.get("events", []):
                events.validate(event)
                assert not events.is_valid({**event, "extra": 1})
                seen += 1
    assert seen > 200
