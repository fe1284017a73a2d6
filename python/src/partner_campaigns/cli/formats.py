"""``partner-campaigns formats``: which files are read, and which of their columns."""

from __future__ import annotations

import json
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from ..readers.formats import Column, Format, load_format, recognised

KINDS = ("orders", "terms")
HEADINGS = ("column", "needed", "cells", "public name", "also called")
WIDTH_WITHOUT_TERMINAL = 160


@click.command()
@click.argument("kind", required=False, type=click.Choice(KINDS))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, as docs/formats.md has it.")
def formats(kind: str | None, as_json: bool, as_markdown: bool) -> None:
    """List the files that verify reads, and their columns: needed or not, and the names they go by.

    Columns are found by name, in any order, whatever their case and spacing. `partner-campaigns formats
    orders` lists one kind of file alone.
    """
    if as_json and as_markdown:
        raise click.UsageError("--json and --markdown are two ways to print: give one")
    wanted = [load_format(one) for one in KINDS if kind in (None, one)]
    if as_json:
        click.echo(json.dumps([_as_dict(one) for one in wanted], indent=2, ensure_ascii=False))
    elif as_markdown:
        click.echo("\n\n".join(markdown(one) for one in wanted))
    else:
        _print(wanted, with_others=kind is None)


def markdown(format_: Format) -> str:
    """The columns of a format as a Markdown table, and the known ones that are not read."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(_cells(column, mark="`") for column in format_.columns)]
    table = "\n".join(f"| {' | '.join(row)} |".replace("|  |", "| |") for row in rows)
    return f"{table}\n\nKnown, and not read: {', '.join(f'`{name}`' for name in _unread(format_))}."


def _cells(column: Column, mark: str = "") -> tuple[str, ...]:
    first, *others = (f"{mark}{name}{mark}" for name in column.names)
    return first, "yes" if column.needed else "no", column.kind, f"{mark}{column.field}{mark}", ", ".join(others)


def _unread(format_: Format) -> list[str]:
    return list(dict.fromkeys(format_.known.values()))


def _as_dict(format_: Format) -> dict[str, Any]:
    return {
        "kind": format_.kind,
        "title": format_.title,
        "option": format_.option,
        "columns": [
            {"field": one.field, "cells": one.kind, "needed": one.needed, "names": list(one.names)}
            for one in format_.columns
        ],
        "known": _unread(format_),
    }


def _print(wanted: list[Format], with_others: bool) -> None:
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = WIDTH_WITHOUT_TERMINAL
    for format_ in wanted:
        title = f"{format_.title}, given with {format_.option}: CSV, XLSX or Parquet"
        table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
        for heading in HEADINGS:
            table.add_column(heading, overflow="fold")
        for column in format_.columns:
            table.add_row(*_cells(column))
        console.print(table)
        console.print(f"known, and not read: {', '.join(_unread(format_))}\n")
    if with_others:
        console.print("Recognised, so that a file given in the wrong place is called by its name:")
        for title, option, _ in recognised():
            if option is None:
                console.print(f"  {title}")
