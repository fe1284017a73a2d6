"""The invented business: terms, and order lines on which everything is right."""

import random
from datetime import datetime, timedelta

from .law import judge, rates_of, split
from .words import CELLS, COLUMN_OF, OPEN, VOID

NAMES = [
    "Lampu Meja Kayu",
    "Tas Selempang, Kanvas",
    'Rak Buku 24" Putih',
    "Sabun Cair\nisi ulang 450 ml",
    "Topi Rajut, Merah\nukuran L",
    "Kaos Polos",
    "Botol Minum 1 L",
    'Poster "Gunung" A3',
    "Serum Wajah 20 ml",
    "Karpet Bulu, Abu",
    "Sandal Jepit",
    "Payung Lipat",
    "Kopi Bubuk 200 g",
    "Teh Celup, 25 kantong",
    "Madu Hutan",
    "Sisir Bambu",
    "Cafe\u0301 Latte Sachet",
    "日傘 UV Cut",
    "Kabel USB-C 1 m",
    "Bantal Leher",
]


class Business:
    def __init__(self):
        self.rng = random.Random(20260701)
        self.used = set()
        self.terms = []  # rows of the link export, the unreadable ones too
        self.by_product = {}  # (campaign, product) -> readable terms
        self.names, self.prices, self.shops = {}, {}, {}
        self.creators = [
            f"creator.{word}{number}" for word in ("sari", "bima", "dewi", "adi") for number in range(1, 41)
        ]
        self.campaigns = [self.id("7301") for _ in range(3)]
        self.stranger = self.id("7301")
        self.july, self.august = [], []
        self.make_terms()

    def id(self, start="57"):
        while True:
            text = start + str(self.rng.randrange(10**15, 10**16))[: 18 - len(start)]
            if text not in self.used:
                self.used.add(text)
                return text

    def pair(self):
        return self.rng.randint(1, 32) * 25, self.rng.randint(8, 80) * 25

    def make_terms(self):
        rng = self.rng
        for number in range(72):
            product = self.id("1729")
            self.names[product] = NAMES[number % len(NAMES)] + ("" if number < len(NAMES) else f" {number}")
            self.prices[product] = rng.randint(120, 4000) * 100
            self.shops[product] = rng.choice(["Toko Fajar", "Rumah Bintang", "Sinar, Jaya", "Warung Awan"])
            campaign = self.campaigns[number % 3]
            kind = ("single", "single", "several", "several", "changed", "short")[number // 3 % 6]
            start, end = datetime(2026, 7, 1), datetime(2026, 9, 1)
            with_ads = number % 2 == 0
            pairs = []
            while len(pairs) < 4:
                agency, creator = self.pair()
                if number in (3, 4, 5):
                    agency = 0  # the creator gets everything
                if number in (20, 21):
                    creator = 0
                if all(agency != p[0] and creator != p[1] for p in pairs) or 0 in (agency, creator):
                    pairs.append((agency, creator))
            ads = self.pair() if with_ads else (None, None)
            if kind == "single":
                windows = [(pairs[0], start, end, False)]
            elif kind == "several":
                windows = [(pair, start, end, False) for pair in pairs[: 2 + number % 2]]
            elif kind == "changed":
                change = datetime(2026, 7, 16)
                windows = [(pairs[0], start, change, False), (pairs[1], change, end, False)]
            else:
                windows = [(pairs[0], datetime(2026, 7, 5, 10), datetime(2026, 8, 20, 23, 59, 59), False)]
                if number % 2:
                    windows = [(pairs[0], datetime(2026, 7, 5), datetime(2026, 8, 25), True)]
            for place, (pair, first, last, is_date) in enumerate(windows):
                if place > 0 and with_ads and kind == "several":
                    ads = self.pair()  # each link has its own
                self.agree(campaign, product, pair, ads, first, last, is_date)
            if number % 12 == 0:  # a second link at the same rates, in another list
                self.agree(campaign, product, windows[0][0], ads, windows[0][1], windows[0][2], windows[0][3])
            if number % 9 == 0:  # the product in a second campaign
                self.agree(self.campaigns[(number + 1) % 3], product, self.pair(), ads, start, None, False)
        # Links that cannot be read. Nothing was sold through them.
        for column, bad in (
            ("Creator commission rate", "7.00"),
            ("Creator commission rate", "7.125%"),
            ("Affiliate partner commission rate", ""),
            ("Product effective start time", "31/06/2026 00:00:00"),
            ("Product effective end time", "soon"),
            ("Product ID", "1.72912E+17"),
        ):
            product = self.id("1729")
            self.names[product], self.prices[product], self.shops[product] = "Barang Contoh", 50000, "Toko Fajar"
            term = self.agree(self.campaigns[0], product, self.pair(), (None, None), datetime(2026, 7, 1), None, False)
            term["unreadable"], term["bad"] = column, bad
            del self.by_product[self.campaigns[0], product]
        rng.shuffle(self.terms)

    def agree(self, campaign, product, pair, ads, start, end, end_is_date):
        term = {
            "campaign_id": campaign,
            "product_id": product,
            "start": start,
            "end": end,
            "end_is_date": end_is_date,
            "agency_bps": pair[0],
            "creator_bps": pair[1],
            "ads_agency_bps": ads[0],
            "ads_creator_bps": ads[1],
            "unreadable": None,
        }
        self.terms.append(term)
        self.by_product.setdefault((campaign, product), []).append(term)
        return term

    def moment(self, term, august):
        """A time at which the terms hold and that belongs into the file; sometimes the first or last second."""
        rng = self.rng
        first = max(term["start"], datetime(2026, 7, 16) if august else datetime(2026, 7, 1))
        last = datetime(2026, 9, 1) if august else datetime(2026, 8, 1)
        if term["end"] is not None:
            last = min(last, term["end"] + (timedelta(days=1) if term["end_is_date"] else timedelta()))
        seconds = int((last - first).total_seconds())
        if seconds <= 0:
            return None
        if rng.random() < 0.02:
            return rng.choice([first, last - timedelta(seconds=1)])
        return first + timedelta(seconds=rng.randrange(seconds))

    def line(self, state="settled", august=False, ads=None, several=False, changed=False, zero=None):
        """A line on which everything is right."""
        rng = self.rng
        while True:
            key = rng.choice(list(self.by_product))
            terms = self.by_product[key]
            term = rng.choice(terms)
            pairs = {rates_of(t, "standard") for t in terms}
            if several and (len(pairs) < 2 or len({t["start"] for t in terms}) > 1):
                continue
            if changed and len({t["start"] for t in terms}) < 2:
                continue
            if ads and term["ads_agency_bps"] is None:
                continue
            if zero is not None and term[zero] != 0:
                continue
            if zero is None and 0 in (term["agency_bps"], term["creator_bps"]) and rng.random() < 0.5:
                continue
            created = self.moment(term, august)
            if created is not None:
                break
        has_ads = term["ads_agency_bps"] is not None and (ads or (ads is None and rng.random() < 0.25))
        quantity = rng.choice([1] * 6 + [2, 2, 3, 4])
        price = self.prices[key[1]]
        base = price * quantity
        roll = rng.random()
        if roll < 0.5:
            base -= rng.randint(0, base // 1000) * 100
        elif roll < 0.75:
            base -= rng.randint(0, base // 10)
        row = {key: None for key in COLUMN_OF}
        row.update(
            order_id=self.id(),
            sku_id=self.id("1730"),
            product_id=key[1],
            campaign_id=key[0],
            content_id=self.id("74"),
            creator=rng.choice(self.creators),
            refunded=False,
            created=created,
            quantity=quantity,
            gmv=rng.choice([price * quantity, base, base + 1700]),
            est_base=base,
            agency_bps=term["agency_bps"],
            creator_bps=term["creator_bps"],
            unreadable=None,
            raw={},
            mangle=None,
            place="verified",
        )
        if has_ads:
            row["ads_agency_bps"], row["ads_creator_bps"] = term["ads_agency_bps"], term["ads_creator_bps"]
        elif rng.random() < 0.3:
            row["ads_agency_bps"], row["ads_creator_bps"] = rng.choice([(0, 0), (None, None)])
        row["has_ads"] = has_ads
        self.pay(row, False)
        if state == "settled":
            row["status"] = rng.choice(["Settled"] * 8 + ["Completed"] * 2)
            row["base"], row["payment_id"] = base, self.id("36")
            self.pay(row, True)
        elif state == "open":
            row["status"] = rng.choice(OPEN * 2 + ["Completed"])
        else:
            row["status"] = rng.choice(VOID)
        return row

    def pay(self, row, settled):
        base = row["base"] if settled else row["est_base"]
        for commission in ("standard", "shop_ads") if row["has_ads"] else ("standard",):
            self.put(row, commission, settled, split(base, rates_of(row, commission)))

    @staticmethod
    def put(row, commission, settled, amounts):
        row.update(zip(CELLS[commission, settled], amounts, strict=True))

    def add(self, row, august, expected=()):
        """Take a line into a file, if its findings are exactly what was meant: (code, commission, cause)."""
        findings, _ = judge(row, self.by_product)
        judged = row["unreadable"] is None and row["place"] == "verified"
        if judged and {(f[0], f[2], f[3]) for f in findings} != set(expected):
            return False
        (self.august if august else self.july).append(row)
        return True

    def plant(self, count, make, *expected):
        """Plant an error `count` times, half in each file, only where nothing else explains it."""
        done = tries = 0
        while done < count:
            tries += 1
            if tries > 4000 * count:
                raise RuntimeError(f"cannot plant {expected}")
            august = done % 2 == 1
            row = make(august)
            if row is not None and self.add(row, august, expected):
                done += 1
