"""Planted errors in whole lines: F002, F008, F011 and F012."""

from datetime import datetime, timedelta

from .business import Business
from .law import rates_of
from .words import COLUMN_OF, RATES


class WrongLines(Business):
    def plant_lines(self):
        rng = self.rng

        def without(*cells, **how):
            def make(august):
                row = self.line("settled", august, **how)
                row["status"] = "Settled"
                row.update(dict.fromkeys(cells))
                return row

            return make

        missing, missing_ads = ("F002", "standard", None), ("F002", "shop_ads", None)
        self.plant(16, without("agency"), missing)
        self.plant(16, without("creator_amount"), missing)
        self.plant(10, without("agency", "creator_amount"), missing)
        self.plant(4, without("agency", zero="agency_bps"), missing)
        self.plant(6, without("agency", "creator_amount", "base", ads=False), missing)
        self.plant(6, without("ads_agency", ads=True), missing_ads)
        self.plant(6, without("ads_creator", ads=True), missing_ads)

        # F008: no terms of that campaign cover the product at that time.
        def elsewhere(state, when=None):
            def make(august):
                row = self.line(state, august)
                terms = self.by_product[row["campaign_id"], row["product_id"]]
                if when is None:
                    row["campaign_id"] = rng.choice([c for c in self.campaigns if c != row["campaign_id"]])
                    return row
                moment = when(terms)
                if (
                    moment is None
                    or (august and moment < datetime(2026, 7, 16))
                    or (not august and moment >= datetime(2026, 8, 1))
                ):
                    return None
                row["created"] = moment
                return row

            return make

        def too_late(terms):
            end = max(term["end"] or datetime(2027, 1, 1) for term in terms)
            if end > datetime(2026, 8, 26):
                return None
            return end + timedelta(days=1 if terms[0]["end_is_date"] else 0, seconds=rng.choice([1, 1, 60, 3600]))

        def too_early(terms):
            return min(term["start"] for term in terms) - timedelta(seconds=rng.choice([1, 1, 3600, 7200]))

        code = ("F008", None, None)
        for state, count in (("settled", 12), ("open", 6), ("void", 4)):
            self.plant(count, elsewhere(state), code)

        def anywhen(when):
            def make(august):
                row = elsewhere("settled", when)(august)
                return row if row is None or row["created"].month in (6, 7, 8) else None

            return make

        done = 0
        while done < 12:  # before the terms hold: only the July file reaches back so far
            row = anywhen(too_early)(False)
            done += row is not None and self.add(row, False, [code])
        done = 0
        while done < 12:
            row = anywhen(too_late)(True)
            done += row is not None and self.add(row, True, [code])
        done = 0
        while done < 3:  # an end at midnight is not included
            row = self.line("settled", True)
            row["created"] = datetime(2026, 9, 1)
            done += self.add(row, True, [code])

        # F012: terms cover the row, at other rates; the amounts are right for the row's own.
        def other_rates(state, commission="standard", **how):
            def make(august):
                row = self.line(state, august, ads=commission == "shop_ads" or None, **how)
                if state == "settled" and row["status"] == "Completed":
                    row["status"] = "Settled"
                left, right = RATES[commission]
                row[left], row[right] = row[left] + rng.choice([25, 50, 200]), row[right] + rng.choice([-25, 0, 75])
                if row[right] < 0:
                    return None
                self.pay(row, False)
                if state == "settled":
                    self.pay(row, True)
                return row

            return make

        def old_rates(august):
            row = self.line("settled", august, changed=True)
            terms = self.by_product[row["campaign_id"], row["product_id"]]
            other = next(t for t in terms if rates_of(t, "standard") != rates_of(row, "standard"))
            row["agency_bps"], row["creator_bps"] = other["agency_bps"], other["creator_bps"]
            self.pay(row, False)
            self.pay(row, True)
            return row

        def also_wrong(august):
            row = other_rates("settled")(august)
            if row is not None:
                row["agency"] += 19
            return row

        def refunded(august):
            row = other_rates("settled")(august)
            if row is not None:
                row["refunded"], row["base"], row["agency"], row["creator_amount"] = True, 0, 0, 0
                row["ads_agency"] = row["ads_creator"] = None
            return row

        code = ("F012", "standard", None)
        self.plant(24, other_rates("settled"), code)
        self.plant(8, other_rates("open"), code)
        self.plant(10, other_rates("settled", several=True), code)
        self.plant(3, other_rates("void"), code)
        self.plant(3, refunded, code)
        self.plant(8, old_rates, code)
        self.plant(8, other_rates("settled", "shop_ads"), ("F012", "shop_ads", None))
        self.plant(6, also_wrong, code, ("F001", "standard", "unknown"))

    def plant_unreadable(self):
        cells = [
            ("agency_bps", ["3.00", "3", "0.03"]),
            ("creator_bps", ["12.00", "12.125%", "-1.00%"]),
            ("creator_bps", ["", "N/A"]),
            ("est_base", ["1234.5", "65.5", "Rp12.34"]),
            ("agency", ["1.234.5", "12,5", "abc"]),
            ("base", ["9223372036854775808", "92233720368547758080"]),
            ("created", ["31/02/2026 10:00:00", "2026-13-01 00:00:00", ""]),
            ("order_id", ["5.76461E+17", "576461234567890123.0", ""]),
            ("sku_id", ["1.73012E+17"]),
            ("product_id", ["1.72912E+17", "-"]),
            ("campaign_id", ["7.30112E+17", ""]),
            ("status", ["", "--"]),
            ("refunded", ["Maybe"]),
            ("quantity", ["two"]),
            ("ads_agency_bps", ["5"]),
            ("creator_amount", ["#REF!"]),
        ]
        for key, bads in cells:
            for number in range(3):
                for august in (False, True):
                    row = self.line("settled", august)
                    row["raw"][key] = bads[number % len(bads)]
                    row["unreadable"] = COLUMN_OF[key]
                    self.add(row, august)
        for august in (False, True):
            for _ in range(3):
                row = self.line("settled", august)
                row["agency_bps"], row["creator_bps"] = 6000, 4025  # more than everything
                row["unreadable"] = COLUMN_OF["creator_bps"]
                self.add(row, august)
                row = self.line("settled", august)  # not of any campaign here, and still unreadable
                row["campaign_id"], row["raw"]["base"], row["unreadable"] = self.stranger, "n.a.", COLUMN_OF["base"]
                self.add(row, august)
        for mangle in ("short", "long", "latin1 name", "latin1 creator"):
            for _ in range(4):
                row = self.line("settled", False)
                row["mangle"], row["unreadable"] = mangle, ""
                self.add(row, False)
        for _ in range(4):
            row = self.line("settled", True)
            row["raw"]["order_id"], row["unreadable"] = 5.764612345678901e17, COLUMN_OF["order_id"]
            self.add(row, True)

        def baseless(state):
            def make(august):
                row = self.line(state, august)
                row["base" if state == "settled" else "est_base"] = None
                return row

            return make

        self.plant(4, baseless("settled"), ("F011", None, None))
        self.plant(4, baseless("open"), ("F011", None, None))
