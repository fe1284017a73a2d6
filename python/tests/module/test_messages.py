"""What a message shows of what it refuses: at most 100 characters of it, and nothing but text."""

from collections.abc import Callable
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import partner_campaigns as pc

LONG = "\u202e\x00\x85" + "ż" * 50_000
BEGIN = r"\u202e\u0000\u0085" + "ż" * 70


def refusals() -> list[Callable[[], object]]:
    return [
        lambda: pc.parse_amount(LONG, "USD"),
        lambda: pc.parse_rate(LONG),
        lambda: pc.split(base_minor=1, total_rate_bps=1, creator_rate_bps=1, manager=LONG),
        lambda: pc.Policy(rounding=LONG),
        lambda: pc.Profile.built_in(LONG),
        lambda: pc.Profile.from_json('{"id": "' + "ż" * 50_000 + '\\u202e"}'),
        lambda: pc.split_columns(base_minor=[1], total_rate_bps=[1], creator_rate_bps=[1], instructions=LONG),
        lambda: pc.parse_amount("1", LONG),
    ]


@pytest.mark.parametrize("refused", refusals())
def test_a_message_shows_little_of_a_long_text(refused: Callable[[], object]) -> None:
    with pytest.raises(pc.PartnerCampaignsError) as caught:
        refused()
    told = str(caught.value)
    assert len(told) < 500
    assert told.isprintable(), ascii(told)


def test_letters_stay_and_controls_are_escaped() -> None:
    with pytest.raises(pc.PartnerCampaignsError, match="Łódź上海\\\\u0000"):
        pc.parse_rate("Łódź上海\0")


def test_numbers_beyond_64_bits_are_named_as_they_are() -> None:
    with pytest.raises(pc.InvalidInputError, match=rf"base_minor\[0\] is {2**63}: allowed is what fits 64 bits"):
        pc.split_columns(base_minor=[2**63], total_rate_bps=[1], creator_rate_bps=[1])
    with pytest.raises(pc.InvalidInputError, match=rf"base_minor\[1\] is {-(2**200)}: "):
        pc.split_columns(base_minor=[1, -(2**200)], total_rate_bps=[1, 1], creator_rate_bps=[1, 1])
    with pytest.raises(pc.InvalidInputError, match=r"base_minor\[0\] is a number of 5001 bits: "):
        pc.split_columns(base_minor=[2**5000], total_rate_bps=[1], creator_rate_bps=[1])


def test_the_sum_of_two_huge_parts_is_exact() -> None:
    parts = pc.Split(agency_minor=0, creator_minor=2**63 - 1, manager_minor=2**63 - 1)
    assert parts.creator_commission_minor == 2**64 - 2
    assert parts.total_minor == 2**64 - 2


def test_an_amount_of_many_digits_is_told_short() -> None:
    with pytest.raises(pc.ViolationError) as caught:
        pc.to_minor(Decimal("9" * 100_000), "USD")
    assert len(str(caught.value)) < 300
    assert len(str(caught.value.violations[0].params["value"])) <= 100


def test_pasted_shop_codes_are_bounded() -> None:
    with pytest.raises(pc.InvalidInputError, match="at most 16777216 are read"):
        pc.shop_codes("a" * (16 << 20) + "a")
    with pytest.raises(pc.InvalidInputError, match="more than 100000 shop codes"):
        pc.shop_codes("a," * 100_001)
    assert len(pc.shop_codes("a," * 100_000)) == 100_000


DOORS: list[Callable[[str], object]] = [
    lambda text: pc.parse_amount(text, "USD"),
    lambda text: pc.parse_amount("1", text),
    pc.parse_rate,
    pc.rule,
    pc.shop_codes,
    pc.Profile.built_in,
    pc.Profile.from_json,
    lambda text: pc.Policy(remainder=text),
    lambda text: pc.Policy(managing_share=text),
    lambda text: pc.split(base_minor=1, total_rate_bps=1, creator_rate_bps=1, manager=text),
    lambda text: pc.split_columns(base_minor=[1], total_rate_bps=[1], creator_rate_bps=[1], streaming=text),
    lambda text: pc.check(text),
    lambda text: pc.check({"at": text}),
    lambda text: pc.check({text: 1}),
    lambda text: pc.check({"at": type(text.replace("\0", "")[:50], (), {})()}),
    lambda text: pc.check_request("{}", market=text, time_zone=text, at="2026-05-01T00:00:00Z"),
    lambda text: pc.verify(pa.table({text: [1]}), pa.table({"campaign_id": [1]})),
]
ODD = [
    "\0",
    "\x1b[2J",
    "\u202e",
    "\u2028",
    "\x85",
    "\r\n",
    "ż",
    "上",
    "🙂",
    '"',
    "`",
    "a",
    "9",
    ".",
    " ",
    "{",
    "/",
    "~",
]


@given(st.lists(st.sampled_from(ODD), min_size=1, max_size=11), st.sampled_from([1, 9, 90, 3000]))
def test_whatever_is_given_a_message_shows_little_of_it(pieces: list[str], times: int) -> None:
    text = "".join(pieces) * times
    for door in DOORS:
        try:
            door(text)
        except pc.PartnerCampaignsError as error:
            faults = getattr(error, "violations", None) or getattr(error, "faults", None) or [error]
            for fault in faults:
                told = str(getattr(fault, "message", fault))
                assert len(told) <= 400, told
                assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u202e" for c in told), ascii(told)


def test_a_time_that_no_table_can_hold_is_named() -> None:
    def reason(column: object) -> str:
        rows = {"order_id": ["1"], "sku_id": ["1"], "product_id": ["1"], "campaign_id": ["C"], "created_at": column}
        rows |= {
            "currency": ["USD"],
            "base_minor": [1],
            "status": ["settled"],
            "paid_agency_minor": [1],
            "agency_rate_bps": [1],
        }
        terms = {"campaign_id": ["C"], "product_id": ["1"], "total_rate_bps": [1], "creator_rate_bps": [1]}
        report = pc.verify(pa.table(rows | {"creator_rate_bps": [1]}), pa.table(terms))
        (told,) = [one.message for one in report.findings if one.code == "F011"]
        return told

    assert "253402300800000000 microseconds since 1970, where" in reason(pa.array([253402300800], pa.timestamp("s")))
    far = pa.array([2**31 - 1], pa.int32()).cast(pa.date32())
    assert f"{2**63 - 1} microseconds since 1970 or later" in reason(far)
