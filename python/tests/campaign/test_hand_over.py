"""The hand-over: the terms that a campaign agreed are what the verification of payouts goes by."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa

from partner_campaigns import Campaign, verify

from .values import ACCOUNT, AGENCY, CREATOR, DRAFT, SHOP

START = datetime.fromisoformat("2026-05-02T12:00:00Z")


def test_orders_are_checked_against_the_rates_of_their_time() -> None:
    campaign, at = Campaign(), START
    campaign.create_campaign(by=AGENCY, at=at, id="C-1", account=ACCOUNT, draft=DRAFT)
    campaign.publish(by=AGENCY, at=at)
    campaign.register_products(by=SHOP, at=at, products=[{"product": "p", "total_rate_bps": 3000}])
    campaign.approve(by=AGENCY, at=at, products=["p"])
    campaign.set_creator_rates(by=AGENCY, at=at, rates=[{"product": "p", "creator_rate_bps": 1500}])
    items = [{"product": "p", "creator_rate_bps": 500}]
    number = campaign.create_list(by=AGENCY, at=at, name="L", items=items).events[0]["list"]
    link = campaign.link_of(list=number, base_url="")
    campaign.add_to_showcase(by=CREATOR, at=at, link=link, products="all", terms_accepted=True)
    later = at + timedelta(days=1)
    campaign.set_creator_rates(by=AGENCY, at=later, rates=[{"product": "p", "creator_rate_bps": 2000}])
    campaign.delete_list(by=AGENCY, at=later, list=number)
    end = datetime.fromisoformat("2026-08-01T07:00:00Z")

    # when, who, at which creator rate, and the finding
    orders = [
        (at, "x", 1500, None), (later - timedelta(seconds=1), "x", 1500, None), (later, "x", 1500, "F012"),
        (later, "x", 2000, None), (at, "x", 500, None), (later, "x", 500, "F012"), (later, "creator_1", 500, None),
        (end - timedelta(seconds=1), "creator_1", 500, None), (end, "creator_1", 500, "F008"),
        (at - timedelta(seconds=1), "x", 1500, "F008"),
    ]  # fmt: skip
    rows = campaign.terms()
    table = pa.table(
        {
            **{key: [row[key] for row in rows] for key in ("campaign_id", "product_id", "creator", "total_rate_bps", "creator_rate_bps")},
            **{key: [datetime.fromisoformat(row[key]) for row in rows] for key in ("valid_from", "valid_to")},
        }
    )  # fmt: skip
    lines: dict[str, list[Any]] = {
        "order_id": [str(number) for number in range(len(orders))], "sku_id": ["s"] * len(orders),
        "product_id": ["p"] * len(orders), "campaign_id": ["C-1"] * len(orders),
        "creator": [creator for _, creator, _, _ in orders], "created_at": [when for when, _, _, _ in orders],
        "currency": ["USD"] * len(orders), "base_minor": [10_000] * len(orders),
        "agency_rate_bps": [3000 - bps for _, _, bps, _ in orders], "creator_rate_bps": [bps for _, _, bps, _ in orders],
        "status": ["Settled"] * len(orders), "paid_agency_minor": [3000 - bps for _, _, bps, _ in orders],
        "paid_creator_commission_minor": [bps for _, _, bps, _ in orders],
    }  # fmt: skip
    found = {one.order_id: one.code for one in verify(pa.table(lines), table).findings}
    assert found == {str(number): code for number, (_, _, _, code) in enumerate(orders) if code}
