"""The value itself: snapshots, replay, copies, threads, and what is refused at the door."""

from __future__ import annotations

import copy
import json
import pickle
import threading
from datetime import datetime
from typing import Any

import pytest

from partner_campaigns import Campaign, InvalidInputError, InvalidTypeError, MalformedInputError, Profile, marketplace

from .values import ACCOUNT, AGENCY, DRAFT, SHOP

AT = "2026-05-01T12:00:00Z"


def published(profile: Profile | str = "guide") -> Campaign:
    campaign = Campaign(profile=profile)
    campaign.create_campaign(by=AGENCY, at=AT, id="C-1", account=ACCOUNT, draft=DRAFT)
    campaign.publish(by=AGENCY, at=AT)
    return campaign


def test_a_campaign_continues_from_its_snapshot_or_its_events() -> None:
    mine = Profile.from_json('{"id": "mine", "limits": {"lists": 1}}')
    for campaign in (Campaign(), published(), published(mine)):
        again = [Campaign.load(campaign.snapshot()), copy.copy(campaign), copy.deepcopy(campaign)]
        again.append(pickle.loads(pickle.dumps(campaign)))
        for one in again:
            assert (one.snapshot(), one.version, one.events()) == (campaign.snapshot(), campaign.version, [])
        profile = mine if '"mine"' in campaign.snapshot() else "guide"
        assert Campaign.replay(campaign.events(), profile).snapshot() == campaign.snapshot()
    snapshot = json.loads(published().snapshot())
    assert json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == published().snapshot()


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2}, {"extra": 1}, {"profile": {"id": ""}}, {"campaign": {}}, {"campaign": 7},
    ],
)  # fmt: skip
def test_no_snapshot(change: dict[str, Any]) -> None:
    with pytest.raises(MalformedInputError):
        Campaign.load(json.dumps({**json.loads(published().snapshot()), **change}))


def test_a_snapshot_is_checked_through_and_through() -> None:
    """Each number of a snapshot, pointed elsewhere, is refused, or makes a campaign that answers."""
    campaign = published()
    campaign.register_products(by=SHOP, at=AT, products=[{"product": "p", "total_rate_bps": 3000}])
    campaign.approve(by=AGENCY, at=AT, products=["p"])
    campaign.create_list(by=AGENCY, at=AT, name="L", items=[{"product": "p", "creator_rate_bps": 1000}])
    link = campaign.link_of(list=1, base_url="")
    campaign.add_to_showcase(by={"creator": "c"}, at=AT, link=link, products="all", terms_accepted=True)
    refused = 0

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            for key in value:
                yield from ((value, key, value[key]) for _ in [0] if not isinstance(value[key], dict | list))
                yield from walk(value[key])
        elif isinstance(value, list):
            for place, item in enumerate(value):
                if not isinstance(item, dict | list):
                    yield value, place, item
                yield from walk(item)

    whole = json.loads(campaign.snapshot())
    for holder, key, old in list(walk(whole["campaign"])):
        for new in (-1, 0, 1, 9999, 10001, 2**32, None, "", "x", True, [], {}):
            holder[key] = new
            try:
                other = Campaign.load(json.dumps(whole))
            except MalformedInputError:
                refused += 1
            else:
                other.agency_view(AT)
                other.terms()
                other.execute({"command": "approve_closure", "by": AGENCY, "at": AT, "products": ["p"]})
                assert Campaign.load(other.snapshot()).snapshot() == other.snapshot()
        holder[key] = old
    assert refused > 500


def test_replay_refuses_what_is_no_history() -> None:
    events = published().events()
    for wrong in ([events[1]], [events[0], events[0]], [events[0], {**events[1], "at": "2026-04-01T00:00:00Z"}], [{}]):
        with pytest.raises(MalformedInputError):
            Campaign.replay(wrong)


def test_values_without_a_form_are_refused_by_type() -> None:
    campaign = published()
    register: dict[str, Any] = {"command": "register_products", "by": SHOP, "at": AT}
    float_rate = {**register, "products": [{"product": "p", "total_rate_bps": 3000.0}]}
    assert campaign.execute(float_rate)["invalid"][0]["path"] == "/products/0/total_rate_bps"
    bool_rate = {**register, "products": [{"product": "p", "total_rate_bps": True}]}
    assert campaign.execute(bool_rate)["invalid"][0]["path"] == "/products/0/total_rate_bps"
    with pytest.raises(InvalidTypeError):
        campaign.execute({**register, "products": {1, 2}})
    with pytest.raises(InvalidInputError):
        campaign.execute({**register, "at": datetime(2026, 5, 1), "products": []})
    with pytest.raises(InvalidTypeError):
        campaign.execute(7)  # type: ignore[arg-type]
    with pytest.raises(MalformedInputError):
        campaign.approve(by={}, at=AT, products=["p"])
    with pytest.raises(MalformedInputError):
        marketplace([campaign], "a b", at=AT)
    for text in ("", "{", "[]", "null", '{"command": "publish", "command": "publish"}', "[" * 10_000):
        assert "invalid" in campaign.execute(text)


def test_threads_share_a_campaign() -> None:
    campaign = published()

    def register(name: str) -> None:
        for number in range(50):
            products = [{"product": f"{name}{number}", "total_rate_bps": 3000}]
            campaign.register_products(by={"seller": name}, at=AT, products=products)
            campaign.agency_view(AT)

    threads = [threading.Thread(target=register, args=[name]) for name in "ABCD"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert campaign.version == 202
    assert len(campaign.agency_view(AT)["tabs"]["pending"]) == 200
