"""Reported columns: every kind of column in, Arrow out, rows without a value, and what is refused."""

from __future__ import annotations

import array
from typing import Any

import pyarrow as pa
import pytest

import partner_campaigns as pc

SOLD: dict[str, Any] = {
    "base_minor": [100_00, 100_00, 19_99, -1],
    "total_rate_bps": [3000] * 4,
    "creator_rate_bps": [1500] * 4,
}
PAID: dict[str, Any] = {
    "reported_agency_minor": [1500, 1400, 300, 5],
    "reported_creator_minor": [1500, 1500, 300, 5],
}


def test_what_is_listed() -> None:
    found = pc.compare_columns(**SOLD, **PAID)
    assert len(found) == 2
    assert found.row.to_list() == [1, 3]
    assert found.reason.to_list() == ["F001", "M003"]
    assert found.expected_agency_minor.to_list() == [1500, None]
    assert found.reported_agency_minor.to_list() == [1400, 5]
    assert found.difference_agency_minor.to_list() == [-100, None]
    assert found.reported_manager_minor.to_list() == [0, 0]
    totals = found.totals
    assert (totals.rows, totals.differing, totals.refused) == (3, 1, 1)
    assert (totals.expected_agency_minor, totals.reported_agency_minor) == (3300, 3200)
    assert repr(found) == "Differences(2 listed; 3 rows compared, 1 differing, 1 refused)"
    assert totals == pc.compare_columns(**SOLD, **PAID, threads=3).totals
    assert hash(totals) == hash(pc.compare_columns(**SOLD, **PAID).totals)


def as_array(values: list[int]) -> Any:
    return array.array("q", values)


def as_arrow(values: list[int]) -> Any:
    return pa.array(values, pa.int64())


def as_chunks(values: list[int]) -> Any:
    return pa.chunked_array([values[:1], [], values[1:]], type=pa.int64())


def as_dictionary(values: list[int]) -> Any:
    return pa.array(values, pa.int64()).dictionary_encode()


@pytest.mark.parametrize("maker", [list, tuple, as_array, as_arrow, as_chunks, as_dictionary])
def test_every_kind_of_column(maker: Any) -> None:
    want = pa.record_batch(pc.compare_columns(**SOLD, **PAID))
    columns = {name: maker(values) for name, values in {**SOLD, **PAID}.items()}
    assert pa.record_batch(pc.compare_columns(**columns)).equals(want)


def test_arrow_out() -> None:
    batch = pa.record_batch(pc.compare_columns(**SOLD, **PAID))
    batch.validate(full=True)
    amounts = [
        f"{kind}_{party}_minor"
        for kind in ("expected", "reported", "difference")
        for party in ("agency", "creator", "manager")
    ]
    assert batch.schema.names == ["row", "reason", *amounts]
    assert batch.schema.types == [pa.int64(), pa.utf8(), *[pa.int64()] * 9]
    none: dict[str, Any] = {name: [] for name in (*SOLD, *PAID)}
    nothing = pc.compare_columns(**none)
    assert pa.record_batch(nothing).num_rows == len(nothing) == nothing.totals.rows == 0


@pytest.mark.parametrize("name", [*SOLD, "manager_share_bps", "reported_agency_minor", "reported_manager_minor"])
def test_a_row_without_a_value_is_refused(name: str) -> None:
    column = pa.array([0, 0, None, 0], pa.int64())
    found = pc.compare_columns(**{**SOLD, **PAID, name: column})
    listed = dict(zip(found.row.to_list(), found.reason.to_list(), strict=True))
    assert listed[2] == "F011"
    place = found.row.to_list().index(2)
    assert found.expected_agency_minor[place] is None
    assert found.difference_agency_minor[place] is None
    assert found.reported_creator_minor[place] == 300
    assert found.reported_agency_minor[place] == (None if name == "reported_agency_minor" else 300)
    assert found.totals.refused == sum(reason != "F001" for reason in listed.values())


def test_terms_by_id_one_terms_and_shares() -> None:
    table = pc.SplitTermsTable(total_rate_bps=[0, 3000], creator_rate_bps=[0, 1500], manager_share_bps=[0, 2000])
    found = pc.compare_columns(
        base_minor=[100_00] * 3,
        terms=table,
        terms_id=[1, 1, 2],
        reported_agency_minor=[1500] * 3,
        reported_creator_minor=[1200, 1500, 0],
        reported_manager_minor=[300, 0, 0],
    )
    assert (found.row.to_list(), found.reason.to_list()) == ([1, 2], ["F001", "F008"])
    assert found.difference_manager_minor.to_list() == [-300, None]
    # Without shares the creator's part is the commission before them.
    one = pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500)
    paid: dict[str, Any] = {"reported_agency_minor": [1500], "reported_creator_minor": [1500]}
    assert len(pc.compare_columns(base_minor=[100_00], terms=one, **paid)) == 0
    up = pc.Policy(rounding="up")
    rounded_up: dict[str, Any] = {"reported_agency_minor": [15], "reported_creator_minor": [16]}
    assert len(pc.compare_columns(base_minor=[101], terms=one, policy=up, **rounded_up)) == 0


def test_refunds() -> None:
    before: dict[str, Any] = {f"paid_{party}_minor": [1000, 0, 0, 0] for party in ("agency", "creator", "manager")}
    found = pc.compare_columns(**SOLD, **before, **PAID)
    assert found.row.to_list() == [0, 1, 3]
    assert found.expected_agency_minor.to_list() == [500, 1500, None]


def test_differences_beyond_64_bits() -> None:
    sold: dict[str, Any] = {"base_minor": [2**63 - 1], "total_rate_bps": [10_000], "creator_rate_bps": [0]}
    found = pc.compare_columns(**sold, reported_agency_minor=[-(2**63)], reported_creator_minor=[0])
    assert found.difference_agency_minor.to_list() == [None]
    assert (found.expected_agency_minor[0], found.reported_agency_minor[0]) == (2**63 - 1, -(2**63))
    assert found.totals.reported_agency_minor - found.totals.expected_agency_minor == 1 - 2**64


@pytest.mark.parametrize(("most", "listed"), [(0, []), (1, [1]), (2, [1, 3]), (None, [1, 3]), (10**40, [1, 3])])
def test_as_many_as_are_wanted(most: int | None, listed: list[int]) -> None:
    found = pc.compare_columns(**SOLD, **PAID, differences_max=most)
    assert found.row.to_list() == listed
    assert (found.totals.differing, found.totals.refused) == (1, 1)


def test_what_is_refused() -> None:
    with pytest.raises(pc.InvalidInputError, match="column reported_creator_minor has 1 rows: base_minor has 4"):
        pc.compare_columns(**SOLD, **{**PAID, "reported_creator_minor": [1]})
    with pytest.raises(pc.InvalidInputError, match="differences_max is out of range"):
        pc.compare_columns(**SOLD, **PAID, differences_max=-1)
    with pytest.raises(pc.InvalidTypeError, match="differences_max is float"):
        pc.compare_columns(**SOLD, **{**PAID, "differences_max": 1.0})
    with pytest.raises(pc.InvalidTypeError, match="reported_agency_minor is a column of Float64"):
        pc.compare_columns(**SOLD, **{**PAID, "reported_agency_minor": pa.array([1.0])})
    with pytest.raises(TypeError, match="reported_agency_minor"):
        pc.compare_columns(**{name: column for name, column in {**SOLD, **PAID}.items() if "agency" not in name})
    with pytest.raises(TypeError, match="compare_columns\\(\\) got an unexpected keyword argument 'out'"):
        pc.compare_columns(**SOLD, **{**PAID, "out": None})
