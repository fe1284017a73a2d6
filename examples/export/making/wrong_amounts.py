"""Planted errors in amounts: F001 and F009, with every cause."""

from .business import Business
from .law import divide, rates_of, split


class WrongAmounts(Business):
    def plant_amounts(self):
        rng = self.rng

        def paid(commission, settled, wrong, prepare=None, **how):
            def make(august):
                row = self.line("settled" if settled else "open", august, ads=commission == "shop_ads" or None, **how)
                if prepare:
                    prepare(row, settled)
                    self.pay(row, False)
                    if settled:
                        self.pay(row, True)
                base = row["base"] if settled else row["est_base"]
                rates = rates_of(row, commission)
                new = wrong(row, base, rates, *split(base, rates))
                if new is None or min(new) < 0:
                    return None
                self.put(row, commission, settled, new)
                return row

            return make

        def taxed(row, settled):
            for key in ("isr", "iva") if settled else ("est_isr", "est_iva"):
                row[key] = rng.randint(3, 90) * 7

        def many(row, settled):
            row["quantity"] = rng.randint(3, 9)

        def discounted(row, settled):
            row["gmv"] = row["est_base"] + rng.randint(20, 400) * 100

        def agreed_pairs(row, commission):
            return {rates_of(term, commission) for term in self.by_product[row["campaign_id"], row["product_id"]]}

        def agreed(row, base, rates, agency, creator):
            return split(base, rng.choice(sorted(agreed_pairs(row, "standard") - {rates})))

        def agreed_ads(row, base, rates, agency, creator):
            pairs = sorted(agreed_pairs(row, "shop_ads") - {rates})
            return split(base, rng.choice(pairs)) if pairs else None

        def moved(row, base, rates, agency, creator):
            power = rng.choice([1, 1, 1, 2, -1, -1, -2, -3])
            new = [agency, creator]
            for place in rng.choice([(0,), (1,), (0, 1)]):
                if power < 0 and new[place] % 10**-power:
                    return None
                new[place] = new[place] * 10**power if power > 0 else new[place] // 10**-power
            return new

        def off(row, base, rates, agency, creator):
            return rng.choice(
                [(agency + 17, creator), (agency, creator - 23), (agency - 29, creator + 41), (agency + 311, creator)]
            )

        tricks = {
            "other-rounding": (
                lambda row, base, rates, a, c: split(base, rates, rounding=rng.choice(["half_even", "up", "down"])),
                {},
            ),
            "other-remainder": (
                lambda row, base, rates, a, c: split(base, rates, remainder=rng.choice(["creator", "separate"])),
                {},
            ),
            "total-rate-paid-to-creator": (lambda row, base, rates, a, c: (a, divide(base * sum(rates), 10000)), {}),
            "nested-rate": (lambda row, base, rates, a, c: (a, divide(a * rates[1], 10000)), {}),
            "parties-swapped": (lambda row, base, rates, a, c: (c, a), {}),
            "base-is-gmv": (lambda row, base, rates, a, c: split(row["gmv"], rates), {"prepare": discounted}),
            "rounded-per-item": (
                lambda row, base, rates, a, c: split(
                    base, rates, remainder=rng.choice(["agency", "separate"]), items=row["quantity"]
                ),
                {"prepare": many},
            ),
            "net-of-tax": (
                lambda row, base, rates, a, c: (
                    a,
                    c - sum(row[key] or 0 for key in ("isr", "iva", "est_isr", "est_iva")),
                ),
                {"prepare": taxed},
            ),
            "power-of-ten": (moved, {}),
            "unknown": (off, {}),
        }
        for cause, (wrong, how) in tricks.items():
            for commission, settled, count in (
                ("standard", True, 32),
                ("standard", False, 8),
                ("shop_ads", True, 8),
                ("shop_ads", False, 4),
            ):
                self.plant(count, paid(commission, settled, wrong, **how), ("F001", commission, cause))
        for settled, count in ((True, 32), (False, 8)):
            self.plant(
                count, paid("standard", settled, agreed, several=True), ("F001", "standard", "other-agreed-rate")
            )
        for settled, count in ((True, 8), (False, 4)):
            wrong = paid("shop_ads", settled, agreed_ads, several=True)
            self.plant(count, wrong, ("F001", "shop_ads", "other-agreed-rate"))
        self.plant(6, paid("standard", True, agreed, changed=True), ("F001", "standard", "other-agreed-rate"))
        # One of the two numbers is 0, or each party is wrong for a reason of its own.
        self.plant(
            8,
            paid("standard", True, lambda row, base, rates, a, c: (0, c) if a else None),
            ("F001", "standard", "unknown"),
        )
        self.plant(
            6,
            paid("standard", True, lambda row, base, rates, a, c: (777, c), zero="agency_bps"),
            ("F001", "standard", "unknown"),
        )
        self.plant(
            10,
            paid("standard", True, lambda row, base, rates, a, c: (a * 10, divide(base * sum(rates), 10000))),
            ("F001", "standard", "power-of-ten"), ("F001", "standard", "total-rate-paid-to-creator"),
        )  # fmt: skip

        # A base that grew after the estimate: paid on the estimate all the same.
        def grown(august):
            row = self.line("settled", august)
            row["base"] += rng.randint(10, 90) * 100
            self.put(row, "standard", True, split(row["est_base"], rates_of(row, "standard")))
            if row["has_ads"]:
                self.put(row, "shop_ads", True, split(row["base"], rates_of(row, "shop_ads")))
            return row

        self.plant(6, grown, ("F001", "standard", "refund-ignored"))

        # Nothing is due on a cancelled line.
        def void(amounts):
            def make(august):
                row = self.line("void", august)
                self.put(row, "standard", True, amounts(row, split(row["est_base"], rates_of(row, "standard"))))
                return row

            return make

        self.plant(16, void(lambda row, before: before), ("F001", "standard", "refund-ignored"))
        self.plant(6, void(lambda row, before: (before[0], None)), ("F001", "standard", "refund-ignored"))
        self.plant(8, void(lambda row, before: (333, None)), ("F001", "standard", "unknown"))

    def plant_refunds(self):
        rng = self.rng

        def full(amounts, commission="standard"):
            def make(august):
                row = self.line("settled", august, ads=commission == "shop_ads" or False)
                row["refunded"], row["base"] = True, rng.choice([0, None, row["base"]])
                row["gmv"] = row["est_base"] + 4300
                row["agency"] = row["creator_amount"] = 0
                row["ads_agency"] = row["ads_creator"] = None
                rates = rates_of(row, commission)
                self.put(row, commission, True, amounts(split(row["est_base"], rates), split(row["gmv"], rates)))
                return row

            return make

        def part(amounts, commission="standard"):
            def make(august):
                row = self.line("settled", august, ads=commission == "shop_ads" or None)
                row["base"] = row["est_base"] * rng.randint(2, 8) // 10
                self.pay(row, True)
                rates = rates_of(row, commission)
                new = amounts(
                    split(row["est_base"], rates), split(row["base"], rates), divide(row["base"] * sum(rates), 10000)
                )
                self.put(row, commission, True, new)
                return row

            return make

        for commission, count in (("standard", 40), ("shop_ads", 8)):
            unclawed = ("F009", commission, "refund-ignored")
            self.plant(count, full(lambda before, gmv: before, commission), unclawed)
            self.plant(count, part(lambda before, after, total: before, commission), unclawed)
            self.plant(8, full(lambda before, gmv: (before[0], 0), commission), unclawed)
            self.plant(8, part(lambda before, after, total: (after[0], before[1]), commission), unclawed)
            self.plant(8, full(lambda before, gmv: gmv, commission), ("F009", commission, "base-is-gmv"))
            self.plant(
                8, full(lambda before, gmv: (rng.randint(3, 99), 0), commission), ("F009", commission, "unknown")
            )
        self.plant(
            8,
            part(lambda before, after, total: (before[0], total)),
            ("F009", "standard", "refund-ignored"), ("F001", "standard", "total-rate-paid-to-creator"),
        )  # fmt: skip
