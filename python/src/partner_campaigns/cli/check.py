"""``partner-campaigns check``: accounts and drafts, before anything is sent."""

from __future__ import annotations

import sys

import click

from .._native import json_bytes_max
from ..checking import CheckResult, Fault, MalformedInputError
from ..checking import check as check_text
from .output import output_file
from .profile_option import load_profile
from .terminal import one_line


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--profile",
    "profile_name",
    metavar="NAME|FILE",
    help="Bounds in force: a built-in (guide, the default; open-api), or a JSON file.",
)
@click.option(
    "--json",
    "json_path",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Write the answer as JSON; - is standard output, where nothing else then goes.",
)
def check(file: str, profile_name: str | None, json_path: str | None) -> None:
    """Check the account and the draft in FILE, and name everything that is wrong at once.

    \b
    FILE (- is standard input) holds {"at": INSTANT, "account": {...}, "draft": {...}}:
    either of the last two, or both.

    \b
    Exit status: 0 nothing is wrong; 1 rules are broken; 2 FILE cannot be read.

    \b
    Example:
      partner-campaigns check spring.json --profile open-api
    """
    profile = load_profile(profile_name)
    try:
        found = check_text(_read(file), profile=profile or "guide")
    except MalformedInputError as error:
        _write(json_path, error.json)
        for fault in error.faults:
            click.echo(one_line(f"{file}{' ' if fault.path else ''}{fault.path}: {fault.message}"), err=True)
        sys.exit(2)
    _write(json_path, found.json)
    if json_path != "-":
        _tell(file, found)
    sys.exit(0 if found.ok else 1)


def _read(file: str) -> bytes:
    """The file's bytes; one that is larger than what is ever read is not read to its end."""
    most = json_bytes_max()
    try:
        with click.open_file(file, "rb") as opened:
            given: bytes = opened.read(most + 1)
    except OSError as error:
        raise click.BadParameter(f"`{file}` cannot be read: {error.strerror}", param_hint="FILE") from error
    if len(given) > most:
        message = f"more than {most} bytes of JSON: at most as many are read"
        text = f'{{"invalid":[{{"message":"{message}","path":""}}]}}'
        raise MalformedInputError([Fault("", message)], text)
    return given


def _write(json_path: str | None, text: str) -> None:
    if json_path is not None:
        with output_file(json_path) as file:
            file.write(f"{text}\n".encode())


def _tell(file: str, found: CheckResult) -> None:
    count = len(found.violations)
    what = "nothing is wrong" if not count else "1 violation" if count == 1 else f"{count} violations"
    click.echo(one_line(f"{file}: {what} under profile `{found.profile_id}`"))
    for one in found.violations:
        click.echo(one_line(f"  {one.rule} {one.name} at {one.path}"))
        click.echo(one_line(f"       {one.message}"))
    if count:
        click.echo("partner-campaigns rules CODE says what a rule means.")
