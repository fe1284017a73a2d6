"""The July orders and the link export, as CSV."""

from .cells import Cells, dotted
from .words import ORDER_HEADERS, TERMS_HEADERS


def quoted(cell, always=False):
    if always or any(mark in cell for mark in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def csv_line(record):
    return ",".join(quoted(str(cell)) for cell in record).encode()


def july_csv(business):
    cells = Cells(business, "july", False)
    rng = cells.rng
    headers = list(ORDER_HEADERS)
    odd = {"Standard creator commission", "Est. ISR", "Payment Status"}  # trailing spaces, as shipped
    out = bytearray(b"\xef\xbb\xbf" + csv_line([h + " " if h in odd else h for h in headers]) + b"\r\n")
    line = 2
    for number, row in enumerate(business.july):
        if number in (4000, 9000):
            total = {"Order ID": "Summary", "Commission base": "Rp1.234.500", "Commission GMV": "Rp2.000.000"}
            for extra in ([total.get(header, "") for header in headers], [""] * len(headers)):
                out += csv_line(extra) + b"\r\n"
                line += 1
        record = cells.record(row, headers)
        if row["mangle"] == "short":
            record = record[:40]
        elif row["mangle"] == "long":
            record += ["", "surplus"]
        elif row["mangle"] is None and rng.random() < 0.002:
            record += [""]
        raw = csv_line(record)
        if row["mangle"] == "latin1 name":
            raw = csv_line(
                ["@NAME@" if header == "Product Name" else cell for header, cell in zip(headers, record, strict=True)]
            )
            raw = raw.replace(b"@NAME@", "Café Crème".encode("latin-1"))
        elif row["mangle"] == "latin1 creator":
            raw = csv_line(
                [
                    "@NAME@" if header == "Creator Username" else cell
                    for header, cell in zip(headers, record, strict=True)
                ]
            )
            raw = raw.replace(b"@NAME@", "andré".encode("latin-1"))
        elif row["mangle"] == "open quote":
            plain = [str(cell).replace('"', "").replace("\n", " ") for cell in record]
            plain[ORDER_HEADERS.index("Product Name")] = '"Tas Tanpa Akhir'
            raw = ",".join(plain).encode()
        row["line"] = line
        raw += b"\r\n"
        line += raw.count(b"\n")
        out += raw
    out += b"these,lines,are,inside,the,quote\r\nand,nobody,can,read,them\r\n"
    return bytes(out)


def terms_csv(business):
    cells = Cells(business, "links", False)
    rng = cells.rng
    out = bytearray(b"\xef\xbb\xbf" + csv_line(TERMS_HEADERS) + b"\r\n")
    line = 2
    for term in business.terms:
        product = term["product_id"]
        price = business.prices[product]
        end = term["end"]
        ads = [
            cells.rate(term[key]) if term[key] is not None else cells.blank()
            for key in ("ads_creator_bps", "ads_agency_bps")
        ]
        link = f"https://shop.example.test/view/product/{product}?campaign={term['campaign_id']}"
        form = "%d/%m/%Y" if term["end_is_date"] else "%d/%m/%Y %H:%M:%S"
        record = {
            "Campaign ID": cells_id(rng, term["campaign_id"]),
            "product name": business.names[product],
            "": f"https://img.example.test/{product}.jpeg",
            "Product ID": cells_id(rng, product),
            "Sale price": f"Rp{dotted(price)}-Rp{dotted(price * 2 + 15153)}"
            if rng.random() < 0.5
            else f"Rp{dotted(price)}",
            "Shop name": business.shops[product],
            "Product effective start time": term["start"].strftime("%d/%m/%Y %H:%M:%S"),
            "Product effective end time": "" if end is None else end.strftime(form),
            "Creator commission rate": f"{term['creator_bps'] / 100:.2f}%",
            "Affiliate partner commission rate": f"{term['agency_bps'] / 100:.2f}%",
            "Creator Shop Ads commission rate": ads[0],
            "Affiliate partner Shop Ads commission rate": ads[1],
            "Product link": link,
            "(Only for checking. Please use the left one.)": link,
        }
        if term["unreadable"]:
            record[term["unreadable"]] = term["bad"]
        term["line"] = line
        raw = csv_line([record[header] for header in TERMS_HEADERS]) + b"\r\n"
        line += raw.count(b"\n")
        out += raw
    return bytes(out)


def cells_id(rng, text):
    return text + ("\t" if rng.random() < 0.5 else "")
