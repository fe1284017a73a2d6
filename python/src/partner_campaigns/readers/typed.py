"""Typed cells as text: exact, plain, and never mistakable for another number."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum

from .problems import CellProblem

_EXACT_DIGITS = 15
_EXACT_FLOAT = 10**_EXACT_DIGITS
_ROUNDING_NOISE = timedelta(milliseconds=2)


class Look(Enum):
    """What a workbook's number format says of a cell, as far as it changes the meaning."""

    PLAIN = 0
    PERCENT = 1
    DATE = 2


def cell_text(value: object, kind: str, look: Look = Look.PLAIN) -> str:
    """The text of one typed cell of a column of the given kind; raises ``CellProblem`` where it has none."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        if kind != "text":
            raise CellProblem(f"the cell is the truth value {str(value).lower()}, expected {_EXPECTED[kind]}")
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return _number_text(value, kind, look)
    if isinstance(value, date):
        if kind not in ("time", "text"):
            raise CellProblem(f"the cell is a date, expected {_EXPECTED[kind]}")
        return _time_text(value, look)
    if isinstance(value, (time, timedelta)):
        raise CellProblem(f"the cell is a time of day or a duration, expected {_EXPECTED[kind]}")
    raise CellProblem(f"the cell is of type {type(value).__name__}, expected {_EXPECTED[kind]}")


_EXPECTED = {
    "id": "an id as text",
    "amount": "an amount",
    "rate": "a rate such as `7.00%`",
    "time": "a date",
    "text": "text",
    "count": "a number",
}


def plain_number(value: float | Decimal) -> str:
    """A number as plain decimal text, without exponent and without needless zeros.

    Exactly three decimals are written as four (``24.1250``): ``24.125`` could be read as grouped thousands.
    """
    if isinstance(value, int):
        return str(value)
    text = repr(value) if isinstance(value, float) else str(value)
    if "e" in text or "E" in text:
        text = format(Decimal(text), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
        if text[-4:-3] == ".":
            text += "0"
    return "0" if text in ("-0", "") else text


def _number_text(value: float | Decimal, kind: str, look: Look) -> str:
    if not isinstance(value, int) and not math.isfinite(value):
        raise CellProblem(f"the cell is {value}, expected {_EXPECTED[kind]}")
    if kind in ("amount", "count"):
        if isinstance(value, float) and abs(value) >= 2**53:
            raise CellProblem(f"{_digits(value)}, expected an amount that is exact")
        return plain_number(value)
    if kind == "rate":
        if look is Look.PERCENT:
            return plain_number(Decimal(str(value)).scaleb(2)) + "%"
        raise CellProblem(f"a number without a percent sign is ambiguous: {plain_number(value)}")
    if kind == "time":
        if isinstance(value, int) or value == int(value):
            return str(int(value))
        raise CellProblem(f"the cell is the number {plain_number(value)} and not formatted as a date")
    return _id_text(value)


def _id_text(value: float | Decimal) -> str:
    if isinstance(value, int):
        return str(value)
    if value != int(value):
        raise CellProblem(f"the cell is the number {plain_number(value)}, which is no id; store ids as text")
    if isinstance(value, float) and abs(value) >= _EXACT_FLOAT:
        raise CellProblem(f"{_digits(value)}; store ids as text")
    return str(int(value))


def _digits(value: float) -> str:
    return f"the cell is a number of {len(str(abs(int(value))))} digits and may have lost digits"


def _time_text(value: date, look: Look) -> str:
    if not isinstance(value, datetime):
        return value.isoformat() if look is Look.DATE else f"{value.isoformat()} 00:00:00"
    whole = value.replace(microsecond=0)
    if value - whole >= timedelta(seconds=1) - _ROUNDING_NOISE:
        whole += timedelta(seconds=1)
    elif value - whole > _ROUNDING_NOISE:
        return value.isoformat(" ").rstrip("0")
    return whole.isoformat(" ")
