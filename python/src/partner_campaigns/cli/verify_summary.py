"""The terminal summary of a verification: counts, findings, money, and what the choice of policy is worth."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .._native import format_amount
from ..verification import Finding, Report, VerifiedFiles
from .terminal import one_line

WIDTH_WITHOUT_TERMINAL = 140
LARGEST = 10
POLICIES_SHOWN = 3
CAMPAIGNS_SHOWN = 10
STATUSES_SHOWN = 10

COUNTS = (
    ("rows_read", "order rows read"),
    ("rows_verified", "verified"),
    ("rows_settled", "  settled"),
    ("rows_estimated", "  open, checked on their estimates"),
    ("rows_void", "  void: nothing is due"),
    ("rows_adjustments", "adjustments, totalled on their own"),
    ("rows_out_of_scope", "out of scope: terms not given"),
    ("rows_overlapping", "overlapping: another file has them too"),
    ("rows_superseded", "superseded: another file has them further on"),
    ("rows_repeated", "repeated (F004)"),
    ("rows_unreadable", "unreadable (F011)"),
)


def print_summary(console: Console, verified: VerifiedFiles) -> None:
    """Print everything that a person wants to know first.

    What stands in files is shown as it is: the console must read no markup or emoji codes into it.
    """
    if not console.is_terminal:
        console.width = WIDTH_WITHOUT_TERMINAL
    report = verified.report
    decimals = _Decimals(report)
    _print_counts(console, report)
    _print_findings(console, report, whole=not verified.problems)
    _print_totals(console, report, decimals)
    _print_largest(console, report, decimals)
    _print_policy(console, report, decimals)
    _print_aside(console, report, decimals)
    _print_notes(console, verified)


class _Decimals:
    """Formats minor units with the decimals of the profile in force."""

    def __init__(self, report: Report) -> None:
        self._overrides = dict(report.receipt["profile"]["minor_units"])

    def __call__(self, minor: int | None, currency: str | None) -> str:
        if minor is None or currency is None:
            return "-"
        return format_amount(minor, currency, decimals=self._overrides.get(currency))


def _table(title: str, *columns: tuple[str, str]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, title_style="bold")
    for name, justify in columns:
        table.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    return table


def _print_counts(console: Console, report: Report) -> None:
    table = _table("Rows", ("", "left"), ("", "right"))
    table.show_header = False
    for key, label in COUNTS:
        table.add_row(label, f"{report.summary[key]:,}")
    console.print(table)


def _print_findings(console: Console, report: Report, *, whole: bool) -> None:
    from .._native import rule

    found = report.summary["findings"]
    if report.verdict == "nothing_verified":
        console.print(f"\nNothing was verified: {nothing_verified(report)}.")
    elif not found:
        # Who reads no further than this must not take a file that could not be read for a right one.
        console.print("\nNothing found." if whole else "\nNothing found in what could be read: not every file could.")
    if not found:
        return
    table = _table(f"\nFindings: {found:,}", ("code", "left"), ("name", "left"), ("count", "right"))
    for code, count in report.summary["by_code"].items():
        table.add_row(code, rule(code).name, f"{count:,}")
    console.print(table)
    if report.summary["by_cause"]:
        table = _table("\nCauses of wrong amounts", ("cause", "left"), ("count", "right"))
        for cause, count in sorted(report.summary["by_cause"].items(), key=lambda one: (-one[1], one[0])):
            table.add_row(cause, f"{count:,}")
        console.print(table)


def nothing_verified(report: Report) -> str:
    """Why no order line was verified."""
    summary = report.summary
    if not summary["rows_read"]:
        return "the files hold no order lines"
    others = (("out_of_scope", "out of scope"), ("unreadable", "unreadable"), ("adjustments", "adjustments"))
    parts = [f"{summary[f'rows_{key}']:,} {what}" for key, what in others if summary[f"rows_{key}"]]
    return f"none of {summary['rows_read']:,} order rows ({', '.join(parts)})"


def _print_totals(console: Console, report: Report, money: _Decimals) -> None:
    columns = (("party", "left"), ("currency", "left"), ("expected", "right"), ("reported", "right"))
    table = _table("\nExpected against reported", *columns, ("difference", "right"))
    for total in report.summary["totals"]:
        amounts = (total[f"{name}_minor"] for name in ("expected", "reported", "difference"))
        table.add_row(total["party"], total["currency"], *(money(amount, total["currency"]) for amount in amounts))
    console.print(table)


def _print_largest(console: Console, report: Report, money: _Decimals) -> None:
    largest = report.largest(LARGEST)
    if not largest:
        return
    columns = (("file", "left"), ("line", "right"), ("order", "left"), ("code", "left"), ("party", "left"))
    amounts = (("expected", "right"), ("reported", "right"), ("difference", "right"), ("cause", "left"))
    table = _table(f"\nThe {len(largest)} largest differences", *columns, *amounts)
    for one in largest:
        shown = (money(amount, one.currency) for amount in (one.expected_minor, one.reported_minor))
        difference = money(one.difference_minor, one.currency)
        place = (one_line(one.file), str(one.line), one.order_id, one.code, one.party)
        table.add_row(*place, *shown, difference, _cause(one))
    console.print(table)


def _cause(finding: Finding) -> str:
    detail = f" ({finding.cause_detail})" if finding.cause_detail else ""
    return f"{finding.cause or '-'}{detail}"


def _print_policy(console: Console, report: Report, money: _Decimals) -> None:
    policy = report.policy
    chosen = f"rounding {policy['rounding']}, remainder {policy['remainder']} (chosen by {policy['chosen_by']})"
    _print_heading(console, "Policy", f": {chosen}")
    for one in report.summary["policies"][:POLICIES_SHOWN]:
        console.print(f"  {_policy(one)} explains {one['rows_explained']:,} rows")
    if report.tied_policies:
        console.print(f"  a tie: just as many are explained by {', '.join(map(_policy, report.tied_policies))}")
    for worth in report.worth:
        choice = worth["in_force_minor"] - worth["own_minor"]
        console.print(
            f"  {worth['party']}: {money(worth['in_force_minor'], worth['currency'])} {worth['currency']} is due;"
            f" {money(worth['own_minor'], worth['currency'])} by the profile's own policy:"
            f" the choice is worth {money(choice, worth['currency'])}"
        )
    if not report.worth:
        console.print("  it is the profile's own policy: the choice is worth nothing")


def _policy(one: dict[str, Any]) -> str:
    return f"{one['rounding']}/{one['remainder']}"


def _print_aside(console: Console, report: Report, money: _Decimals) -> None:
    for one in report.adjustments:
        parts = (f"{party} {money(one[f'{party}_minor'], one['currency'])}" for party in ("agency", "creator"))
        console.print(f"\nAdjustments, not checked: {one['rows']:,} rows, {', '.join(parts)} {one['currency']}")
    for one in report.summary["not_verified"]:
        if one["reason"] in ("superseded", "overlapping"):
            parts = (f"{party} {money(one[f'{party}_minor'], one['currency'])}" for party in ("agency", "creator"))
            what = one["reason"].capitalize()
            console.print(f"\n{what}, not counted again: {one['rows']:,} rows, {', '.join(parts)} {one['currency']}")
    for one in report.summary["settled_on_zero"]:
        parts = (f"{party} {money(one[f'est_{party}_minor'], one['currency'])}" for party in ("agency", "creator"))
        console.print(
            f"\nSettled on a base of 0 without a refund: {one['rows']:,} lines,"
            f" estimated were {', '.join(parts)} {one['currency']}"
        )
    if report.summary["unknown_statuses"]:
        _print_heading(console, "Status words that are in no list", ":")
    for one in report.summary["unknown_statuses"][:STATUSES_SHOWN]:
        console.print(f"  {one_line(one['status'])}: {one['rows']:,} rows, read as {one['read_as']}")
    if len(report.summary["unknown_statuses"]) > STATUSES_SHOWN:
        console.print(f"  and {len(report.summary['unknown_statuses']) - STATUSES_SHOWN:,} more")
    for one in report.summary["sheets_not_read"]:
        why = "hidden, though it has the columns" if one["hidden"] else "it has not the columns"
        console.print(f"\nSheet not read: {one_line(one['file'])}, `{one_line(one['sheet'])}`: {why}")
    campaigns = report.summary["terms_not_given"]
    if campaigns:
        word = "campaign" if len(campaigns) == 1 else "campaigns"
        _print_heading(console, "Terms not given", f" for {len(campaigns):,} {word}:")
    for one in campaigns[:CAMPAIGNS_SHOWN]:
        parts = (f"{party} {money(one[f'{party}_minor'], one['currency'])}" for party in ("agency", "creator"))
        console.print(f"  {one['campaign_id']}: {one['rows']:,} rows, {', '.join(parts)} {one['currency']}")
    if len(campaigns) > CAMPAIGNS_SHOWN:
        console.print(f"  and {len(campaigns) - CAMPAIGNS_SHOWN:,} more")


def _print_notes(console: Console, verified: VerifiedFiles) -> None:
    if verified.notes:
        _print_heading(console, "Notes")
    for note in verified.notes:
        console.print(f"  {one_line(note)}")


def _print_heading(console: Console, heading: str, rest: str = "") -> None:
    console.print(Text.assemble("\n", (heading, "bold"), rest))
