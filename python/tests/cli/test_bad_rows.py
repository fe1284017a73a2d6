"""Rows that cannot be read: a finding F011 with file, line, column and reason; the rest is verified."""

from __future__ import annotations

import pytest

from .command import Folder, link, oid, order, text

AGENCY_RATE = "Standard affiliate partner commission rate"
CREATOR_RATE = "Standard creator affiliate commission rate"
BASE = "Commission base"
CREATOR = "Standard creator commission"

BAD_CELLS = [
    ({AGENCY_RATE: "1"}, AGENCY_RATE, "write it with a percent sign"),
    ({CREATOR_RATE: "7.001%"}, CREATOR_RATE, "at most two decimals"),
    ({CREATOR_RATE: "-7%"}, CREATOR_RATE, "not a percentage"),
    ({CREATOR_RATE: "101%"}, CREATOR_RATE, "out of range"),
    ({CREATOR_RATE: "99.01%"}, CREATOR_RATE, "add up to more than 100%"),
    ({AGENCY_RATE: ""}, AGENCY_RATE, "the cell is blank"),
    ({BASE: "65000.5"}, BASE, "too many decimals: IDR has 0"),
    ({BASE: "9223372036854775808"}, BASE, "an amount fits 64-bit minor units"),
    ({BASE: "$65000"}, BASE, "is not in IDR"),
    ({BASE: "650.00.0"}, BASE, "is not an amount of IDR"),
    ({BASE: "6.5e4"}, BASE, "is not an amount of IDR"),
    ({BASE: ""}, BASE, "the base is blank where amounts are filled"),
    ({CREATOR: "NaN"}, CREATOR, "is not an amount of IDR"),
    ({"Order ID": "5.76461E+17"}, "Order ID", "may have lost digits"),
    ({"Product ID": "172800000000000001.0"}, "Product ID", "may have lost digits"),
    ({"Order ID": "-"}, "Order ID", "the cell is blank"),
    ({"Partner campaign ID": "N/A"}, "Partner campaign ID", "the cell is blank"),
    ({"Time Created": "31/06/2026 10:00:00"}, "Time Created", "is not a time"),
    ({"Time Created": "13/13/2026"}, "Time Created", "is not a time"),
    ({"Time Created": "16/07/2569 10:00:00"}, "Time Created", "a Buddhist year? That would be 2026"),
    ({"Order ID": "id:7"}, "Order ID", "is not an id of an export"),
    ({"Commission base": "1.x"}, "Commission base", "is not an amount"),
    ({"Time Created": "/"}, "Time Created", "the cell is blank"),
    ({"Order settlement status": "--"}, "Order settlement status", "the cell is blank"),
    ({"Fully returned or refunded": "maybe"}, "Fully returned or refunded", "neither `Yes` nor `No`"),
    ({"Quantity": "1.5"}, "Quantity", "not a whole number"),
]


@pytest.mark.parametrize(("cells", "column", "says"), BAD_CELLS, ids=lambda one: str(one)[:40])
def test_a_cell_that_cannot_be_read(folder: Folder, cells: dict[str, str], column: str, says: str) -> None:
    folder.orders(order(1), order(2, cells), order(3, {CREATOR: "4551"}))
    done = folder.verify()
    assert done.returncode == 1, done.stderr
    assert folder.found() == [
        ("orders.csv", 3, "F011", None, column),
        ("orders.csv", 4, "F001", "creator", CREATOR),
    ]
    first = folder.report()["findings"][0]
    assert says in first["message"]
    assert column in first["message"]
    assert first["order_id"] == (None if column == "Order ID" else oid(2))
    summary = folder.report()["summary"]
    assert (summary["rows_read"], summary["rows_unreadable"], summary["rows_verified"]) == (3, 1, 2)


def test_every_fault_of_a_row_is_named_in_one_finding(folder: Folder) -> None:
    folder.orders(order(1, {AGENCY_RATE: "1", BASE: "65000.5", "Quantity": "x"}), order(2))
    assert folder.verify().returncode == 1
    (only,) = folder.report()["findings"]
    assert only["column"] == "Quantity"
    for column in (AGENCY_RATE, BASE, "Quantity"):
        assert f"{column}: " in only["message"]


def test_unreadable_rows_are_found_whatever_their_campaign(folder: Folder) -> None:
    folder.orders(order(1), order(2, {"Partner campaign ID": "7499999999999999999", BASE: "x"}))
    assert folder.verify().returncode == 1
    assert folder.found() == [("orders.csv", 3, "F011", None, BASE)]
    assert folder.report()["summary"]["rows_out_of_scope"] == 0


def test_a_quote_that_never_closes(folder: Folder) -> None:
    rows = [order(1), order(2, {"Product Name": "A"}), order(3), order(4)]
    lines = text([order(0)]).join(["", ""])  # how a record ends
    assert lines.endswith("\n")
    broken = text([rows[1]]).replace(",A,", ',"A,')
    folder.orders(rows[0])
    whole = (folder.path / "orders.csv").read_text(encoding="utf-8") + broken + text(rows[2:])
    folder.write("orders.csv", whole)
    assert folder.verify().returncode == 1
    (only,) = folder.report()["findings"]
    assert (only["file"], only["line"], only["code"], only["column"]) == ("orders.csv", 3, "F011", None)
    assert only["message"].startswith("a quote that is opened here never closes")
    assert "up to the last line 5" in only["message"]
    assert folder.report()["summary"]["rows_verified"] == 1


def test_latin_1_bytes(folder: Folder) -> None:
    folder.orders(order(1), order(2, {"Product Name": "Café"}), order(3))
    folder.write("orders.csv", (folder.path / "orders.csv").read_text(encoding="utf-8").encode("latin-1"))
    assert folder.verify().returncode == 1
    (only,) = folder.report()["findings"]
    assert (only["line"], only["code"], only["column"]) == (3, "F011", "Product Name")
    assert "byte 0xe9 is not UTF-8" in only["message"]
    assert folder.report()["summary"]["rows_verified"] == 2


@pytest.mark.parametrize(("more", "says"), [(["x"], "47 cells"), (None, "2 cells")])
def test_rows_with_too_many_or_too_few_cells(folder: Folder, more: list[str] | None, says: str) -> None:
    folder.orders(order(1), order(2)[:2] if more is None else [*order(2), *more], order(3))
    assert folder.verify().returncode == 1
    (only,) = folder.report()["findings"]
    assert (only["line"], only["code"], only["order_id"]) == (3, "F011", oid(2))
    assert says in only["message"]
    assert "the header has 46" in only["message"]


def test_a_line_is_where_its_record_begins(folder: Folder) -> None:
    folder.orders(order(1, {"Product Name": "two\nlines"}), order(2, {CREATOR: "4551", "Product Name": "a\nb\nc"}))
    assert folder.verify().returncode == 1
    assert folder.found() == [("orders.csv", 4, "F001", "creator", CREATOR)]


def test_unreadable_terms_are_findings_after_those_of_the_orders(folder: Folder) -> None:
    folder.orders(order(1, {CREATOR: "4551"}))
    folder.terms(link(), link({"Creator commission rate": "7"}), link({"Product effective end time": "soon"}))
    done = folder.verify()
    assert done.returncode == 1
    assert folder.found() == [
        ("orders.csv", 2, "F001", "creator", CREATOR),
        ("terms.csv", 3, "F011", None, "Creator commission rate"),
        ("terms.csv", 4, "F011", None, "Product effective end time"),
    ]
    summary = folder.report()["summary"]
    assert (summary["rows_read"], summary["rows_unreadable"]) == (1, 0), "rows are order rows"


def test_findings_are_in_the_order_of_files_and_lines_then_code_then_party(folder: Folder) -> None:
    both = {"Standard commission for affiliate partner": "651", CREATOR: "4551"}
    other_rates = {AGENCY_RATE: "1.01%", CREATOR_RATE: "7.01%"}
    folder.orders(order(1, both), order(2, {BASE: "x"}), order(3, {**both, **other_rates}), name="b.csv")
    folder.orders(order(4, {CREATOR: "4549"}), name="a.csv")
    folder.verify(orders=["b.csv", "a.csv"])
    assert [one[:4] for one in folder.found()] == [
        ("b.csv", 2, "F001", "agency"),
        ("b.csv", 2, "F001", "creator"),
        ("b.csv", 3, "F011", None),
        ("b.csv", 4, "F001", "agency"),
        ("b.csv", 4, "F001", "creator"),
        ("b.csv", 4, "F012", None),
        ("a.csv", 2, "F001", "creator"),
    ]


def test_the_same_file_twice_adds_no_findings(folder: Folder) -> None:
    rows = [order(1), order(2, {CREATOR: "4551"}), order(3, {"Time Created": "16/08/2026 10:00:00"})]
    folder.orders(*rows)
    folder.verify()
    once = folder.report()
    folder.orders(*rows, name="again.csv")
    for second in ("again.csv", "orders.csv"):
        done = folder.verify(orders=["orders.csv", second])
        assert done.returncode == 1
        twice = folder.report()
        assert twice["findings"] == once["findings"]
        assert twice["summary"]["totals"] == once["summary"]["totals"]
        assert twice["summary"]["rows_overlapping"] == 3
        assert "overlapping" in done.stdout


def test_a_repeated_line_is_found_on_each_later_occurrence(folder: Folder) -> None:
    folder.orders(order(1), order(2), order(1), order(1, {"Order settlement status": "Pending"}))
    assert folder.verify().returncode == 1
    assert folder.found() == [("orders.csv", 4, "F004", None, None), ("orders.csv", 5, "F004", None, None)]
    assert "stands in orders.csv, line 2" in folder.report()["findings"][0]["message"]
    assert folder.report()["summary"]["rows_repeated"] == 2
