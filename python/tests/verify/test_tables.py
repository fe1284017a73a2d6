"""`verify` on Arrow tables against the model: the same rows as values instead of files."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

import partner_campaigns as pc

sys.path.insert(0, str(Path(__file__).parent))
import exports
import oracle

SHOP_ADS = ("ads_agency_bps", "ads_creator_bps", "est_ads_agency", "est_ads_creator", "ads_agency", "ads_creator")
SETTLED = ("base", "agency", "creator_amount", "isr", "iva")
KEY = ("file", "line", "code", "party", "commission")


def as_a_table_says_it(row):
    """The row without what the public table has no column for; an unlisted word is read by its filled cells."""
    row = {**row, **dict.fromkeys(SHOP_ADS), "refunded": row["refunded"] is True}
    kind = oracle.line_class(row)
    if kind == "open":
        status = row["status"] if row["status"] in oracle.OPEN else "Pending"
        return {**row, **dict.fromkeys(SETTLED), "status": status}
    before = row["est_base"]
    if before is not None and (row["base"] is None or before < row["base"]):
        before = None
    return {**row, "est_base": before, **dict.fromkeys(("est_agency", "est_creator", "est_isr", "est_iva"))}


def order_table(rows, currency):
    """Parsed rows under the public names."""
    columns = {name: [] for name in ORDER_TYPES}
    for file, row in rows:
        is_open = oracle.line_class(row) == "open"
        base = row["est_base"] if is_open else row["base"]
        taxes = [row["est_isr"], row["est_iva"]] if is_open else [row["isr"], row["iva"]]
        before = None if is_open else row["est_base"]
        values = {
            **{
                name: row[name] for name in ("order_id", "sku_id", "product_id", "campaign_id", "content_id", "creator")
            },
            "payment_id": row["payment_id"],
            "created_at": row["created"].replace(tzinfo=UTC),
            "currency": currency,
            "base_minor": base,
            "gmv_minor": row["gmv"],
            "refunded": row["refunded"],
            "refunded_minor": None if before is None or base is None else before - base,
            "agency_rate_bps": row["agency_bps"],
            "creator_rate_bps": row["creator_bps"],
            "status": row["status"],
            "quantity": row["quantity"],
            "paid_agency_minor": row["est_agency" if is_open else "agency"],
            "paid_creator_commission_minor": row["est_creator" if is_open else "creator_amount"],
            "tax_minor": sum(tax or 0 for tax in taxes) if any(tax is not None for tax in taxes) else None,
            "commission": "standard",
            "file": file,
            "line": row["line"],
        }
        for name, value in values.items():
            columns[name].append(value)
    return pa.table({name: pa.array(columns[name], kind) for name, kind in ORDER_TYPES.items()})


TEXT = pa.string()
ORDER_TYPES = {
    "order_id": TEXT, "sku_id": pa.large_string(), "product_id": pa.string_view(), "campaign_id": TEXT,
    "content_id": TEXT, "creator": pa.dictionary(pa.int32(), pa.string()), "payment_id": TEXT,
    "created_at": pa.timestamp("us", "UTC"), "currency": TEXT, "base_minor": pa.int64(), "gmv_minor": pa.int64(),
    "refunded": pa.bool_(), "refunded_minor": pa.int64(), "agency_rate_bps": pa.uint16(),
    "creator_rate_bps": pa.int32(), "status": TEXT, "quantity": pa.uint32(), "paid_agency_minor": pa.int64(),
    "paid_creator_commission_minor": pa.int64(), "tax_minor": pa.int64(), "commission": TEXT, "file": TEXT,
    "line": pa.int64(),
}  # fmt: skip


def excluded_end(term):
    """The table's end is excluded; a file's written second is included."""
    end = term["end"]
    if end is None:
        return None
    if term["end_is_date"]:
        return datetime.combine(end.date(), datetime.min.time(), UTC) + timedelta(days=1)
    midnight = end.time() == datetime.min.time()
    return end.replace(tzinfo=UTC) + timedelta(seconds=0 if midnight else 1)


def terms_table(rows):
    return pa.table(
        {
            "campaign_id": [term["campaign_id"] for term in rows],
            "product_id": [term["product_id"] for term in rows],
            "valid_from": pa.array(
                [t["start"] and t["start"].replace(tzinfo=UTC) for t in rows], pa.timestamp("s", "UTC")
            ),
            "valid_to": pa.array([excluded_end(term) for term in rows], pa.timestamp("ms", "UTC")),
            "total_rate_bps": pa.array([t["agency_bps"] + t["creator_bps"] for t in rows], pa.int16()),
            "creator_rate_bps": [term["creator_bps"] for term in rows],
        }
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_table_is_verified_as_the_model_says(seed, tmp_path):
    export = exports.make(seed, tmp_path)
    readable = lambda rows: [row for row in rows if row["unreadable"] is None]
    orders = [(str(path), [as_a_table_says_it(row) for row in readable(rows)]) for path, rows in export.orders]
    orders = [(path, [row for row in rows if oracle.unreadable_column(row) is None]) for path, rows in orders]
    terms = [
        (str(path), [{**t, "ads_agency_bps": None, "ads_creator_bps": None} for t in readable(rows)])
        for path, rows in export.terms
    ]
    expected = oracle.oracle(orders, terms, export.currency, export.rounding, export.remainder)

    table = order_table([(path, row) for path, rows in orders for row in rows], export.currency)
    agreed = terms_table([term for _, rows in terms for term in rows])
    options = {name: value for name in ("rounding", "remainder") if (value := getattr(export, name)) != "auto"}
    report = pc.verify(table, agreed, **options)

    numbers = ("rows_read", "rows_settled", "rows_estimated", "rows_void", "rows_adjustments", "rows_out_of_scope",
               "rows_repeated", "rows_overlapping", "findings")  # fmt: skip
    assert {n: report.summary[n] for n in numbers} == {n: expected["summary"][n] for n in numbers}
    found = {tuple(getattr(one, key) for key in KEY): one for one in report.findings}
    wanted = {tuple(one[key] for key in KEY): one for one in expected["findings"]}
    assert found.keys() == wanted.keys()
    for key, one in found.items():
        assert one.cause == wanted[key]["cause"], key
        if one.code in ("F001", "F009"):
            assert (one.expected_minor, one.reported_minor) == (
                wanted[key]["expected_minor"],
                wanted[key]["reported_minor"],
            )


ORDER = {
    "order_id": ["1"], "sku_id": ["2"], "product_id": ["P1"], "campaign_id": ["C1"],
    "created_at": [datetime(2026, 7, 16, tzinfo=UTC)], "currency": ["USD"], "base_minor": [100_00],
    "agency_rate_bps": [1500], "creator_rate_bps": [1500], "status": ["Settled"], "paid_agency_minor": [15_00],
    "paid_creator_commission_minor": [15_00],
}  # fmt: skip
TERMS = {"campaign_id": ["C1"], "product_id": ["P1"], "total_rate_bps": [3000], "creator_rate_bps": [1500]}


def test_a_clean_row_has_no_finding_and_file_and_line_default():
    report = pc.verify(pa.table(ORDER), pa.table(TERMS))
    assert len(report) == 0
    assert report.summary["rows_settled"] == 1
    wrong = pc.verify(pa.table({**ORDER, "paid_agency_minor": [14_99]}), pa.table(TERMS))
    (finding,) = wrong.findings
    assert (finding.file, finding.line, finding.column) == ("orders", 2, "paid_agency_minor")


def test_the_commission_before_the_share_is_the_sum_of_what_was_kept_and_shared():
    row = {key: value for key, value in ORDER.items() if key != "paid_creator_commission_minor"}
    row |= {"paid_creator_minor": [12_00], "paid_manager_minor": [3_00]}
    assert len(pc.verify(pa.table(row), pa.table(TERMS))) == 0


def test_shop_ads_rows_have_their_own_rates():
    row = {**ORDER, "commission": ["shop_ads"], "agency_rate_bps": [100], "creator_rate_bps": [200],
           "paid_agency_minor": [1_00], "paid_creator_commission_minor": [1_99]}  # fmt: skip
    terms = {**TERMS, "shop_ads_total_rate_bps": [300], "shop_ads_creator_rate_bps": [200]}
    (finding,) = pc.verify(pa.table(row), pa.table(terms)).findings
    assert (finding.code, finding.commission, finding.difference_minor) == ("F001", "shop_ads", -1)


@pytest.mark.parametrize(
    ("column", "value", "word"),
    [
        ("order_id", [None], "order_id"),
        ("agency_rate_bps", [10_001], "10001"),
        ("creator_rate_bps", [9_000], "add up"),
        ("currency", ["XXQ"], "XXQ"),
        ("commission", ["bonus"], "bonus"),
        ("base_minor", pa.array([None], pa.int64()), "base_minor"),
    ],
)
def test_a_row_that_cannot_be_read_is_a_finding(column, value, word):
    (finding,) = pc.verify(pa.table({**ORDER, column: value}), pa.table(TERMS)).findings
    assert (finding.code, finding.column) == ("F011", column)
    assert word in finding.message


@pytest.mark.parametrize("kind", [pa.int8(), pa.uint8(), pa.int16(), pa.uint16(), pa.int32(), pa.uint32(), pa.int64()])
@pytest.mark.parametrize(("keys", "good"), [([0, None], True), ([0, 1], True), ([1, 2], False), ([None, 2], False)])
def test_keys_that_a_dictionary_has_not_are_refused(kind, keys, good):
    keyed = pa.DictionaryArray.from_arrays(pa.array(keys, kind), pa.array(["ana", "eva"]), safe=False)
    orders = pa.table({**{name: value * 2 for name, value in ORDER.items()}, "sku_id": ["2", "3"], "creator": keyed})
    terms = pa.table({**{name: value * 2 for name, value in TERMS.items()}, "product_id": ["P1", "P2"]})
    if good:
        assert len(pc.verify(orders, terms)) == 0
    else:
        with pytest.raises(
            pc.InvalidInputError, match="orders.creator has the key 2 of a dictionary: allowed is 0 to 1"
        ):
            pc.verify(orders, terms)
        with pytest.raises(
            pc.InvalidInputError, match="terms.creator has the key 2 of a dictionary: allowed is 0 to 1"
        ):
            pc.verify(pa.table({**ORDER, "creator": ["ana"]}), terms.append_column("creator", keyed))


def test_a_negative_key_is_none_of_a_dictionary():
    keyed = pa.DictionaryArray.from_arrays(pa.array([-1], pa.int32()), pa.array(["ana"]), safe=False)
    with pytest.raises(pc.InvalidInputError, match="orders.creator has the key -1 of a dictionary: allowed is 0 to 0"):
        pc.verify(pa.table({**ORDER, "creator": keyed}), pa.table(TERMS))


def test_bad_tables_are_refused():
    with pytest.raises(pc.InvalidTypeError, match="paid_agency_minor"):
        pc.verify(pa.table({**ORDER, "paid_agency_minor": [15.0]}), pa.table(TERMS))
    with pytest.raises(pc.InvalidInputError, match="no column order_id, status"):
        pc.verify(pa.table({k: v for k, v in ORDER.items() if k not in ("order_id", "status")}), pa.table(TERMS))
    with pytest.raises(pc.InvalidTypeError, match="orders is no table"):
        pc.verify([1, 2], pa.table(TERMS))
    local = pa.table({**ORDER, "created_at": [datetime(2026, 7, 16)]})
    zoned = pa.table({**TERMS, "valid_from": [datetime(2026, 7, 1, tzinfo=UTC)]})
    with pytest.raises(pc.InvalidInputError, match="time zone is needed"):
        pc.verify(local, zoned)
    assert len(pc.verify(local, zoned, time_zone="Asia/Jakarta")) == 0
