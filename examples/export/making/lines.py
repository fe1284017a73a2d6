"""The plain lines of both files, and the lines that are reported more than once."""

from datetime import datetime

from .business import Business
from .law import divide, judge, state_of
from .words import OPEN


class Lines(Business):
    # What can be right though it looks odd.
    def clean(self, august):
        rng = self.rng
        roll = rng.random()
        if roll < 0.20:
            row = self.line("open", august)
            if rng.random() < 0.04:
                row["refunded"] = True
            elif rng.random() < 0.03:
                row["status"], row["creator"] = "Menunggu verifikasi", None  # a word that nobody listed
            elif rng.random() < 0.03:
                row["est_creator"] = None
            return row
        if roll < 0.26:
            row = self.line("void", august)
            if rng.random() < 0.5:
                row["base"], row["agency"], row["creator_amount"] = 0, 0, 0
            return row
        row = self.line("settled", august)
        if roll < 0.29:  # fully refunded, and rightly not paid
            row["refunded"], row["base"] = True, rng.choice([0, None, row["base"]])
            for cell in ("agency", "creator_amount", "ads_agency", "ads_creator"):
                if row[cell] is not None:
                    row[cell] = rng.choice([0, None])
        elif roll < 0.34:  # partly refunded, and rightly paid on the rest
            row["base"] = max(1, row["est_base"] * rng.randint(1, 9) // 10)
            self.pay(row, True)
        elif roll < 0.36:
            row["status"] = "Dibayar"  # not listed either, but settled in every cell
        elif roll < 0.38:
            row["refunded"] = None
        elif roll < 0.40:
            row["isr"], row["iva"] = divide(row["base"], 100), divide(row["base"], 50)
        elif roll < 0.42:
            row["content_id"] = None
        return row

    def fill(self):
        rng = self.rng
        for august, count in ((False, 10900), (True, 9300)):
            for _ in range(count):
                while not self.add(self.clean(august), august):
                    pass
            for _ in range(200):
                row = self.line("settled", august)
                row["status"], row["place"] = "Deducted", "adjustment"
                if rng.random() < 0.5:
                    row["status"] = "Settled"
                    for key in ("base", "agency", "creator_amount"):
                        row[key] = -row[key] if row[key] else -100
                self.add(row, august)
            for _ in range(250):
                row = self.line(rng.choice(["settled", "open", "void"]), august)
                row["campaign_id"], row["place"] = self.stranger, "out_of_scope"
                if rng.random() < 0.1:
                    row["status"] = "Deducted"
                self.add(row, august)

    # The second file repeats lines of the first, as monthly exports do.
    def overlap(self):
        rng = self.rng
        late = [row for row in self.july if row["created"] >= datetime(2026, 7, 16) and row["unreadable"] is None]
        good = [r for r in late if r["place"] != "verified" or not judge(r, self.by_product)[0]]
        rng.shuffle(good)
        plain = [row for row in good if row["place"] == "verified" and row["refunded"] is False]
        still_open = [r for r in plain if r["status"] in OPEN and None not in (r["est_agency"], r["est_creator"])][:900]
        taken = {id(row) for row in still_open}
        for row in still_open:  # open in July, settled in August: the settled one holds
            copy = dict(row, status="Settled", base=row["est_base"], payment_id=self.id("36"))
            self.pay(copy, True)
            row["place"] = "superseded"
            self.add(copy, True)
        settled = [r for r in plain if r["status"] == "Settled" and id(r) not in taken][:150]
        for row in settled[:100]:  # settled in July, listed as open once more
            copy = dict(row, status="Processing", base=None, agency=None, creator_amount=None, ads_agency=None)
            copy.update(ads_creator=None, payment_id=None, place="superseded", isr=None, iva=None)
            self.add(copy, True)
        for row in settled[100:]:  # another word for the same thing
            self.add(dict(row, status="Completed", place="overlapping"), True)
        taken |= {id(row) for row in settled}
        for row in [row for row in good if id(row) not in taken][:1500]:
            self.add(dict(row, place="overlapping"), True)

    def repeat(self):
        """F004, within a file and across. Put in after sorting, so that the first one stands first."""
        rng = self.rng
        for rows in (self.july, self.august):
            pool = [r for r in rows if r["place"] == "verified" and r["unreadable"] is None]
            pool = [
                r
                for r in pool
                if r["created"] < datetime(2026, 7, 14)
                or (rows is self.august and r["created"] >= datetime(2026, 8, 2))
            ]
            pool = [
                r
                for r in pool
                if state_of(r) == "settled" and not judge(r, self.by_product)[0] and r["refunded"] is False
            ]
            for number, row in enumerate(rng.sample(pool, 30)):
                copy = dict(row, place="repeated")
                if number % 3 == 1:
                    copy["agency"] += 100
                elif number % 6 == 2:
                    copy = dict(row, place="repeated", status="Processing", base=None, agency=None, creator_amount=None)
                    copy.update(ads_agency=None, ads_creator=None)
                rows.insert(rng.randint(rows.index(row) + 1, len(rows)), copy)
        pool = [r for r in self.july if r["place"] == "verified" and r["unreadable"] is None]
        copied = {row["order_id"] for row in self.august}
        pool = [r for r in pool if r["order_id"] not in copied and r["created"] >= datetime(2026, 7, 16)]
        pool = [
            r for r in pool if state_of(r) == "settled" and not judge(r, self.by_product)[0] and r["refunded"] is False
        ]
        for number, row in enumerate(rng.sample(pool, 30)):
            copy = dict(row, place="repeated")
            if number % 2:
                copy["payment_id"] = self.id("36")
            else:
                copy["creator_amount"] += rng.choice([50, 1000])
            self.august.insert(rng.randint(0, len(self.august)), copy)
