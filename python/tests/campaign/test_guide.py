"""The guide, walked step by step through the methods of :class:`Campaign`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from partner_campaigns import Campaign, ViolationError, marketplace

from .values import ACCOUNT, AGENCY, CREATOR, DRAFT, SHOP

START = datetime(2026, 5, 2, 12, tzinfo=UTC)


def refused(error: pytest.ExceptionInfo[ViolationError]) -> list[tuple[str, str]]:
    return [(one.rule, one.path) for one in error.value.violations]


def test_the_guide_step_by_step() -> None:
    campaign, at = Campaign(profile="guide"), START

    # Setting up Campaigns, step 1: an account that has not finished onboarding creates nothing.
    unfinished = {**ACCOUNT, "bank": {"status": "under_review", "since": at}}
    with pytest.raises(ViolationError) as error:
        campaign.create_campaign(by=AGENCY, at=at, id="C-1", account=unfinished, draft=DRAFT)
    assert refused(error) == [("A006", "/account"), ("A005", "/account/bank/status")]
    # Steps 2 and 3: submitted, it is not published until the toggle is turned on.
    campaign.create_campaign(by=AGENCY, at=at, id="C-1", account=ACCOUNT, draft=DRAFT)
    assert campaign.phase(at) == "ready"
    offers = [{"product": "lamp", "total_rate_bps": 3000}, {"product": "mug", "total_rate_bps": 2000}]
    with pytest.raises(ViolationError) as error:
        campaign.register_products(by=SHOP, at=at, products=offers)
    assert refused(error) == [("R001", "/command")]
    assert marketplace([campaign], "SHOP1", at=at) == []
    campaign.publish(by=AGENCY, at=at)
    assert campaign.publish(by=AGENCY, at=at).events == ()
    assert campaign.phase(at) == "ongoing"

    # Seller, steps 1 to 4: found in the marketplace, registered, pending.
    assert [one["id"] for one in marketplace([campaign], "SHOP1", query="NORTH star", at=at)] == ["C-1"]
    assert marketplace([campaign], "SHOP1", filter="targeted", at=at) == []
    campaign.register_products(by=SHOP, at=at, products=offers)
    assert [one["product"] for one in campaign.seller_view("SHOP1", at)["tabs"]["pending"]] == ["lamp", "mug"]

    # Approving, steps 1 and 2: approved, or rejected with a reason and leave to come back; then the rate is frozen.
    campaign.approve(by=AGENCY, at=at, products=["lamp"])
    campaign.reject(
        by=AGENCY, at=at, products=["mug"], reasons=["commission_too_low"], note="25%?", may_register_again=True
    )
    rejected = campaign.seller_view("SHOP1", at)["tabs"]["rejected"][0]
    assert (rejected["reasons"], rejected["note"], rejected["register_again_open"]) == (
        ["commission_too_low"],
        "25%?",
        True,
    )
    campaign.register_again(by=SHOP, at=at, products=[{"product": "mug", "total_rate_bps": 2500}])
    campaign.approve(by=AGENCY, at=at, products=["mug"])
    with pytest.raises(ViolationError) as error:
        campaign.revise_rate(by=SHOP, at=at, products=[{"product": "mug", "total_rate_bps": 2000}])
    assert refused(error) == [("R010", "/products/0/product")]

    # Step 3: the guide's own figures, 30% offered and 15% passed on.
    with pytest.raises(ViolationError) as error:
        campaign.export_links(by=AGENCY, at=at, products=["lamp"], base_url="https://go.example.test")
    assert refused(error) == [("T002", "/products/0")]
    campaign.set_creator_rates(by=AGENCY, at=at, rates=[{"product": "lamp", "creator_rate_bps": 1500}])
    event = campaign.export_links(by=AGENCY, at=at, products=["lamp"], base_url="https://go.example.test").events[0]
    link = event["links"][0]["link"]
    assert link == campaign.link_of(product="lamp", base_url="https://go.example.test")

    # Steps 4 to 7: a list, its link, other rates.
    items = [{"product": "lamp", "creator_rate_bps": 1000}, {"product": "mug", "creator_rate_bps": 500}]
    number = campaign.create_list(by=AGENCY, at=at, name="Spring picks", items=items).events[0]["list"]
    campaign.set_list_rates(by=AGENCY, at=at, list=number, items=[{"product": "mug", "creator_rate_bps": 700}])
    list_link = campaign.link_of(list=number, base_url="https://go.example.test/?l=")

    # Creator, steps 1 to 4: terms, the creator's own rate, all or one, the warning that the commission will decrease.
    assert campaign.resolve_link(link, at)["products"] == [{"product": "lamp", "creator_rate_bps": 1500}]
    with pytest.raises(ViolationError) as error:
        campaign.add_to_showcase(by=CREATOR, at=at, link=link, products="all", terms_accepted=False)
    assert refused(error) == [("S001", "/terms_accepted")]
    campaign.add_to_showcase(by=CREATOR, at=at, link=link, products="all", terms_accepted=True)
    done = campaign.add_to_showcase(by=CREATOR, at=at, link=list_link, products="all", terms_accepted=True)
    assert [(one.rule, one.path, dict(one.params)) for one in done.warnings] == [
        ("S004", "/products", {"product": "lamp", "creator_rate_bps": 1000, "current_rate_bps": 1500})
    ]

    # Seller, step 5, and Approving, step 9: a closing takes effect when the agency agrees.
    at += timedelta(days=1)
    campaign.request_closure(by=SHOP, at=at, products=["lamp"])
    pending_closed = campaign.agency_view(at)["tabs"]["pending_closed"][0]
    assert [(one["creator"], one["list"], one["live"]) for one in pending_closed["creators"]] == [
        ("creator_1", None, False),
        ("creator_1", 1, True),
    ]
    assert [one["status"] for one in campaign.seller_view("SHOP1", at)["tabs"]["ongoing"]] == [
        "pending_closed",
        "approved",
    ]
    campaign.approve_closure(by=AGENCY, at=at, products=["lamp"])
    shown = campaign.creator_view("creator_1", at)["showcase"]
    assert [(one["product"], one["creator_rate_bps"]) for one in shown] == [("mug", 700)]

    # Creator, step 5: what was deleted, and what has nothing yet.
    with pytest.raises(ViolationError, match="No available products yet"):
        campaign.resolve_link(link, at)
    campaign.delete_list(by=AGENCY, at=at, list=number)
    with pytest.raises(ViolationError, match="The product list wasn't found"):
        campaign.resolve_link(list_link, at)

    # Seller, step 8; Creator, step 6; FAQ 2 and 3: figures by product for the seller, marked orders for the creator.
    order = {
        "order_id": "=1", "sku_id": "s", "product_id": "mug", "campaign_id": "C-1", "creator": "creator_1",
        "created_at": at, "currency": "USD", "base_minor": 100_00, "agency_rate_bps": 1800, "creator_rate_bps": 700,
    }  # fmt: skip
    view = campaign.seller_view("SHOP1", at, [order])
    assert view["tabs"]["performance"][1]["totals"] == [
        {"currency": "USD", "orders": 1, "quantity": None, "base_minor": 10000, "commission_minor": 2500}
    ]
    assert "creator" not in str(view)
    assert "creator" not in campaign.seller_orders_csv("SHOP1", [order])
    assert '"\'=1"' in campaign.seller_orders_csv("SHOP1", [order])
    own = campaign.creator_view("creator_1", at, [order])["orders"][0]
    assert (own["agency_led"], own["creator_commission_minor"]) == (True, 700)

    # Every rate has its history, for the verification of what is paid.
    rows = [(row["product_id"], row["list_id"], row["creator"], row["creator_rate_bps"]) for row in campaign.terms()]
    assert rows == [
        ("lamp", None, None, 1500), ("lamp", 1, None, 1000), ("mug", 1, None, 700), ("mug", 1, "creator_1", 700)
    ]  # fmt: skip
    assert campaign.terms()[3]["valid_to"] == "2026-08-01T07:00:00Z"

    # Asked first, the answer is the same.
    late = datetime(2026, 8, 1, 7, tzinfo=UTC)
    closed = {
        one["action"]: [found["rule"] for found in one["violations"]] for one in campaign.allowed_actions(AGENCY, late)
    }
    assert closed["approve"] == ["C012"] and closed["delete_list"] == [] and closed["register_products"] == ["V001"]
    assert campaign.phase(late) == "closed"
