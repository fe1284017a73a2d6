"""The group of all commands."""

from __future__ import annotations

import click

from .. import __version__
from .check import check
from .explain import explain
from .formats import formats
from .rules import rules
from .split import split
from .verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="partner-campaigns")
def commands() -> None:
    """The rules of partner campaigns, and the split of their commission, to the last cent.

    \b
    New here? Try:
      partner-campaigns split --base 19.99 --currency USD --total-rate 30% --creator-rate 15%
      partner-campaigns verify --help
    """


for command in (verify, split, explain, check, rules, formats):
    commands.add_command(command)
