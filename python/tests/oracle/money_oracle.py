"""The money rules (M) by exact fractions: slow, obvious, and written by another method than the library.

The library multiplies integers and looks at remainders; here every value is a `Fraction`, and a rounding picks
between the whole numbers below and above by comparing distances. Text amounts go through regular expressions and
`Decimal`. Inputs and outcomes are plain dictionaries in the shape of `tests/vectors/*.json`, so that a vector and
the oracle's answer compare with `==`.
"""

from __future__ import annotations

import math
import re
from decimal import Context, Decimal, Inexact, localcontext
from fractions import Fraction
from typing import Final, Literal, TypedDict

Rounding = Literal["half_even", "half_up", "up", "down"]
Remainder = Literal["agency", "creator", "separate"]
ManagingShare = Literal["before_tax", "after_tax"]
Manager = Literal["none", "other_agency", "campaign_agency"]

ROUNDINGS: Final[tuple[Rounding, ...]] = ("half_even", "half_up", "up", "down")
REMAINDERS: Final[tuple[Remainder, ...]] = ("agency", "creator", "separate")
MANAGING_SHARES: Final[tuple[ManagingShare, ...]] = ("before_tax", "after_tax")
MANAGERS: Final[tuple[Manager, ...]] = ("none", "other_agency", "campaign_agency")

I64_MIN: Final = -(2**63)
I64_MAX: Final = 2**63 - 1


class SplitInput(TypedDict):
    """One order line with its terms and the policy in force."""

    base_minor: int
    total_rate_bps: int
    creator_rate_bps: int
    manager: Manager
    manager_share_bps: int
    tax_minor: int | None
    rounding: Rounding
    remainder: Remainder
    managing_share: ManagingShare


class AdjustInput(SplitInput):
    """`base_minor` is the amount sold, `refunded_minor` all refunds so far; the tax is the one on what is left."""

    refunded_minor: int
    paid_agency_minor: int
    paid_creator_minor: int
    paid_manager_minor: int


class Parts(TypedDict):
    """A split. `creator_minor` is what the creator keeps, `creator_commission_minor` is before the managing share."""

    agency_minor: int
    creator_minor: int
    creator_commission_minor: int
    manager_minor: int
    total_minor: int
    share_waived: bool


class Adjustment(TypedDict):
    """The split of what is left minus what was paid, party by party."""

    agency_minor: int
    creator_minor: int
    manager_minor: int


class Refused(TypedDict):
    """The codes of all rules broken, sorted, each once."""

    rules: list[str]


class Minor(TypedDict):
    """An amount that was read."""

    minor: int


class Bps(TypedDict):
    """A rate that was read."""

    bps: int


# --- Splitting -------------------------------------------------------------------------------------------------


def round_fraction(value: Fraction, rounding: Rounding) -> int:
    """Round a value that is not negative to one of its two whole neighbours."""
    if value < 0:
        raise ValueError("only amounts from 0 are rounded here")
    below, above = math.floor(value), math.ceil(value)
    if rounding == "down":
        return below
    if rounding == "up":
        return above
    to_below, to_above = value - below, above - value
    if to_below != to_above:
        return below if to_below < to_above else above
    if rounding == "half_up":
        return above
    return below if below % 2 == 0 else above


def share(amount: int, bps: int, rounding: Rounding) -> int:
    """A rate of an amount, rounded."""
    return round_fraction(amount * Fraction(bps, 10_000), rounding)


def commissions(case: SplitInput) -> tuple[int, int, int]:
    """The agency's part, the creator commission and the total, before any managing share."""
    base, rounding = case["base_minor"], case["rounding"]
    total_bps, creator_bps = case["total_rate_bps"], case["creator_rate_bps"]
    total = share(base, total_bps, rounding)
    creator = share(base, creator_bps, rounding)
    agency = share(base, total_bps - creator_bps, rounding)
    match case["remainder"]:
        case "agency":
            return total - creator, creator, total
        case "creator":
            return agency, total - agency, total
        case "separate":
            return agency, creator, agency + creator


def split_rules(case: SplitInput) -> set[str]:
    """Every rule that a line breaks."""
    total, creator = case["total_rate_bps"], case["creator_rate_bps"]
    broken: set[str] = set()
    if case["base_minor"] < 0:
        broken.add("M003")
    if not 0 <= total <= 10_000 or not 0 <= creator <= 10_000:
        broken.add("M007")
    if creator > total:
        broken.add("M008")
    # The tax is held against the creator commission, so it is judged only where that can be worked out; a share
    # out of range does not stand in the way.
    if not broken and case["managing_share"] == "after_tax":
        _, commission, _ = commissions(case)
        if not 0 <= (case["tax_minor"] or 0) <= commission:
            broken.add("M009")
    if not 0 <= case["manager_share_bps"] <= 10_000:
        broken.add("M007")
    if case["manager"] == "none" and 0 < case["manager_share_bps"] <= 10_000:
        broken.add("M010")
    return broken


def split(case: SplitInput) -> Parts | Refused:
    """Split one order line, or say every rule that it breaks."""
    if broken := split_rules(case):
        return {"rules": sorted(broken)}
    agency, commission, total = commissions(case)
    shared = commission
    if case["managing_share"] == "after_tax":
        shared -= case["tax_minor"] or 0
    manager = 0
    if case["manager"] == "other_agency":
        manager = share(shared, case["manager_share_bps"], case["rounding"])
    return {
        "agency_minor": agency,
        "creator_minor": commission - manager,
        "creator_commission_minor": commission,
        "manager_minor": manager,
        "total_minor": total,
        "share_waived": case["manager"] == "campaign_agency" and case["manager_share_bps"] > 0,
    }


def net_line(case: AdjustInput) -> SplitInput:
    """The same line on what is left after the refunds."""
    return {
        "base_minor": case["base_minor"] - case["refunded_minor"],
        "total_rate_bps": case["total_rate_bps"],
        "creator_rate_bps": case["creator_rate_bps"],
        "manager": case["manager"],
        "manager_share_bps": case["manager_share_bps"],
        "tax_minor": case["tax_minor"],
        "rounding": case["rounding"],
        "remainder": case["remainder"],
        "managing_share": case["managing_share"],
    }


def adjust(case: AdjustInput) -> Adjustment | Refused:
    """What each party gets (above 0) or gives back (below 0) after refunds, or every rule broken."""
    net = net_line(case)
    amounts: set[str] = set()
    if case["base_minor"] < 0:
        amounts.add("M003")
    if not 0 <= case["refunded_minor"] <= case["base_minor"]:
        amounts.add("M004")
    if amounts:
        # What is left is not known, so nothing that depends on it (the tax) is judged; the rates still are.
        rates = split_rules({**net, "base_minor": 0, "managing_share": "before_tax"})
        return {"rules": sorted(amounts | rates)}
    parts = split(net)
    if "rules" in parts:
        return parts
    adjustment: Adjustment = {
        "agency_minor": parts["agency_minor"] - case["paid_agency_minor"],
        "creator_minor": parts["creator_minor"] - case["paid_creator_minor"],
        "manager_minor": parts["manager_minor"] - case["paid_manager_minor"],
    }
    numbers = (adjustment["agency_minor"], adjustment["creator_minor"], adjustment["manager_minor"])
    if min(numbers) < I64_MIN or max(numbers) > I64_MAX:
        return {"rules": ["M006"]}
    return adjustment


# --- Text ------------------------------------------------------------------------------------------------------

# Minor units where they are not 2: ISO 4217, but whole rupiah as the platform pays.
_MINOR_UNITS: Final = {
    currency: units
    for units, currencies in {
        0: "IDR BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }.items()
    for currency in currencies.split()
}

# Which currencies a symbol may stand for. A currency's own code always fits it.
_SYMBOLS: Final[dict[str, frozenset[str]]] = {
    symbol: frozenset(currencies.split())
    for symbol, currencies in {
        "$": "USD SGD MXN CAD AUD NZD HKD TWD ARS CLP COP UYU DOP",
        "US$": "USD",
        "S$": "SGD",
        "R$": "BRL",
        "MX$": "MXN",
        "Rp": "IDR",
        "RM": "MYR",
        "£": "GBP",
        "€": "EUR",
        "₫": "VND",
        "đ": "VND",
        "฿": "THB",
        "₱": "PHP",
        "¥": "JPY CNY",
        "円": "JPY",
    }.items()
}

# Unicode's White_Space, which is not what `str.isspace` and `\s` take.
_BLANK: Final = "\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_BLANKS: Final = f"[{_BLANK}]*"

_SIGNED_SYMBOL: Final = re.compile(
    rf"{_BLANKS}"
    r"(?:(?P<sign>-?)(?P<number>[0-9][0-9.,]*)"
    rf"|(?P<sign_after>-?)(?P<number_before>[0-9][0-9.,]*){_BLANKS}(?P<symbol_after>[^0-9.,\-{_BLANK}]+)"
    rf"|(?P<sign_outside>-?)(?P<symbol>[^0-9.,\-{_BLANK}]+){_BLANKS}(?P<sign_inside>-?)(?P<number_after>[0-9][0-9.,]*))"
    rf"{_BLANKS}"
)
# Grouped thousands with one kind of separator, or digits alone; then zeros only, but not three of them: three
# digits after a separator are a group.
_WHOLE_UNITS: Final = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?P<mark>[.,])[0-9]{3})(?:(?P=mark)[0-9]{3})*|[0-9]+)"
    r"(?:[.,](?:0{1,2}|0{4,}))?"
)
_POINT_UNITS: Final = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?P<decimals>\.[0-9]+)?")
# Thousands, or three decimals: where a currency has one or two decimals nobody can tell.
_EITHER: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_PERCENT: Final = re.compile(rf"{_BLANKS}(?P<percent>[0-9]+(?:\.[0-9]+)?){_BLANKS}%{_BLANKS}")


def minor_units_of(currency: str) -> int:
    """How many decimals the platform pays in."""
    return _MINOR_UNITS.get(currency, 2)


def amount(text: str, currency: str, minor_units: int | None) -> Minor | Refused:
    """Read an amount as whole minor units."""
    refused: Refused = {"rules": ["M006"]}
    found = _SIGNED_SYMBOL.fullmatch(text)
    if found is None:
        return refused
    symbol = found["symbol"] or found["symbol_after"]
    if symbol is not None and symbol != currency and currency not in _SYMBOLS.get(symbol, frozenset()):
        return refused
    signs = [found[name] for name in ("sign", "sign_after", "sign_outside", "sign_inside") if found[name]]
    if len(signs) > 1:
        return refused
    units = minor_units_of(currency) if minor_units is None else minor_units
    number = found["number"] or found["number_before"] or found["number_after"]
    read = (_WHOLE_UNITS if units == 0 else _POINT_UNITS).fullmatch(number)
    if read is None or (units in (1, 2) and _EITHER.fullmatch(number)):
        return refused
    digits = re.sub("[.,]", "", read["whole"]) + (read.groupdict().get("decimals") or "")
    minor = _scaled(digits, units)
    if minor is None:
        return refused
    minor = -minor if signs else minor
    return {"minor": minor} if I64_MIN <= minor <= I64_MAX else refused


def rate(text: str) -> Bps | Refused:
    """Read a percentage as whole basis points."""
    found = _PERCENT.fullmatch(text)
    bps = None if found is None else _scaled(found["percent"], 2)
    return {"rules": ["M007"]} if bps is None or bps > 10_000 else {"bps": bps}


def _scaled(digits: str, places: int) -> int | None:
    """The decimal number times 10^places, exactly, or nothing where that is not whole."""
    with localcontext(Context(prec=len(digits) + places + 2, traps=[Inexact])):
        scaled = Decimal(digits).scaleb(places)
        return int(scaled) if scaled == scaled.to_integral_value() else None
