"""Random adversarial exports: files on disk, and beside them the rows that a right reader finds in them.

`make(seed, folder)` writes one to three orders files and one or two link exports (CSV, XLSX and Parquet, mixed)
and returns an `Export`. The same seed gives the same files. Nothing here is real: every id and name is invented.
"""

import io
import random
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from xml.sax.saxutils import escape

import oracle

MINOR_UNITS = {"IDR": 0, "JPY": 0, "VND": 0, "USD": 2, "EUR": 2}
SYMBOLS = {"IDR": "Rp", "JPY": "¥", "VND": "₫", "USD": "$", "EUR": "€"}
LARGEST = 2**63 - 1

ORDER_HEADERS = """Order ID|SKU ID|Creator Username|Product ID|Product Name|Price|Quantity|Fully returned or refunded
Shop name|Shop code|Partner campaign ID|Order type|Order settlement status|Content Type|Carousel|Content ID
Attribution type|Commission GMV|Standard affiliate partner commission rate|Affiliate partner shop ads commission rate
TikTok bonus rate for affiliate partners|Est. base commission|Est. affiliate partner commission
Est. affiliate partner Shop Ads commission|Est. affiliate partner bonus commission|Est. ISR|Est. IVA
Standard creator affiliate commission rate|Creator shop ads commission rate
TikTok bonus rate for creator affiliate partners|Est. creator commission|Est. creator Shop Ads commission
Est. creator partner bonus commission|Commission base|Standard commission for affiliate partner
Affiliate partner shop ads commission|Affiliate partner bonus commission|Affiliate partner ISR|Affiliate partner IVA
Standard creator commission|Shop ads commission for creators|Affiliate creator partner bonus|Time Created
Time order delivered|Payment ID|Payment Status""".replace("\n", "|").split("|")
TERMS_HEADERS = [
    "Campaign ID", "product name", "", "Product ID", "Sale price", "Shop name", "Product effective start time",
    "Product effective end time", "Creator commission rate", "Affiliate partner commission rate",
    "Creator Shop Ads commission rate", "Affiliate partner Shop Ads commission rate", "Product link",
    "(Only for checking. Please use the left one.)",
]  # fmt: skip

COLUMN_OF = {
    **oracle.HEADERS,
    "order_id": "Order ID", "sku_id": "SKU ID", "product_id": "Product ID", "campaign_id": "Partner campaign ID",
    "content_id": "Content ID", "creator": "Creator Username", "status": "Order settlement status",
    "refunded": "Fully returned or refunded", "created": "Time Created", "quantity": "Quantity",
    "gmv": "Commission GMV", "agency_bps": "Standard affiliate partner commission rate",
    "creator_bps": "Standard creator affiliate commission rate",
    "ads_agency_bps": "Affiliate partner shop ads commission rate",
    "ads_creator_bps": "Creator shop ads commission rate", "est_isr": "Est. ISR", "est_iva": "Est. IVA",
    "isr": "Affiliate partner ISR", "iva": "Affiliate partner IVA", "payment_id": "Payment ID",
}  # fmt: skip
TERMS_COLUMN_OF = {
    "campaign_id": "Campaign ID", "product_id": "Product ID", "start": "Product effective start time",
    "end": "Product effective end time", "agency_bps": "Affiliate partner commission rate",
    "creator_bps": "Creator commission rate",
    "ads_agency_bps": "Affiliate partner Shop Ads commission rate",
    "ads_creator_bps": "Creator Shop Ads commission rate",
}  # fmt: skip
MONEY = set(oracle.AMOUNTS) | {"gmv"}
IDS = {"order_id", "sku_id", "product_id", "campaign_id", "content_id", "payment_id"}
# Columns that a file may do without; a group goes as one, from every file of an export.
OPTIONAL = [
    ["ads_agency_bps", "ads_creator_bps", "est_ads_agency", "est_ads_creator", "ads_agency", "ads_creator"],
    ["est_isr", "est_iva", "isr", "iva"], ["gmv"], ["quantity"], ["payment_id"],
]  # fmt: skip
BLANKS = ["", "", "", "-", "--", "N/A", "/", " ", "\t"]
OPEN_WORDS = ["Pending", "Processing", "AwaitingPayment", "awaiting payment", "Unpaid by customer", "CUSTOMER_UNPAID",
              "To-Settle", "Unsettled", "Frozen", "Não pago", "Na\u0303o pago"]  # fmt: skip
VOID_WORDS = ["Ineligible", "Cancelled", "Canceled", "CANCELADO", "Refunded"]
YES = ["Yes", "true", "是", "Ya", "Có", "ใช่", "Sí", "SIM"]
NO = ["No", "false", "否", "Tidak", "Không", "ไม่ใช่", "Não"]
UNLISTED = ["Paid out", "Selesai", "Under review", "Released"]
JULY = datetime(2026, 7, 1)


@dataclass
class Export:
    seed: int
    currency: str
    policy: tuple
    orders: list = field(default_factory=list)  # (path, parsed rows)
    terms: list = field(default_factory=list)
    options: list = field(default_factory=list)  # further arguments of the command
    rounding: str = "auto"
    remainder: str = "auto"

    def expected(self):
        return oracle.oracle(self.orders, self.terms, self.currency, self.rounding, self.remainder)


# --- cells -------------------------------------------------------------------------------------------------


class Cells:
    """Writes parsed values as the cells of one file, in that file's habits."""

    def __init__(self, rng, currency, kind):
        self.rng, self.currency, self.kind = rng, currency, kind
        self.blanks = rng.sample(BLANKS, rng.randint(1, 4)) + [""]
        self.dates = rng.choice(["%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S"])
        self.symbols = rng.random() < 0.5
        self.numbers = kind != "csv" and rng.random() < 0.5
        self.comma = False
        self.rate_comma = rng.random() < 0.15
        self.words = rng.random() < 0.2
        self.wrapped = rng.random() < 0.15
        self.accounting = rng.random() < 0.2
        self.spaces = rng.random() < 0.1
        self.plain = rng.random() < 0.3

    def blank(self):
        return self.rng.choice(self.blanks)

    def money(self, minor):
        if self.numbers and abs(minor) < 2**50 and self.rng.random() < 0.8:
            return minor if MINOR_UNITS[self.currency] == 0 else float(Decimal(minor) / 100)
        sign, minor = ("-", -minor) if minor < 0 else ("", minor)
        if MINOR_UNITS[self.currency] == 0:
            whole, decimals = minor, ""
            marks = [".", ",", ""]
            if self.rng.random() < 0.1:
                marks, decimals = [""], ".00"
        else:
            whole, decimals = divmod(minor, 100)
            decimals = f".{decimals:02d}"
            marks = [",", ""]
        mark = "" if self.plain else "\u00a0" if self.spaces and whole < 10**12 else self.rng.choice(marks)
        text = f"{whole:,}".replace(",", mark) + decimals
        if self.comma:
            text = text.translate({ord("."): ",", ord(","): "."})
        if sign and self.accounting:
            return self.rng.choice([f"({text})", f"{text}-", f"\u2212{text}"])
        if sign == "" and self.symbols and self.rng.random() < 0.6:
            if self.currency == "JPY" and self.rng.random() < 0.5:
                return text + "円"
            return SYMBOLS[self.currency] + text
        return sign + text

    def rate(self, bps):
        text = self.rate_by_dot(bps)
        return text.replace(".", ",") if self.rate_comma else text

    def rate_by_dot(self, bps):
        if bps % 100 == 0 and self.rng.random() < 0.3:
            return f"{bps // 100}%"
        return f"{bps // 100}.{bps % 100:02d}%"

    def id(self, text):
        if self.wrapped and self.rng.random() < 0.5:
            return self.rng.choice([f'="{text}"', f"'{text}"])
        return text + "\t" if self.rng.random() < 0.2 else text

    def date(self, moment):
        text = moment.strftime(self.dates)
        if self.dates.startswith("%m") and self.rng.random() < 0.5:  # as spreadsheets of that country write it
            hour = f"{moment.hour % 12 or 12}:{moment:%M:%S} {moment:%p}"
            text = f"{moment.month}/{moment.day}/{moment.year} {hour}"
        return text

    def refunded(self, value):
        if self.words:
            return self.rng.choice(YES if value else NO)
        return self.rng.choice(["Yes", "Yes", "true"] if value else ["No", "No", "false"])

    def cell(self, key, value):
        if value is None:
            return self.blank()
        if key in MONEY:
            return self.money(value)
        if key.endswith("_bps"):
            return self.rate(value)
        if key in IDS:
            return self.id(value)
        if key == "created":
            return self.date(value)
        if key == "refunded":
            return self.refunded(value)
        if key == "quantity":
            return value if self.numbers else str(value)
        return str(value)

    def filler(self, header):
        """Cells of columns that nobody reads: anything goes."""
        rng = self.rng
        if header.lower() == "product name":
            return rng.choice(
                ["Lampu meja", "Tas, besar", 'Rak 24" kayu', "Sabun\ncair", "Topi, merah\nXL", "日傘", "Cafe\u0301"]
            )
        if header in ("Price", "Sale price"):
            return rng.choice(["Rp151.153-Rp376.184", "Rp65.000", "", "19.99"])
        return rng.choice(["", "", "-", "Toko Fajar", "Video", "0.00%"])


# --- files -------------------------------------------------------------------------------------------------


def quoted(cell, always):
    if always or any(mark in cell for mark in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def write_csv(path, rng, records):
    """Records are lists of cells, or bytes written as they are. Returns the line on which each begins."""
    end = rng.choice(["\n", "\r\n"])
    always = rng.random() < 0.3
    out, lines, line = bytearray(), [], 1
    if rng.random() < 0.7:
        out += b"\xef\xbb\xbf"
    for record in records:
        if isinstance(record, bytes):
            raw = record + end.encode()
        else:
            raw = (",".join(quoted(str(cell), always) for cell in record) + end).encode()
        lines.append(line)
        line += raw.count(b"\n")
        out += raw
    path.write_bytes(bytes(out))
    return lines


def letters(number):
    text = ""
    while number >= 0:
        text = chr(ord("A") + number % 26) + text
        number = number // 26 - 1
    return text


def write_xlsx(path, rng, records):
    """One sheet, text cells inline, numbers as numbers. Returns the row number of each record."""
    rows, numbers, number = [], [], 0
    for _ in range(rng.choice([0, 0, 1, 2])):
        number += 1
        rows.append(f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>Exported for checking</t></is></c></row>')
    for record in records:
        number += 1
        numbers.append(number)
        cells = []
        for column, cell in enumerate(record):
            place = f"{letters(column)}{number}"
            if isinstance(cell, (int, float)):
                cells.append(f'<c r="{place}"><v>{cell!r}</v></c>')
            elif cell != "":
                text = escape(cell)
                cells.append(f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    dimension = rng.choice(["A1", f"A1:{letters(45)}{number}"])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Orders" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><dimension ref="{dimension}"/><sheetData>'
        f"{''.join(rows)}</sheetData></worksheet>",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name), head + text, zipfile.ZIP_DEFLATED)
    path.write_bytes(buffer.getvalue())
    return numbers


def write_parquet(path, rng, records):
    """Every record after the header is a row; whole columns of numbers are stored as numbers."""
    import pyarrow
    import pyarrow.parquet

    header, *rows = records
    columns = {}
    for place, name in enumerate(header):
        cells = [None if row[place] == "" else row[place] for row in rows]
        kinds = {type(cell) for cell in cells if cell is not None}
        if kinds in ({int}, {float}, {datetime}):
            columns[name] = pyarrow.array(cells)
        else:
            columns[name] = pyarrow.array([None if cell is None else str(cell) for cell in cells], pyarrow.string())
    pyarrow.parquet.write_table(pyarrow.table(columns), path, row_group_size=rng.choice([7, 64, 1000]))
    return [1 + place for place in range(len(records))]


WRITERS = {"csv": write_csv, "xlsx": write_xlsx, "parquet": write_parquet}


# --- the invented business ---------------------------------------------------------------------------------


class World:
    def __init__(self, seed):
        self.rng = rng = random.Random(f"exports {seed}")
        self.seed = seed
        self.currency = rng.choice(list(MINOR_UNITS))
        self.policy = (rng.choice(oracle.ROUNDINGS), rng.choice(oracle.REMAINDERS))
        self.unit = rng.choice([1, 50, 100])  # round prices make ties
        self.dropped = {key for group in OPTIONAL if rng.random() < 0.12 for key in group}
        self.giants = 1
        self.odd = rng.choice([0.1, 0.4, 0.8])  # how much of the export is not plain
        self.campaigns = [self.id() for _ in range(rng.randint(1, 4))]
        self.products = [self.id() for _ in range(rng.randint(3, 12))]
        self.links = {}  # (campaign, product) -> agreed terms
        for campaign in self.campaigns:
            for product in rng.sample(self.products, rng.randint(1, len(self.products))):
                ads = rng.random() < 0.6
                self.links[campaign, product] = [
                    self.link(campaign, product, ads) for _ in range(rng.choice([1, 1, 1, 2, 4]))
                ]
        self.strangers = [self.id() for _ in range(2)]  # campaigns without terms

    def id(self):
        return str(self.rng.randint(10**17, 10**19 - 1))

    def pair(self, step=25):
        rng = self.rng
        roll = rng.random()
        if roll < 0.04:
            return 0, rng.choice([0, 500, 10000])
        if roll < 0.08:
            return rng.choice([300, 10000]), 0
        if roll < 0.10:
            half = rng.choice([5000, 2500, 1])
            return 10000 - half, half
        if roll < 0.16:
            same = rng.randint(1, 40) * step
            return same, same
        if roll < 0.25:
            return rng.randint(1, 3000), rng.randint(1, 5000)
        return rng.randint(1, 60) * step, rng.randint(1, 100) * step

    def link(self, campaign, product, ads):
        rng = self.rng
        start = JULY + timedelta(days=rng.randint(-5, 10), seconds=rng.choice([0, 0, 1, 43200]))
        end_is_date = False
        roll = rng.random()
        day = start.replace(hour=0, minute=0, second=0) + timedelta(days=rng.randint(2, 40))
        if roll < 0.3:
            end = day
        elif roll < 0.5:
            end, end_is_date = day, True
        elif roll < 0.7:
            end = day + timedelta(hours=23, minutes=59, seconds=59)
        elif roll < 0.9:
            end = day + timedelta(seconds=rng.randint(1, 86398))
        else:
            end = None
        agency, creator = self.pair()
        ads_agency, ads_creator = self.pair() if ads else (None, None)
        return {
            "campaign_id": campaign, "product_id": product, "start": start if rng.random() < 0.9 else None, "end": end,
            "end_is_date": end_is_date, "agency_bps": agency, "creator_bps": creator,
            "ads_agency_bps": ads_agency, "ads_creator_bps": ads_creator, "unreadable": None,
        }  # fmt: skip

    def moment(self, link):
        """A time of order: mostly within, often exactly on or beside a bound."""
        rng = self.rng
        bounds = [moment for moment in (link["start"], link["end"]) if moment is not None]
        if link["end_is_date"]:
            bounds.append(link["end"] + timedelta(days=1))
        if bounds and rng.random() < 0.2 * self.odd + 0.05:
            return rng.choice(bounds) + timedelta(seconds=rng.choice([-1, 0, 0, 1]))
        first = link["start"] or JULY
        last = link["end"] or first + timedelta(days=30)
        return first + timedelta(seconds=rng.randint(0, max(1, int((last - first).total_seconds()))))

    def amount(self):
        rng = self.rng
        roll = rng.random()
        if roll < 0.03:
            return 0
        if roll < 0.1:
            return rng.randint(1, 9)
        if roll < 0.11 and self.giants:
            self.giants -= 1
            return 2**62 + rng.randint(-1000, 1000)
        return rng.randint(1, 40000) * self.unit

    # One line before anything goes wrong with it.
    def row(self):
        rng = self.rng
        campaign, product = rng.choice(list(self.links))
        links = self.links[campaign, product]
        link = rng.choice(links)
        row = dict.fromkeys(oracle.ORDER_KEYS)
        row.update(
            order_id=self.id(), sku_id=self.id(), product_id=product, campaign_id=campaign,
            content_id=self.id() if rng.random() < 0.9 else None,
            creator=f"creator_{rng.randint(1, 30)}" if rng.random() < 0.95 else None,
            refunded=rng.choice([False] * 9 + [None]), created=self.moment(link),
            agency_bps=link["agency_bps"], creator_bps=link["creator_bps"],
            quantity=rng.choice([1, 1, 1, 2, 3, 7, None]), payment_id=self.id() if rng.random() < 0.9 else None,
        )  # fmt: skip
        if rng.random() < 0.06 * self.odd:
            row["campaign_id"] = rng.choice(self.strangers)
        if rng.random() < 0.06 * self.odd:
            row["product_id"] = rng.choice(self.products)
        if rng.random() < 0.1 * self.odd:
            row["agency_bps"], row["creator_bps"] = self.pair()
        ads = link["ads_agency_bps"] is not None and rng.random() < 0.5
        if ads or rng.random() < 0.3:
            row["ads_agency_bps"], row["ads_creator_bps"] = (
                (link["ads_agency_bps"], link["ads_creator_bps"]) if ads else (0, 0)
            )
            if rng.random() < 0.1 * self.odd:
                row["ads_agency_bps"], row["ads_creator_bps"] = self.pair()
            elif rng.random() < 0.05 * self.odd:
                row[rng.choice(["ads_agency_bps", "ads_creator_bps"])] = None
        row["est_base"] = self.amount()
        row["gmv"] = rng.choice(
            [row["est_base"], None, row["est_base"] + self.unit * rng.randint(0, 500), self.amount()]
        )
        row["status"] = rng.choice(
            ["Settled"] * 12 + ["settled"] + ["Completed"] * 5 + OPEN_WORDS + VOID_WORDS + ["Completed-open"] * 2 + UNLISTED
        )  # fmt: skip
        settled = row["status"] in ("Settled", "settled", "Completed")
        settled = settled or (row["status"] in UNLISTED and rng.random() < 0.5)
        row["status"] = row["status"].removesuffix("-open")
        self.fill(row, False, ads)
        if rng.random() < 0.05 * self.odd:
            row["refunded"] = True
        if settled:
            row["base"] = row["est_base"]
            if row["est_base"] and rng.random() < 0.15:
                row["base"] = rng.choice(
                    [0, row["est_base"] // 2, row["est_base"] - 1, row["est_base"] // self.unit // 3 * self.unit]
                )
            elif rng.random() < 0.02 and row["est_base"] < 2**40:
                row["base"] += self.unit
            self.fill(row, True, ads)
        if not settled and (row["status"] == "Completed" or row["status"] in UNLISTED) and rng.random() < 0.4:
            row["base"] = row["agency"] = row["creator_amount"] = 0  # zeros before settlement
            if rng.random() < 0.7:
                row["payment_id"] = None
        if rng.random() < 0.1:
            for key in rng.choice(
                [("est_isr", "est_iva"), ("isr", "iva"), ("isr",), ("est_isr", "est_iva", "isr", "iva")]
            ):
                row[key] = rng.randint(0, 50)
        if settled and row["refunded"] and rng.random() < 0.7:
            self.unpaid(row)
        return row

    def unpaid(self, row):
        for cell in ("agency", "creator_amount", "ads_agency", "ads_creator"):
            if row[cell] is not None:
                row[cell] = self.rng.choice([0, 0, None])
        if self.rng.random() < 0.5:
            row["base"] = self.rng.choice([0, None])

    def fill(self, row, settled, ads):
        base = row["base"] if settled else row["est_base"]
        for commission in ("standard", "shop_ads") if ads else ("standard",):
            cells = oracle.CELLS[commission, settled]
            parts = self.law(row, base, commission)
            row[cells[0]], row[cells[1]] = parts

    def law(self, row, base, commission="standard", policy=None, swap=None):
        agency, creator = swap or (row["agency_bps"], row["creator_bps"])
        if commission == "shop_ads" and swap is None:
            agency, creator = row["ads_agency_bps"] or 0, row["ads_creator_bps"] or 0
        return oracle.split(base, agency + creator, creator, *(policy or self.policy))

    # What a careless or dishonest payer does to a line.
    def spoil(self, row):
        rng = self.rng
        kind = oracle.line_class(row)
        settled = kind != "open"
        commission = "shop_ads" if rng.random() < 0.25 else "standard"
        cells = oracle.CELLS[commission, settled]
        base = row["base"] if settled else row["est_base"]
        if kind == "void":
            if rng.random() < 0.5:
                row[rng.choice(cells)] = rng.choice([0, 1, rng.randint(1, 10**6)])
            elif row["est_base"] < 2**40:
                row[cells[0]], row[cells[1]] = self.law(row, rng.choice([row["est_base"], row["gmv"] or 0]), commission)
            return
        if base is None or None in (row[cells[0]], row[cells[1]]):
            if row["refunded"] and rng.random() < 0.7 and commission == "standard":
                row[cells[0]], row[cells[1]] = self.law(row, rng.choice([row["est_base"], row["gmv"] or 7]))
            return
        small = base < 2**40 and row["est_base"] < 2**40 and (row["gmv"] or 0) < 2**40
        agency, creator = self.law(row, base, commission)
        total = agency + creator
        links = self.links.get((row["campaign_id"], row["product_id"]), [])
        policies = [(r, h) for r in oracle.ROUNDINGS for h in oracle.REMAINDERS]
        rates = (row["agency_bps"], row["creator_bps"])
        if commission == "shop_ads":
            rates = (row["ads_agency_bps"] or 0, row["ads_creator_bps"] or 0)
        trick = rng.randint(0, 13)
        new = None
        if trick == 0:
            new = self.law(row, base, commission, rng.choice(policies))
        elif trick == 1 and small:
            new = self.law(row, row["est_base"], commission)
        elif trick == 2 and links:
            link = rng.choice(links)
            pair = (link["agency_bps"], link["creator_bps"])
            if commission == "shop_ads":
                pair = (link["ads_agency_bps"], link["ads_creator_bps"])
            new = None if None in pair else self.law(row, base, commission, swap=pair)
        elif trick == 3:
            new = agency, oracle.rounded(base * Fraction(sum(rates), 10000), self.policy[0])
        elif trick == 4:
            new = agency, oracle.rounded(agency * Fraction(rates[1], 10000), self.policy[0])
        elif trick == 5:
            new = creator, agency
        elif trick == 6 and small and row["gmv"] is not None:
            new = self.law(row, row["gmv"], commission)
        elif trick == 7 and row["quantity"]:
            policy = rng.choice([self.policy, (self.policy[0], "separate")])
            parts = self.law(row, Fraction(base, row["quantity"]), commission, policy)
            new = parts[0] * row["quantity"], parts[1] * row["quantity"]
        elif trick == 8:
            taxes = ("isr", "iva") if settled else ("est_isr", "est_iva")
            tax = sum(row[key] or 0 for key in taxes)
            new = (agency, creator - tax) if creator >= tax else None
        elif trick == 9 and small:
            power = 10 ** rng.randint(1, 6)
            new = [agency, creator]
            for place in rng.choice([(0,), (1,), (0, 1)]):
                new[place] = new[place] * power if rng.random() < 0.6 else new[place] // power
        elif trick == 10:
            new = agency + rng.randint(0, 3), max(0, creator - rng.randint(0, 3))
        elif trick == 11 and small:
            new = rng.randint(0, 10**6), creator
        elif trick == 12:
            new = rng.choice([(0, creator), (agency, 0), (0, 0), (agency, total), (total, creator)])
        elif trick == 13:
            new = tuple(rng.choice([None, agency]) for _ in "ab") if rng.random() < 0.3 else (agency, None)
        fits = new is not None and all(value is None or value <= LARGEST for value in new)
        if fits and (small or trick in (0, 5, 10)):
            row[cells[0]], row[cells[1]] = new
        if commission == "standard" and rng.random() < 0.03 and row["refunded"] is not True:
            for key in ("agency", "creator_amount", "base") if settled else ("est_agency", "est_creator"):
                row[key] = None
            if settled:
                row["ads_agency"] = row["ads_creator"] = None
        if rng.random() < 0.02 and row["refunded"] is not True and None not in (row[cells[0]], row[cells[1]]):
            row["base" if settled else "est_base"] = None  # amounts without a base


def make_rows(world):
    """The files' parsed rows, before they are written."""
    rng = world.rng
    count = rng.choice([1, 1, 2, 2, 3])
    files = [[] for _ in range(count)]
    for _ in range(rng.randint(50, 400)):
        row = world.row()
        if rng.random() < 0.35 * world.odd:
            world.spoil(row)
        if rng.random() < 0.05 * world.odd:
            if rng.random() < 0.5:
                row["status"] = "Deducted"
            else:
                filled = [key for key in oracle.HEADERS if row[key]]
                if filled:
                    key = rng.choice(filled)
                    row[key] = -row[key]
        if oracle.line_class(row) != "open" and rng.random() < 0.04:
            for key in oracle.ORDER_KEYS:
                if key.startswith("est_"):
                    row[key] = None
        for key in world.dropped:
            row[key] = None
        row["unreadable"] = None
        first = rng.randrange(count)
        files[first].append(row)
        if oracle.unreadable_column(row) is None and rng.random() < 0.1:
            again(world, files, row, first)
    for rows in files:
        rng.shuffle(rows)
    return files


def settle(world, row):
    """The settled form of an open line."""
    row = dict(row)
    row["status"], row["refunded"] = "Settled", False
    row["base"] = row["est_base"] or 0
    world.fill(row, True, False)
    row["ads_agency"] = row["ads_creator"] = None
    return row


def changed(world, row):
    """The same line with another amount or payment id, or further on."""
    rng = world.rng
    row = dict(row)
    is_open = oracle.line_class(row) == "open"
    if rng.random() < 0.4:
        if rng.random() < 0.4 and row["base"]:
            row["base"] = rng.choice([row["base"] // 2, row["base"] - 1, 0])
        else:
            row.update(rng.choice([{"refunded": True}, {"status": "Cancelled"}, {"status": "Completed"}]))
        return row
    if rng.random() < 0.1:
        row["payment_id"] = None
    cell = rng.choice(["est_agency", "est_creator"] if is_open else ["agency", "creator_amount"])
    if row[cell] is not None and row[cell] < 2**40 and rng.random() < 0.7:
        row[cell] += rng.choice([1, 100])
    elif row["payment_id"] is not None:
        row["payment_id"] = world.id()
    return row


def again(world, files, row, first):
    """Report a line again: within its file, or in every later one."""
    rng = world.rng
    plain = row["campaign_id"] not in world.strangers and not oracle.is_adjustment(row)
    if rng.random() < 0.35 or first == len(files) - 1:
        for _ in range(rng.choice([1, 1, 2])):
            roll = rng.random()
            copy = dict(row) if roll < 0.5 or not plain else changed(world, row)
            if roll > 0.85 and plain and oracle.line_class(row) == "open":
                copy = settle(world, row)
            files[first].append(copy)
        if oracle.line_class(row) == "open" or rng.random() < 0.7:
            return
    for later in range(first + 1, len(files)):
        is_open = oracle.line_class(row) == "open"
        roll = rng.random()
        if not plain or roll < 0.4:
            copy = dict(row)
        elif roll < 0.6 and is_open:
            copy = settle(world, row)
        elif roll < 0.7:
            copy = {**row, "creator": "another_creator"}
        elif roll < 0.75:
            copy = {**row, "status": "Deducted"}
        elif is_open and later != len(files) - 1:
            copy = dict(row)
        else:
            copy = changed(world, row)
        files[later].append(copy)
        if is_open and oracle.line_class(copy) != "open":
            row = copy


# --- writing -----------------------------------------------------------------------------------------------

BAD = {
    "rate": ["7.00", "7", "1.125%", "-1.00%", "seven%", "101.00%"],
    "money": ["abc", "1..2", "1.234,5,6", "9223372036854775808", "99999999999999999999999", "12-34"],
    "date": ["31/02/2026 10:00:00", "2026-13-01 00:00:00", "yesterday", "01/07/2026 25:00:00"],
    "id": ["5.76461E+17", "5,76461E+17", "576461234567890123.0", "id:7", "1,733,918"],
}


def spoil_cell(world, row, cells, kind, comma=False, month_first=False):
    """Make one cell of a row unreadable. Returns the column, "" for the whole record."""
    rng = world.rng
    key = rng.choice(
        [key for key in COLUMN_OF if key not in world.dropped and key not in ("content_id", "creator", "payment_id")]
    )
    if key in MONEY:
        either = "12,345" if comma else "12.345"
        bad = rng.choice([*BAD["money"], "1234.5" if MINOR_UNITS[world.currency] == 0 else either])
    elif key.endswith("_bps"):
        bad = rng.choice([*BAD["rate"], "" if not key.startswith("ads") else "1"])
    elif key in IDS:
        bad = rng.choice([*BAD["id"], ""])
    elif key == "created":
        bad = rng.choice([*BAD["date"], "16/07/2569 10:00:00", ""][1 if month_first else 0 :])
        if month_first and "16/07" in bad:
            bad = "07/16/2569 10:00:00"
    elif key == "status":
        bad = rng.choice(["", "-"])
    elif key == "refunded":
        bad = rng.choice(["Maybe", "2"])
    else:
        bad = rng.choice(["two", "1.5"])
    if kind == "xlsx" and key in IDS and rng.random() < 0.5:
        bad = 5.764612345678901e18
    cells[COLUMN_OF[key]] = bad
    return COLUMN_OF[key]


def write_orders(world, folder, number, rows):
    rng = world.rng
    kind = rng.choice(["csv", "csv", "xlsx", "parquet"])
    cells_of = Cells(rng, world.currency, kind)
    gone = {COLUMN_OF[key] for key in world.dropped}
    headers = [
        header for header in ORDER_HEADERS if header not in gone and (header != "Carousel" or rng.random() < 0.5)
    ]
    if rng.random() < 0.3:
        rng.shuffle(headers)
    if rng.random() < 0.2:
        headers.append("Brand new column")
    times = kind == "parquet" and rng.random() < 0.3
    # A file is written in another way only where some of its own cells prove it.
    if MINOR_UNITS[world.currency] and any(row["est_base"] for row in rows) and rng.random() < 0.3:
        cells_of.comma = not cells_of.numbers
    month_first = any(row["created"].day > 12 for row in rows) and rng.random() < 0.25
    if month_first:
        cells_of.dates = "%m/%d/%Y %H:%M:%S"
    if not any(row["agency_bps"] % 100 for row in rows):
        cells_of.rate_comma = False
    names = [header + rng.choice(["", "", "", " "]) for header in headers]
    records, kept = [names], []

    def blank_row():
        return [rng.choice(["", "", " "]) for _ in headers]

    for row in rows:
        if rng.random() < 0.01 and kind != "parquet":
            records.append(b"" if kind == "csv" and rng.random() < 0.3 else blank_row())
            kept.append(None)
        if rng.random() < 0.005:
            total = {"Order ID": rng.choice(["Summary", "Total"]), "Commission base": cells_of.money(123000)}
            records.append([total.get(header, "") for header in headers])
            kept.append(None)
        cells = {header: cells_of.cell(key, row[key]) for key, header in COLUMN_OF.items() if key not in world.dropped}
        if times:
            cells["Time Created"] = row["created"]
        elif kind == "csv" and rng.random() < 0.02:
            cells["Order settlement status"] = f" {row['status']} "
        row = dict(row)
        if rng.random() < 0.02 * world.odd and not oracle.is_adjustment(row) and not times:
            key = spoil_cell(world, row, cells, kind, cells_of.comma, month_first)
            row["unreadable"] = key
        record = [cells[header] if header in cells else cells_of.filler(header) for header in headers]
        if kind == "csv" and rng.random() < 0.01 * world.odd:
            record, row["unreadable"] = spoil_record(rng, record), ""
        elif kind == "csv" and rng.random() < 0.02:
            record = record + ["", " "]
        records.append(record)
        kept.append(row)
    if kind == "csv" and rng.random() < 0.1:
        records.append(",".join(f'"{cell}' if place == 2 else "1" for place, cell in enumerate(headers)).encode())
        kept.append({**dict.fromkeys(oracle.ORDER_KEYS), "unreadable": ""})
        records.append(b"swallowed,by,the,quote")
        kept.append(None)
    path = folder / f"orders_{number}.{kind}"
    lines = WRITERS[kind](path, rng, records)
    for row, line in zip(kept, lines[1:], strict=True):
        if row is not None:
            row["line"] = line
    return str(path), [row for row in kept if row is not None]


def spoil_record(rng, record):
    roll = rng.random()
    if roll < 0.3:
        return record[: rng.randint(3, len(record) - 1)]
    if roll < 0.6:
        return [*record, "", "surplus"]
    text = ",".join(quoted(str(cell), True) for cell in record)
    return text.encode()[:-1] + b' Caf\xe9"'


def write_terms(world, folder, number, links):
    rng = world.rng
    kind = rng.choice(["csv", "csv", "xlsx", "parquet"])
    cells_of = Cells(rng, world.currency, kind)
    cells_of.numbers = False
    days = [link[key].day for link in links for key in ("start", "end") if link[key] is not None]
    if days and max(days) > 12 and rng.random() < 0.25:
        cells_of.dates = "%m/%d/%Y %H:%M:%S"
    if not any(link["agency_bps"] % 100 for link in links):
        cells_of.rate_comma = False
    headers = [header for header in TERMS_HEADERS if header or kind != "parquet"]
    records, kept = [headers], []
    for link in links:
        row = dict(link)
        cells = {}
        for key, header in TERMS_COLUMN_OF.items():
            if row[key] is None:
                cells[header] = cells_of.blank()
            elif key == "end" and row["end_is_date"]:
                slashed = "%m/%d/%Y" if cells_of.dates.startswith("%m") else "%d/%m/%Y"
                cells[header] = row["end"].strftime(rng.choice([slashed, "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]))
            elif key in ("start", "end"):
                cells[header] = cells_of.date(row[key])
            else:
                cells[header] = cells_of.cell(key, row[key])
        if rng.random() < 0.05:  # a link that nobody sold through and nobody can read
            bad = {**row, "unreadable": "Creator commission rate"}
            spoiled = {**cells, "Creator commission rate": rng.choice(BAD["rate"][:5])}
            records.append([spoiled[header] if header in spoiled else cells_of.filler(header) for header in headers])
            kept.append(bad)
        records.append([cells[header] if header in cells else cells_of.filler(header) for header in headers])
        kept.append(row)
    path = folder / f"terms_{number}.{kind}"
    for row, line in zip(kept, WRITERS[kind](path, rng, records)[1:], strict=True):
        row["line"] = line
    return str(path), kept


def make(seed, folder):
    """Write the export of a seed into a folder."""
    world = World(seed)
    rng = world.rng
    export = Export(seed, world.currency, world.policy)
    files = make_rows(world)
    for number, rows in enumerate(files):
        export.orders.append(write_orders(world, folder, number, rows))
    links = [link for links in world.links.values() for link in links]
    rng.shuffle(links)
    cut = rng.randint(1, len(links)) if rng.random() < 0.4 else len(links)
    parts = [links[:cut], links[cut:] + links[:1]] if cut < len(links) else [links]
    for number, part in enumerate(parts):
        export.terms.append(write_terms(world, folder, number, part))
    if rng.random() < 0.3:
        export.rounding = rng.choice(oracle.ROUNDINGS)
        export.options += ["--rounding", export.rounding]
    if rng.random() < 0.3:
        export.remainder = rng.choice(oracle.REMAINDERS)
        export.options += ["--remainder", export.remainder]
    return export
