"""Finding columns by name."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from partner_campaigns.readers import FileProblem, open_source

from .rows_for_readers import ORDERS, TERMS, line, oid, order, read, text, write


def test_any_order_case_and_spacing(tmp_path: Path) -> None:
    names = ["  " + name.upper().replace(" ", " \u00a0 ") + "\u200b" for name in reversed(ORDERS)]
    _, batch = read(write(tmp_path, text([names, order(1)[::-1]])))
    assert batch.columns["order_id"] == [oid(1)]


def test_localised_header_in_decomposed_form(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "ID đơn hàng")
    assert name != "ID đơn hàng"
    source, batch = read(write(tmp_path, text([[name, *ORDERS[1:]], order(1)])))
    assert batch.columns["order_id"] == [oid(1)]
    assert source.headers["order_id"] == "ID đơn hàng"


@pytest.mark.parametrize("gone", ["Carousel", "Payment ID", "Commission GMV", "Affiliate partner ISR"])
def test_45_columns(tmp_path: Path, gone: str) -> None:
    at = ORDERS.index(gone)
    rows = [[cell for index, cell in enumerate(row) if index != at] for row in (list(ORDERS), order(1))]
    source, batch = read(write(tmp_path, text(rows)))
    assert source.missing == [gone]
    assert batch.lines == [2]
    assert batch.columns["creator_commission"] == ["Rp4.550"]


def test_unknown_columns_are_named_and_blank_headers_are_not(tmp_path: Path) -> None:
    source, batch = read(write(tmp_path, text([[*ORDERS, "New thing ", ""], [*order(1), "x", ""], [*order(2), "y"]])))
    assert source.unknown == ["New thing"]
    assert batch.lines == [2, 3]


def test_needed_columns_missing_and_twice_are_all_named(tmp_path: Path) -> None:
    names = ["" if name in ("SKU ID", "Commission base") else name for name in ORDERS]
    path = write(tmp_path, text([[*names, " order id", "订单 ID", "time created"], order(1)]))
    with pytest.raises(FileProblem) as problem:
        open_source(path, "orders")
    for part in (path, "`SKU ID`", "`Commission base`", "`Order ID` and `order id` and `订单 ID`", "`Time Created`"):
        assert part in str(problem.value)


def test_optional_column_twice_is_not_used(tmp_path: Path) -> None:
    source, batch = read(write(tmp_path, text([[*ORDERS, "quantity"], [*order(1), "2"]])))
    assert "quantity" not in batch.columns
    assert source.notes == ["column `Quantity` and `quantity` is there twice and therefore not used"]


def test_terms(tmp_path: Path) -> None:
    row = ["7412", "Cup", "", "1728", "Rp151.153-Rp376.184", "S", "16/07/2026 00:00:00", "31/07/2026 00:00:00"]
    source, batch = read(write(tmp_path, text([list(TERMS), [*row, "7.00%", "1.00%", "", "", "u", ""]])), "terms")
    assert (source.unknown, source.missing) == ([], [])
    assert batch.columns["valid_to"] == ["31/07/2026 00:00:00"]
    assert batch.columns["creator_rate"] == ["7.00%"]
    assert set(batch.columns) == {
        "campaign_id", "product_id", "valid_from", "valid_to", "creator_rate", "agency_rate",
        "shop_ads_creator_rate", "shop_ads_agency_rate",
    }  # fmt: skip


def test_files_given_in_the_wrong_place(tmp_path: Path) -> None:
    orders = write(tmp_path, text([list(ORDERS), order(1)]))
    terms = write(tmp_path, line(list(TERMS)), "terms.csv")
    seller = write(
        tmp_path, "Order ID,Product ID,Product Name,SKU ID,Price,Payment Amount,Actual Commission Base\n", "s"
    )
    for path, kind, says in (
        (orders, "terms", "--orders"),
        (terms, "orders", "--terms"),
        (seller, "orders", "seller's affiliate orders export"),
    ):
        with pytest.raises(FileProblem, match=says):
            open_source(path, kind)
