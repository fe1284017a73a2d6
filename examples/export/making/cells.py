"""How values are written as cells."""

import random
from datetime import timedelta

from .words import COLUMN_OF, IDS, MONEY

KEY_OF = {header: key for key, header in COLUMN_OF.items()}


def dotted(number):
    return f"{number:,}".replace(",", ".")


class Cells:
    def __init__(self, business, seed, xlsx):
        self.business, self.rng, self.xlsx = business, random.Random(seed), xlsx

    def blank(self):
        return self.rng.choice(["", "", "", "", "-", "--", "N/A", "/"])

    def money(self, number):
        roll = self.rng.random()
        if self.xlsx and roll < 0.5:
            return number
        if number < 0 or roll < 0.6:
            return str(number)
        if roll < 0.85:
            return f"Rp{dotted(number)}"
        if roll < 0.92:
            return dotted(number)
        return f"{number:,}" if roll < 0.97 else f"{number}.00"

    def rate(self, bps):
        if bps % 100 == 0 and self.rng.random() < 0.15:
            return f"{bps // 100}%"
        return f"{bps // 100}.{bps % 100:02d}%"

    def cell(self, row, key):
        if key in row["raw"]:
            return row["raw"][key]
        value = row[key]
        if value is None:
            return self.blank()
        if key in MONEY:
            return self.money(value)
        if key.endswith("_bps"):
            return self.rate(value)
        if key in IDS:
            return value + ("\t" if self.rng.random() < 0.15 else "")
        if key == "created":
            return value.strftime("%d/%m/%Y %H:%M:%S")
        if key == "refunded":
            return self.rng.choice(["Yes", "Yes", "Yes", "true"] if value else ["No", "No", "No", "false"])
        if key == "quantity" and self.xlsx:
            return value
        return str(value)

    def other(self, row, header):
        """The columns that no rule needs."""
        rng, product = self.rng, row["product_id"]
        if header == "Product Name":
            return self.business.names[product]
        if header == "Price":
            return f"Rp{dotted(self.business.prices[product])}"
        if header == "Shop name":
            return self.business.shops[product]
        if header == "Time order delivered":
            moment = row["created"] + timedelta(days=3)
            return moment.strftime("%d/%m/%Y %H:%M:%S") if row["payment_id"] else self.blank()
        fixed = {
            "Shop code": "IDLCXX01",
            "Order type": "Affiliate",
            "Content Type": rng.choice(["Video", "Live", "Showcase"]),
            "Carousel": rng.choice(["", "No"]),
            "Attribution type": "Direct",
            "Payment Status": "Paid" if row["payment_id"] else "",
        }
        return fixed.get(header, "")

    def record(self, row, headers):
        return [self.cell(row, KEY_OF[header]) if header in KEY_OF else self.other(row, header) for header in headers]
