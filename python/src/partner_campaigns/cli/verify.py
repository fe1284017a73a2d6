"""``partner-campaigns verify``: what was paid against what was agreed."""

from __future__ import annotations

import csv
import os
import sys
from dataclasses import asdict, fields
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from .._native import Profile
from ..errors import PartnerCampaignsError
from ..verification import Finding, Report, VerifiedFiles, verify_files
from .output import output_file
from .profile_option import load_profile
from .terminal import one_line
from .verify_summary import nothing_verified, print_summary

ROUNDINGS = ["auto", "half_even", "half_up", "up", "down"]
REMAINDERS = ["auto", "agency", "creator", "separate"]
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@click.command()
@click.option(
    "--orders",
    multiple=True,
    required=True,
    metavar="FILE",
    help="Affiliate orders export: what was paid. CSV, XLSX or Parquet; may be repeated.",
)
@click.option(
    "--terms",
    multiple=True,
    required=True,
    metavar="FILE",
    help="Product link export: what was agreed. CSV, XLSX or Parquet, or a campaign (JSON); may be repeated.",
)
@click.option(
    "--currency",
    metavar="CODE",
    help="ISO 4217 code of the amounts, as IDR or USD; needed unless the orders state it row by row (Parquet tables).",
)
@click.option(
    "--rounding",
    type=click.Choice(ROUNDINGS),
    help="How the payer rounds. auto (the default without --profile) takes what explains most lines.",
)
@click.option(
    "--remainder",
    type=click.Choice(REMAINDERS),
    help="Who holds the odd minor unit. auto (the default without --profile) takes what explains most lines.",
)
@click.option("--profile", "profile_name", metavar="FILE|NAME", help="Bounds and policies: a JSON file, or a built-in.")
@click.option("--json", "json_path", metavar="FILE", help="Write the whole report as JSON; - is standard output.")
@click.option("--csv", "csv_path", metavar="FILE", help="Write the findings as CSV; - is standard output.")
@click.option("--time-zone", metavar="ZONE", help="IANA zone of local times; needed where terms hold real instants.")
@click.option("--strict", is_flag=True, help="End with 1 also where something was read and is not verified.")
@click.option(
    "--decimal",
    multiple=True,
    metavar="[FILE=]MARK",
    help="The decimal mark of amounts, of all files or of one: comma or dot. Else a file's own cells decide; rates always do.",
)
@click.option(
    "--dates",
    multiple=True,
    metavar="[FILE=]ORDER",
    help="What comes first in dates as 01/02/2026, in all files or in one: day-first or month-first. Else a file's own cells decide.",
)
def verify(
    orders: tuple[str, ...],
    terms: tuple[str, ...],
    currency: str | None,
    rounding: str | None,
    remainder: str | None,
    profile_name: str | None,
    json_path: str | None,
    csv_path: str | None,
    time_zone: str | None,
    decimal: tuple[str, ...],
    dates: tuple[str, ...],
    strict: bool,
) -> None:
    """Check every order line that was paid against the rates that were agreed, to the cent.

    \b
    Exit status: 0 at least one order line was verified, and nothing was found; 1 at least one
    finding (a row that cannot be read is one); 2 wrong arguments, a named file that cannot be
    read as what it should be, or no order line was verified. What could be read is verified
    and reported all the same.

    \b
    Example:
      partner-campaigns verify --orders orders.csv --terms links.csv --currency IDR --json report.json
    """
    _refuse_one_place_for_two((json_path, csv_path), (*orders, *terms))
    quiet = "-" in (json_path, csv_path)
    console = Console(stderr=quiet, highlight=False, markup=False, emoji=False)
    profile = load_profile(profile_name)
    try:
        verified = _verify(orders, terms, currency, profile, rounding, remainder, time_zone, decimal, dates)
    except PartnerCampaignsError as error:
        raise click.UsageError(str(error)) from error
    _write(verified.report, json_path, csv_path)
    print_summary(console, verified)
    for problem in verified.problems:
        click.echo(one_line(f"error: {problem}"), err=True)
    report = verified.report
    if report.verdict == "nothing_verified" and not verified.problems:
        click.echo(f"error: nothing was verified: {nothing_verified(report)}", err=True)
    if strict and report.strict:
        click.echo(f"strict: {'; '.join(report.strict)}", err=True)
    sys.exit(_exit_status(verified, strict=strict))


def _refuse_one_place_for_two(outputs: tuple[str | None, str | None], inputs: tuple[str, ...]) -> None:
    """An output that another would overwrite, or that is one of the files to be read, is a slip."""
    json_path, csv_path = outputs
    if json_path == csv_path == "-":
        raise click.UsageError("--json and --csv cannot both be standard output")
    if json_path is not None and csv_path is not None and _same_file(json_path, csv_path):
        raise click.UsageError(f"--json and --csv cannot both be `{json_path}`")
    for option, output in (("--json", json_path), ("--csv", csv_path)):
        if output is not None and any(_same_file(output, path) for path in inputs):
            raise click.UsageError(f"{option} would overwrite `{output}`, which is to be read")


def _same_file(one: str, other: str) -> bool:
    return "-" not in (one, other) and os.path.realpath(one) == os.path.realpath(other)


def _exit_status(verified: VerifiedFiles, *, strict: bool) -> int:
    if verified.problems or verified.report.verdict == "nothing_verified":
        return 2
    return 1 if len(verified.report) or (strict and verified.report.strict) else 0


def _verify(
    orders: tuple[str, ...],
    terms: tuple[str, ...],
    currency: str | None,
    profile: Profile | None,
    rounding: str | None,
    remainder: str | None,
    time_zone: str | None,
    decimal: tuple[str, ...],
    dates: tuple[str, ...],
) -> VerifiedFiles:
    """Verify under a progress bar, which is for people: on standard error, and only where that is a terminal."""
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    tasks: dict[str, TaskID] = {}

    def show(path: str, done: int, total: int) -> None:
        if path not in tasks:
            tasks[path] = bar.add_task(Path(path).name, total=total)
        bar.update(tasks[path], completed=done, total=total)

    with bar:
        return verify_files(
            orders=orders,
            terms=terms,
            currency=currency,
            profile=profile,
            rounding=rounding,
            remainder=remainder,
            time_zone=time_zone,
            decimal=decimal,
            dates=dates,
            progress=show,
        )


def _write(report: Report, json_path: str | None, csv_path: str | None) -> None:
    if json_path is not None:
        with output_file(json_path) as file:
            report.write_json(file)
            file.write(b"\n")
    if csv_path is not None:
        with output_file(csv_path) as file:
            _write_csv(report, file)


def _write_csv(report: Report, file: BinaryIO) -> None:
    class Text:
        """Encodes what the csv module writes."""

        def write(self, text: str) -> int:
            return file.write(text.encode("utf-8", "replace"))

    names = [field.name for field in fields(Finding)]
    writer = csv.DictWriter(Text(), names, lineterminator="\n")
    writer.writeheader()
    for finding in report.findings:
        writer.writerow({name: _safe(value) for name, value in asdict(finding).items()})


def _safe(value: object) -> object:
    """No text that a spreadsheet would take for a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
