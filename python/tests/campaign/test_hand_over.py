"""The hand-over: the terms that a campaign agreed are what the verification of payouts goes by."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from partner_campaigns import Campaign, ViolationError, adjust, verify, verify_files

from .values import ACCOUNT, AGENCY, CREATOR, DRAFT, SHOP

START = datetime.fromisoformat("2026-05-02T12:00:00Z")


def order_lines(orders: list[tuple[datetime, str, int]]) -> dict[str, list[Any]]:
    """Order lines of product `p` that were paid at their creator rate: when, by whom, at which."""
    return {
        "order_id": [str(number) for number in range(len(orders))], "sku_id": ["s"] * len(orders),
        "product_id": ["p"] * len(orders), "campaign_id": ["C-1"] * len(orders),
        "creator": [creator for _, creator, _ in orders], "created_at": [when for when, _, _ in orders],
        "currency": ["USD"] * len(orders), "base_minor": [10_000] * len(orders),
        "agency_rate_bps": [3000 - bps for _, _, bps in orders], "creator_rate_bps": [bps for _, _, bps in orders],
        "status": ["Settled"] * len(orders), "paid_agency_minor": [3000 - bps for _, _, bps in orders],
        "paid_creator_commission_minor": [bps for _, _, bps in orders],
    }  # fmt: skip


def small_campaign() -> Campaign:
    """Product `p` at 30%, of which its own link passes on 15%."""
    campaign = Campaign()
    campaign.create_campaign(by=AGENCY, at=START, id="C-1", account=ACCOUNT, draft=DRAFT)
    campaign.publish(by=AGENCY, at=START)
    campaign.register_products(by=SHOP, at=START, products=[{"product": "p", "total_rate_bps": 3000}])
    campaign.approve(by=AGENCY, at=START, products=["p"])
    campaign.set_creator_rates(by=AGENCY, at=START, rates=[{"product": "p", "creator_rate_bps": 1500}])
    return campaign


def test_orders_are_checked_against_the_rates_of_their_time(tmp_path: Path) -> None:
    campaign, at = small_campaign(), START
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
    lines = order_lines([(when, creator, bps) for when, creator, bps, _ in orders])
    expected = {str(number): code for number, (_, _, _, code) in enumerate(orders) if code}
    terms = campaign.terms_table()
    assert {one.order_id: one.code for one in verify(pa.table(lines), terms).findings} == expected
    # the same from what was stored of it, and from a file of it
    assert {
        one.order_id: one.code
        for one in verify(pa.table(lines), Campaign.load(campaign.snapshot()).terms_table()).findings
    } == expected
    parquet.write_table(pa.table(lines), tmp_path / "orders.parquet")
    events = [json.dumps(event) for event in campaign.events()]
    stored = {
        "snapshot.json": campaign.snapshot(),
        "array.json": f"[{','.join(events)}]",
        "lines.jsonl": "\n\n".join(events),
    }
    for name, text in stored.items():
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
        done = verify_files(orders=[str(tmp_path / "orders.parquet")], terms=[str(tmp_path / name)])
        assert (done.problems, {one.order_id: one.code for one in done.report.findings}) == ([], expected)
        (receipt,) = [one for one in done.report.receipt["inputs"] if one["kind"] == "terms"]
        assert (receipt["rows"], receipt["sha256"]) == (len(terms), sha256((tmp_path / name).read_bytes()).hexdigest())


def test_the_terms_table_holds_real_instants() -> None:
    campaign = small_campaign()
    (row,) = campaign.terms()
    table = pa.table(campaign.terms_table())
    assert table.to_pylist() == [
        {**row, **{key: datetime.fromisoformat(row[key]) for key in ("valid_from", "valid_to")}}
    ]
    assert table.schema.field("valid_to").type == pa.timestamp("us", "UTC")
    assert (len(campaign.terms_table()), repr(campaign.terms_table())) == (1, "TermsTable(1 rows)")
    assert len(Campaign().terms_table()) == 0


def test_orders_are_split_paid_and_verified_refunds_too() -> None:
    """The guide's FAQ: 10% are left of 30%, of which 5% go through a list to a creator of another agency, for 20% of that."""
    campaign = small_campaign()
    campaign.export_links(by=AGENCY, at=START, products=["p"], base_url="https://a.test")
    link = campaign.link_of(product="p", base_url="https://a.test")
    assert campaign.agreed_rates("p", link=link, at=START) == campaign.agreed_rates("p", at=START)
    assert campaign.agreed_rates("p", at=START) == {
        "total_rate_bps": 3000, "creator_rate_bps": 1500, "through": "link", "list": None,
    }  # fmt: skip
    with pytest.raises(ViolationError) as refused:
        campaign.agreed_rates("p", "creator_1", at=START)
    assert [(one.rule, one.path) for one in refused.value.violations] == [("S005", "/product")]
    campaign.add_to_showcase(by=CREATOR, at=START, link=link, products="all", terms_accepted=True)
    later = START + timedelta(days=1)
    sold: dict[str, Any] = {
        "order_id": "1", "sku_id": "s", "product_id": "p", "campaign_id": "C-1", "creator": "creator_1",
        "created_at": later, "currency": "USD", "base_minor": 100_01, "status": "Settled",
    }  # fmt: skip
    management = [{"creator": "creator_1", "agency": "Elsewhere", "share_bps": 2000, "valid_from": START}]
    # 10 001 x 30% = 3 000.3; x 15% = 1 500.15; of 1 500 20% are 300
    (row,) = campaign.split_orders([sold], management)
    assert (row["agency_minor"], row["creator_minor"], row["manager_minor"]) == (15_00, 12_00, 3_00)
    assert (row["manager"], row["manager_share_bps"], row["share_waived"]) == ("Elsewhere", 2000, False)
    own = [{"name": "Elsewhere", "organisation": AGENCY["agency"]}]
    (waived,) = campaign.split_orders([sold], management, own)
    assert (waived["agency_minor"], waived["creator_minor"], waived["share_waived"]) == (15_00, 15_00, True)

    # what comes back after a refund of 60.00, and the split of what is left, are one
    back = adjust(
        base_minor=100_01, refunded_minor=60_00, total_rate_bps=row["total_rate_bps"],
        creator_rate_bps=row["creator_rate_bps"], manager="other_agency", manager_share_bps=row["manager_share_bps"],
        paid_agency_minor=row["agency_minor"], paid_creator_minor=row["creator_minor"],
        paid_manager_minor=row["manager_minor"],
    )  # fmt: skip
    (left,) = campaign.split_orders([{**sold, "base_minor": 40_01, "refunded_minor": 60_00}], management)
    for party in ("agency", "creator", "manager"):
        assert left[f"{party}_minor"] == row[f"{party}_minor"] + getattr(back, f"{party}_minor")

    # what was split is what verification expects, also of what was refunded in full
    refunded = {**sold, "order_id": "2", "refunded": True}
    (nothing,) = campaign.split_orders([refunded], management)
    assert (nothing["agency_minor"], nothing["creator_minor"], nothing["manager_minor"]) == (0, 0, 0)
    rows = [sold, {**sold, "order_id": "3", "base_minor": 40_01, "refunded_minor": 60_00}, refunded]
    lines = [
        {
            **line, "refunded": line.get("refunded", False), "refunded_minor": line.get("refunded_minor"),
            "agency_rate_bps": part["total_rate_bps"] - part["creator_rate_bps"], "creator_rate_bps": part["creator_rate_bps"],
            "paid_agency_minor": part["agency_minor"],
            "paid_creator_commission_minor": part["creator_minor"] + part["manager_minor"],
        }
        for line, part in zip(rows, campaign.split_orders(rows, management), strict=True)
    ]  # fmt: skip
    report = verify(pa.Table.from_pylist(lines), campaign.terms_table())
    assert (report.summary["rows_read"], len(report)) == (3, 0)
    lines[1]["paid_agency_minor"] += 1
    assert [one.order_id for one in verify(pa.Table.from_pylist(lines), campaign.terms_table()).findings] == ["3"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{}", "this is no snapshot: missing field"),
        ("[]", "Nothing"),
        ('[{"event": "campaign_published"}]', "/0/event: `campaign_created` is the first event"),
        ('{"event": "campaign_published"}\n{"event": ', "/1: not JSON: EOF while parsing a value"),
        ('{"event": ', "this is no snapshot: "),
        ("[1, 2", "not JSON"),
        ("[" * 100_000, "nested deeper than 32 levels"),
        ("{\udcff", "byte 1 is not UTF-8"),
    ],
)
def test_what_is_no_campaign_is_said(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "campaign.json").write_bytes(text.encode(errors="surrogateescape"))
    parquet.write_table(pa.table(order_lines([(START, "x", 1500)])), tmp_path / "orders.parquet")
    done = verify_files(orders=[str(tmp_path / "orders.parquet")], terms=[str(tmp_path / "campaign.json")])
    if said == "Nothing":
        assert (done.problems, done.report.summary["rows_out_of_scope"]) == ([], 1)
    else:
        (problem,) = done.problems
        assert said in problem and "expected a campaign's snapshot, or its events" in problem
    assert len(done.report) == 0


def test_a_campaign_is_no_orders(tmp_path: Path) -> None:
    (tmp_path / "campaign.json").write_text(small_campaign().snapshot(), encoding="utf-8")
    done = verify_files(
        orders=[str(tmp_path / "campaign.json")], terms=[str(tmp_path / "campaign.json")], currency="USD"
    )
    assert len(done.problems) == 1 and "whose terms are given with --terms" in done.problems[0]
