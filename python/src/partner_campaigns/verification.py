"""Verification of payouts: files in, a report out. Every rule is the engine's; this hands rows on and wraps results."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, BinaryIO, Literal, Protocol

from ._native import Profile, shown
from ._native import Report as NativeReport
from ._native import Verification as NativeVerification
from .errors import InvalidInputError

FileKind = Literal["orders", "terms"]
Progress = Callable[[str, int, int], None]
"""Called with a file's path, how much of it is read, and how much there is."""


class ArrowStream(Protocol):
    """A table that hands itself over as an Arrow stream."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...


class ArrowArray(Protocol):
    """A record batch that hands itself over as an Arrow array."""

    def __arrow_c_array__(self, requested_schema: object | None = None) -> tuple[object, object]: ...


ArrowTable = ArrowStream | ArrowArray
"""Anything with the Arrow PyCapsule interface."""


@dataclass(frozen=True)
class Finding:
    """One finding; amounts are whole minor units of ``currency``, ``difference_minor`` above 0 is overpaid.

    ``line`` is the physical line on which a CSV record begins, the row number in XLSX and Parquet (header 1), of the
    ``sheet`` that is named.
    """

    code: str
    name: str
    file: str
    line: int
    order_id: str | None
    sku_id: str | None
    product_id: str | None
    campaign_id: str | None
    creator: str | None
    party: Literal["agency", "creator"] | None
    commission: Literal["standard", "shop_ads"] | None
    expected_minor: int | None
    reported_minor: int | None
    difference_minor: int | None
    currency: str | None
    cause: str | None
    cause_detail: str | None
    column: str | None
    message: str
    sheet: str | None


class Report:
    """What was verified, and what was found."""

    def __init__(self, native: NativeReport) -> None:
        self._native = native

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Counts and sums, as in the JSON report."""
        return dict(json.loads(self._native.summary_json))

    @cached_property
    def receipt(self) -> dict[str, Any]:
        """Engine version, profile with its digest, inputs with theirs, and the totals that prove the sums."""
        return dict(json.loads(self._native.receipt_json))

    @cached_property
    def policy(self) -> dict[str, str]:
        """The policy in force: ``rounding``, ``remainder``, ``chosen_by``."""
        return dict(json.loads(self._native.policy_json))

    @cached_property
    def tied_policies(self) -> list[dict[str, Any]]:
        """The other policies that explain just as many rows as the one that ``auto`` chose."""
        return list(json.loads(self._native.tied_json))

    @cached_property
    def worth(self) -> list[dict[str, Any]]:
        """What is due under the policy in force and under the profile's own, per party; empty where they are one."""
        return list(json.loads(self._native.worth_json))

    @property
    def verdict(self) -> Literal["clean", "findings", "nothing_verified"]:
        """``clean`` only where at least one order line was verified and nothing was found."""
        verdict: Literal["clean", "findings", "nothing_verified"] = self.summary["verdict"]
        return verdict

    @cached_property
    def strict(self) -> list[str]:
        """Why a strict reader would not call the bill clean: what was read and is not verified, a sentence each."""
        return list(json.loads(self._native.strict_json))

    @cached_property
    def notes(self) -> list[str]:
        """What is worth saying of the files that were read."""
        return list(json.loads(self._native.notes_json))

    @cached_property
    def adjustments(self) -> list[dict[str, Any]]:
        """Adjustment rows, counted and totalled on their own."""
        return list(json.loads(self._native.adjustments_json))

    def __len__(self) -> int:
        return len(self._native)

    @property
    def findings(self) -> Iterator[Finding]:
        """The findings in the order of files and lines, then code, then party."""
        for index in range(len(self._native)):
            text = self._native.finding_json(index)
            if text is not None:
                yield Finding(**json.loads(text))

    def largest(self, count: int = 10) -> list[Finding]:
        """The findings on amounts with the largest differences, largest first."""
        return [Finding(**values) for values in json.loads(self._native.largest_json(count))]

    def write_json(self, file: BinaryIO) -> None:
        """Write the whole report as JSON (``docs/schemas/report.schema.json``) to a binary file."""
        self._native.write_json(file)

    def __repr__(self) -> str:
        return f"Report(rows_read={self.summary['rows_read']}, findings={len(self)})"


@dataclass(frozen=True)
class VerifiedFiles:
    """A report, the files that could not be read as what they should be, and what readers have to say."""

    report: Report
    problems: list[str]
    notes: list[str]


def verify_files(
    *,
    orders: Sequence[str],
    terms: Sequence[str],
    currency: str | None = None,
    profile: Profile | None = None,
    rounding: str | None = None,
    remainder: str | None = None,
    time_zone: str | None = None,
    decimal: Sequence[str] = (),
    dates: Sequence[str] = (),
    progress: Progress | None = None,
) -> VerifiedFiles:
    """Verify order exports against link exports (CSV, XLSX or Parquet), or tables of either in Parquet.

    ``currency`` is that of order exports; the rows of a table (docs/formats.md, "Tables") state their own. ``rounding`` and ``remainder`` are a public word or ``auto``; left out they are the profile's where one is given,
    else ``auto``. ``decimal`` (``comma``, ``dot``, or ``FILE=comma`` for one file) and ``dates`` (``day-first``,
    ``month-first``, ``FILE=month-first``) say how files are written, where their own cells shall not decide; what is said
    of a file wins over what is said of all. What cannot be read is said in ``problems`` (whole files) or found as F011 (rows); the rest is
    verified. Raises ``InvalidInputError`` for an unknown currency, zone or policy, and where a zone or a currency is
    needed.
    """
    verification = NativeVerification(currency=currency, profile=profile, time_zone=time_zone)
    files = {*orders, *terms}
    told_decimal, told_dates = Told("decimal", decimal, files), Told("dates", dates, files)
    problems: list[str] = []
    for kind, paths in _both(orders, terms):
        for path in paths:
            told = {"decimal": told_decimal.of(path), "dates": told_dates.of(path)}
            _read(verification, path, kind, currency, told, problems, progress)
    native = verification.finish(rounding=rounding, remainder=remainder, profile_given=profile is not None)
    report = Report(native)
    return VerifiedFiles(report, problems, report.notes)


class Told:
    """What the caller says of how files are written: of all of them, or of some."""

    def __init__(self, option: str, given: Sequence[str], files: set[str]) -> None:
        self._of_all: str | None = None
        self._of_file: dict[str, str] = {}
        for one in (given,) if isinstance(given, str) else given:
            path, mark, word = one.rpartition("=")
            if not mark:
                self._of_all = word
            elif path in files:
                self._of_file[path] = word
            else:
                raise InvalidInputError(f"{option} `{shown(one)}` names no file that is read")

    def of(self, path: str) -> str | None:
        """What is said of a file."""
        return self._of_file.get(path, self._of_all)


def verify(
    orders: ArrowTable,
    terms: ArrowTable,
    *,
    profile: Profile | None = None,
    rounding: str | None = None,
    remainder: str | None = None,
    time_zone: str | None = None,
) -> Report:
    """Verify an order-lines table against a terms table (pyarrow, polars, pandas, DuckDB, ...).

    Columns go by their public names (docs/formats.md, "Tables"): amounts are whole minor units, rates whole basis points;
    floats are refused. ``created_at`` bears a time zone, or else ``time_zone`` says which one local times are in where
    the terms bear one. One row is one kind of commission (``commission``: ``standard`` or ``shop_ads``). ``rounding``
    and ``remainder`` as in ``verify_files``. Raises ``InvalidTypeError`` for a column of the wrong type and
    ``InvalidInputError`` for a missing one; rows that cannot be read are findings (F011).

    Example:
        >>> import pyarrow as pa
        >>> from datetime import datetime, timezone
        >>> from partner_campaigns import verify
        >>> terms = pa.table({"campaign_id": ["C1"], "product_id": ["P1"], "total_rate_bps": [3000],
        ...                   "creator_rate_bps": [1500]})
        >>> orders = pa.table({"order_id": ["1"], "sku_id": ["2"], "product_id": ["P1"], "campaign_id": ["C1"],
        ...     "created_at": [datetime(2026, 7, 16, tzinfo=timezone.utc)], "currency": ["USD"], "base_minor": [10000],
        ...     "agency_rate_bps": [1500], "creator_rate_bps": [1500], "status": ["Settled"],
        ...     "paid_agency_minor": [1500], "paid_creator_commission_minor": [1499]})
        >>> [(one.code, one.party, one.difference_minor) for one in verify(orders, terms).findings]
        [('F001', 'creator', -1)]
    """
    verification = NativeVerification(profile=profile, time_zone=time_zone)
    verification.push_order_table(orders, "orders")
    verification.push_terms_table(terms, "terms")
    native = verification.finish(rounding=rounding, remainder=remainder, profile_given=profile is not None)
    return Report(native)


def _both(orders: Sequence[str], terms: Sequence[str]) -> tuple[tuple[FileKind, Sequence[str]], ...]:
    return ("orders", orders), ("terms", terms)


def _read(
    verification: NativeVerification,
    path: str,
    kind: FileKind,
    currency: str | None,
    told: dict[str, str | None],
    problems: list[str],
    progress: Progress | None,
) -> None:
    from .readers import FileProblem, open_source

    try:
        source = open_source(path, kind, **told)
        if kind == "orders" and currency is None and not source.states_currency:
            raise InvalidInputError(
                f"currency (--currency) is needed: `{path}` does not say which one its amounts are in"
            )
        while source.push(verification):
            if progress is not None:
                progress(path, *source.progress)
    except FileProblem as problem:
        problems.append(str(problem))
