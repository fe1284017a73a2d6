"""Invented rows under the real headers, for the readers' tests."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from partner_campaigns.readers import Batch, Source, Unreadable, open_source

ORDERS = """Order ID|SKU ID|Creator Username|Product ID|Product Name|Price|Quantity|Fully returned or refunded|Shop name
Shop code|Partner campaign ID|Order type|Order settlement status|Content Type|Carousel|Content ID|Attribution type
Commission GMV|Standard affiliate partner commission rate|Affiliate partner shop ads commission rate
TikTok bonus rate for affiliate partners|Est. base commission|Est. affiliate partner commission
Est. affiliate partner Shop Ads commission|Est. affiliate partner bonus commission|Est. ISR|Est. IVA
Standard creator affiliate commission rate|Creator shop ads commission rate
TikTok bonus rate for creator affiliate partners|Est. creator commission|Est. creator Shop Ads commission
Est. creator partner bonus commission|Commission base|Standard commission for affiliate partner
Affiliate partner shop ads commission|Affiliate partner bonus commission|Affiliate partner ISR|Affiliate partner IVA
Standard creator commission|Shop ads commission for creators|Affiliate creator partner bonus|Time Created
Time order delivered|Payment ID|Payment Status""".replace("\n", "|").split("|")

TERMS = [
    "Campaign ID", "product name", "", "Product ID", "Sale price", "Shop name", "Product effective start time",
    "Product effective end time", "Creator commission rate", "Affiliate partner commission rate",
    "Creator Shop Ads commission rate", "Affiliate partner Shop Ads commission rate", "Product link",
    "(Only for checking. Please use the left one.)",
]  # fmt: skip

_ORDER = {
    "SKU ID": "172900000000000001", "Creator Username": "creator_1", "Product ID": "172800000000000001",
    "Product Name": "Blue cup", "Quantity": "1", "Fully returned or refunded": "No",
    "Partner campaign ID": "7412345678901234567", "Order settlement status": "Settled",
    "Content ID": "7400000000000000001", "Commission GMV": "Rp65.000",
    "Standard affiliate partner commission rate": "1.00%", "Est. base commission": "Rp65.000",
    "Est. affiliate partner commission": "Rp650", "Standard creator affiliate commission rate": "7.00%",
    "Est. creator commission": "Rp4.550", "Commission base": "Rp65.000",
    "Standard commission for affiliate partner": "Rp650", "Standard creator commission": "Rp4.550",
    "Time Created": "16/07/2026 10:00:00", "Payment ID": "P-1",
}  # fmt: skip


def order(number: int, **cells: object) -> list[object]:
    """One order line; keyword names are headers with `_` for a blank and a dot left out."""
    row: dict[str, object] = {**_ORDER, "Order ID": str(576400000000000000 + number)}
    row.update({key.replace("_", " ").replace("Est ", "Est. "): value for key, value in cells.items()})
    assert not set(row) - set(ORDERS), set(row) - set(ORDERS)
    return [row.get(name, "") for name in ORDERS]


def oid(number: int) -> str:
    return str(576400000000000000 + number)


def text(rows: list[list[object]], end: str = "\n") -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


def line(row: list[object]) -> str:
    return text([row])


def write(folder: Path, data: str | bytes, name: str = "orders.csv") -> str:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return str(path)


def read(path: str, kind: str = "orders", size: int = 8192) -> tuple[Source, Batch]:
    """All batches as one."""
    source = open_source(path, kind)
    lines: list[int] = []
    unreadable: list[Unreadable] = []
    columns: dict[str, list[str]] = {field: [] for field in source.headers}
    for batch in source.batches(size):
        assert all(len(cells) == len(batch.lines) for cells in batch.columns.values())
        assert len(batch.lines) + len(batch.unreadable) <= size + 1
        lines += batch.lines
        unreadable += batch.unreadable
        for field, cells in batch.columns.items():
            columns[field] += cells
    return source, Batch(lines, dict(columns), unreadable)
