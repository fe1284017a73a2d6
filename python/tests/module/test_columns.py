"""Whole columns: every kind of column in, Arrow out, and the same numbers as one line at a time."""

from __future__ import annotations

import array
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

import partner_campaigns as pc

BASE = [100_00, 0, 19_99, -1, 10_15, 2**63 - 1]
TOTAL = [3000, 3000, 3000, 3000, 1000, 10_000]
CREATOR = [1500, 1500, 1500, 1500, 1500, 5001]
REASONS = [None, None, None, "M003", "M008", None]


def chunked(values: list[int], kind: pa.DataType) -> pa.ChunkedArray:
    return pa.chunked_array([values[:2], [], values[2:]], type=kind)


MAKERS: dict[str, tuple[Callable[[list[int]], Any], Callable[[list[int]], Any]]] = {
    "list": (list, list),
    "tuple": (tuple, tuple),
    "array": (lambda values: array.array("q", values), lambda values: array.array("H", values)),
    "memoryview": (
        lambda values: memoryview(array.array("q", values)),
        lambda values: memoryview(array.array("i", values)),
    ),
    "arrow": (lambda values: pa.array(values, pa.int64()), lambda values: pa.array(values, pa.uint16())),
    "arrow of other integers": (
        lambda values: pa.array(values, pa.int64()),
        lambda values: pa.array(values, pa.int32()),
    ),
    "arrow chunks": (lambda values: chunked(values, pa.int64()), lambda values: chunked(values, pa.uint16())),
    "arrow slice": (
        lambda values: pa.array([7, *values, 7], pa.int64()).slice(1, len(values)),
        lambda values: pa.array([7, *values], pa.uint16()).slice(1),
    ),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_every_kind_of_column(maker: str) -> None:
    amounts, rates = MAKERS[maker]
    out = pc.split_columns(base_minor=amounts(BASE), total_rate_bps=rates(TOTAL), creator_rate_bps=rates(CREATOR))
    assert len(out) == len(BASE)
    assert out.reason.to_list() == REASONS
    for row, reason in enumerate(REASONS):
        if reason is None:
            one = pc.split(base_minor=BASE[row], total_rate_bps=TOTAL[row], creator_rate_bps=CREATOR[row])
            got = (out.agency_minor[row], out.creator_minor[row], out.manager_minor[row])
            assert got == (one.agency_minor, one.creator_minor, one.manager_minor)
        else:
            assert out.agency_minor[row] is None
    assert (out.totals.rows, out.totals.refused) == (4, 2)
    assert out.totals.agency_minor == sum(value for value in out.agency_minor if value is not None)


def test_arrow_out() -> None:
    out = pc.split_columns(base_minor=BASE, total_rate_bps=TOTAL, creator_rate_bps=CREATOR)
    batch = pa.record_batch(out)
    batch.validate(full=True)
    assert batch.schema.names == ["agency_minor", "creator_minor", "manager_minor", "reason"]
    assert batch.schema.types == [pa.int64(), pa.int64(), pa.int64(), pa.utf8()]
    assert batch.column("reason").to_pylist() == REASONS
    column = pa.array(out.agency_minor)
    assert column.to_pylist() == out.agency_minor.to_list() == list(out.agency_minor)
    assert column.null_count == 2


def test_results_outlive_their_maker() -> None:
    column = pa.array(pc.split_columns(base_minor=BASE, total_rate_bps=TOTAL, creator_rate_bps=CREATOR).creator_minor)
    assert column[0].as_py() == 1500


def test_empty_columns() -> None:
    out = pc.split_columns(base_minor=[], total_rate_bps=[], creator_rate_bps=[])
    assert len(out) == 0
    assert pa.record_batch(out).num_rows == 0
    assert out.totals == pc.split_columns(base_minor=[], total_rate_bps=[], creator_rate_bps=[]).totals
    empty = pa.chunked_array([], type=pa.int64())
    assert len(pc.split_columns(base_minor=empty, total_rate_bps=empty, creator_rate_bps=empty)) == 0


def test_share_and_tax() -> None:
    out = pc.split_columns(
        base_minor=[100_00, 100_00],
        total_rate_bps=[3000, 3000],
        creator_rate_bps=[1500, 1500],
        manager_share_bps=[2000, 2000],
        tax_minor=[500, 1501],
        policy=pc.Policy(managing_share="after_tax"),
    )
    assert out.manager_minor.to_list() == [200, None]
    assert out.reason.to_list() == [None, "M009"]


def test_reading_a_column() -> None:
    column = pc.split_columns(base_minor=BASE, total_rate_bps=TOTAL, creator_rate_bps=CREATOR).agency_minor
    assert (len(column), column[-6], column[0]) == (6, 1500, 1500)
    for index in (6, -7, 2**40):
        with pytest.raises(IndexError):
            column[index]
    assert repr(column) == "Column(Int64, 6 rows)"


@pytest.mark.parametrize("rate", [-1, 10_001, 65_536, 2**40, -(2**40)])
def test_rate_that_fits_no_column_type_is_m007(rate: int) -> None:
    out = pc.split_columns(base_minor=[1], total_rate_bps=[rate], creator_rate_bps=[0])
    assert out.reason.to_list() == ["M007"]
    out = pc.split_columns(base_minor=[1], total_rate_bps=pa.array([rate], pa.int64()), creator_rate_bps=[0])
    assert out.reason.to_list() == ["M007"]


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([1.0], r"base_minor\[0\] is float: pass an int"),
        ([1, True], r"base_minor\[1\] is bool"),
        ([1, None], r"base_minor\[1\] is NoneType"),
        ([Decimal(1)], r"base_minor\[0\] is Decimal"),
        ("12", r"base_minor\[0\] is str"),
        (5, "base_minor is int: pass a column of whole numbers"),
        (None, "base_minor is NoneType"),
        (array.array("d", [1.0]), "base_minor is a buffer of floats"),
        (memoryview(b"\x01").cast("?"), "base_minor is a buffer of bools"),
        (memoryview(b"1234").cast("B", (2, 2)), "base_minor is a buffer of 2 dimensions"),
        (pa.array([1.0]), "base_minor is a column of Float64"),
        (pa.array([True]), "base_minor is a column of Boolean"),
        (pa.array(["1"]), "base_minor is a column of Utf8"),
        (pa.table({"a": [1]}), "base_minor is a table"),
    ],
)
def test_what_is_no_column_of_whole_numbers(column: Any, message: str) -> None:
    with pytest.raises(pc.InvalidTypeError, match=message):
        pc.split_columns(base_minor=column, total_rate_bps=[1], creator_rate_bps=[1])


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([1, 2**63], r"base_minor\[1\] is .*: allowed is what fits 64 bits"),
        ([1, 10**50], r"base_minor\[1\] is .*: allowed is what fits 64 bits"),
        (pa.array([1, 2**63], pa.uint64()), r"base_minor\[1\] is 9223372036854775808: allowed is what fits 64 bits"),
        (pa.array([1, None], pa.int64()), r"base_minor\[1\] has no value"),
        (pa.chunked_array([[1], [1, None]], type=pa.int64()), r"base_minor\[2\] has no value"),
    ],
)
def test_columns_that_cannot_be_taken(column: Any, message: str) -> None:
    with pytest.raises(pc.InvalidInputError, match=message):
        pc.split_columns(base_minor=column, total_rate_bps=[1, 1], creator_rate_bps=[1, 1])


def test_columns_of_different_lengths() -> None:
    with pytest.raises(pc.InvalidInputError, match="column total_rate_bps has 1 rows: base_minor has 2"):
        pc.split_columns(base_minor=[1, 2], total_rate_bps=[1], creator_rate_bps=[1, 1])


def test_broken_producer() -> None:
    class Broken:
        def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
            return object(), object()

    class Raising:
        def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
            raise RuntimeError("no stream today")

    with pytest.raises(TypeError):
        pc.split_columns(base_minor=Broken(), total_rate_bps=[1], creator_rate_bps=[1])
    with pytest.raises(RuntimeError, match="no stream today"):
        pc.split_columns(base_minor=Raising(), total_rate_bps=[1], creator_rate_bps=[1])
