"""Replays of histories with one event dropped, doubled, swapped or altered: the library refuses where the independent model
says that no campaign could have made the event, and only there; what it takes is a history that could have been.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from partner_campaigns import Campaign, MalformedInputError, Profile

from .model import Model
from .test_against_model import CREATORS, PRODUCTS, SETTINGS, SHOPS, command, compare_state, moments
from .values import ACCOUNT, AGENCY, DRAFT

Event = dict[str, Any]

COMMANDS = {
    "campaign_edited": "edit_campaign", "campaign_published": "publish", "campaign_unpublished": "unpublish",
    "products_registered": "register_products", "products_registered_again": "register_again",
    "rates_revised": "revise_rate", "closure_requested": "request_closure", "products_approved": "approve",
    "products_rejected": "reject", "closure_approved": "approve_closure", "closure_rejected": "reject_closure",
    "products_removed": "remove_products", "creator_rates_set": "set_creator_rates", "links_exported": "export_links",
    "list_created": "create_list", "list_renamed": "rename_list", "list_deleted": "delete_list",
    "products_added_to_list": "add_to_list", "list_rates_set": "set_list_rates",
    "products_removed_from_list": "remove_from_list", "added_to_showcase": "add_to_showcase",
    "removed_from_showcase": "remove_from_showcase",
}  # fmt: skip


def command_of(event: Event) -> Event:
    made = {"command": COMMANDS[event["event"]], **event}
    if "links" in event:
        made["products"] = [one["product"] for one in event["links"]]
    if "through" in event:
        ((kind, key),) = event["through"].items()
        made |= {"target": (kind, key), "products": [one["product"] for one in event["items"]]}
    return made


def first_impossible(events: list[Event], bounds: dict[str, Any]) -> tuple[int | None, Model | None]:
    """The place of the first event that no campaign could have made, by the model; and the model of what was before."""
    model: Model | None = None
    for place, event in enumerate(events):
        if (event["number"], event["campaign"]) != (place + 1, "C-1"):
            return place, model
        at = datetime.fromisoformat(event["at"])
        if (model is None) != (event["event"] == "campaign_created"):
            return place, model
        if model is None:
            model = Model("A-1", event["details"], at, bounds)
            continue
        asked = command_of(event)
        if "name" in asked and asked["name"] != asked["name"].strip():
            return place, model
        if asked["command"] == "add_to_showcase":
            kind, key = asked["target"]
            if kind == "product" and key not in model.products:
                return place, model
            shelf = model.shelf(asked["target"], at) or {}
            if any(shelf.get(one["product"]) != one["creator_rate_bps"] for one in event["items"]):
                return place, model
        if asked["command"] == "edit_campaign" and any(
            model.draft[key] == value for key, value in asked["changes"].items()
        ):
            return place, model
        if asked["command"] == "create_list" and asked["list"] != model.next_list:
            return place, model
        if model.decide(asked, at)[0] or not model.apply(asked, at):
            return place, model
    return None, model


def history(luck: random.Random, setting: tuple[str, str, str, str], profile: str) -> Campaign:
    zone, first, registered, last = setting
    draft = {
        **DRAFT, "time_zone": zone, "registration_period": {"first_day": first, "last_day": registered},
        "campaign_period": {"first_day": first, "last_day": last},
    }  # fmt: skip
    times = moments(luck, setting)[::5]
    campaign, model = Campaign(profile), Model("A-1", draft, times[0], Profile.built_in(profile).bounds)
    campaign.create_campaign(by=AGENCY, at=times[0], id="C-1", account=ACCOUNT, draft=draft)
    tokens: dict[Any, str] = {}
    for at in times[1:]:
        asked = command(luck, model, campaign, tokens)
        sent = {key: value for key, value in asked.items() if key != "target"} | {"at": at}
        if campaign.execute(sent).get("events"):
            assert model.apply(asked, at)
    return campaign


def altered(luck: random.Random, event: Event) -> Event:
    """One value of an event changed to another that is well-formed."""
    event = copy.deepcopy(event)
    ways = ["at", "by"]
    ways += [key for key in ("products", "items", "rates", "list", "name", "through", "terms_accepted") if key in event]
    way = luck.choice(ways)
    if way == "at":
        moved = datetime.fromisoformat(event["at"]) + timedelta(hours=luck.choice([-2000, -24, -1, 1, 24, 2000]))
        event["at"] = moved.isoformat()
    elif way == "by":
        event["by"] = luck.choice(
            [{"agency": "A-2"}, *({"seller": one} for one in SHOPS), *({"creator": one} for one in CREATORS)]
        )
    elif way == "list":
        event["list"] = luck.choice([event["list"] + 1, max(event["list"] - 1, 0)])
    elif way == "name":
        event["name"] = luck.choice(["Other", " Picks", " "])
    elif way == "through":
        event["through"] = luck.choice([{"product": luck.choice(PRODUCTS)}, {"list": luck.randint(0, 9)}])
    elif way == "terms_accepted":
        event["terms_accepted"] = False
    else:
        one = luck.randrange(len(event[way]))
        if isinstance(event[way][one], str):
            event[way][one] = luck.choice(PRODUCTS)
        else:
            key = luck.choice(list(event[way][one]))
            event[way][one][key] = (
                luck.choice(PRODUCTS) if key == "product" else luck.choice([0, 1, 1500, 3000, 10_000])
            )
    return event


def broken(luck: random.Random, events: list[Event], way: str) -> list[Event]:
    made, place = list(events), luck.randrange(len(events))
    if way == "dropped":
        del made[place]
    elif way == "doubled":
        made.insert(luck.randint(place, len(made)), made[place])
    elif way == "swapped":
        other = min(place + luck.choice([1, 1, 1, 2, 5]), len(made) - 1)
        made[place], made[other] = made[other], made[place]
    else:
        place = max(place, 1)
        made[place] = altered(luck, made[place])
    if luck.random() < 0.85:  # as one who knows of the numbers
        made = [{**event, "number": number} for number, event in enumerate(made, 1)]
    return made


@pytest.mark.parametrize("way", ["dropped", "doubled", "swapped", "altered"])
@pytest.mark.parametrize("profile", ["guide", "open-api"])
def test_what_could_not_have_been_is_refused_and_nothing_else(way: str, profile: str) -> None:
    luck, seen = random.Random(way + profile), Counter[str]()
    for setting in SETTINGS[:3]:
        campaign = history(luck, setting, profile)
        events, bounds = campaign.events(), Profile.built_in(profile).bounds
        assert first_impossible(events, bounds)[0] is None
        assert Campaign.replay(events) == campaign, "the profile comes from the first event"
        for _ in range(40):
            given = broken(luck, events, way)
            place, model = first_impossible(given, bounds)
            if place is not None:
                with pytest.raises(
                    MalformedInputError, match=rf"^/{place}\b.*: event {place + 1}, `{given[place]['event']}`"
                ):
                    Campaign.replay(given)
                seen["refused"] += 1
                continue
            made = Campaign.replay(given)
            assert made.version == len(given)
            assert Campaign.load(made.snapshot()) == made == Campaign.replay(made.events())
            if model is not None:
                compare_state(made, model, datetime.fromisoformat(given[-1]["at"]))
            seen["taken"] += 1
    print(way, dict(seen))
    assert seen["refused"] > 5
    assert seen["taken"] > (0 if way == "doubled" else 3), "few events may come twice"


def test_the_end_of_a_history_may_be_missing() -> None:
    campaign = history(random.Random(7), SETTINGS[2], "guide")
    events = campaign.events()
    for length in range(len(events)):
        made = Campaign.replay(events[:length])
        assert (made.version, made == campaign) == (length, False)
        assert Campaign.load(made.snapshot()) == made
    assert Campaign.replay(events) == campaign
