"""What is no whole number, word, currency or amount is refused with what to pass instead."""

from __future__ import annotations

import enum
import fractions
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import partner_campaigns as pc

LINE: dict[str, Any] = {"base_minor": 100_00, "total_rate_bps": 3000, "creator_rate_bps": 1500}
NUMBERS = ["base_minor", "total_rate_bps", "creator_rate_bps", "manager_share_bps", "tax_minor"]
NOT_INTS = [1.0, True, False, "1", b"1", Decimal(1), fractions.Fraction(1), [1], {}, object()]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", NOT_INTS, ids=repr)
def test_what_is_no_int_is_refused(name: str, value: object) -> None:
    with pytest.raises(pc.InvalidTypeError, match=f"^{name} is {type(value).__name__}: pass an int, ") as raised:
        pc.split(**{**LINE, name: value})
    assert isinstance(raised.value, TypeError)
    assert isinstance(raised.value, pc.PartnerCampaignsError)


class Index:
    """Lossless integers of other libraries come by ``__index__``."""

    def __index__(self) -> int:
        return 100_00


def test_index_is_taken() -> None:
    assert pc.split(**{**LINE, "base_minor": Index()}) == pc.split(**LINE)


class Number(enum.IntEnum):
    BASE = 100_00


def test_int_subclass_is_taken() -> None:
    assert pc.split(**{**LINE, "base_minor": Number.BASE}) == pc.split(**LINE)


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, 10**70, -(10**70)])
def test_huge_base_is_m006(value: int) -> None:
    with pytest.raises(pc.ViolationError, match=r"M006 /base_minor: .* fits 64 bits") as raised:
        pc.split(**{**LINE, "base_minor": value})
    (violation,) = raised.value.violations
    assert violation.params["value"] == value
    assert isinstance(raised.value, ValueError)


def test_number_too_long_to_be_shown() -> None:
    with pytest.raises(pc.ViolationError) as raised:
        pc.split(**{**LINE, "base_minor": 10**5000})
    assert "base_minor is a number of 16610 bits" in repr(raised.value)


@pytest.mark.parametrize("value", [2**63 - 1])
def test_largest_base_is_split(value: int) -> None:
    assert pc.split(base_minor=value, total_rate_bps=10_000, creator_rate_bps=0).agency_minor == value


@pytest.mark.parametrize("name", ["total_rate_bps", "creator_rate_bps", "manager_share_bps"])
@pytest.mark.parametrize("value", [-1, 10_001, 65_535, 65_536, 2**64, -(2**70)])
def test_rate_out_of_range_is_m007(name: str, value: int) -> None:
    with pytest.raises(pc.ViolationError) as raised:
        pc.split(**{**LINE, name: value})
    assert ("M007", f"/{name}") in [(one.rule, one.path) for one in raised.value.violations]


def test_all_violations_at_once() -> None:
    with pytest.raises(pc.ViolationError) as raised:
        pc.split(base_minor=-1, total_rate_bps=10_001, creator_rate_bps=10_002)
    found = raised.value.violations
    assert [(one.rule, one.path) for one in found] == [
        ("M003", "/base_minor"),
        ("M007", "/total_rate_bps"),
        ("M007", "/creator_rate_bps"),
        ("M008", "/creator_rate_bps"),
    ]
    assert found[0].name == pc.rule("M003").name
    assert found[1].params == {"value": 10_001, "min": 0, "max": 10_000}
    assert str(raised.value).startswith("M003 /base_minor: base_minor is -1")


def test_a_share_and_its_manager_come_together() -> None:
    """Alone a share would be dropped in silence (M010); another agency without a share is half an agreement."""
    terms: dict[str, Any] = {"total_rate_bps": 3000, "creator_rate_bps": 1500}
    alone: list[Callable[[], object]] = [
        lambda: pc.split(**LINE, manager_share_bps=2000),
        lambda: pc.split(**LINE, manager="none", manager_share_bps=1),
        lambda: pc.explain(**LINE, currency="USD", manager_share_bps=2000),
        lambda: pc.adjust(**LINE, paid_agency_minor=0, paid_creator_minor=0, manager_share_bps=2000),
        lambda: pc.SplitTerms(**terms, manager_share_bps=2000),
    ]
    for call in alone:
        with pytest.raises(pc.ViolationError) as refused:
            call()
        assert [(one.rule, one.path) for one in refused.value.violations] == [("M010", "/manager_share_bps")]
    half: list[Callable[[], object]] = [
        lambda: pc.split(**{**LINE, "base_minor": -1}, manager="other_agency"),
        lambda: pc.SplitTerms(**terms, manager=pc.Manager.OTHER_AGENCY),
    ]
    for call in half:
        with pytest.raises(pc.InvalidInputError, match="manager_share_bps is missing"):
            call()
    assert pc.split(**LINE, manager="other_agency", manager_share_bps=0) == pc.split(**LINE)
    assert pc.split(**LINE, manager="campaign_agency") == pc.split(**LINE)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: pc.Policy(rounding="nearest"),
            "rounding is `nearest`: allowed is `half_even`, `half_up`, `up`, `down`",
        ),
        (lambda: pc.Policy(remainder="seller"), "remainder is `seller`: allowed is `agency`, `creator`, `separate`"),
        (lambda: pc.Policy(managing_share="tax"), "managing_share is `tax`: allowed is `before_tax`, `after_tax`"),
        (lambda: pc.Policy(rounding=pc.RemainderHolder.AGENCY), "rounding is `agency`"),
        (
            lambda: pc.split(**LINE, manager="me"),
            "manager is `me`: allowed is `none`, `other_agency`, `campaign_agency`",
        ),
        (lambda: pc.explain(**LINE, currency="XXY"), "`XXY` is not an ISO 4217 currency code"),
        (lambda: pc.parse_amount("1", "dollars"), "`dollars` is not an ISO 4217 currency code"),
        (lambda: pc.format_amount(1, "USD", 7), "decimals is 7: allowed is 0 to 6"),
        (lambda: pc.format_amount(1, "USD", -1), "decimals is -1: allowed is 0 to 6"),
        (lambda: pc.format_amount(2**200, "USD"), "fits 128 bits"),
        (lambda: pc.to_minor(Decimal("NaN"), "USD"), "amount is NaN: pass a finite Decimal"),
        (lambda: pc.to_minor(Decimal("sNaN"), "USD"), "pass a finite Decimal"),
        (lambda: pc.to_minor(Decimal("-Infinity"), "USD"), "amount is -Infinity"),
        (lambda: pc.rule("M999"), "no rule `M999`"),
        (lambda: pc.Rule("m001"), "no rule `m001`"),
    ],
)
def test_malformed_values(call: Any, message: str) -> None:
    with pytest.raises(pc.InvalidInputError) as raised:
        call()
    assert message in str(raised.value)
    assert isinstance(raised.value, ValueError)


@pytest.mark.parametrize(
    "call",
    [
        lambda: pc.Policy(rounding=1),  # type: ignore[arg-type]
        lambda: pc.split(**LINE, manager=None, policy="half_up"),  # type: ignore[arg-type]
        lambda: pc.split(**LINE, policy=pc.Profile.guide()),  # type: ignore[arg-type]
        lambda: pc.explain(**LINE, currency=840),  # type: ignore[arg-type]
        lambda: pc.parse_amount(1, "USD"),  # type: ignore[arg-type]
        lambda: pc.parse_rate(0.07),  # type: ignore[arg-type]
        lambda: pc.to_minor(19.99, "USD"),  # type: ignore[arg-type]
        lambda: pc.to_minor(True, "USD"),
        lambda: pc.to_minor("19.99", "USD"),  # type: ignore[arg-type]
        lambda: pc.format_amount(19.99, "USD"),  # type: ignore[arg-type]
        lambda: pc.rule(1),  # type: ignore[arg-type]
        lambda: pc.Profile(id=1),  # type: ignore[arg-type]
        lambda: pc.Profile(id="a", minor_units={"IDR": 2.0}),  # type: ignore[dict-item]
    ],
)
def test_wrong_types(call: Any) -> None:
    with pytest.raises(pc.InvalidTypeError):
        call()


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("19.99", "USD", 1999),
        ("-0.23", "USD", -23),
        ("-0.00", "USD", 0),
        ("1E+3", "USD", 100_000),
        ("0E+999999999", "USD", 0),
        ("0E-999999999", "USD", 0),
        ("24200.00", "IDR", 24_200),
        ("1.234", "KWD", 1234),
        ("19.990000000000000000000000000000000000", "USD", 1999),
        ("92233720368547758.07", "USD", 2**63 - 1),
        ("-92233720368547758.08", "USD", -(2**63)),
    ],
)
def test_decimal_in_minor_units(amount: str, currency: str, minor: int) -> None:
    assert pc.to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.001", "USD"),
        ("24200.5", "IDR"),
        ("1.234", "IDR"),
        ("1.00000000000000000000000000001", "USD"),
        ("123456789012345678901234567890", "USD"),
        ("1234567890.12345678901234567890", "USD"),
        ("1E-999999999", "USD"),
        ("1E+999999999", "USD"),
        ("92233720368547758.08", "USD"),
    ],
)
def test_decimal_that_does_not_fit(amount: str, currency: str) -> None:
    with pytest.raises(pc.ViolationError) as raised:
        pc.to_minor(Decimal(amount), currency)
    assert [one.rule for one in raised.value.violations] == ["M006"]


@pytest.mark.parametrize("amount", [2**63, 10**40])
def test_int_amount_that_does_not_fit(amount: int) -> None:
    with pytest.raises(pc.ViolationError):
        pc.to_minor(amount, "USD")
