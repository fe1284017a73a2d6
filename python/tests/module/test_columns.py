"""Whole columns: every kind of column in, Arrow out, and the same numbers as one line at a time."""

from __future__ import annotations

import array
import ctypes
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal

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


def strange(kind: Any, values: list[int]) -> Any:
    return memoryview((kind * len(values))(*values))


def between_addresses(kind: Literal["q", "H"], values: list[int]) -> Any:
    return memoryview(bytearray(b"\0" + array.array(kind, values).tobytes()))[1:].cast(kind)


MAKERS |= {
    "the other byte order": (
        lambda values: strange(ctypes.c_int64.__ctype_be__, values),
        lambda values: strange(ctypes.c_uint16.__ctype_be__, values),
    ),
    "a byte order that is said": (
        lambda values: strange(ctypes.c_int64.__ctype_le__, values),
        lambda values: strange(ctypes.c_int32.__ctype_le__, values),
    ),
    "between addresses": (
        lambda values: between_addresses("q", values),
        lambda values: between_addresses("H", values),
    ),
    "with gaps": (
        lambda values: memoryview(array.array("q", [cell for value in values for cell in (value, -7)]))[::2],
        lambda values: memoryview(array.array("H", [cell for value in reversed(values) for cell in (value, 7)]))[
            -2::-2
        ],
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


class MaskedArray(list[int]):
    """As numpy.ma has it: a sequence that shows what is under its mask, too."""


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
        ({1: 2}, "base_minor is dict"),
        ({1}, "base_minor is set"),
        (frozenset([1]), "base_minor is frozenset"),
        (strange(ctypes.c_double.__ctype_be__, [1]), "base_minor is a buffer of floats"),
        (MaskedArray([1]), "base_minor is a masked array"),
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

    class Once:
        def __init__(self) -> None:
            self.capsules: tuple[object, object] = pa.array([1, 2]).__arrow_c_array__()

        def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]:
            return self.capsules

    once = Once()
    assert len(pc.split_columns(base_minor=once, total_rate_bps=[1, 1], creator_rate_bps=[1, 1])) == 2
    with pytest.raises(pc.InvalidInputError, match="base_minor: this array was taken before"):
        pc.split_columns(base_minor=once, total_rate_bps=[1, 1], creator_rate_bps=[1, 1])
    with pytest.raises(TypeError):
        pc.split_columns(base_minor=Broken(), total_rate_bps=[1], creator_rate_bps=[1])
    with pytest.raises(RuntimeError, match="no stream today"):
        pc.split_columns(base_minor=Raising(), total_rate_bps=[1], creator_rate_bps=[1])


PLAIN: dict[str, Any] = {
    "base_minor": [100_00, 19_99, 10_15],
    "total_rate_bps": [3000] * 3,
    "creator_rate_bps": [1500] * 3,
}


@pytest.mark.parametrize(
    "column",
    [
        pa.array([Decimal("10000.00"), Decimal("1999.00"), Decimal(1015)], pa.decimal128(20, 2)),
        pa.array([10000, 1999, 1015], pa.int64()).dictionary_encode(),
        pa.chunked_array([pa.array([10000]).dictionary_encode(), pa.array([1999, 1015]).dictionary_encode()]),
    ],
)
def test_decimals_and_dictionaries(column: Any) -> None:
    out = pc.split_columns(**{**PLAIN, "base_minor": column})
    assert out.agency_minor.to_list() == pc.split_columns(**PLAIN).agency_minor.to_list()


def test_decimals_with_a_fraction_are_refused() -> None:
    column = pa.array([Decimal("1.50"), None, None], pa.decimal128(20, 2))
    with pytest.raises(pc.InvalidInputError, match=r"base_minor\[0\] is 150e-2: allowed are whole numbers"):
        pc.split_columns(**{**PLAIN, "base_minor": column})


def test_what_is_wrong_is_named_by_its_row_of_the_whole_column() -> None:
    column = pa.chunked_array(
        [
            pa.array([Decimal(1), None], pa.decimal128(20, 2)),
            pa.array([Decimal("1.50")], pa.decimal128(20, 2)),
        ]
    )
    with pytest.raises(pc.InvalidInputError, match=r"base_minor\[2\] is 150e-2"):
        pc.split_columns(**{**PLAIN, "base_minor": column})
    column = pa.DictionaryArray.from_arrays(
        pa.array([0, 0, 0]),
        pa.array([Decimal("1.00"), Decimal("1.50")], pa.decimal128(20, 2)),
    )
    with pytest.raises(pc.InvalidInputError, match=r"the dictionary of base_minor\[1\] is 150e-2"):
        pc.split_columns(**{**PLAIN, "base_minor": column})


def keyed(keys: list[int | None], values: list[int | None]) -> Any:
    """A dictionary whose keys nobody checks."""
    return pa.DictionaryArray.from_arrays(pa.array(keys, pa.int8()), pa.array(values, pa.int64()), safe=False)


@pytest.mark.parametrize(
    ("column", "row", "key", "allowed"),
    [
        (keyed([0, 2, 1], [10, 20]), 1, 2, "0 to 1"),
        (keyed([0, 1, -1], [10, 20]), 2, -1, "0 to 1"),
        (keyed([None, 1, 5], [10, None]), 2, 5, "0 to 1"),
        (keyed([None, None, 0], []), 2, 0, "no key, as the dictionary is empty"),
        (pa.chunked_array([keyed([0, 0], [10]), keyed([1], [10])]), 2, 1, "0 to 0"),
    ],
)
def test_keys_that_a_dictionary_has_not_are_refused(column: Any, row: int, key: int, allowed: str) -> None:
    message = re.escape(f"base_minor[{row}] has the key {key} of a dictionary: allowed is {allowed}")
    with pytest.raises(pc.InvalidInputError, match=message):
        pc.split_columns(**{**PLAIN, "base_minor": column})


def test_a_dictionary_without_values_has_none_for_any_row() -> None:
    out = pc.split_columns(**{**PLAIN, "base_minor": keyed([None, None, None], [])})
    assert out.reason.to_list() == ["F011"] * 3


@pytest.mark.parametrize("name", ["base_minor", "total_rate_bps", "creator_rate_bps", "manager_share_bps", "tax_minor"])
@pytest.mark.parametrize("encoded", [False, True])
def test_a_row_without_a_value_is_refused(name: str, encoded: bool) -> None:
    column = pa.array([1, None, 1])
    if encoded:
        column = column.dictionary_encode()
    out = pc.split_columns(**{**PLAIN, name: column})
    assert out.reason.to_list()[1] == "F011"
    assert out.agency_minor[1] is None
    assert out.totals.refused == sum(reason is not None for reason in out.reason.to_list())


def test_terms_by_id_and_one_terms() -> None:
    want = pc.split_columns(**PLAIN).agency_minor.to_list()
    one = pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500)
    assert pc.split_columns(base_minor=PLAIN["base_minor"], terms=one).agency_minor.to_list() == want
    table = pc.SplitTermsTable(total_rate_bps=[0, 3000], creator_rate_bps=[0, 1500])
    out = pc.split_columns(base_minor=PLAIN["base_minor"], terms=table, terms_id=[1, 1, 2])
    assert (out.agency_minor.to_list(), out.reason.to_list()) == ([*want[:2], None], [None, None, "F008"])
    with pytest.raises(pc.InvalidInputError, match="terms 1: M008"):
        pc.SplitTermsTable(total_rate_bps=[1, 1], creator_rate_bps=[1, 2])
    with pytest.raises(pc.InvalidInputError, match="both given"):
        pc.split_columns(**PLAIN, terms=one)
    with pytest.raises(TypeError, match="terms_id"):
        pc.split_columns(base_minor=[1], terms=table)
    for terms in ({"terms": one}, {"total_rate_bps": [1], "creator_rate_bps": [1]}):
        with pytest.raises(pc.InvalidInputError, match="terms_id is given without"):
            pc.split_columns(base_minor=[1], terms_id=[0], **terms)


def test_refunds() -> None:
    paid: dict[str, Any] = {
        "paid_agency_minor": [1500, 0, 2**63 - 1],
        "paid_creator_minor": [1400, 0, 0],
        "paid_manager_minor": [0, 0, 0],
    }
    out = pc.split_columns(**PLAIN, **paid)
    assert out.agency_minor.to_list() == [0, 300, 152 - (2**63 - 1)]
    assert out.creator_minor.to_list()[0] == 100
    lowest: dict[str, Any] = {**paid, "paid_agency_minor": [0, 0, -(2**63)]}
    assert pc.split_columns(**PLAIN, **lowest).reason.to_list() == [None, None, "M006"]
    with pytest.raises(pc.InvalidInputError, match="what was paid is missing"):
        pc.split_columns(**PLAIN, paid_agency_minor=[1, 1, 1])


def outputs(rows: int) -> tuple[array.array[int], array.array[int], array.array[int], array.array[int]]:
    agency, creator, manager = (array.array("q", [7] * rows) for _ in range(3))
    return agency, creator, manager, array.array("B", [7] * rows)


def test_into_columns_of_the_caller() -> None:
    out = outputs(len(BASE))
    totals = pc.split_into(out, base_minor=array.array("q", BASE), total_rate_bps=TOTAL, creator_rate_bps=CREATOR)
    want = pc.split_columns(base_minor=BASE, total_rate_bps=TOTAL, creator_rate_bps=CREATOR)
    assert totals == want.totals
    assert list(out[0]) == [value or 0 for value in want.agency_minor]
    assert list(out[3]) == [0, 0, 0, 3, 8, 0]


def test_outputs_that_are_refused() -> None:
    agency, creator, manager, reason = outputs(3)
    base = array.array("q", [1, 2, 3])
    with pytest.raises(pc.InvalidInputError, match="overlaps"):
        pc.split_into((agency, agency, manager, reason), **PLAIN)
    with pytest.raises(pc.InvalidInputError, match="overlaps"):
        pc.split_into((base, creator, manager, reason), **{**PLAIN, "base_minor": base})
    with pytest.raises(pc.InvalidTypeError, match="agency_minor cannot be written to"):
        pc.split_into((bytes(24), creator, manager, reason), **PLAIN)
    for layout in (strange(ctypes.c_int64.__ctype_be__, [0, 0, 0]), between_addresses("q", [0, 0, 0])):
        with pytest.raises(pc.InvalidTypeError, match="manager_minor cannot be written to"):
            pc.split_into((agency, creator, layout, reason), **PLAIN)
    with pytest.raises(pc.InvalidTypeError, match="reason cannot be written to"):
        pc.split_into((agency, creator, manager, base), **PLAIN)
    with pytest.raises(pc.InvalidInputError, match="column agency_minor has 2 rows"):
        pc.split_into((agency[:2], creator, manager, reason), **PLAIN)
    assert list(creator) == [7, 7, 7]


def test_threads_change_nothing() -> None:
    rows = 100_000
    base = array.array("q", (row * 7919 % 500_000 for row in range(rows)))
    columns: dict[str, Any] = {
        "base_minor": base,
        "total_rate_bps": array.array("H", [3001]) * rows,
        "creator_rate_bps": array.array("H", [1777]) * rows,
    }
    one, three = outputs(rows), outputs(rows)
    assert pc.split_into(one, **columns) == pc.split_into(three, **columns, threads=3)
    assert one == three
    with pytest.raises(pc.InvalidInputError, match="threads"):
        pc.split_into(one, **columns, threads=0)


def test_instructions_and_streaming_change_nothing() -> None:
    rows = 2_000
    columns: dict[str, Any] = {
        "base_minor": array.array("q", (row * 7919 % 500_000 - 9 for row in range(rows))),
        "total_rate_bps": array.array("H", [3001]) * rows,
        "creator_rate_bps": array.array("H", [1777]) * rows,
    }
    expected = outputs(rows)
    totals = pc.split_into(expected, **columns)
    paid: dict[str, Any] = {
        f"reported_{party}_minor": out for party, out in zip(("agency", "creator"), expected, strict=False)
    }
    unavailable = set()
    for instructions in ("auto", "portable", "sse2", "avx2", "avx512"):
        for streaming in ("auto", "on", "off"):
            chosen: dict[str, Any] = {"instructions": instructions, "streaming": streaming}
            out = outputs(rows)
            try:
                assert pc.split_into(out, **columns, **chosen) == totals, chosen
            except pc.InvalidInputError as refused:
                assert f"`{instructions}` is not to be had" in str(refused)
                unavailable.add(instructions)
                continue
            assert out == expected, chosen
            assert pc.split_columns(**columns, **chosen).totals == totals
            differences = pc.compare_columns(**columns, **paid, **chosen)
            assert (differences.totals.differing, differences.totals.refused) == (0, totals.refused)
    assert not unavailable & {"auto", "portable"}


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ({"instructions": "avx"}, "instructions is `avx`: allowed is `auto`, `portable`, `sse2`, `avx2`, `avx512`"),
        ({"streaming": "yes"}, "streaming is `yes`: allowed is `auto`, `on`, `off`"),
        ({"streaming": True}, "streaming is bool: pass one of `auto`, `on`, `off`"),
    ],
)
def test_other_choices_are_refused(chosen: dict[str, Any], message: str) -> None:
    with pytest.raises(pc.PartnerCampaignsError) as refused:
        pc.split_columns(base_minor=[1], total_rate_bps=[1], creator_rate_bps=[1], **chosen)
    assert str(refused.value) == message


def test_results_stay_while_they_are_used() -> None:
    rows = 50_000
    first = pc.split_columns(base_minor=[100] * rows, total_rate_bps=[5000] * rows, creator_rate_bps=[0] * rows)
    column = first.agency_minor
    del first
    for _ in range(5):
        pc.split_columns(base_minor=[200] * rows, total_rate_bps=[5000] * rows, creator_rate_bps=[0] * rows)
    assert set(column.to_list()) == {50}
