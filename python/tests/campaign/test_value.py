"""The value itself: snapshots, replay, copies, threads, and what is refused at the door."""

from __future__ import annotations

import copy
import json
import pickle
import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from partner_campaigns import (
    Campaign,
    InvalidInputError,
    InvalidTypeError,
    MalformedInputError,
    Profile,
    ViolationError,
    marketplace,
)

from .values import ACCOUNT, AGENCY, DRAFT, SHOP

AT = "2026-05-01T12:00:00Z"


class Whole:
    """A whole number as NumPy has them."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


class NoWhole(Whole):
    """A bool as NumPy has them."""

    def __index__(self) -> int:
        raise TypeError("no index")


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
            assert (one, one.id, one.name, one.last_at) == (campaign, campaign.id, campaign.name, campaign.last_at)
        if campaign.version:
            assert Campaign.replay(campaign.events()).snapshot() == campaign.snapshot()
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


def test_events_are_taken_to_be_stored() -> None:
    campaign, store = published(), []
    store += campaign.take_events()
    assert [(one["number"], one["campaign"], one["schema"]) for one in store] == [(1, "C-1", 1), (2, "C-1", 1)]
    assert (campaign.take_events(), campaign.events(), campaign.version) == ([], [], 2)
    with pytest.raises(MalformedInputError, match="events 1 to 2 are no longer here"):
        campaign.events(after=0)
    with pytest.raises(MalformedInputError, match="-1 is no event's number"):
        campaign.events(after=-1)
    campaign.unpublish(by=AGENCY, at="2026-05-01T12:00:00.123456789Z")
    assert [one["number"] for one in campaign.events(after=2)] == [3]
    again = Campaign.replay(store + campaign.take_events())
    assert again == campaign and again.take_events() == []
    assert again != published() and again != "C-1"
    assert (again.id, again.agency, again.name) == ("C-1", "A-1", "Spring")
    # never before the event, so that it may be the time of the next one
    assert again.last_at == datetime(2026, 5, 1, 12, 0, 0, 123457, UTC)
    assert again.publish(by=AGENCY, at=again.last_at).events[0]["number"] == 4
    empty = Campaign()
    assert (empty.id, empty.agency, empty.name, empty.last_at, empty.take_events()) == (None, None, None, None, [])
    with pytest.raises(TypeError):
        hash(again)


def test_events_of_the_older_form_are_read() -> None:
    mine = Profile.from_json('{"id": "mine", "limits": {"lists": 1}}')
    campaign = published(mine)
    new = {"schema", "campaign", "number", "profile"}
    older = [{key: value for key, value in event.items() if key not in new} for event in campaign.events()]
    assert Campaign.replay(older, profile=mine) == campaign
    assert Campaign.replay(campaign.events(), profile="open-api") == campaign, "an event's own profile is what counts"


@pytest.mark.parametrize("name", ["publish", "unpublish"])
def test_every_command_can_be_tried_without_doing_it(name: str) -> None:
    campaign = published()
    before = campaign.snapshot()
    tried = getattr(campaign.decide, name)(by=AGENCY, at=AT)
    assert campaign.snapshot() == before and campaign.decide({"command": name, "by": AGENCY, "at": AT})["events"] == [
        *tried.events
    ]
    assert getattr(campaign, name)(by=AGENCY, at=AT) == tried
    commands = {one for one in vars(type(campaign).__mro__[1]) if not one.startswith("_")}
    assert {"create_campaign", "add_to_showcase", "reject"} <= commands and len(commands) == 23
    with pytest.raises(ViolationError, match="V001"):
        campaign.decide.publish(by=SHOP, at=AT)


def test_values_without_a_form_are_refused_by_type() -> None:
    campaign = published()
    register: dict[str, Any] = {"command": "register_products", "by": SHOP, "at": AT}
    float_rate = {**register, "products": [{"product": "p", "total_rate_bps": 3000.0}]}
    assert campaign.execute(float_rate)["invalid"][0]["path"] == "/products/0/total_rate_bps"
    bool_rate = {**register, "products": [{"product": "p", "total_rate_bps": True}]}
    assert campaign.execute(bool_rate)["invalid"][0]["path"] == "/products/0/total_rate_bps"
    with pytest.raises(InvalidTypeError):
        campaign.execute({**register, "products": {1, 2}})
    for number, rule in ((Whole(3000), None), (Whole(7), "R005")):
        tried = campaign.decide({**register, "products": [{"product": "p", "total_rate_bps": number}]})
        assert [one["rule"] for one in tried.get("violations", [])] == ([rule] if rule else [])
    with pytest.raises(InvalidTypeError, match="NoWhole has no form in JSON"):
        campaign.execute({**register, "products": [{"product": "p", "total_rate_bps": NoWhole(1)}]})
    for at in (1_777_636_800, 1.5, True):
        fault = campaign.execute({**register, "at": at, "products": []})["invalid"][0]
        assert fault["path"] == "/at" and fault["message"].startswith(
            "an instant as text or an aware datetime is expected"
        )
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
