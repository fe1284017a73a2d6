"""Parquet: types, nulls, zones."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from partner_campaigns.readers import FileProblem, open_source

from .rows_for_readers import ORDERS, oid, order, read


def save(folder: Path, count: int = 2, **columns: pa.Array) -> str:
    """Order lines as text columns, of which some are given as they are (under their headers)."""
    rows = [order(number) for number in range(1, count + 1)]
    table = {name: pa.array([str(row[at]) for row in rows]) for at, name in enumerate(ORDERS)}
    table.update({name.replace("_", " "): values for name, values in columns.items()})
    path = str(folder / "orders.parquet")
    pq.write_table(pa.table(table), path)
    return path


def test_text(tmp_path: Path) -> None:
    source, batch = read(save(tmp_path, 20), size=7)
    assert (source.container, source.missing, source.unknown) == ("parquet", [], [])
    assert batch.lines == list(range(2, 22))
    assert batch.columns["order_id"] == [oid(n) for n in range(1, 21)]
    assert source.progress == (20, 20)
    assert len(source.sha256) == 64


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array(["a", None]), ["a", ""]),
        (pa.array(["a", None], pa.large_string()), ["a", ""]),
        (pa.array(["a", None]).dictionary_encode(), ["a", ""]),
        (pa.array([None, None], pa.null()), ["", ""]),
        (pa.array([65000, None]), ["65000", ""]),
        (pa.array([65000.0, 24.125]), ["65000", "24.1250"]),
        (pa.array([Decimal("65.000"), Decimal("24.125")], pa.decimal128(38, 3)), ["65", "24.1250"]),
        (pa.array([Decimal("1234567890123456789012345678.90"), None], pa.decimal128(38, 2)),
         ["1234567890123456789012345678.9", ""]),
    ],
)  # fmt: skip
def test_amounts(tmp_path: Path, values: pa.Array, texts: list[str]) -> None:
    _, batch = read(save(tmp_path, Commission_base=values))
    assert batch.columns["base"] == texts


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        (pa.array([date(2026, 7, 16), None]), ["2026-07-16", ""]),
        (pa.array([datetime(2026, 7, 16), datetime(2026, 7, 16, 1, 2, 3, 500)]),
         ["2026-07-16 00:00:00", "2026-07-16 01:02:03.0005"]),
        (pa.array([datetime(2026, 7, 16, 1, 2, 3), None], pa.timestamp("ns")), ["2026-07-16 01:02:03", ""]),
        (pa.array([datetime(2026, 7, 16, 1, 2, 3, tzinfo=UTC), None], pa.timestamp("us", "Asia/Jakarta")),
         ["2026-07-16T01:02:03+00:00", ""]),
        (pa.array([20260716, 20260717]), ["20260716", "20260717"]),
    ],
)  # fmt: skip
def test_times(tmp_path: Path, values: pa.Array, texts: list[str]) -> None:
    _, batch = read(save(tmp_path, Time_Created=values))
    assert batch.columns["created_at"] == texts


def test_ids(tmp_path: Path) -> None:
    _, batch = read(save(tmp_path, Order_ID=pa.array([576400000000000001, 2]), Payment_ID=pa.array([12.0, None])))
    assert batch.columns["order_id"] == ["576400000000000001", "2"]
    assert batch.columns["payment_id"] == ["12", ""]
    _, batch = read(save(tmp_path, Order_ID=pa.array([5.76400000000000001e17, 2.0])))
    assert batch.lines == [3]
    assert "18 digits and may have lost digits" in batch.unreadable[0].reason
    assert batch.unreadable[0].line == 2


def test_numeric_rates_and_nan(tmp_path: Path) -> None:
    rates = pa.array([0.07, None])
    _, batch = read(save(tmp_path, Standard_creator_affiliate_commission_rate=rates))
    assert (batch.lines, batch.columns["creator_rate"]) == ([3], [""])
    assert "without a percent sign is ambiguous" in batch.unreadable[0].reason
    _, batch = read(save(tmp_path, Commission_base=pa.array([float("nan"), 1.0])))
    assert batch.unreadable[0].column == "Commission base"


def test_bytes_that_are_not_utf_8(tmp_path: Path) -> None:
    names = pa.array([b"ok", b"caf\xe9"], pa.binary()).view(pa.string())
    _, batch = read(save(tmp_path, Creator_Username=names))
    assert (batch.lines, batch.columns["creator"]) == ([2], ["ok"])
    assert batch.unreadable[0].reason == "byte 0xe9 is not UTF-8"


@pytest.mark.parametrize(
    "values", [pa.array([[1], [2]]), pa.array([{"a": 1}, {"a": 2}]), pa.array([date(2026, 1, 1)] * 2)]
)
def test_types_that_cannot_be_read(tmp_path: Path, values: pa.Array) -> None:
    with pytest.raises(FileProblem, match="`Commission base` is of type"):
        open_source(save(tmp_path, Commission_base=values), "orders")


def test_nested_columns_that_are_not_read_do_no_harm(tmp_path: Path) -> None:
    assert read(save(tmp_path, Product_Name=pa.array([[1], [2]])))[1].lines == [2, 3]


def test_a_column_twice(tmp_path: Path) -> None:
    path = save(tmp_path)
    table = pq.read_table(path)
    pq.write_table(table.append_column("Quantity", table["Quantity"]), path)
    source, batch = read(path)
    assert "quantity" not in batch.columns
    assert source.notes
    pq.write_table(table.append_column("Order ID", table["Order ID"]), path)
    with pytest.raises(FileProblem, match="twice"):
        open_source(path, "orders")


def test_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FileProblem, match=r"partner-campaigns\[files\]"):
        open_source(path, "orders")
