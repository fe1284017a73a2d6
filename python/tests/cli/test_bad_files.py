"""Files that cannot be read as what they should be: exit status 2, the file named, everything else still verified."""

from __future__ import annotations

import os

import pytest

from .command import ORDERS, TERMS, Folder, link, order, text

SELLER = "Order ID,Product ID,Product Name,SKU ID,Price,Payment Amount,Currency,Actual Commission Base,Platform\n"
HEAD = text([ORDERS])


def without(name: str) -> list[list[str]]:
    at = ORDERS.index(name)
    return [[cell for place, cell in enumerate(row) if place != at] for row in (ORDERS, order(1))]


BAD: dict[str, tuple[str | bytes, str]] = {
    "a needed column is missing": (text(without("Commission base")), "needed column missing: `Commission base`"),
    "two are": (
        text([[name if "rate" not in name else "x" for name in ORDERS], order(1)]),
        "needed columns missing: `Standard affiliate partner commission rate`, `Standard creator affiliate",
    ),
    "one is there twice": (
        text([[*ORDERS, "order  ID "], [*order(1), "1"]]),
        "needed column there twice: `Order ID` and `order  ID`",
    ),
    "empty": ("", "the file is empty"),
    "blank": ("\ufeff \r\n\n", "the file is empty"),
    "no header": (text([order(1), order(2)]), "no header row of the agency (TAP) affiliate orders export"),
    "terms given as orders": (text([TERMS, link()]), 'agency product "Export link" file, which is given with --terms'),
    "a seller's file": (SELLER, "it looks like the seller's affiliate orders export"),
    "a Latin-1 header": (HEAD.replace("Carousel", "Carrousél").encode("latin-1"), "byte 0xe9 is not UTF-8"),
    "a PDF": (b"%PDF-1.7\n", "the file is a PDF document"),
    "an archive": (b"PK\x05\x06" + bytes(18), "the ZIP archive holds no file"),
    "a broken workbook": (b"PK\x03\x04 rubbish", "the workbook is damaged"),
    "a broken Parquet file": (b"PAR1 rubbish", "damaged"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old XLS workbook"),
    "binary": (b"\0\1\2\3" * 99, "the file is not text"),
}


@pytest.mark.parametrize("what", BAD)
def test_one_bad_file_is_named_and_the_others_are_verified(folder: Folder, what: str) -> None:
    data, says = BAD[what]
    bad = folder.write("bad.csv", data)
    folder.orders(order(1), order(2, {"Standard creator commission": "4551"}))
    done = folder.verify(orders=[bad, "orders.csv"])
    assert done.returncode == 2
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1
    assert errors[0].startswith("error: `bad.csv`: ")
    assert says in errors[0]
    # Findings would end it with 1: what cannot be read wins, and hides nothing.
    assert folder.found() == [("orders.csv", 3, "F001", "creator", "Standard creator commission")]
    assert folder.report()["summary"]["rows_read"] == 2
    assert "amount-differs" in done.stdout


@pytest.mark.parametrize(("path", "says"), [("nowhere.csv", "there is no such file"), (".", "it is a directory")])
def test_no_file_and_a_directory(folder: Folder, path: str, says: str) -> None:
    done = folder.verify(orders=["orders.csv", path])
    assert done.returncode == 2
    assert f"error: `{path}`: {says}" in done.stderr
    assert "Nothing found in what could be read" in done.stdout
    assert folder.report()["summary"]["rows_verified"] == 1


def test_a_bad_terms_file_leaves_the_others(folder: Folder) -> None:
    orders_as_terms = folder.orders(order(9), name="other.csv")
    done = folder.verify(terms=["terms.csv", orders_as_terms])
    assert done.returncode == 2
    assert "agency (TAP) affiliate orders export, which is given with --orders" in done.stderr
    assert folder.report()["summary"]["rows_verified"] == 1


def test_with_no_terms_at_all_every_row_is_out_of_scope_and_said(folder: Folder) -> None:
    folder.write("terms.csv", "")
    done = folder.verify()
    assert done.returncode == 2
    assert "error: `terms.csv`: the file is empty" in done.stderr
    summary = folder.report()["summary"]
    assert (summary["rows_read"], summary["rows_out_of_scope"], summary["findings"]) == (1, 1, 0)
    assert "Terms not given for 1 campaign:" in done.stdout


def test_all_bad_files_are_named_at_once(folder: Folder) -> None:
    folder.write("terms.csv", "")
    done = folder.verify(orders=["a.csv", "b.csv"])
    assert done.returncode == 2
    assert [line.split("`")[1] for line in done.stderr.splitlines()] == ["a.csv", "b.csv", "terms.csv"]
    assert folder.report()["summary"]["rows_read"] == 0


def test_unknown_columns_and_missing_ones_that_are_not_needed_are_said_and_no_finding(folder: Folder) -> None:
    gone = ORDERS.index("Carousel")
    rows = [[cell for place, cell in enumerate(row) if place != gone] for row in (ORDERS, order(1))]
    folder.write("orders.csv", text([[*rows[0], "Brand new"], [*rows[1], "x"]]))
    folder.terms([*link(), "y"], header=[*TERMS, "Another"])
    done = folder.verify()
    assert done.returncode == 0, done.stderr
    assert "`orders.csv`: unknown columns, not read: Brand new" in done.stdout
    assert "`orders.csv`: columns that are not there, and not needed: Carousel" in done.stdout
    assert "`terms.csv`: unknown columns, not read: Another" in done.stdout
    assert folder.found() == []


def test_columns_are_found_by_name_wherever_they_stand(folder: Folder) -> None:
    rows = [[name.upper() + " " for name in reversed(ORDERS)], order(1)[::-1]]
    folder.write("orders.csv", text(rows))
    assert folder.verify().returncode == 0
    assert folder.report()["summary"]["rows_settled"] == 1


def test_summary_rows_and_blank_rows_are_no_rows(folder: Folder) -> None:
    total = [""] * len(ORDERS)
    total[0], total[ORDERS.index("Commission base")] = "Summary", "65000"
    folder.orders(order(1), [""] * len(ORDERS), ["-"] * len(ORDERS), total, order(2))
    done = folder.verify()
    assert done.returncode == 0, done.stderr
    assert folder.report()["summary"]["rows_read"] == 2
    assert "`orders.csv`: 1 summary row skipped at line 5" in done.stdout


def test_what_stands_in_a_file_cannot_steer_the_terminal(folder: Folder) -> None:
    folder.orders(order(1), header=[*ORDERS[:-1], "\x1b[31mred"])
    done = folder.verify()
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert r"unknown columns, not read: \x1b[31mred" in done.stdout


def test_ids_and_names_that_look_like_markup_are_printed_as_they_are(folder: Folder) -> None:
    wrong = {"Payment ID": "[/b]:star:", "Standard creator commission": "1"}
    name = folder.orders(order(1, wrong), order(2), name="[red].csv")
    done = folder.verify(orders=[name])
    assert done.returncode == 1, done.stderr
    assert "[red].csv" in done.stdout


def test_a_name_that_is_no_text_is_said(folder: Folder) -> None:
    done = folder.verify(orders=["orders.csv", os.fsdecode(b"\xff.csv")])
    assert done.returncode == 2
    assert r"error: `\udcff.csv`: its name is not UTF-8 text" in done.stderr
    assert folder.report()["summary"]["rows_verified"] == 1
