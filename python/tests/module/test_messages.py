"""What a message shows of what it refuses: at most 100 characters of it, and nothing but text."""

from collections.abc import Callable
from decimal import Decimal

import pytest

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
