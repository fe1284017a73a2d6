"""Checking accounts and drafts before anything is sent: everything that is wrong, at once."""

from __future__ import annotations

import csv
import json
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from os import PathLike
from typing import Any

from ._native import Profile, check_json, check_request_json, shown
from .errors import InvalidInputError, InvalidTypeError, Violation

__all__ = ["CheckResult", "Fault", "MalformedInputError", "check", "check_request", "shop_codes_of_csv"]

TOLD_COLUMNS = 3
"""How many columns a message names."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is malformed."""

    path: str
    """Where, as a JSON pointer from the root of what was given."""
    message: str
    """One plain sentence with what was found and what is expected."""

    def __str__(self) -> str:
        return f"{self.path or '/'}: {self.message}"


class MalformedInputError(InvalidInputError):
    """What was given cannot be read: unknown, repeated or missing keys, wrong types, impossible dates. No rule was judged.

    Example:
        >>> from partner_campaigns import MalformedInputError, check
        >>> try:
        ...     check({"at": "2026-02-30T00:00:00Z", "draft": {"time_zone": "Mars/Olympus", "colour": "red"}})
        ... except MalformedInputError as error:
        ...     [fault.path for fault in error.faults]
        ['/at', '/draft/time_zone', '/draft/colour']
    """

    def __init__(self, faults: Iterable[Fault], json: str = "") -> None:
        super().__init__(tuple(faults), json)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Everything that is malformed, in a stable order."""
        found: tuple[Fault, ...] = self.args[0]
        return found

    @property
    def json(self) -> str:
        """``{"invalid": [{"path", "message"}]}``: the same bytes in every language."""
        text: str = self.args[1]
        return text

    def __str__(self) -> str:
        return "; ".join(str(fault) for fault in self.faults)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found in something that could be read: nothing, or everything that is wrong."""

    violations: tuple[Violation, ...]
    """Everything that is wrong, in a stable order."""
    profile_id: str
    """The profile whose bounds were in force."""
    profile_sha256: str
    """The digest of that profile."""
    json: str = field(repr=False)
    """The same as JSON text: the same bytes in every language."""
    draft: Mapping[str, Any] | None = field(default=None, hash=False)
    """The draft that an Open API request says; ``None`` where none was given."""
    unknown: tuple[str, ...] = ()
    """Paths of an Open API request's fields that are not documented."""
    not_carried: tuple[str, ...] = ()
    """Paths of an Open API request's fields that a draft has no key for."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        made: dict[str, Any] = json.loads(self.json)
        return made


def check(given: str | bytes | Mapping[str, Any], *, profile: Profile | str = "guide") -> CheckResult:
    """Check an account, a draft, or both.

    An account is judged by A001 to A005, a draft by C001 to C010 and C013. A006 says whether a campaign may be created on
    the account, so it is judged where both are given.

    Args:
        given: ``{"at": INSTANT, "account": {...}, "draft": {...}}`` as a mapping or as JSON; either of the last two or
            both. A mapping may hold aware ``datetime`` and ``date`` values.
        profile: the bounds in force, or the name of a built-in profile.

    Raises:
        MalformedInputError: what cannot be read, everything at once.

    Example:
        >>> from partner_campaigns import check
        >>> period = {"first_day": "2026-05-01", "last_day": "2026-04-30"}
        >>> found = check({
        ...     "at": "2026-04-01T00:00:00Z",
        ...     "draft": {"market": "US", "time_zone": "America/Los_Angeles", "name": "Spring", "description": "Hats",
        ...               "registration_period": period, "campaign_period": period, "contact": {}},
        ... })
        >>> [(one.rule, one.path) for one in found.violations]
        [('C002', '/draft/registration_period/last_day'), ('C002', '/draft/campaign_period/last_day'), ('C004', '/draft/contact')]
    """
    return _result(check_json(_json_text(given), profile=profile))


def check_request(
    body: str | bytes | Mapping[str, Any],
    *,
    market: str,
    time_zone: str,
    at: str | datetime,
    profile: Profile | str = "open-api",
) -> CheckResult:
    """Check the body of an Open API request that creates a campaign, as it is.

    Its Unix seconds become days of ``time_zone``, an end at exactly 00:00:00 the day before. Fields that the request does
    not document are in ``unknown``. Paths are those of the request.

    Args:
        body: the request's body, as a mapping or as JSON.
        market: the target market, which the request does not have.
        time_zone: the IANA zone whose days the seconds become.
        at: when: an aware ``datetime``, or an RFC 3339 instant.
        profile: the bounds in force, or the name of a built-in profile.

    Raises:
        MalformedInputError: what cannot be read, everything at once.

    Example:
        >>> from partner_campaigns import check_request
        >>> found = check_request(
        ...     {"name": "my first campaign", "description": "campaign for test", "commission_rate": 1000,
        ...      "registration_start_time": 1712941200, "campaign_start_time": 1712941200,
        ...      "registration_end_time": 1713891599, "campaign_end_time": 1715878799,
        ...      "contact_info": {"email": "hi@example.test", "phone": "+14255550100"}},
        ...     market="US", time_zone="America/New_York", at="2024-04-01T00:00:00Z")
        >>> found.ok, found.draft["campaign_period"]
        (True, {'first_day': '2024-04-12', 'last_day': '2024-05-16'})
    """
    moment = at if isinstance(at, str) else _plain(at)
    text = _json_text(body)
    return _result(check_request_json(text, market=market, time_zone=time_zone, at=moment, profile=profile))


def shop_codes_of_csv(path: str | PathLike[str], column: str = "Shop code") -> list[str]:
    """The shop codes in one column of a CSV file, in their order; blank cells are left out. Nothing is judged.

    Args:
        path: the file, in UTF-8 with or without a byte order mark.
        column: the column's name in the first row; case and the spaces around it do not count.

    Raises:
        OSError: the file cannot be read.
        InvalidInputError: it is not UTF-8, or has no such column, or has it twice.
    """
    with open(path, encoding="utf-8-sig", newline="") as file:
        try:
            rows = list(csv.reader(file))
        except (UnicodeDecodeError, csv.Error) as error:
            raise InvalidInputError(f"`{path}` is no CSV file in UTF-8: {error}") from error
    header = [name.strip().casefold() for name in rows[0]] if rows else []
    places = [place for place, name in enumerate(header) if name == column.strip().casefold()]
    if len(places) != 1:
        names = rows[0] if rows else []
        found = ", ".join(f"`{shown(name)}`" for name in names[:TOLD_COLUMNS]) or "nothing"
        more = f" and {len(names) - TOLD_COLUMNS} more" if len(names) > TOLD_COLUMNS else ""
        raise InvalidInputError(
            f"one column `{shown(column)}` is expected in `{path}`: its first row has {found}{more}"
        )
    cells = (row[places[0]].strip() for row in rows[1:] if len(row) > places[0])
    return [cell for cell in cells if cell]


def _json_text(given: str | bytes | Mapping[str, Any]) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, bytes | bytearray):
        try:
            return bytes(given).decode()
        except UnicodeDecodeError as error:
            fault = Fault("", f"not JSON: not UTF-8, see its byte {error.start}")
            document = {"invalid": [{"message": fault.message, "path": ""}]}
            raise MalformedInputError([fault], json.dumps(document, separators=(",", ":"))) from error
    if not isinstance(given, Mapping):
        raise InvalidTypeError(f"a mapping or JSON text is expected, not {shown(type(given).__name__)}")
    try:
        return json.dumps(given, default=_plain, allow_nan=False)
    except ValueError as error:
        raise InvalidInputError(f"this has no form in JSON: {error}") from error
    except RecursionError:
        raise InvalidInputError("this is nested too deep") from None


def _plain(value: object) -> Any:
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise InvalidInputError(f"`{shown(str(value))}` has no time zone: an aware datetime is expected")
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "__index__"):  # whole numbers of NumPy, say; its bools have the method, and refuse
        try:
            return operator.index(value)
        except TypeError:
            pass
    name = shown(type(value).__name__)
    raise InvalidTypeError(f"{name} has no form in JSON: pass text, int, bool, a mapping or a list")


def _result(text: str) -> CheckResult:
    answer = json.loads(text)
    if "invalid" in answer:
        raise MalformedInputError([Fault(one["path"], one["message"]) for one in answer["invalid"]], text)
    return CheckResult(
        violations=tuple(_violation(one) for one in answer["violations"]),
        profile_id=answer["profile"]["id"],
        profile_sha256=answer["profile"]["sha256"],
        json=text,
        draft=answer.get("draft"),
        unknown=tuple(answer.get("unknown", ())),
        not_carried=tuple(answer.get("not_carried", ())),
    )


def _violation(one: dict[str, Any]) -> Violation:
    params = {name: tuple(value) if isinstance(value, list) else value for name, value in one["params"].items()}
    return Violation(one["rule"], one["name"], one["path"], one["message"], params)
