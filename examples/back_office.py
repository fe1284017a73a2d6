"""A back office: campaigns as events in SQLite, written with optimistic concurrency.

Each command is decided on the campaign as it is in the database, and its events are stored under the next numbers. When
another writer stored events meanwhile, those numbers are taken: nothing is stored, and the command is tried again on the
campaign as it then is. So two writers never lose each other's work, and every rule holds on what was really stored.

Events stand alone: they carry number, campaign and, in the first, the profile, so that a replay needs nothing else. What the
campaign then answers is shown by pages, and handed over to the verification of payouts.

    python examples/back_office.py            # two writers at once, in a database in memory's place
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow

from partner_campaigns import Campaign, verify

TABLE = """
CREATE TABLE IF NOT EXISTS events (
    campaign TEXT NOT NULL,
    number INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (campaign, number)
)
"""


class Conflict(Exception):
    """Another writer was quicker; nothing was stored."""


class BackOffice:
    """One connection to the database, for one thread. Campaigns that were read stay at hand and are brought up to date."""

    def __init__(self, database: Path) -> None:
        self.connection = sqlite3.connect(database, isolation_level=None, timeout=30)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute(TABLE)
        self.retries = 0

    def close(self) -> None:
        self.connection.close()

    def campaign(self, name: str) -> Campaign:
        """The campaign as it is in the database now."""
        rows = self.connection.execute("SELECT event FROM events WHERE campaign = ? ORDER BY number", [name])
        return Campaign.replay(event for (event,) in rows)

    def campaigns(self) -> list[Campaign]:
        """All of them."""
        names = self.connection.execute("SELECT DISTINCT campaign FROM events ORDER BY campaign").fetchall()
        return [self.campaign(name) for (name,) in names]

    def try_once(self, name: str, campaign: Campaign, command: Mapping[str, Any]) -> dict[str, Any]:
        """Executes a command on a campaign that was read, and stores its events behind those that it has.

        Raises:
            Conflict: somebody stored events since the campaign was read. The campaign is to be read again.
        """
        number = campaign.version
        outcome = campaign.execute(command)
        events = outcome.get("events", [])
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            # an outcome that changes nothing, a refusal too, was decided on the latest state or is decided again
            (there,) = self.connection.execute("SELECT count(*) FROM events WHERE campaign = ?", [name]).fetchone()
            if there != number:
                raise Conflict(f"`{name}` has {there} events, not {number}")
            rows = [(event["campaign"], event["number"], json.dumps(event)) for event in events]
            self.connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")
        return outcome

    def execute(self, name: str, command: Mapping[str, Any]) -> dict[str, Any]:
        """Executes a command, again as often as other writers were quicker; the outcome that was stored."""
        while True:
            try:
                return self.try_once(name, self.campaign(name), command)
            except Conflict:
                self.retries += 1


AGENCY = {"agency": "A-1"}
AT = "2026-05-01T12:00:00Z"


def set_up(office: BackOffice, name: str) -> None:
    """A published campaign."""
    account = {
        "agency": "A-1", "name": "North Star", "market": "US", "categories": ["content_management"],
        "tax": {"form": "w9", "legal_name": "North Star LLC", "contact": "tax@example.test",
                "tax_number": "12-3456789", "documents": ["w9.pdf"]},
        "bank": {"status": "linked"},
    }  # fmt: skip
    draft = {
        "market": "US", "time_zone": "America/Los_Angeles", "name": "Spring", "description": "Hats and coats",
        "registration_period": {"first_day": "2026-05-01", "last_day": "2026-05-31"},
        "campaign_period": {"first_day": "2026-05-01", "last_day": "2026-07-31"},
        "rate_requirement_bps": 1000, "contact": {"email": "hi@example.test"},
    }  # fmt: skip
    create = {"command": "create_campaign", "by": AGENCY, "at": AT, "id": name, "account": account, "draft": draft}
    for command in (create, {"command": "publish", "by": AGENCY, "at": AT}):
        assert "events" in office.execute(name, command)


def two_writers(database: Path, name: str) -> int:
    """Two writers who read the same campaign: the second one is told to try again. How often that was, at the least once."""
    first, second = BackOffice(database), BackOffice(database)
    register = {"command": "register_products", "at": AT}
    same = {"products": [{"product": "lamp", "total_rate_bps": 3000}]}
    both_read = first.campaign(name), second.campaign(name)
    stored = first.try_once(name, both_read[0], {**register, **same, "by": {"seller": "SHOP1"}})
    print("first writer: stored", [event["event"] for event in stored["events"]])
    try:
        second.try_once(name, both_read[1], {**register, **same, "by": {"seller": "SHOP2"}})
        raise AssertionError("two shops hold one product")
    except Conflict as conflict:
        print("second writer: told to try again:", conflict)
    again = second.execute(name, {**register, **same, "by": {"seller": "SHOP2"}})
    print("second writer: now refused by", [(one["rule"], one["path"]) for one in again["violations"]])
    first.close()
    second.close()
    return 1


def many_at_once(database: Path, name: str, writers: int, commands: int) -> int:
    """Writers at the same time, each with products of its own. How often one was told to try again."""
    retries = []

    def write(shop: str) -> None:
        office = BackOffice(database)
        for number in range(commands):
            products = [{"product": f"{shop}-{number}", "total_rate_bps": 2000}]
            command = {"command": "register_products", "by": {"seller": shop}, "at": AT, "products": products}
            assert "events" in office.execute(name, command)
        retries.append(office.retries)
        office.close()

    threads = [threading.Thread(target=write, args=[f"SHOP{number}"]) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(retries) == writers, "a writer failed"
    return sum(retries)


def pages(campaign: Campaign) -> None:
    """A tab by pages: each costs what it shows, however large the campaign is."""
    shown: list[str] = []
    while True:
        page = campaign.agency_view(AT, tab="pending", first=len(shown), count=10)["tabs"]["pending"]
        if not page:
            break
        shown += [one["product"] for one in page]
    print(f"{len(shown)} products on pages of 10")
    assert shown == [one["product"] for one in campaign.agency_view(AT)["tabs"]["pending"]]


def hand_over(office: BackOffice, name: str) -> None:
    """From orders to their parts, which the verification of payouts finds right; a cent too much it finds."""
    creator = {"creator": "creator_1"}
    for command in (
        {"command": "approve", "by": AGENCY, "products": ["lamp"]},
        {"command": "set_creator_rates", "by": AGENCY, "rates": [{"product": "lamp", "creator_rate_bps": 1500}]},
        {"command": "export_links", "by": AGENCY, "products": ["lamp"], "base_url": "https://go.example.test"},
    ):
        assert "events" in office.execute(name, {**command, "at": AT})
    link = office.campaign(name).link_of(product="lamp", base_url="https://go.example.test")
    add = {
        "command": "add_to_showcase",
        "by": creator,
        "at": AT,
        "link": link,
        "products": "all",
        "terms_accepted": True,
    }
    assert "events" in office.execute(name, add)

    (campaign,) = office.campaigns()
    sold = {
        "order_id": "1", "sku_id": "s", "product_id": "lamp", "campaign_id": name, "creator": "creator_1",
        "created_at": datetime.fromisoformat("2026-05-02T12:00:00+00:00"), "currency": "USD", "base_minor": 10_000,
        "status": "Settled",
    }  # fmt: skip
    management = [{"creator": "creator_1", "agency": "A-2", "share_bps": 2000}]
    (parts,) = campaign.split_orders([sold], management)
    shares = {party: parts[f"{party}_minor"] for party in ("agency", "creator", "manager")}
    print("an order of 100.00 USD:", shares)
    lamp = campaign.agency_view(AT, [sold], tab="approved")["tabs"]["approved"][0]
    assert lamp["totals"][0]["agency_minor"] == shares["agency"]
    paid = {
        **sold,
        "agency_rate_bps": parts["total_rate_bps"] - parts["creator_rate_bps"],
        "creator_rate_bps": parts["creator_rate_bps"],
        "paid_agency_minor": shares["agency"],
        "paid_creator_commission_minor": shares["creator"] + shares["manager"],
    }
    terms = campaign.terms_table()
    assert len(verify(table([paid]), terms)) == 0
    wrong = verify(table([{**paid, "paid_agency_minor": shares["agency"] + 1}]), terms)
    print("a cent too much:", [(one.code, one.party, one.difference_minor) for one in wrong.findings])


def table(rows: list[dict[str, Any]]) -> Any:
    """Rows as an Arrow table."""
    return pyarrow.Table.from_pylist(rows)


def main(database: Path) -> None:
    """The whole example on a new database."""
    office = BackOffice(database)
    set_up(office, "C-1")
    retries = two_writers(database, "C-1")
    retries += many_at_once(database, "C-1", writers=2, commands=20)
    campaign = office.campaign("C-1")
    pending = campaign.agency_view(AT)["tabs"]["pending"]
    print(f"{campaign.version} events, {len(pending)} products pending, told to try again at least once: {retries > 0}")
    assert (campaign.version, len(pending)) == (2 + 1 + 40, 1 + 40), "something was lost"
    assert Campaign.load(campaign.snapshot()).snapshot() == campaign.snapshot()
    pages(campaign)
    hand_over(office, "C-1")
    office.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder) / "campaigns.sqlite")
