"""The command as a user runs it, on small exports that are written here: invented rows under the real headers."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

COMMAND = str(Path(sys.executable).with_name("partner-campaigns"))

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

CAMPAIGN = "7412345678901234567"
PRODUCT = "1728000000000000001"

# A settled line that is right: 65000 rupiah at 1% and 7%.
ORDER = {
    "SKU ID": "1729000000000000001", "Creator Username": "creator_1", "Product ID": PRODUCT,
    "Product Name": "Blue cup", "Quantity": "1", "Fully returned or refunded": "No", "Partner campaign ID": CAMPAIGN,
    "Order settlement status": "Settled", "Content ID": "7400000000000000001", "Commission GMV": "65000",
    "Standard affiliate partner commission rate": "1.00%", "Est. base commission": "65000",
    "Est. affiliate partner commission": "650", "Standard creator affiliate commission rate": "7.00%",
    "Est. creator commission": "4550", "Commission base": "65000", "Standard commission for affiliate partner": "650",
    "Standard creator commission": "4550", "Time Created": "16/07/2026 10:00:00", "Payment ID": "P-1",
}  # fmt: skip

LINK = {
    "Campaign ID": CAMPAIGN, "product name": "Blue cup", "Product ID": PRODUCT,
    "Product effective start time": "01/07/2026 00:00:00", "Product effective end time": "31/07/2026 23:59:59",
    "Creator commission rate": "7.00%", "Affiliate partner commission rate": "1.00%",
}  # fmt: skip

Row = Sequence[str]


def oid(number: int) -> str:
    """The order id of the order with this number."""
    return str(576400000000000000 + number)


def order(number: int, cells: dict[str, str] | None = None) -> list[str]:
    """One order line; ``cells`` go by their headers."""
    return _row(ORDERS, {**ORDER, "Order ID": oid(number)}, cells)


def link(cells: dict[str, str] | None = None) -> list[str]:
    """One product link."""
    return _row(TERMS, LINK, cells)


def _row(headers: list[str], row: dict[str, str], cells: dict[str, str] | None) -> list[str]:
    whole = {**row, **(cells or {})}
    assert set(whole) <= set(headers), set(whole) - set(headers)
    return [whole.get(name, "") for name in headers]


def text(rows: Iterable[Row]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


class Folder:
    """A folder of exports, and the command run in it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, data: str | bytes) -> str:
        (self.path / name).write_bytes(data.encode() if isinstance(data, str) else data)
        return name

    def orders(self, *rows: Row, name: str = "orders.csv", header: Row = tuple(ORDERS)) -> str:
        return self.write(name, text([header, *rows]))

    def terms(self, *rows: Row, name: str = "terms.csv", header: Row = tuple(TERMS)) -> str:
        return self.write(name, text([header, *(rows or [link()])]))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        command = [COMMAND, *arguments]
        done = subprocess.run(
            command, cwd=self.path, capture_output=True, text=True, encoding="utf-8", env=environment, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def verify(
        self, *arguments: str, orders: Iterable[str] = ("orders.csv",), terms: Iterable[str] = ("terms.csv",)
    ) -> subprocess.CompletedProcess[str]:
        """Run ``verify`` in rupiah, with the report in ``report.json``."""
        files = [part for path in orders for part in ("--orders", path)]
        files += [part for path in terms for part in ("--terms", path)]
        (self.path / "report.json").unlink(missing_ok=True)
        return self.run("verify", *files, "--currency", "IDR", "--json", "report.json", *arguments)

    def report(self) -> dict[str, Any]:
        return dict(json.loads((self.path / "report.json").read_text(encoding="utf-8")))

    def found(self) -> list[tuple[Any, ...]]:
        """The findings' file, line, code, party and column."""
        keys = ("file", "line", "code", "party", "column")
        return [tuple(one[key] for key in keys) for one in self.report()["findings"]]
