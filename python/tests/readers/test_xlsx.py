"""XLSX: typed cells, errors, dimensions."""

from __future__ import annotations

import hashlib
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from partner_campaigns.readers import FileProblem, open_source

from .rows_for_readers import ORDERS, TERMS, oid, order, read


def save(folder: Path, rows: list[list[object]], name: str = "orders.xlsx", **formats: str) -> str:
    """A workbook with a cover sheet; `formats` gives cells their number formats."""
    book = openpyxl.Workbook()
    book.active.append(["About this file"])
    sheet = book.create_sheet("Data")
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    for cell, code in formats.items():
        sheet[cell].number_format = code
    path = str(folder / name)
    book.save(path)
    return path


def cell(header: str, row: int) -> str:
    return openpyxl.utils.get_column_letter(ORDERS.index(header) + 1) + str(row)


def edit(path: str, old: str, new: str) -> None:
    """Edit the XML of the second sheet."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    part = "xl/worksheets/sheet2.xml"
    text = parts[part].decode()
    parts[part] = re.sub(old, new, text).encode()
    assert parts[part].decode() != text
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_text_cells(tmp_path: Path) -> None:
    path = save(tmp_path, [["Banner"], list(ORDERS), order(1), [], ["Summary"], order(2)])
    source, batch = read(path)
    assert source.container == "xlsx"
    assert batch.lines == [3, 6]
    assert batch.columns["order_id"] == [oid(1), oid(2)]
    assert "1 summary row skipped at line 5" in source.notes
    assert "sheet `Data` is read, of 2 sheets" in source.notes
    assert source.sha256 == hashlib.sha256(Path(path).read_bytes()).hexdigest()


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    assert open_source(save(tmp_path, [list(ORDERS)], "orders.csv.xlsx"), "orders").container == "xlsx"
    Path(tmp_path / "orders.csv.xlsx").rename(tmp_path / "orders.csv")
    assert open_source(str(tmp_path / "orders.csv"), "orders").container == "xlsx"


@pytest.mark.parametrize(
    ("value", "text"),
    [(24200, "24200"), (24200.0, "24200"), (12.21, "12.21"), (24.125, "24.1250"), (-24.125, "-24.1250"), (0.1, "0.1"),
     (1e-7, "0.0000001"), (123456789012345.0, "123456789012345"), (0.0, "0"), ("Rp65.000", "Rp65.000")],
)  # fmt: skip
def test_amounts(tmp_path: Path, value: object, text: str) -> None:
    _, batch = read(save(tmp_path, [list(ORDERS), order(1, Commission_base=value)]))
    assert batch.columns["base"] == [text]


@pytest.mark.parametrize(
    ("header", "value", "says"),
    [
        ("Order ID", 576400000000000001, "number of 18 digits and may have lost digits; store ids as text"),
        ("Product ID", 12.5, "no id"),
        ("Order ID", True, "truth value"),
        ("SKU ID", date(2026, 7, 1), "is a date"),
        ("Standard creator affiliate commission rate", 0.07, "ambiguous: 0.07"),
        ("Standard creator affiliate commission rate", 7, "ambiguous: 7"),
        ("Time Created", 46219.5, "not formatted as a date"),
        ("Commission base", 1e300, "may have lost digits"),
    ],
)
def test_cells_that_cannot_be_read(tmp_path: Path, header: str, value: object, says: str) -> None:
    rows = [list(ORDERS), order(1), order(2), order(3)]
    rows[2][ORDERS.index(header)] = value
    _, batch = read(save(tmp_path, rows))
    assert batch.lines == [2, 4]
    (bad,) = batch.unreadable
    assert (bad.line, bad.column) == (3, header)
    assert says in bad.reason
    if header != "Order ID":
        assert bad.cells["order_id"] == oid(2)


def test_short_numeric_ids_and_counts(tmp_path: Path) -> None:
    row = order(1, Order_ID=123456789012345, Quantity=3, Creator_Username=77, Fully_returned_or_refunded=False)
    _, batch = read(save(tmp_path, [list(ORDERS), row]))
    assert [batch.columns[field][0] for field in ("order_id", "quantity", "creator", "refunded")] == [
        "123456789012345", "3", "77", "false",
    ]  # fmt: skip


@pytest.mark.parametrize(("value", "text"), [(0.07, "7%"), (0.0175, "1.75%"), (0.0012345, "0.12345%"), (1, "100%")])
def test_percentage_cells(tmp_path: Path, value: float, text: str) -> None:
    header = "Standard creator affiliate commission rate"
    row = order(1, **{header.replace(" ", "_"): value})
    _, batch = read(save(tmp_path, [list(ORDERS), row], **{cell(header, 2): "0.00%"}))
    assert batch.columns["creator_rate"] == [text]


def test_a_quoted_percent_sign_is_no_percentage(tmp_path: Path) -> None:
    header = "Standard creator affiliate commission rate"
    row = order(1, **{header.replace(" ", "_"): 7})
    _, batch = read(save(tmp_path, [list(ORDERS), row], **{cell(header, 2): '0"%"'}))
    assert "ambiguous" in batch.unreadable[0].reason


def test_midnight_is_no_plain_date(tmp_path: Path) -> None:
    times = [datetime(2026, 7, 16), datetime(2026, 7, 16), datetime(2026, 7, 16, 23, 59, 59), 20260716]
    codes = ["dd/mm/yyyy hh:mm:ss", "dd/mm/yyyy", "yyyy-mm-dd hh:mm", "0"]
    formats = {f"H{row}": code for row, code in enumerate(codes, start=2)}
    rows: list[list[object]] = [["7", "", "", "1", "", "", "", time, "7.00%", "1.00%"] for time in times]
    _, batch = read(save(tmp_path, [list(TERMS), *rows], **formats), "terms")
    assert batch.columns["valid_to"] == ["2026-07-16 00:00:00", "2026-07-16", "2026-07-16 23:59:59", "20260716"]


def test_error_cells(tmp_path: Path) -> None:
    rows = [list(ORDERS), order(1), order(2, Commission_base="#REF!"), order(3, Product_Name="#N/A"), order(4)]
    path = save(tmp_path, rows)
    _, batch = read(path)
    assert batch.lines == [2, 4, 5]
    (bad,) = batch.unreadable
    assert (bad.line, bad.column, bad.reason) == (3, "Commission base", "the cell holds the error #REF!")
    assert bad.cells["order_id"] == oid(2)


def test_a_dimension_that_is_too_small(tmp_path: Path) -> None:
    path = save(tmp_path, [list(ORDERS), *(order(n) for n in range(1, 51))])
    edit(path, '<dimension ref="[^"]*" ?/>', '<dimension ref="A1:B2"/>')
    _, batch = read(path, size=7)
    assert batch.lines == list(range(2, 52))
    assert batch.columns["creator_commission"] == ["Rp4.550"] * 50


def test_cells_beyond_the_header(tmp_path: Path) -> None:
    _, batch = read(save(tmp_path, [list(ORDERS), [*order(1), "x"], order(2)]))
    assert batch.lines == [3]
    assert batch.unreadable[0].reason == "the row has 47 cells, the header has 46"


def test_a_table_that_does_not_begin_in_the_corner(tmp_path: Path) -> None:
    header = "Standard creator affiliate commission rate"
    rate = {header.replace(" ", "_"): 0.07}
    rows = [["", "", *order(1, **rate)], ["", "", *order(2, Commission_base="#REF!")]]
    shifted = openpyxl.utils.get_column_letter(ORDERS.index(header) + 3) + "3"
    _, batch = read(save(tmp_path, [[], ["", "", *ORDERS], *rows], **{shifted: "0.00%"}))
    assert (batch.lines, batch.columns["creator_rate"]) == ([3], ["7%"])
    assert [(bad.line, bad.reason) for bad in batch.unreadable] == [(4, "the cell holds the error #REF!")]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_only_where_no_other_has_the_columns(tmp_path: Path, state: str) -> None:
    book = openpyxl.Workbook()
    for name, number in (("old", 1), ("new", 2)):
        sheet = book.create_sheet(name)
        for row in (list(ORDERS), order(number)):
            sheet.append(row)
    book["Sheet"].append(["Notes"])
    book["old"].sheet_state = state
    book.save(tmp_path / "both.xlsx")
    source, batch = read(str(tmp_path / "both.xlsx"))
    assert batch.columns["order_id"] == [oid(2)]
    assert "sheet `new` is read, of 3 sheets" in source.notes
    del book["new"]
    book.save(tmp_path / "one.xlsx")
    assert read(str(tmp_path / "one.xlsx"))[1].columns["order_id"] == [oid(1)]


def test_damaged_and_empty_workbooks(tmp_path: Path) -> None:
    path = save(tmp_path, [list(ORDERS), order(1)])
    edit(path, "</sheetData>.*", "")
    with pytest.raises(FileProblem):
        source = open_source(path, "orders")
        assert list(source.batches()) == []
    book = openpyxl.Workbook()
    book.save(tmp_path / "empty.xlsx")
    with pytest.raises(FileProblem, match="empty"):
        open_source(str(tmp_path / "empty.xlsx"), "orders")
