"""Random histories of thousands of commands: the library and the independent model agree on every one of them."""

from __future__ import annotations

import copy
import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from partner_campaigns import Campaign, Profile, ViolationError

from .model import LIVE, ROLES, Model
from .values import ACCOUNT, AGENCY, DRAFT

COMMANDS = 3000
PRODUCTS = [f"p{number}" for number in range(9)] + ["1729384756019283746"]
SHOPS = ["SHOP1", "SHOP2", "SHOP3"]
CREATORS = ["creator_1", "creator_2"]
SELLER_TABS = ["pending", "ongoing", "rejected", "closed"]
SELLER_TAB = dict(zip(SELLER_TABS, SELLER_TABS, strict=True)) | {"approved": "ongoing", "pending_closed": "ongoing"}
SETTINGS = [
    # zone, first day, end of registration, end of the campaign: clock changes at midnight, forward and back
    ("America/Los_Angeles", "2026-03-01", "2026-03-08", "2026-11-01"),
    ("America/Santiago", "2026-04-01", "2026-04-04", "2026-09-05"),
    ("Asia/Kathmandu", "2026-05-01", "2026-05-31", "2026-05-31"),
    ("Pacific/Apia", "2011-12-01", "2011-12-29", "2011-12-31"),
]


def pick(luck: random.Random, model: Model, wanted: set[str]) -> str:
    fitting = [product for product, one in model.products.items() if one["status"] in wanted]
    return luck.choice(fitting) if fitting and luck.random() < 0.85 else luck.choice(PRODUCTS)


def some(luck: random.Random, model: Model, wanted: set[str]) -> list[str]:
    return [
        pick(luck, model, wanted) for _ in range(luck.choice([1, 1, 1, 1, 2, 2, 3, 0] if luck.random() < 0.3 else [1]))
    ]


def rate(luck: random.Random, low: int, high: int) -> int:
    return (
        luck.choice([-1, 0, 1, 10_000, 10_001, 999, 1000, 2**63]) if luck.random() < 0.06 else luck.randint(low, high)
    )


def number(luck: random.Random, model: Model) -> int:
    known = list(model.lists)
    return luck.choice(known) if known and luck.random() < 0.85 else luck.choice([0, -1, 1, 2, 10**12])


def command(luck: random.Random, model: Model, campaign: Campaign, tokens: dict[Any, str]) -> dict[str, Any]:
    name = luck.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    role = ROLES[name] if luck.random() < 0.98 else luck.choice(["agency", "seller", "creator"])
    who = {"agency": ["A-1"] * 40 + ["A-2"], "seller": SHOPS, "creator": CREATORS}[role]
    made: dict[str, Any] = {"command": name, "by": {role: luck.choice(who)}}
    starts = {
        "register_products": {"closed"}, "register_again": {"rejected"}, "revise_rate": {"pending"},
        "request_closure": {"approved"}, "approve": {"pending"}, "reject": {"pending"},
        "approve_closure": {"pending_closed"}, "reject_closure": {"pending_closed"},
        "remove_products": {"approved", "pending_closed"},
    }.get(name, {"approved"})  # fmt: skip
    products = some(luck, model, starts)
    if (
        role == "seller"
        and products
        and products[0] in model.products
        and luck.random() < (0.8 if name == "register_products" else 0.9)
    ):
        made["by"] = {"seller": model.products[products[0]]["shop"]}
    if name in ("register_products", "register_again", "revise_rate"):
        made["products"] = [{"product": one, "total_rate_bps": rate(luck, 950, 4000)} for one in products]
    elif name in ("set_creator_rates", "create_list", "add_to_list", "set_list_rates"):
        items = []
        for one in products:
            total = model.products.get(one, {}).get("total", 3000)
            items.append({"product": one, "creator_rate_bps": rate(luck, 0, max(total + 20, 1))})
        made["rates" if name == "set_creator_rates" else "items"] = items
    elif name not in ("publish", "unpublish", "edit_campaign", "rename_list", "delete_list"):
        made["products"] = products
    if "list" in name and name != "create_list":
        made["list"] = number(luck, model)
    if name == "set_list_rates" and made["list"] in model.lists and luck.random() < 0.8:
        listed = list(model.lists[made["list"]]["entries"])
        made["items"] = [{**one, "product": luck.choice(listed)} for one in made["items"] if listed]
    if name == "remove_from_list" and made["list"] in model.lists and luck.random() < 0.8:
        made["products"] = [*model.lists[made["list"]]["entries"]][:1]
    if name in ("create_list", "rename_list"):
        made["name"] = luck.choice(["Picks", " Picks ", "Æ", "L"] * 5 + ["", " \u3000"])
    if name == "reject":
        made |= {"may_register_again": luck.random() < 0.8, "reasons": ["commission_too_low", "my own"], "note": "n"}
    if name == "export_links":
        made["base_url"] = luck.choice(["https://a.test", "https://b.test/x?link=", ""])
    if name == "edit_campaign":
        made["changes"] = edit(luck, model)
    if name == "add_to_showcase":
        showcase(luck, model, campaign, tokens, made)
    if name == "remove_from_showcase":
        own = [product for creator, product in model.showcase if made["by"].get("creator") == creator]
        if own and luck.random() < 0.8:
            made["products"] = [luck.choice(own)]
    return made


def showcase(
    luck: random.Random, model: Model, campaign: Campaign, tokens: dict[Any, str], made: dict[str, Any]
) -> None:
    """A link that was ever there, and what it stands for; or a text that is none."""
    for product in model.products:
        tokens.setdefault(("product", product), campaign.link_of(product=product, base_url="https://a.test"))
    for one in model.lists:
        tokens.setdefault(("list", one), campaign.link_of(list=one, base_url="https://a.test"))
    made["target"] = luck.choice(list(tokens)) if tokens and luck.random() < 0.95 else None
    pasted = luck.choice(["{}", "{}", " {}\n", "{}/", "{}?from=chat&x=1", "{}/#top"])
    none = ["", " ", "https://a.test/", "0" * 32]
    made["link"] = pasted.format(tokens[made["target"]]) if made["target"] else luck.choice(none)
    shelf = model.shelf(made["target"], model.last) or {}
    made["products"] = luck.choice(["all", made["products"], list(shelf)[:2]])
    made["terms_accepted"] = luck.random() < 0.97
    if luck.random() < 0.3:
        made["current_rates"] = [{"product": luck.choice([*shelf, "p0"]), "rate_bps": luck.randint(0, 4000)}]


def edit(luck: random.Random, model: Model) -> dict[str, Any]:
    later = copy.deepcopy(model.draft["campaign_period"])
    later["last_day"] = (
        (datetime.fromisoformat(later["last_day"]) + timedelta(luck.choice([-1, 0, 0, 1]))).date().isoformat()
    )
    moved = copy.deepcopy(model.draft["registration_period"])
    moved["first_day"] = luck.choice([moved["first_day"]] * 3 + ["2026-05-02"])
    every = {
        "name": luck.choice(["Spring", "Summer", " "]), "description": "d", "contact": luck.choice([{"phone": "1"}, {}]),
        "campaign_period": later, "registration_period": moved, "market": luck.choice(["US", "GB"]),
        "time_zone": luck.choice([model.draft["time_zone"], "Asia/Tokyo"]),
        "rate_requirement_bps": luck.choice([model.draft["rate_requirement_bps"], 10_001]),
        "sellers": luck.choice(["open", model.draft["sellers"], {"shop_codes": ["SHOP1"]}]),
    }  # fmt: skip
    return {key: every[key] for key in luck.sample(list(every), luck.choice([0, 1, 1, 1, 2, 3]))}


WEIGHTS = {
    "register_products": 10, "register_again": 4, "revise_rate": 3, "request_closure": 6, "approve": 12, "reject": 4,
    "approve_closure": 4, "reject_closure": 2, "remove_products": 2, "set_creator_rates": 8, "export_links": 6,
    "create_list": 4, "rename_list": 1, "delete_list": 2, "add_to_list": 6, "set_list_rates": 5, "remove_from_list": 3,
    "add_to_showcase": 12, "remove_from_showcase": 3, "publish": 2, "unpublish": 0.5, "edit_campaign": 2,
}  # fmt: skip


def moments(luck: random.Random, setting: tuple[str, str, str, str]) -> list[datetime]:
    """Times in order, thick around each boundary of a day that matters, to the nanosecond's neighbour."""
    _zone, first, registered, last = setting
    begin = datetime.fromisoformat(first).replace(tzinfo=UTC) - timedelta(days=2)
    edges = [datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (first, registered, last)]
    found = []
    for share, edge in zip((0.1, 0.5, 0.4), edges, strict=True):
        for _ in range(int(COMMANDS * share)):
            spread = luck.choice([0, 1, 60, 3600, 20_000, 90_000])
            found.append(
                edge
                + timedelta(
                    days=luck.choice([0, 1]),
                    seconds=luck.randint(-spread, spread),
                    hours=luck.choice([0, 3, 4, 7, 8, 10, -14, -13, -5]),
                )
            )
    return sorted(max(one, begin) for one in found)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting[0])
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("profile", ["guide", "open-api"])
def test_the_library_and_the_model_agree(setting: tuple[str, str, str, str], seed: int, profile: str) -> None:
    luck = random.Random(f"{setting}{seed}{profile}")
    zone, first, registered, last = setting
    draft = {
        **DRAFT, "time_zone": zone,
        "registration_period": {"first_day": first, "last_day": registered},
        "campaign_period": {"first_day": first, "last_day": last},
        "sellers": "open" if seed else {"shop_codes": SHOPS[:2]},
    }  # fmt: skip
    times = moments(luck, setting)
    campaign = Campaign(profile=profile)
    begun = {
        "command": "create_campaign",
        "by": AGENCY,
        "at": times[0],
        "id": "C-1",
        "account": ACCOUNT,
        "draft": draft,
    }
    assert campaign.execute(begun)["warnings"] == []
    model = Model("A-1", draft, times[0], Profile.built_in(profile).bounds)
    tokens: dict[Any, str] = {}
    seen: Counter[str] = Counter()
    for at in times[1:]:
        if luck.random() < 0.01:
            at -= timedelta(days=luck.randint(1, 3))
        asked = command(luck, model, campaign, tokens)
        sent = {key: value for key, value in asked.items() if key != "target"} | {"at": at}
        expected, warnings = model.decide(asked, at)
        outcome = campaign.execute(sent)
        assert "invalid" not in outcome, (sent, outcome)
        found = [(one["rule"], one["path"]) for one in outcome.get("violations", [])]
        assert len(found) == len(set(found))
        assert set(found) == expected, (sent, outcome)
        if expected:
            seen.update(rule for rule, _ in expected)
            continue
        told = [
            (
                one["path"],
                one["params"]["product"],
                one["params"]["creator_rate_bps"],
                one["params"]["current_rate_bps"],
            )
            for one in outcome["warnings"]
        ]
        assert sorted(told) == sorted(warnings), sent
        happened = model.apply(asked, at)
        assert bool(outcome["events"]) == happened
        seen[asked["command"]] += 1
        seen.update(["S004"] * len(warnings))
    events = campaign.events()
    assert Campaign.replay(events) == campaign
    assert Campaign.load(campaign.snapshot()).snapshot() == campaign.snapshot()
    assert len(events) == campaign.version
    compare_state(campaign, model, times[-1])
    print(json.dumps(seen, sort_keys=True))
    assert sum(seen[name] for name in ROLES) > COMMANDS / 10, seen


def compare_state(campaign: Campaign, model: Model, at: datetime) -> None:
    tabs = campaign.agency_view(at)["tabs"]
    stands = {one["product"]: (tab, one["creator_rate_bps"]) for tab, products in tabs.items() for one in products}
    assert stands == {product: (model.status(product, at), one["rate"]) for product, one in model.products.items()}
    lists = {
        one["list"]: (one["name"], {entry["product"]: entry["creator_rate_bps"] for entry in one["products"]})
        for one in campaign.agency_view(at)["lists"]
    }
    assert lists == {
        key: (one["name"], {product: entry["rate"] for product, entry in one["entries"].items()})
        for key, one in model.lists.items()
    }
    for shop in SHOPS:
        if not model.registered(shop) and model.hidden(shop):
            with pytest.raises(ViolationError) as error:
                campaign.seller_view(shop, at)
            assert {one.rule for one in error.value.violations} == model.hidden(shop)
            continue
        tabs = campaign.seller_view(shop, at)["tabs"]
        assert {one["product"]: (tab, one["total_rate_bps"]) for tab in SELLER_TABS for one in tabs[tab]} == {
            product: (SELLER_TAB["closed" if one["status"] in LIVE and model.over(at) else one["status"]], one["total"])
            for (who, product), one in model.own.items()
            if who == shop
        }
    for creator in CREATORS:
        shown = {one["product"]: one["creator_rate_bps"] for one in campaign.creator_view(creator, at)["showcase"]}
        own = [product for (who, product) in model.showcase if who == creator and model.has_item(who, product, at)]
        assert shown == {product: model.earned(creator, product) for product in own}
