"""Parquet files that hold the public tables, given to the command."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .command import CAMPAIGN, PRODUCT, Folder

LINES = {
    "order_id": ["1", "2"], "sku_id": ["1", "1"], "product_id": [PRODUCT] * 2, "campaign_id": [CAMPAIGN] * 2,
    "created_at": [datetime(2026, 7, 16, 10), datetime(2026, 7, 17, 10)], "currency": ["IDR"] * 2,
    "base_minor": [65000] * 2, "agency_rate_bps": [100] * 2, "creator_rate_bps": [700] * 2, "status": ["Settled"] * 2,
    "paid_agency_minor": [650, 651], "paid_creator_commission_minor": [4550] * 2,
}  # fmt: skip


def save(folder: Folder, columns: dict[str, list[Any]], name: str = "lines.parquet") -> str:
    pq.write_table(pa.table(columns), folder.path / name)
    return name


def test_a_table_needs_no_currency_and_goes_with_terms_of_the_platform(folder: Folder) -> None:
    done = folder.run("verify", "--orders", save(folder, LINES), "--terms", "terms.csv", "--json", "report.json")
    assert (done.returncode, done.stderr) == (1, "")
    assert folder.found() == [("lines.parquet", 3, "F001", "agency", "paid_agency_minor")]
    assert "IDR" in done.stdout
    assert "gmv_minor" in done.stdout


def test_a_table_goes_with_orders_of_the_platform_and_in_their_place(folder: Folder) -> None:
    terms = {"campaign_id": [CAMPAIGN], "product_id": [PRODUCT], "total_rate_bps": [800], "creator_rate_bps": [700]}
    done = folder.verify(orders=["orders.csv", save(folder, LINES)], terms=[save(folder, terms, "terms.parquet")])
    assert done.returncode == 1
    assert folder.found() == [("lines.parquet", 3, "F001", "agency", "paid_agency_minor")]
    assert folder.report()["summary"]["rows_verified"] == 3


def test_a_wrong_type_and_a_missing_column_end_it_with_2(folder: Folder) -> None:
    floats = save(folder, {**LINES, "base_minor": [65000.0] * 2}, "floats.parquet")
    some = save(folder, {name: cells for name, cells in LINES.items() if name != "status"}, "some.parquet")
    done = folder.verify(orders=["orders.csv", floats, some])
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert errors == [
        "error: `floats.parquet`: column `base_minor` is Float64, expected whole numbers",
        "error: `some.parquet`: its columns are not those of a table of order lines: needed column missing: `status`",
    ]
    assert folder.report()["summary"]["rows_verified"] == 1


def test_local_times_beside_instants_need_a_zone(folder: Folder) -> None:
    instants = {**LINES, "created_at": [at.replace(tzinfo=UTC) for at in LINES["created_at"]]}
    files = ["--orders", save(folder, instants), "--terms", "terms.csv", "--json", "report.json"]
    done = folder.run("verify", *files)
    assert done.returncode == 2
    assert "a time zone is needed" in done.stderr
    assert folder.run("verify", *files, "--time-zone", "Asia/Jakarta").returncode == 1
