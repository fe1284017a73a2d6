"""Verification from Parquet files against DuckDB's SQL on the same files, in interleaved rounds of one process.

    verify_run.py FILE [--quick]      writes the measured ratios as JSON

The files are as an agency keeps a month: order lines in the order of time, of orders of one to four lines, each brought by one
of 40 thousand videos of 5 thousand creators, for 2 thousand products in 40 campaigns, agreed for 6 thousand pairs of product
and campaign. One amount in a thousand is wrong by one minor unit, some pairs were agreed by nobody, some lines are there twice.

Both have one thread, and processor time counts. Both read the files anew, find the wrong amounts, the lines without terms and
the repeated lines, and add up what each party is due and got; before anything is timed, what they found is compared, line
by line. SQL is taken in the fastest of three forms. Verification does what SQL is not asked for in the same time: it checks every
cell, tries all twelve policies of rounding, says the cause of each difference, and hashes the files.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from partner_campaigns.verification import VerifiedFiles, verify_files

QUICK = "--quick" in sys.argv
LINES = 20_000 if QUICK else 1_000_000
ROUNDS = 1 if QUICK else 15

CAMPAIGNS, PRODUCTS, CREATORS = 40, 2_000, 5_000
CONTENTS = LINES // 25
AGREED, NOT_AGREED = 6_000, 20
"""Pairs of campaign and product."""
SKUS_OF_A_PRODUCT = 4
WRONG, REPEATED = 0.001, 0.0005
MICROS_OF_A_DAY = 86_400_000_000
JULY = int(np.datetime64("2026-07-01T00:00:00", "us").astype(np.int64))

random = np.random.default_rng(7)


def ids(first: int, step: int, count: int) -> np.ndarray:
    return (first + step * np.arange(count)).astype(str)


def instants(micros: np.ndarray) -> pa.Array:
    return pa.array(micros.astype("datetime64[us]"), pa.timestamp("us", tz="UTC"))


def half_even(scaled: np.ndarray) -> np.ndarray:
    whole, rest = np.divmod(scaled, 10_000)
    return whole + (rest + (whole & 1) > 5_000)


def write_files(folder: Path) -> tuple[str, str]:
    campaigns, products = ids(730_000_000_000_000_000, 977, CAMPAIGNS), ids(1_729_000_000_000_000_000, 7_919, PRODUCTS)
    pairs = random.choice(CAMPAIGNS * PRODUCTS, AGREED + NOT_AGREED, replace=False)
    campaign, product = np.divmod(pairs, PRODUCTS)
    total = random.integers(500, 4_000, pairs.size)
    creator = total * random.integers(20, 90, pairs.size) // 100
    agreed = slice(0, AGREED)
    terms = {
        "campaign_id": campaigns[campaign[agreed]],
        "product_id": products[product[agreed]],
        "valid_from": instants(np.full(AGREED, JULY)),
        "valid_to": instants(np.full(AGREED, JULY + 31 * MICROS_OF_A_DAY)),
        "total_rate_bps": pa.array(total[agreed], pa.uint16()),
        "creator_rate_bps": pa.array(creator[agreed], pa.uint16()),
    }
    pq.write_table(pa.table(terms), folder / "terms.parquet")

    # A quarter of the lines belong to the order of the line before, up to four; they are of different SKUs.
    place = np.zeros(LINES, np.int64)
    again = random.random(LINES) < 0.25
    for line in range(1, LINES):
        if again[line] and place[line - 1] < SKUS_OF_A_PRODUCT - 1:
            place[line] = place[line - 1] + 1
    order = np.cumsum(place == 0) - 1
    orders = int(order[-1]) + 1
    content_pair = random.integers(0, pairs.size, CONTENTS)
    content_creator = random.integers(0, CREATORS, CONTENTS)
    content = random.integers(0, CONTENTS, orders)[order]
    pair = content_pair[content]
    second = np.sort(random.integers(0, 31 * 86_400, orders))[order]
    sku = (
        product[pair] * SKUS_OF_A_PRODUCT
        + (random.integers(0, SKUS_OF_A_PRODUCT, orders)[order] + place) % SKUS_OF_A_PRODUCT
    )
    base = random.integers(10, 20_000, LINES) * 100 * random.integers(1, 4, LINES)
    commission = half_even(base * creator[pair])
    agency = half_even(base * total[pair]) - commission + (random.random(LINES) < WRONG)
    rows = np.sort(np.concatenate([np.arange(LINES), random.integers(0, LINES, int(LINES * REPEATED))]))[:LINES]
    lines = {
        "order_id": ids(570_000_000_000_000_000, 7_919, orders)[order],
        "sku_id": ids(1_729_100_000_000_000_000, 104_729, PRODUCTS * SKUS_OF_A_PRODUCT)[sku],
        "product_id": products[product[pair]],
        "campaign_id": campaigns[campaign[pair]],
        "content_id": ids(7_300_000_000_000_000_000, 10_007, CONTENTS)[content],
        "creator": np.char.add("creator_", np.arange(CREATORS).astype(str))[content_creator[content]],
        "created_at": instants(JULY + second * 1_000_000),
        "currency": np.full(LINES, "IDR"),
        "base_minor": base,
        "agency_rate_bps": pa.array((total - creator)[pair], pa.uint16()),
        "creator_rate_bps": pa.array(creator[pair], pa.uint16()),
        "status": np.full(LINES, "Settled"),
        "paid_agency_minor": agency,
        "paid_creator_commission_minor": commission,
    }
    pq.write_table(pa.table(lines).take(pa.array(rows)), folder / "orders.parquet")
    return str(folder / "orders.parquet"), str(folder / "terms.parquet")


Found = tuple[set[int], set[int], set[int], dict[str, tuple[int, int]]]
"""Places of rows (0 is the first): wrong amounts, without terms, repeated; and each party's sums, expected and reported."""


def ours(orders: str, terms: str) -> VerifiedFiles:
    return verify_files(orders=[orders], terms=[terms])


def ours_found(verified: VerifiedFiles) -> Found:
    assert not verified.problems, verified.problems
    rows: dict[str, set[int]] = {"F001": set(), "F008": set(), "F004": set()}
    for finding in verified.report.findings:
        rows[finding.code].add(finding.line - 2)
    totals = verified.report.summary["totals"]
    sums = {total["party"]: (total["expected_minor"], total["reported_minor"]) for total in totals}
    return rows["F001"], rows["F008"], rows["F004"], sums


class Sql:
    """The same in SQL, in one of its forms; every form reads the files anew each time."""

    LINE = "order_id, sku_id, o.product_id, o.campaign_id, content_id"

    def __init__(self, orders: str, terms: str) -> None:
        self.connection = duckdb.connect()
        for setting in ("threads = 1", "enable_progress_bar = false", "preserve_insertion_order = true"):
            self.connection.execute(f"set {setting}")
        self.orders, self.terms = orders, terms

    def rows(self, query: str) -> list[Any]:
        return self.connection.execute(query).fetchall()

    @staticmethod
    def part(rate: str) -> str:
        scaled = f"(o.base_minor * t.{rate})"
        return f"(({scaled} + 4999 + ({scaled} // 10000) % 2) // 10000)"  # half to even, of what is not negative

    def joined(self, columns: str, kind: str = "left join") -> str:
        due_creator = self.part("creator_rate_bps")
        return (
            f"select {columns}, o.paid_agency_minor as agency, o.paid_creator_commission_minor as creator, "
            f"{self.part('total_rate_bps')} - {due_creator} as due_agency, {due_creator} as due_creator "
            f"from read_parquet('{self.orders}', file_row_number = true) o {kind} '{self.terms}' t "
            "on o.campaign_id = t.campaign_id and o.product_id = t.product_id "
            "and o.created_at >= t.valid_from and o.created_at < t.valid_to"
        )

    WRONG = "due_agency <> agency or due_creator <> creator"
    SUMS = "sum(due_agency), sum(agency), sum(due_creator), sum(creator)"

    @staticmethod
    def later(groups: list[Any]) -> set[int]:
        """All rows of each group but its first."""
        return {row for (rows,) in groups for row in sorted(rows)[1:]}

    def found(self, judged: list[Any], repeated: set[int], sums: dict[str, tuple[int, int]]) -> Found:
        wrong = {row for row, due, *_ in judged if due is not None} - repeated
        return wrong, {row for row, due, *_ in judged if due is None} - repeated, repeated, sums

    def separate(self) -> Found:
        """One statement for each question; the lines of a group are compared by their five ids."""
        groups = f"select list(file_row_number) from read_parquet('{self.orders}', file_row_number = true) o group by {self.LINE} having count(*) > 1"
        return self.separately(self.later(self.rows(groups)))

    def hashed(self) -> Found:
        """Likewise, but lines are grouped by a hash of their ids, and the few groups of more than one compared by the ids."""
        again = f"select hash({self.LINE}) from '{self.orders}' o group by 1 having count(*) > 1"
        groups = (
            f"select list(file_row_number) from read_parquet('{self.orders}', file_row_number = true) o "
            f"where hash({self.LINE}) in ({again}) group by {self.LINE} having count(*) > 1"
        )
        return self.separately(self.later(self.rows(groups)))

    def separately(self, repeated: set[int]) -> Found:
        row = "o.file_row_number as row"
        judged = self.rows(f"select row, due_agency from ({self.joined(row)}) where {self.WRONG} or due_agency is null")
        without = ", ".join(map(str, repeated)) or "-1"
        (sums,) = self.rows(f"select {self.SUMS} from ({self.joined(row, 'join')}) where row not in ({without})")
        return self.found(judged, repeated, {"agency": sums[:2], "creator": sums[2:]})

    def kept(self) -> Found:
        """One join, kept in memory with a hash of the ids; everything else is asked of that."""
        self.rows(
            f"create or replace temp table lines as {self.joined(f'o.file_row_number as row, hash({self.LINE}) as line')}"
        )
        candidates = self.rows("select list(row) from lines group by line having count(*) > 1")
        rows = ", ".join(str(row) for (group,) in candidates for row in group) or "-1"
        groups = (
            f"select list(file_row_number) from read_parquet('{self.orders}', file_row_number = true) o "
            f"where file_row_number in ({rows}) group by {self.LINE} having count(*) > 1"
        )
        repeated = self.later(self.rows(groups)) if candidates else set()
        judged = self.rows(f"select row, due_agency from lines where {self.WRONG} or due_agency is null")
        without = ", ".join(map(str, repeated)) or "-1"
        (sums,) = self.rows(f"select {self.SUMS} from lines where due_agency is not null and row not in ({without})")
        return self.found(judged, repeated, {"agency": sums[:2], "creator": sums[2:]})

    def compared(self) -> set[int]:
        """The join and the comparison alone."""
        rows = self.rows(f"select row from ({self.joined('o.file_row_number as row', 'join')}) where {self.WRONG}")
        return {row for (row,) in rows}


def seconds(run: Callable[[], Any]) -> float:
    before = time.process_time()
    run()
    return time.process_time() - before


def paired(mine: Callable[[], Any], theirs: Callable[[], Any]) -> tuple[float, float, float]:
    """How many times as fast ours is, and both times in seconds: medians over rounds that alternate."""
    ratios, own, other = [], [], []
    for _ in range(ROUNDS):
        own.append(seconds(mine))
        other.append(seconds(theirs))
        ratios.append(other[-1] / max(own[-1], 1e-9))
    return statistics.median(ratios), statistics.median(own), statistics.median(other)


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    with tempfile.TemporaryDirectory() as folder:
        orders, terms = write_files(Path(folder))
        bars = measured(orders, terms)
    versions = {one.__name__: one.__version__ for one in (duckdb, np, pa)}
    Path(sys.argv[1]).write_text(json.dumps({"bars": bars, "versions": versions, "python": sys.version.split()[0]}))


def measured(orders: str, terms: str) -> list[dict[str, Any]]:
    sql = Sql(orders, terms)
    mine = ours_found(ours(orders, terms))
    wrong, without, repeated, _ = mine
    assert wrong and without and repeated, "the files lack what is to be found"
    forms = {"one statement each": sql.separate, "grouped by a hash": sql.hashed, "one join, kept": sql.kept}
    for name, form in forms.items():
        theirs = form()
        assert mine == theirs, f"{name} differs"
    assert wrong <= sql.compared() <= wrong | repeated, "the join alone differs"
    spent = {name: min(seconds(form) for _ in range(1 if QUICK else 3)) for name, form in forms.items()}
    fastest = min(spent, key=lambda name: spent[name])

    bars: list[dict[str, Any]] = []
    rows = f"{LINES // 1000} K lines" if LINES < 1_000_000 else f"{LINES // 1_000_000} M lines"

    def bar(name: str, theirs: Callable[[], Any], demand: float | None, stretch: float | None, note: str) -> None:
        ratio, own, other = paired(lambda: ours(orders, terms), theirs)
        note = f"ours {own:.3f} s, DuckDB {other:.3f} s; {note}"
        bars.append(
            {"name": name, "ratio": ratio, "demand": demand, "stretch": stretch, "at_most": False, "note": note}
        )
        print(f"{name:<64} {ratio:>9.2f}  demand {demand}  ({note})", flush=True)

    found = f"{len(wrong)} wrong amounts, {len(without)} lines without terms, {len(repeated)} repeated"
    others = ", ".join(f"{name} {each:.3f} s" for name, each in spent.items())
    bar(f"{rows}, verify from a Parquet file / DuckDB in SQL", forms[fastest], 2, 4, f"{found}; {others}")
    note = "SQL finds no repeated lines and no sums here; no demand"
    bar(f"{rows}, verify from a Parquet file / DuckDB, join and comparison alone", sql.compared, None, None, note)
    return bars


if __name__ == "__main__":
    main()
