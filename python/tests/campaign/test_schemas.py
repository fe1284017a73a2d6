"""The published schemas of commands, events and snapshots, by another validator: what the vectors say is well-formed is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from partner_campaigns import Campaign, Profile, campaigns_of, marketplace

from .values import ACCOUNT, DRAFT

jsonschema = pytest.importorskip("jsonschema")
ROOT = Path(__file__).resolve().parents[3]


def validator(name: str) -> Any:
    schema = json.loads((ROOT / "docs" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_commands_and_events_are_what_the_schemas_say() -> None:
    commands, events, snapshots = validator("command"), validator("event"), validator("snapshot")
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
        snapshots.validate(json.loads(campaign.snapshot()))
    assert seen > 200


def test_answers_are_what_the_schemas_say() -> None:
    """Of every vector of a query that has an answer, and of all views of its campaign."""
    queries, seen = validator("query"), 0
    at = "2026-05-10T12:00:00Z"
    for case in json.loads((ROOT / "tests" / "vectors" / "query.json").read_text(encoding="utf-8"))["cases"]:
        given = case["input"]
        campaigns = []
        for commands in given["campaigns"]:
            campaigns.append(Campaign())
            for command in commands:
                campaigns[-1].execute(command)
        if given["ask"] == "query":
            malformed = "invalid" in case["expect"] and not case["id"].startswith("split-overlapping")
            assert queries.is_valid(given["query"]) == (not malformed), case["id"]
            if "answer" in case["expect"]:
                validator(given["query"]["query"]).validate(case["expect"]["answer"])
        elif "answer" in case["expect"]:
            validator(given["ask"]).validate(case["expect"]["answer"])
        orders = given["query"].get("orders", []) if "invalid" not in case["expect"] else []
        for line in orders:
            validator("order_line").validate(line)
        campaign = campaigns[0]
        answers = {
            "agency_view": campaign.agency_view(at, orders),
            "seller_view": campaign.seller_view("USLCABC123", at, orders),
            "creator_view": campaign.creator_view("creator_1", at, orders),
            "terms": campaign.terms(),
            "allowed_actions": campaign.allowed_actions({"seller": "USLCABC123"}, at),
            "campaigns_of": campaigns_of(campaigns, "A-1", at=at),
            "marketplace": marketplace(campaigns, "USLCABC123", at=at),
        }
        for name, answer in answers.items():
            schema = validator(name)
            schema.validate(json.loads(json.dumps(answer)))
            assert not schema.is_valid({"extra": 1})
            seen += 1
        validator("agency_view").validate(campaign.agency_view(at))
        validator("agency_view").validate(campaign.agency_view(at, orders, tab="approved", first=0, count=1))
    assert seen > 100


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to every value of a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield (*way, key)
        yield from places(one, (*way, key))


def test_what_is_missing_in_a_snapshot_or_too_much_is_seen(full_snapshot: str) -> None:
    snapshots, tried = validator("snapshot"), 0
    for way in places(json.loads(full_snapshot)["campaign"]):
        broken = json.loads(full_snapshot)
        inner = broken["campaign"]
        for key in way[:-1]:
            inner = inner[key]
        inner[way[-1]] = {"no": "such"}
        assert not snapshots.is_valid(broken), way
        tried += 1
    for keys in ({"schema": 2}, {"extra": 1}, {"campaign": {}}):
        assert not snapshots.is_valid({**json.loads(full_snapshot), **keys})
    assert tried > 60


@pytest.fixture
def full_snapshot() -> str:
    """Of a campaign that has something of everything."""
    campaign = Campaign()
    agency, seller, at = {"agency": "A-1"}, {"seller": "SHOP1"}, "2026-05-02T12:00:00Z"

    def run(command: str, by: dict[str, str], **keys: Any) -> None:
        outcome = campaign.execute({"command": command, "by": by, "at": at, **keys})
        assert "events" in outcome, outcome

    products = ["p1", "p2", "p3"]
    rates = [{"product": product, "creator_rate_bps": 1000} for product in products[:2]]
    run("create_campaign", agency, id="C-1", account=ACCOUNT, draft=DRAFT)
    run("publish", agency)
    run("register_products", seller, products=[{"product": one, "total_rate_bps": 2000} for one in products])
    run("approve", agency, products=products[:2])
    run("reject", agency, products=products[2:], reasons=["commission_too_low"], note="n", may_register_again=False)
    run("set_creator_rates", agency, rates=rates)
    run("export_links", agency, products=products[:2], base_url="https://x.test")
    run("create_list", agency, name="L", items=rates)
    link = campaign.link_of(list=1, base_url="https://x.test")
    run("add_to_showcase", {"creator": "c_1"}, link=link, products="all", terms_accepted=True)
    run("set_list_rates", agency, list=1, items=rates[:1])
    run("remove_from_list", agency, list=1, products=["p2"])
    run("delete_list", agency, list=1)
    run("request_closure", seller, products=["p1"])
    run("approve_closure", agency, products=["p1"])
    return campaign.snapshot()
