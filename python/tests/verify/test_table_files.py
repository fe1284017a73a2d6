"""Parquet files that hold the public tables: verified as the tables themselves are, and as a CSV of the same content is."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import partner_campaigns as pc
from partner_campaigns._native import table_columns
from partner_campaigns.readers.formats import load_format
from partner_campaigns.verification import VerifiedFiles, verify_files

JULY_16 = datetime(2026, 7, 16, tzinfo=UTC)
TERMS = {
    "campaign_id": ["C1"], "product_id": ["P1"], "valid_from": [datetime(2026, 7, 1, tzinfo=UTC)],
    "valid_to": [datetime(2026, 8, 1, tzinfo=UTC)], "total_rate_bps": [3000], "creator_rate_bps": [1500],
}  # fmt: skip


def lines(count: int = 8) -> dict[str, list[Any]]:
    """Order lines: the second is paid too little, the third came too late, the fourth is the first again, the fifth has no id."""
    row = {
        "sku_id": "2", "product_id": "P1", "campaign_id": "C1", "content_id": "7", "creator": "mia",
        "created_at": JULY_16, "currency": "USD", "base_minor": 100_00, "agency_rate_bps": 1500,
        "creator_rate_bps": 1500, "status": "Settled", "paid_agency_minor": 15_00,
        "paid_creator_commission_minor": 15_00,
    }  # fmt: skip
    rows = [{"order_id": str(number), **row} for number in range(1, count + 1)]
    rows[1]["paid_creator_commission_minor"] = 14_99
    rows[2]["created_at"] = JULY_16 + timedelta(days=20)
    rows[3]["order_id"] = "1"
    rows[4]["order_id"] = None
    return {name: [line[name] for line in rows] for name in rows[0]}


FOUND = [(3, "F001", "creator"), (4, "F008", None), (5, "F004", None), (6, "F011", None)]


def save(folder: Path, columns: Any, name: str = "orders.parquet", **options: Any) -> str:
    path = str(folder / name)
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), path, **options)
    return path


def run(folder: Path, orders: Any, terms: Any = TERMS, **options: Any) -> VerifiedFiles:
    return verify_files(orders=[save(folder, orders)], terms=[save(folder, terms, "terms.parquet")], **options)


def found(verified: VerifiedFiles) -> list[tuple[int, str, str | None]]:
    return [(one.line, one.code, one.party) for one in verified.report.findings]


def problem(folder: Path, orders: Any, kind: str = "orders") -> str:
    """What is wrong with the file, which the others are verified without."""
    good = save(folder, lines(), "good.parquet")
    path = save(folder, orders, "bad.parquet")
    terms = [save(folder, TERMS, "terms.parquet")]
    files = {"orders": [good], "terms": terms}
    files[kind] = [path, *files[kind]]
    verified = verify_files(**files)
    (said,) = verified.problems
    assert said.startswith(f"`{path}`: ")
    assert found(verified) == FOUND
    return said.removeprefix(f"`{path}`: ")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"row_group_size": 1},
        {"use_dictionary": False},
        {"data_page_version": "2.0", "compression": "zstd"},
        {"version": "1.0", "store_schema": False, "compression": "none"},
    ],
    ids=str,
)
def test_a_file_is_verified_as_the_tables_are(tmp_path: Path, options: dict[str, Any]) -> None:
    orders, terms = pa.table(lines()), pa.table(TERMS)
    paths = save(tmp_path, orders, **options), save(tmp_path, terms, "terms.parquet", **options)
    verified = verify_files(orders=paths[:1], terms=paths[1:])
    report = pc.verify(orders, terms)
    named = {"orders": paths[0], "terms": paths[1]}
    renamed = [
        replace(one, file=named[one.file], message=one.message.replace("orders,", f"{paths[0]},"))
        for one in report.findings
    ]
    assert list(verified.report.findings) == renamed
    assert verified.report.summary == report.summary
    assert found(verified) == FOUND
    assert verified.problems == []


def test_a_file_is_verified_as_a_csv_of_the_same_content_is(tmp_path: Path) -> None:
    rates = {"agency_rate_bps": "Standard affiliate partner commission rate",
             "creator_rate_bps": "Standard creator affiliate commission rate"}  # fmt: skip
    amounts = {"base_minor": "Commission base", "paid_agency_minor": "Standard commission for affiliate partner",
               "paid_creator_commission_minor": "Standard creator commission"}  # fmt: skip
    texts = {"order_id": "Order ID", "sku_id": "SKU ID", "product_id": "Product ID", "content_id": "Content ID",
             "campaign_id": "Partner campaign ID", "creator": "Creator Username", "status": "Order settlement status"}  # fmt: skip
    table = lines()
    columns = {header: [cell or "" for cell in table[name]] for name, header in texts.items()}
    columns |= {header: [f"{cell / 100:.2f}%" for cell in table[name]] for name, header in rates.items()}
    columns |= {header: [f"{cell / 100:.2f}" for cell in table[name]] for name, header in amounts.items()}
    columns |= {"Time Created": [cell.isoformat() for cell in table["created_at"]]}
    blank = ["Est. base commission", "Est. affiliate partner commission", "Est. creator commission",
             "Fully returned or refunded"]  # fmt: skip
    columns |= {header: [""] * len(table["order_id"]) for header in blank}
    path = tmp_path / "orders.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([list(columns), *zip(*columns.values(), strict=True)])
    terms = [save(tmp_path, TERMS, "terms.parquet")]
    of_csv = verify_files(orders=[str(path)], terms=terms, currency="USD")
    of_table = verify_files(orders=[save(tmp_path, table)], terms=terms, currency="USD")
    assert of_csv.problems == of_table.problems == []
    assert of_table.report.summary == of_csv.report.summary
    assert of_table.report.policy == of_csv.report.policy
    same = ("line", "code", "name", "order_id", "sku_id", "product_id", "campaign_id", "creator", "party", "commission",
            "expected_minor", "reported_minor", "difference_minor", "currency", "cause", "cause_detail")  # fmt: skip
    pairs = zip(of_table.report.findings, of_csv.report.findings, strict=True)
    assert all(getattr(one, name) == getattr(other, name) for one, other in pairs for name in same)


def test_digest_rows_progress_and_notes(tmp_path: Path) -> None:
    seen: list[tuple[str, int, int]] = []
    columns = {**lines(), "campaign_name": ["July"] * 8, "nested": [[1]] * 8}
    verified = run(tmp_path, columns, progress=lambda *step: seen.append(step))
    orders, terms = str(tmp_path / "orders.parquet"), str(tmp_path / "terms.parquet")
    receipt = {one["file"]: one for one in verified.report.receipt["inputs"]}
    assert (receipt[orders]["rows"], receipt[terms]["rows"]) == (8, 1)
    assert all(len(one["sha256"]) == 64 for one in receipt.values())
    assert seen == [(orders, 8, 8), (terms, 1, 1)]
    assert f"`{orders}`: unknown columns, not read: campaign_name, nested" in verified.notes
    assert any(
        note.startswith(f"`{orders}`: columns that are not there, and not needed: gmv_minor, ")
        for note in verified.notes
    )


def test_more_rows_than_a_batch_has(tmp_path: Path) -> None:
    count = 70_000
    columns = {name: [values[0]] * count for name, values in lines().items()}
    columns["order_id"] = [str(number) for number in range(count)]
    columns["paid_agency_minor"] = [15_00] * (count - 1) + [15_01]
    verified = run(tmp_path, columns)
    assert found(verified) == [(count + 1, "F001", "agency")]
    assert verified.report.summary["rows_settled"] == count


def test_rows_stand_where_the_columns_say(tmp_path: Path) -> None:
    columns = {
        **lines(),
        "file": ["a.csv", "a.csv", None, "b.csv", "b.csv", "a.csv", None, None],
        "line": [7, 8, None, 9, -1, 1, 2, 3],
    }
    verified = run(tmp_path, columns)
    own = str(tmp_path / "orders.parquet")
    places = [(one.file, one.line, one.code) for one in verified.report.findings]
    # The first line again is in another file, and the same: exports that overlap.
    assert places == [(own, 4, "F008"), ("a.csv", 8, "F001"), ("b.csv", 6, "F011")]
    receipt = {one["file"]: (one["rows"], one["sha256"] is None) for one in verified.report.receipt["inputs"]}
    assert {name: receipt[name] for name in (own, "a.csv", "b.csv")} == {
        own: (3, False),
        "a.csv": (3, True),
        "b.csv": (2, True),
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("order_id", pa.large_string()),
        ("order_id", pa.string_view()),
        ("order_id", pa.dictionary(pa.int8(), pa.string())),
        ("content_id", pa.dictionary(pa.uint16(), pa.large_string())),
        ("status", pa.dictionary(pa.int64(), pa.string())),
        ("base_minor", pa.uint64()),
        ("base_minor", pa.decimal128(38, 0)),
        ("paid_agency_minor", pa.int16()),
        ("agency_rate_bps", pa.decimal128(19, 0)),
        ("created_at", pa.timestamp("s", "UTC")),
        ("created_at", pa.timestamp("ms", "Asia/Jakarta")),
        ("created_at", pa.timestamp("ns", "UTC")),
    ],
    ids=str,
)
def test_types_that_hold_the_same(tmp_path: Path, name: str, kind: pa.DataType) -> None:
    columns: dict[str, Any] = lines()
    columns[name] = (
        pa.array(columns[name]).cast(kind) if not pa.types.is_dictionary(kind) else encoded(columns[name], kind)
    )
    assert found(run(tmp_path, columns)) == FOUND
    assert [(one.line, one.code) for one in pc.verify(pa.table(columns), pa.table(TERMS)).findings] == [
        row[:2] for row in FOUND
    ]


def encoded(cells: list[Any], kind: pa.DataType) -> pa.Array:
    """A dictionary with a text that no row has."""
    values: list[Any] = ["of no row", *dict.fromkeys(cell for cell in cells if cell is not None)]
    keys = pa.array([None if cell is None else values.index(cell) for cell in cells], kind.index_type)
    return pa.DictionaryArray.from_arrays(keys, pa.array(values, pa.string()).cast(kind.value_type))


def test_dictionaries_that_hold_nulls_and_differ_from_chunk_to_chunk() -> None:
    chunks = []
    for start in range(0, 8, 2):
        part = {name: values[start : start + 2] for name, values in lines().items()}
        for name in ("order_id", "creator", "currency", "status", "campaign_id"):
            values = [None, *dict.fromkeys(reversed(part[name]))]
            keys = pa.array([values.index(cell) for cell in part[name]], pa.int32())
            part[name] = pa.DictionaryArray.from_arrays(keys, pa.array(values, pa.string_view()))
        chunks.append(pa.record_batch(part))
    report = pc.verify(pa.Table.from_batches(chunks), pa.table(TERMS))
    assert [(one.line, one.code, one.party) for one in report.findings] == FOUND


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_local_times_need_a_zone_beside_instants(tmp_path: Path, unit: str) -> None:
    columns: dict[str, Any] = lines()
    columns["created_at"] = pa.array([at.replace(tzinfo=None) for at in columns["created_at"]], pa.timestamp(unit))
    with pytest.raises(pc.InvalidInputError, match="time zone is needed"):
        run(tmp_path, columns)
    assert found(run(tmp_path, columns, time_zone="Asia/Jakarta")) == FOUND


def test_dates_are_local_midnights(tmp_path: Path) -> None:
    columns: dict[str, Any] = {**lines(), "created_at": pa.array([date(2026, 7, 1)] * 8)}
    terms = {**TERMS, "valid_from": [date(2026, 7, 1)], "valid_to": [date(2026, 7, 2)]}
    assert [row[1] for row in found(run(tmp_path, columns, terms))] == ["F001", "F004", "F011"]


def test_no_rows_empty_row_groups_and_columns_of_nulls(tmp_path: Path) -> None:
    table = pa.table(lines())
    nothing = run(tmp_path, table.slice(0, 0))
    assert (nothing.problems, nothing.report.summary["rows_read"]) == ([], 0)
    with pq.ParquetWriter(tmp_path / "groups.parquet", table.schema) as writer:
        for part in (table.slice(0, 0), table.slice(0, 3), table.slice(0, 0), table.slice(3)):
            writer.write_table(part)
    verified = verify_files(orders=[str(tmp_path / "groups.parquet")], terms=[str(tmp_path / "terms.parquet")])
    assert found(verified) == FOUND
    nulls = {
        name: pa.nulls(8)
        for name in ("content_id", "creator", "tax_minor", "refunded", "payment_id", "commission", "file", "line")
    }
    assert found(run(tmp_path, {**lines(), **nulls})) == FOUND
    every_id = run(tmp_path, {**lines(), "order_id": pa.nulls(8, pa.string())})
    assert {row[1] for row in found(every_id)} == {"F011"}
    assert {row[1] for row in found(run(tmp_path, {**lines(), "created_at": pa.nulls(8)}))} == {"F011"}


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("base_minor", [100.0] * 8, "column `base_minor` is Float64, expected whole numbers"),
        ("base_minor", [Decimal("100.00")] * 8, "column `base_minor` is Decimal128(5, 2), expected whole numbers"),
        ("paid_agency_minor", ["1500"] * 8, "column `paid_agency_minor` is Utf8, expected whole numbers"),
        ("order_id", list(range(8)), "column `order_id` is Int64, expected strings"),
        ("created_at", ["2026-07-16"] * 8, "column `created_at` is Utf8, expected timestamps"),
        ("refunded", [0] * 8, "column `refunded` is Int64, expected booleans"),
        ("gmv_minor", pa.array([2**63] * 8, pa.uint64()), "column `gmv_minor` holds a number beyond 64 signed bits"),
        ("tax_minor", pa.array([Decimal(10**19)] * 8, pa.decimal128(38, 0)), "column `tax_minor` holds a number beyond"),
        ("creator", pa.array([b"caf\xe9"] * 8, pa.binary()).view(pa.string()), "column `creator` holds text that is not UTF-8"),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_read(tmp_path: Path, name: str, values: Any, says: str) -> None:
    assert says in problem(tmp_path, {**lines(), name: values})
    with pytest.raises(pc.PartnerCampaignsError, match=rf"orders\.{name} "):
        pc.verify(pa.table({**lines(), name: values}), pa.table(TERMS))


def test_wrong_types_are_all_named_also_where_there_are_no_rows(tmp_path: Path) -> None:
    table = pa.table({**lines(), "base_minor": [1.0] * 8, "quantity": ["1"] * 8}).slice(0, 0)
    assert problem(tmp_path, table) == (
        "column `base_minor` is Float64, expected whole numbers; column `quantity` is Utf8, expected whole numbers"
    )


def test_columns_that_are_missing_or_there_twice(tmp_path: Path) -> None:
    some = {name: values for name, values in lines().items() if name not in ("status", "currency")}
    assert "needed columns missing: `currency`, `status`" in problem(tmp_path, some)
    table = pa.table(lines())
    assert "column there twice: `creator`" in problem(tmp_path, table.append_column("creator", table["creator"]))


def test_tables_given_in_each_other_s_place_are_called_by_their_name(tmp_path: Path) -> None:
    assert problem(tmp_path, TERMS).endswith("it looks like a table of terms, which is given with --terms")
    assert problem(tmp_path, lines(), "terms").endswith(
        "it looks like a table of order lines, which is given with --orders"
    )


def test_columns_of_both_kinds_of_file(tmp_path: Path) -> None:
    beside = {**lines(), "Order ID": ["1"] * 8, "SKU ID": ["2"] * 8}
    assert found(run(tmp_path, beside)) == FOUND
    neither = {name: values for name, values in beside.items() if name != "status"}
    assert problem(tmp_path, neither).startswith(
        "it may be the agency (TAP) affiliate orders export or a table of order lines: "
    )


def test_a_damaged_file(tmp_path: Path) -> None:
    path = save(tmp_path, lines(), compression="none", use_dictionary=False, write_page_checksum=True)
    data = bytearray(Path(path).read_bytes())
    data[40:120] = bytes(80)
    Path(path).write_bytes(data)
    verified = verify_files(orders=[path], terms=[save(tmp_path, TERMS, "terms.parquet")])
    (said,) = verified.problems
    assert said.startswith(f"`{path}`: the Parquet file is damaged: ")
    assert "\n" not in said


def test_a_currency_is_needed_only_where_orders_state_none(tmp_path: Path) -> None:
    assert run(tmp_path, lines()).report.summary["totals"][0]["currency"] == "USD"
    path = tmp_path / "orders.csv"
    path.write_text(",".join(column.names[0] for column in load_format("orders").columns) + "\n")
    with pytest.raises(pc.InvalidInputError) as refused:
        verify_files(orders=[str(tmp_path / "orders.parquet"), str(path)], terms=[str(tmp_path / "terms.parquet")])
    assert str(refused.value) == f"currency (--currency) is needed: `{path}` does not say which one its amounts are in"


def test_the_columns_are_those_of_the_documents() -> None:
    text = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
    said: list[list[tuple[str, bool, str]]] = []
    for table in text.split("| column | needed | type | what it is |")[1:]:
        rows = [line.split("|") for line in table.partition("\n\n")[0].splitlines()[2:]]
        said.append([(row[1].strip(" `"), row[2].strip() == "yes", row[3].strip()) for row in rows])
    assert said == [table_columns("orders"), table_columns("terms")]
