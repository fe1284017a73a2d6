"""``partner-campaigns explain``: the same, step by step."""

from __future__ import annotations

import json
from typing import Any

import click

from .. import ViolationError
from .. import explain as explain_line
from .line_options import LineOptions, line_options, refuse


@click.command()
@line_options
def explain(as_json: bool, **options: Any) -> None:
    """Explain the split of one order line, in steps that add up on paper.

    \b
    Exit status: 0 explained; 1 a rule refuses the line, named on standard error; 2 wrong arguments.

    \b
    Example:
      partner-campaigns explain --base 10.15 --currency USD --total-rate 30% --creator-rate 15%
    """
    line = LineOptions.read(**options)
    try:
        why = explain_line(**line.arguments, policy=line.policy, currency=line.currency, decimals=line.decimals)
    except ViolationError as error:
        refuse(error)
    if as_json:
        profile = {"id": line.profile.id, "sha256": line.profile.sha256}
        click.echo(json.dumps({**why.to_dict(), "profile": profile}, indent=2, ensure_ascii=False))
    else:
        click.echo(why.text, nl=False)
