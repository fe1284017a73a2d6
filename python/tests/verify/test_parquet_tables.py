"""Parquet files of tables: however they are stored, they say what the table in memory says; damaged ones say that they are."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import partner_campaigns as pc
from partner_campaigns.verification import Finding, VerifiedFiles, verify_files

JULY = datetime(2026, 7, 1, tzinfo=UTC)
TERMS = pa.table(
    {
        "campaign_id": ["C1", "C1", "C2"], "product_id": ["P1", "P2", "P1"], "creator": [None, "mia", None],
        "valid_from": [JULY, None, JULY], "valid_to": [JULY + timedelta(days=20), None, None],
        "total_rate_bps": [3000, 3000, 2000], "creator_rate_bps": [1500, 1000, 1500],
    }
)  # fmt: skip
NO_BATCH_HAS_SO_MANY = 5_000

TEXTS = [
    pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()),
    pa.dictionary(pa.uint16(), pa.large_string()),
]  # fmt: skip
WHOLES = [pa.int64(), pa.int32(), pa.uint32(), pa.uint64(), pa.decimal128(12, 0), pa.decimal128(38, 0)]
RATES = [pa.int16(), pa.uint16(), *WHOLES]
INSTANTS = [pa.timestamp(unit, zone) for unit in ("s", "ms", "us", "ns") for zone in ("UTC", "Asia/Jakarta")]
CODECS = ["none", "snappy", "gzip", "brotli", "zstd", "lz4"]


def column(chance: random.Random, cells: list[Any], kinds: list[pa.DataType], nulls: float) -> pa.Array:
    cells = [None if chance.random() < nulls else cell for cell in cells]
    kind = chance.choice(kinds)
    if pa.types.is_dictionary(kind):
        values: list[Any] = ["of no row", *dict.fromkeys(cell for cell in cells if cell is not None)]
        place = {value: at for at, value in enumerate(values)}
        keys = pa.array([None if cell is None else place[cell] for cell in cells], kind.index_type)
        return pa.DictionaryArray.from_arrays(keys, pa.array(values, kind.value_type))
    if pa.types.is_decimal(kind):
        return pa.array(cells, pa.int64()).cast(pa.decimal128(38, 0)).cast(kind)
    return pa.array(cells, kind)


def lines(chance: random.Random, count: int) -> pa.Table:
    """Order lines of random types, sorted now and then, so that batches have texts or nulls only."""
    pick = lambda *values: [chance.choice(values) for _ in range(count)]
    some = chance.choice([0.0, 0.0, 0.02])
    many = chance.choice([0.0, 0.3, 1.0])
    times = [JULY + timedelta(hours=chance.randrange(700)) for _ in range(count)]
    creators = pick("mia", "noa", "li")
    if chance.random() < 0.5:
        creators = [None] * (count * 2 // 3) + sorted(creators)[: count - count * 2 // 3]
    columns = {
        "order_id": column(chance, [str(chance.randrange(count)) for _ in range(count)], TEXTS, some),
        "sku_id": column(chance, pick("1", "2", "3"), TEXTS, some),
        "product_id": column(chance, pick("P1", "P2"), TEXTS, some),
        "campaign_id": column(chance, pick("C1", "C2", "C3"), TEXTS, some),
        "content_id": column(chance, [str(chance.randrange(count)) for _ in range(count)], TEXTS, many),
        "creator": column(chance, creators, TEXTS, 0.0),
        "created_at": column(chance, times, INSTANTS, some),
        "currency": column(chance, pick("USD", "IDR", "USD"), TEXTS, some),
        "base_minor": column(chance, pick(100_00, 333, 0), WHOLES, some),
        "agency_rate_bps": column(chance, pick(1500, 500), RATES, some),
        "creator_rate_bps": column(chance, pick(1500, 1000), RATES, some),
        "status": column(chance, pick("Settled", "Settled", "Pending", "Ineligible"), TEXTS, some),
        "quantity": column(chance, pick(1, 2), [*RATES, pa.int8()], many),
        "refunded": column(chance, pick(False, False, True), [pa.bool_()], many),
        "paid_agency_minor": column(chance, pick(15_00, 50, 0), WHOLES, some),
        "paid_creator_commission_minor": column(chance, pick(15_00, 50, 0), WHOLES, some),
        "payment_id": pa.nulls(count),
        "commission": column(chance, pick("standard", "shop_ads"), TEXTS, many),
    }
    if chance.random() < 0.3:
        columns["file"] = column(chance, pick("a", "b"), TEXTS, 0.2)
        columns["line"] = column(chance, [*range(2, count + 2)], WHOLES, 0.2)
    return pa.table(columns)


def stored(chance: random.Random) -> dict[str, Any]:
    """How a writer may store a table."""
    return {
        "compression": chance.choice(CODECS),
        "row_group_size": chance.choice([100, 999, 4_096, 1_000_000]),
        "use_dictionary": chance.random() < 0.8,
        "dictionary_pagesize_limit": chance.choice([64, 4_096, 1_048_576]),
        "data_page_size": chance.choice([512, 65_536]),
        "data_page_version": chance.choice(["1.0", "2.0"]),
        "store_schema": chance.random() < 0.8,
    }


def verified(folder: Path, orders: pa.Table, terms: pa.Table = TERMS, **options: Any) -> VerifiedFiles:
    paths = str(folder / "orders.parquet"), str(folder / "terms.parquet")
    pq.write_table(orders, paths[0], **options)
    pq.write_table(terms, paths[1], **options)
    return verify_files(orders=paths[:1], terms=paths[1:])


def as_in_memory(folder: Path, orders: pa.Table, of_files: VerifiedFiles, terms: pa.Table = TERMS) -> None:
    """That files say what the tables say."""
    report = pc.verify(orders, terms)
    named = {name: str(folder / f"{name}.parquet") for name in ("orders", "terms")}

    def renamed(one: Finding) -> Finding:
        message = one.message.replace("orders,", f"{named['orders']},")
        return replace(one, file=named.get(one.file, one.file), message=message)

    assert of_files.problems == []
    by_place = lambda one: (one.file, one.line, one.code, str(one.party), str(one.commission))
    assert sorted(of_files.report.findings, key=by_place) == sorted(map(renamed, report.findings), key=by_place)
    assert of_files.report.summary == report.summary


@pytest.mark.parametrize("seed", range(60))
def test_a_file_says_what_the_table_says(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    orders = lines(chance, chance.choice([0, 1, 40, 300, NO_BATCH_HAS_SO_MANY]))
    as_in_memory(tmp_path, orders, verified(tmp_path, orders, **stored(chance)))


def even(count: int, **columns: Any) -> pa.Table:
    """Lines in which nothing is to be found."""
    row = {
        "sku_id": "2", "product_id": "P1", "campaign_id": "C1", "created_at": JULY, "currency": "USD",
        "base_minor": 100_00, "agency_rate_bps": 1500, "creator_rate_bps": 1500, "status": "Settled",
        "paid_agency_minor": 15_00, "paid_creator_commission_minor": 15_00,
    }  # fmt: skip
    ids = {"order_id": [str(number) for number in range(count)]}
    return pa.table({**ids, **{name: [value] * count for name, value in row.items()}, **columns})


def test_dictionaries_of_row_groups_that_are_as_long_and_differ(tmp_path: Path) -> None:
    half = 1_000
    products = ["P1", *["P9"] * (half - 1), "P9", *["P1"] * (half - 1)]
    orders = even(2 * half, currency=["USD"] * half + ["IDR"] * half, product_id=products)
    of_files = verified(tmp_path, orders, row_group_size=half)
    assert [one.line for one in of_files.report.findings if one.code == "F008"] == [*range(3, half + 3)]
    assert {one["currency"] for one in of_files.report.summary["totals"]} == {"USD", "IDR"}
    as_in_memory(tmp_path, orders, of_files)


def test_a_column_chunk_that_is_numbers_first_and_texts_then(tmp_path: Path) -> None:
    count = 3 * NO_BATCH_HAS_SO_MANY
    few = [f"7{number % 3}" for number in range(count - 2_000)]
    orders = even(count, content_id=few + [f"8{number}" for number in range(1_999)] + ["not an id"])
    of_files = verified(tmp_path, orders, dictionary_pagesize_limit=2_000, data_page_size=500)
    chunk = pq.read_metadata(tmp_path / "orders.parquet").row_group(0).column(orders.column_names.index("content_id"))
    assert {"RLE_DICTIONARY", "PLAIN"} <= set(chunk.encodings)
    assert [(one.line, one.code) for one in of_files.report.findings] == [(count + 1, "F011")]
    as_in_memory(tmp_path, orders, of_files)


def test_few_texts_that_are_stored_as_differences(tmp_path: Path) -> None:
    orders = even(300, sku_id=["2", "3"] * 150)
    for encoding in ("DELTA_BYTE_ARRAY", "DELTA_LENGTH_BYTE_ARRAY"):
        of_files = verified(tmp_path, orders, use_dictionary=False, column_encoding={"sku_id": encoding})
        as_in_memory(tmp_path, orders, of_files)


def test_batches_without_any_text_between_others(tmp_path: Path) -> None:
    nothing = [None] * (2 * NO_BATCH_HAS_SO_MANY)
    creators = [*nothing, "mia", *nothing, "a\tb", *nothing, "mia"]
    orders = even(len(creators), creator=creators)
    of_files = verified(tmp_path, orders)
    as_in_memory(tmp_path, orders, of_files)
    assert pc.verify(orders.drop_columns("creator"), TERMS).summary == of_files.report.summary


def test_a_table_needs_no_pyarrow(tmp_path: Path) -> None:
    verified(tmp_path, even(3))
    pq.write_table(pa.table({"Order ID": ["1"], "SKU ID": ["2"]}), tmp_path / "export.parquet")
    program = """
import sys
sys.modules["pyarrow"] = None
from partner_campaigns.verification import verify_files
verified = verify_files(orders=["orders.parquet", "export.parquet"], terms=["terms.parquet"], currency="USD")
print(verified.report.summary["rows_settled"], *verified.problems)
"""
    ran = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ran.stdout == ("3 `export.parquet`: Parquet files need pyarrow: pip install 'partner-campaigns[files]'\n")


def problem(path: Path, data: bytes) -> str:
    """What is wrong with a file of order lines; nothing where it is read."""
    path.write_bytes(data)
    of_files = verify_files(orders=[str(path)], terms=[str(path.parent / "terms.parquet")])
    said = "".join(of_files.problems).removeprefix(f"`{path}`: ")
    assert "\n" not in said
    return said


def footer(data: bytes) -> int:
    """Where the footer begins."""
    return len(data) - 8 - int.from_bytes(data[-8:-4], "little")


def test_a_damaged_column_is_named(tmp_path: Path) -> None:
    verified(tmp_path, even(300), compression="gzip")
    path = tmp_path / "orders.parquet"
    data = bytearray(path.read_bytes())
    chunk = pq.read_metadata(path).row_group(0).column(2)
    data[chunk.data_page_offset + 30] ^= 0xFF
    data[chunk.dictionary_page_offset + 30] ^= 0xFF
    assert problem(path, bytes(data)).startswith("the Parquet file is damaged: column `product_id`: ")


def test_rows_that_are_not_there_are_not_passed_over(tmp_path: Path) -> None:
    verified(tmp_path, even(8), use_dictionary=False)
    path = tmp_path / "orders.parquet"
    data = path.read_bytes()
    eight, nine = b"\x16\x10", b"\x16\x12"  # `num_rows`, a field of 64 bits, in the footer
    whole = data.index(eight, footer(data))
    part = data.rindex(eight)
    stated = data[:whole] + nine + data[whole + 2 :]
    assert problem(path, stated) == "the Parquet file is damaged: it says that it has 9 rows, and that its parts have 8"
    stated = stated[:part] + nine + stated[part + 2 :]
    assert problem(path, stated).startswith("the Parquet file is damaged: ")
    assert problem(path, data) == ""


def test_truncated_files(tmp_path: Path) -> None:
    verified(tmp_path, even(40))
    path = tmp_path / "orders.parquet"
    data = path.read_bytes()
    for length in range(4, len(data), 61):
        assert problem(path, data[:length]).startswith("the Parquet file is damaged: ")


@pytest.mark.parametrize("options", [
    {"compression": "none"},
    {"compression": "none", "data_page_version": "2.0", "use_dictionary": False},
    {"compression": "zstd", "row_group_size": 100},
    {"compression": "none", "use_dictionary": False,
     "column_encoding": {"order_id": "DELTA_BYTE_ARRAY", "sku_id": "DELTA_LENGTH_BYTE_ARRAY", "base_minor": "DELTA_BINARY_PACKED"}},
], ids=str)  # fmt: skip
def test_any_damage_leads_to_a_report_or_a_problem(tmp_path: Path, options: dict[str, Any]) -> None:
    verified(tmp_path, even(300), **options)
    path = tmp_path / "orders.parquet"
    data = path.read_bytes()
    chance = random.Random(7)
    said = []
    for _ in range(400):
        damaged = bytearray(data)
        first = chance.choice([4, footer(data)])
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(first, len(data))
            damaged[at] = chance.choice([0, 0x7F, 0x80, 0xFF, damaged[at] ^ (1 << chance.randrange(8))])
        said.append(problem(path, bytes(damaged)))
    assert sum(1 for one in said if one) > 200
