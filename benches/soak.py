"""A mixed load for as long as you like: it must go on, and its memory must stay flat.

    .venv/bin/python benches/soak.py --minutes 10

Threads share campaigns (commands, queries, the marketplace in any order), split and compare columns of many sizes, verify
tables and write their reports, all at once and in a random order that the seed decides. Every few seconds the resident
memory is printed. The program fails where a thread stops, an answer is wrong, or the last third of the time needs more memory
than the second third did.
"""

from __future__ import annotations

import argparse
import copy
import faulthandler
import io
import json
import os
import pickle
import random
import resource
import sys
import threading
import time
from array import array
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

import partner_campaigns as pc

AGENCY, SHOP, AT = {"agency": "A-1"}, {"seller": "SHOP1"}, "2026-05-02T12:00:00Z"
ACCOUNT = {
    "agency": "A-1", "name": "North Star", "market": "US", "categories": ["content_management"],
    "tax": {"form": "w9", "legal_name": "North Star LLC", "contact": "tax@example.test",
            "tax_number": "12-3456789", "documents": ["w9.pdf"]},
    "bank": {"status": "linked"},
}  # fmt: skip
DRAFT = {
    "market": "US", "time_zone": "America/Los_Angeles", "name": "Spring", "description": "Flowers",
    "registration_period": {"first_day": "2026-05-01", "last_day": "2026-05-31"},
    "campaign_period": {"first_day": "2026-05-01", "last_day": "2026-07-31"},
    "sellers": "open", "contact": {"email": "hi@example.test"},
}  # fmt: skip
EVENTS_MAX = 300
"""After so many a campaign begins anew: one that grows for ever needs memory for ever."""
SECONDS_STILL_MAX = 120
"""A thread that has done nothing for so long waits for ever."""
GROWTH_MAX = 48 << 20
"""What the last third of the time may need beyond the second: allocators do not keep still."""


class Campaigns:
    """Campaigns that all threads share, and what is done with them."""

    def __init__(self, count: int) -> None:
        self._all = [self._published(number) for number in range(count)]

    @staticmethod
    def _published(number: int) -> pc.Campaign:
        made = pc.Campaign()
        made.create_campaign(by=AGENCY, at="2026-05-01T12:00:00Z", id=f"C-{number}", account=ACCOUNT, draft=DRAFT)
        made.publish(by=AGENCY, at="2026-05-01T12:00:00Z")
        return made

    def command(self, rng: random.Random) -> None:
        place = rng.randrange(len(self._all))
        campaign = self._all[place]
        if campaign.version > EVENTS_MAX:
            self._all[place] = self._published(place)
            return
        products = [f"P-{rng.randrange(10**12)}" for _ in range(rng.randint(1, 20))]
        offers = [{"product": product, "total_rate_bps": 3000} for product in products]
        assert campaign.register_products(by=SHOP, at=AT, products=offers).events
        campaign.approve(by=AGENCY, at=AT, products=products[:1])
        refused = campaign.execute({"command": "approve", "by": AGENCY, "at": AT, "products": products[:1]})
        assert "violations" in refused or "invalid" in refused, refused

    def look(self, rng: random.Random) -> None:
        order = rng.sample(self._all, len(self._all)) + rng.choices(self._all, k=2)
        assert len(pc.marketplace(order, "SHOP1", at=AT)) == len(order)
        one = rng.choice(order)
        assert one.agency_view(AT)["tabs"] and "version=" in repr(one)
        other = rng.choice([copy.copy, lambda given: pickle.loads(pickle.dumps(given))])(one)
        assert json.loads(other.snapshot())


def columns(rng: random.Random) -> dict[str, Any]:
    rows = int(10 ** rng.uniform(1, 6))
    return {
        "base_minor": array("q", [rng.randrange(10**9)]) * rows,
        "total_rate_bps": array("H", [3000]) * rows,
        "creator_rate_bps": array("H", [1500]) * rows,
        "threads": rng.randint(1, 4),
    }


def split(rng: random.Random) -> None:
    given = columns(rng)
    out = pc.split_columns(**given)
    rows = len(given["base_minor"])
    assert out.totals.rows == rows == len(out)
    taken = pa.array(out.agency_minor)
    assert taken[0] == taken[rows - 1]
    if rows < 10_000:
        assert out.creator_minor.to_list()[-1] == out.creator_minor[0]


def compare(rng: random.Random) -> None:
    given = columns(rng)
    rows = len(given["base_minor"])
    due = pc.split(base_minor=given["base_minor"][0], total_rate_bps=3000, creator_rate_bps=1500)
    paid = array("q", [due.agency_minor]) * rows
    wrong = array("q", [due.creator_minor]) * rows
    wrong[rows // 2] += 1
    found = pc.compare_columns(**given, reported_agency_minor=paid, reported_creator_minor=wrong)
    assert found.row.to_list() == [rows // 2]


def verify(rng: random.Random) -> None:
    rows = int(10 ** rng.uniform(1, 4))
    terms = pa.table(
        {"campaign_id": ["C1"], "product_id": ["P1"], "total_rate_bps": [3000], "creator_rate_bps": [1500]}
    )
    orders = pa.table({
        "order_id": [str(number) for number in range(rows)], "sku_id": ["2"] * rows, "product_id": ["P1"] * rows,
        "campaign_id": ["C1"] * rows, "created_at": [datetime(2026, 7, 16, tzinfo=UTC)] * rows,
        "currency": ["USD"] * rows, "base_minor": [10000] * rows, "agency_rate_bps": [1500] * rows,
        "creator_rate_bps": [1500] * rows, "status": ["Settled"] * rows, "paid_agency_minor": [1500] * rows,
        "paid_creator_commission_minor": [1500 - (number % 10 == 0) for number in range(rows)],
    })  # fmt: skip
    report = pc.verify(orders, terms)
    file = io.BytesIO()
    report.write_json(file)
    assert file.getvalue().startswith(b"{") and len(report) == (rows + 9) // 10


def check(rng: random.Random) -> None:
    name = "x" * rng.randrange(200)
    found = pc.check({"at": AT, "account": ACCOUNT, "draft": {**DRAFT, "name": name}})
    assert found.ok == (not found.violations) and (name or not found.ok)


class Worker(threading.Thread):
    """One thread: it does one thing after the other until it is told to stop."""

    def __init__(self, seed: int, works: list[Callable[[random.Random], None]], stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self._rng, self._works, self._stopped = random.Random(seed), works, stop
        self.done: Counter[str] = Counter()
        self.last = time.monotonic()
        self.failed: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._stopped.is_set():
                work = self._rng.choice(self._works)
                work(self._rng)
                self.done[work.__name__] += 1
                self.last = time.monotonic()
        except BaseException as error:  # noqa: BLE001 - whatever it is, it ends the soak
            self.failed = error


def resident() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--minutes", type=float, default=10)
    arguments.add_argument("--threads", type=int, default=8)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    campaigns, stop = Campaigns(6), threading.Event()
    works = [campaigns.command, campaigns.look, split, compare, verify, check]
    workers = [Worker(given.seed * 1000 + number, works, stop) for number in range(given.threads)]
    begun, until = time.monotonic(), time.monotonic() + 60 * given.minutes
    samples: list[tuple[float, int]] = []
    for worker in workers:
        worker.start()
    while (now := time.monotonic()) < until:
        time.sleep(min(5, until - now))
        samples.append((time.monotonic() - begun, resident()))
        done = sum((worker.done for worker in workers), Counter())
        print(f"{samples[-1][0]:7.0f} s  {samples[-1][1] / 1e6:7.1f} MB  {dict(sorted(done.items()))}", flush=True)
        for worker in workers:
            if worker.failed is not None:
                raise worker.failed
            if time.monotonic() - worker.last > SECONDS_STILL_MAX:
                faulthandler.dump_traceback(all_threads=True)
                print("a thread does nothing any more: the traces above say where each of them is", file=sys.stderr)
                os._exit(1)
    stop.set()
    for worker in workers:
        worker.join()
    third = 60 * given.minutes / 3
    second = max((size for at, size in samples if third <= at < 2 * third), default=0)
    last = max((size for at, size in samples if at >= 2 * third), default=0)
    pc.release_memory()
    print(f"second third {second / 1e6:.1f} MB, last third {last / 1e6:.1f} MB, at rest {resident() / 1e6:.1f} MB")
    if last > second + GROWTH_MAX:
        sys.exit(f"memory grows: {(last - second) / 1e6:.1f} MB in the last third")


if __name__ == "__main__":
    main()
