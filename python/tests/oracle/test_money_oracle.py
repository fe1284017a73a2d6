"""The oracle keeps the laws that the rulebook promises, whatever the input."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import money_oracle as oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from money_oracle import AdjustInput, Parts, SplitInput

# Small bases meet ties and zeros often, large ones the ends of 64 bits.
BASES = st.one_of(
    st.integers(0, 400), st.integers(0, oracle.I64_MAX), st.integers(oracle.I64_MAX - 400, oracle.I64_MAX)
)
BPS = st.one_of(st.sampled_from([0, 1, 500, 1000, 2500, 5000, 9999, 10_000]), st.integers(0, 10_000))
ROUNDINGS = st.sampled_from(oracle.ROUNDINGS)


@st.composite
def lines(draw: st.DrawFn, /, **fixed: Any) -> SplitInput:
    """A line that breaks no rule: the tax is what was drawn, cut to the creator commission."""
    creator, total = sorted((draw(BPS), draw(BPS)))
    line: SplitInput = {
        "base_minor": draw(BASES),
        "total_rate_bps": total,
        "creator_rate_bps": creator,
        "manager": draw(st.sampled_from(oracle.MANAGERS)),
        "manager_share_bps": draw(BPS),
        "tax_minor": None,
        "rounding": draw(ROUNDINGS),
        "remainder": draw(st.sampled_from(oracle.REMAINDERS)),
        "managing_share": draw(st.sampled_from(oracle.MANAGING_SHARES)),
    }
    if line["manager"] == "none":
        line["manager_share_bps"] = 0
    line |= fixed  # type: ignore[typeddict-item]
    _, commission, _ = oracle.commissions(line)
    line["tax_minor"] = draw(st.one_of(st.none(), st.integers(0, commission)))
    return line


def parts_of(line: SplitInput) -> Parts:
    """The split of a line that must not be refused."""
    parts = oracle.split(line)
    assert "rules" not in parts
    return parts


def as_adjust(line: SplitInput, refunded: int, paid: Parts) -> AdjustInput:
    """The line after refunds, with these parts paid."""
    return {
        **line,
        "refunded_minor": refunded,
        "paid_agency_minor": paid["agency_minor"],
        "paid_creator_minor": paid["creator_minor"],
        "paid_manager_minor": paid["manager_minor"],
    }


@given(lines())
def test_conservation(line: SplitInput) -> None:
    parts = parts_of(line)
    assert parts["agency_minor"] + parts["creator_minor"] + parts["manager_minor"] == parts["total_minor"]
    assert parts["creator_minor"] + parts["manager_minor"] == parts["creator_commission_minor"]
    rounded = oracle.share(line["base_minor"], line["total_rate_bps"], line["rounding"])
    if line["remainder"] == "separate":
        assert abs(parts["total_minor"] - rounded) <= 1
    else:
        assert parts["total_minor"] == rounded


@given(lines())
def test_no_part_is_negative_and_each_fits(line: SplitInput) -> None:
    parts = parts_of(line)
    for part in ("agency_minor", "creator_minor", "creator_commission_minor", "manager_minor"):
        assert 0 <= parts[part] <= line["base_minor"]


@given(lines())
def test_each_part_is_less_than_one_unit_off_its_exact_value(line: SplitInput) -> None:
    """Also where a party holds the remainder: two roundings are each off by less than one unit."""
    parts, base = parts_of(line), line["base_minor"]
    agency = base * Fraction(line["total_rate_bps"] - line["creator_rate_bps"], 10_000)
    creator = base * Fraction(line["creator_rate_bps"], 10_000)
    assert abs(parts["agency_minor"] - agency) < (2 if line["remainder"] == "agency" else 1)
    assert abs(parts["creator_commission_minor"] - creator) < (2 if line["remainder"] == "creator" else 1)


@given(lines())
def test_a_zero_share_gets_zero(line: SplitInput) -> None:
    creator_nothing = parts_of({**line, "creator_rate_bps": 0, "tax_minor": None})
    assert (creator_nothing["creator_minor"], creator_nothing["manager_minor"]) == (0, 0)
    equal = parts_of({**line, "creator_rate_bps": line["total_rate_bps"], "tax_minor": None})
    assert equal["agency_minor"] == 0
    assert parts_of({**line, "manager_share_bps": 0})["manager_minor"] == 0
    assert parts_of({**line, "manager": "campaign_agency"})["manager_minor"] == 0
    nothing = parts_of({**line, "base_minor": 0, "tax_minor": None})
    assert (nothing["total_minor"], nothing["creator_commission_minor"]) == (0, 0)


@given(lines(), BPS)
def test_the_manager_never_touches_the_agency(line: SplitInput, share: int) -> None:
    alone = parts_of({**line, "manager": "none", "manager_share_bps": 0})
    other = parts_of({**line, "manager": "other_agency", "manager_share_bps": share})
    for part in ("agency_minor", "creator_commission_minor", "total_minor"):
        assert alone[part] == other[part]


@pytest.mark.parametrize("rounding", oracle.ROUNDINGS)
@given(base=BASES, more=st.integers(0, 300), bps=BPS)
def test_each_rounding_is_monotone_in_the_base(rounding: oracle.Rounding, base: int, more: int, bps: int) -> None:
    assert oracle.share(base, bps, rounding) <= oracle.share(base + more, bps, rounding)


@given(lines(base_minor=0), BASES, st.integers(0, 300))
def test_parts_that_are_rounded_are_monotone_in_the_base(line: SplitInput, base: int, more: int) -> None:
    """A remainder is not: one more sold can move a unit from its holder to the other party."""
    line = {**line, "managing_share": "before_tax"}
    less, larger = parts_of({**line, "base_minor": base}), parts_of({**line, "base_minor": base + more})
    assert less["total_minor"] <= larger["total_minor"]
    if line["remainder"] != "creator":
        assert less["creator_commission_minor"] <= larger["creator_commission_minor"]
        assert less["manager_minor"] <= larger["manager_minor"]
    if line["remainder"] != "agency":
        assert less["agency_minor"] <= larger["agency_minor"]


@given(
    st.one_of(
        st.fractions(min_value=0, max_denominator=10_000), st.integers(0).map(lambda halves: Fraction(halves, 2))
    ),
    ROUNDINGS,
)
def test_rounding_against_its_definition(value: Fraction, rounding: oracle.Rounding) -> None:
    rounded = oracle.round_fraction(value, rounding)
    assert abs(rounded - value) < 1
    match rounding:
        case "down":
            assert rounded <= value
        case "up":
            assert rounded >= value
        case "half_even":
            assert rounded == round(value)
        case "half_up":
            assert -Fraction(1, 2) < rounded - value <= Fraction(1, 2)


@given(lines(managing_share="before_tax"), st.lists(st.integers(0, oracle.I64_MAX), max_size=5))
def test_any_path_of_refunds_ends_on_the_split_of_what_is_left(line: SplitInput, cuts: list[int]) -> None:
    paid = parts_of(line)
    refunds = sorted(cut % (line["base_minor"] + 1) for cut in cuts)
    for refunded in refunds:
        change = oracle.adjust(as_adjust(line, refunded, paid))
        assert "rules" not in change
        for part in ("agency_minor", "creator_minor", "manager_minor"):
            paid[part] += change[part]
    left = parts_of({**line, "base_minor": line["base_minor"] - (refunds or [0])[-1]})
    for part in ("agency_minor", "creator_minor", "manager_minor"):
        assert paid[part] == left[part]  # type: ignore[literal-required]


@given(st.integers(oracle.I64_MIN, oracle.I64_MAX), st.sampled_from(["USD", "KWD", "IDR", "CLF"]))
def test_an_amount_written_out_reads_back(minor: int, currency: str) -> None:
    units = oracle.minor_units_of(currency)
    digits = str(abs(minor)).rjust(units + 1, "0")
    whole, decimals = (digits[:-units], digits[-units:]) if units else (digits, "")
    sign = "-" if minor < 0 else ""
    grouped = f"{int(whole):,}"
    point = "." + decimals if decimals else ""
    # Zeros behind are no decimals, but they need a point, and three behind a point are a group.
    zeros = f"{whole}{point}000" if units else f"{whole}.00"
    for text in (whole + point, grouped + point, f"{currency} {grouped}{point}", zeros):
        assert oracle.amount(sign + text, currency, None) == {"minor": minor}
    assert oracle.amount(sign + whole + point, currency, units) == {"minor": minor}


@given(st.integers(0, 10_000), st.integers(0, 5))
def test_a_rate_written_out_reads_back(bps: int, zeros: int) -> None:
    assert oracle.rate(f"{bps // 100}.{bps % 100:02d}{'0' * zeros}%") == {"bps": bps}


@given(st.text(alphabet="0123456789.,-+%$ RpUSDe\u00a0\uff11", max_size=12))
def test_text_is_read_or_refused(text: str) -> None:
    for currency in ("USD", "IDR"):
        assert set(oracle.amount(text, currency, None)) in ({"minor"}, {"rules"})
    assert set(oracle.rate(text)) in ({"bps"}, {"rules"})
