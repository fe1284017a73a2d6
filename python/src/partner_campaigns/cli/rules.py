"""``partner-campaigns rules``: the catalogue."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.table import Table

from .. import InvalidInputError, Rule, rule
from .. import rules as all_rules
from .._native import shown


@click.command()
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def rules(code: str | None, as_json: bool) -> None:
    """List all rules, or say what the rule CODE (as M001) means and who says so.

    A rule's source is a place in the public guide, or a decision of this library where the guide is silent.
    """
    if code is None:
        _print_all(as_json)
        return
    try:
        one = rule(code.upper())
    except InvalidInputError as error:
        raise click.BadParameter(
            f"no rule `{shown(code)}`: `partner-campaigns rules` lists them", param_hint="CODE"
        ) from error
    if as_json:
        click.echo(json.dumps(one.to_dict(), indent=2, ensure_ascii=False))
    else:
        _print_one(one)


def _print_all(as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([one.to_dict() for one in all_rules()], indent=2, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("code", "name", "kind", "statement"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "statement")
    for one in all_rules():
        table.add_row(one.code, one.name, one.severity.value, one.statement)
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 140
    console.print(table)


def _print_one(one: Rule) -> None:
    click.echo(f"{one.code} {one.name} ({one.severity.value})")
    click.echo(one.statement)
    if one.guide is not None:
        click.echo(f"source: the public guide, {one.guide}")
    if one.decision is not None:
        click.echo(f"decision: {one.decision}")
