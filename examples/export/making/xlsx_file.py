"""The August orders, as a workbook."""

import io
import zipfile
from xml.sax.saxutils import escape

from .cells import Cells
from .words import ORDER_HEADERS


def letters(number):
    text = ""
    while number >= 0:
        text = chr(ord("A") + number % 26) + text
        number = number // 26 - 1
    return text


def august_xlsx(business):
    cells = Cells(business, "august", True)
    headers = [header for header in ORDER_HEADERS if header != "Carousel"]
    shared, order = {}, []

    def text(value):
        if value not in shared:
            shared[value] = len(order)
            order.append(value)
        return shared[value]

    columns = [letters(number) for number in range(len(headers))]
    rows, number = [], 0

    def write(record):
        nonlocal number
        number += 1
        made = []
        for column, cell in zip(columns, record, strict=False):
            if isinstance(cell, (int, float)):
                made.append(f'<c r="{column}{number}"><v>{cell!r}</v></c>')
            elif cell != "":
                made.append(f'<c r="{column}{number}" t="s"><v>{text(cell)}</v></c>')
        rows.append(f'<row r="{number}">{"".join(made)}</row>')

    write(["Affiliate orders, 16/07/2026 to 01/09/2026. All amounts in the currency of the market."])  # a banner
    write([header + " " if header == "Order ID" else header for header in headers])
    for place, row in enumerate(business.august):
        if place == 6000:
            write(
                [
                    "Summary" if header == "Order ID" else 123456700 if header == "Commission base" else ""
                    for header in headers
                ]
            )
        write(cells.record(row, headers))
        row["line"] = number
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{types}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Affiliate orders" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        # The stated dimension is too small, as some exports have it.
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><dimension ref="A1:C3"/><sheetData>'
        f"{''.join(rows)}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}" uniqueCount="{len(order)}">'
        + "".join(f'<si><t xml:space="preserve">{escape(value)}</t></si>' for value in order)
        + "</sst>",
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            file.writestr(entry, head + content, zipfile.ZIP_DEFLATED, 9)
    return buffer.getvalue()
