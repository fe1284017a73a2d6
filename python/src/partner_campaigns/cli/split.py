"""``partner-campaigns split``: who gets what of one order line."""

from __future__ import annotations

import json
from typing import Any

import click

from .. import Split, ViolationError, format_amount
from .. import split as split_line
from .line_options import LineOptions, line_options, refuse

PARTS = (
    ("agency", "agency_minor"),
    ("creator keeps", "creator_minor"),
    ("manager", "manager_minor"),
    ("seller pays", "total_minor"),
)


@click.command()
@line_options
def split(as_json: bool, **options: Any) -> None:
    """Split the commission of one order line between agency, creator and the creator's manager.

    \b
    Exit status: 0 split; 1 a rule refuses it, named on standard error; 2 wrong arguments.

    \b
    Example:
      partner-campaigns split --base 19.99 --currency USD --total-rate 30% --creator-rate 15% \\
          --manager other_agency --manager-share 20%
    """
    line = LineOptions.read(**options)
    try:
        parts = split_line(**line.arguments, policy=line.policy)
    except ViolationError as error:
        refuse(error)
    if as_json:
        click.echo(json.dumps(_as_dict(parts, line), indent=2))
        return
    for name, attribute in PARTS:
        amount = format_amount(getattr(parts, attribute), line.currency, line.decimals)
        click.echo(f"{name:<14}{amount:>20} {line.currency}")
    if parts.share_waived:
        click.echo("The managing share is waived: the campaign agency manages the creator (M001).")


def _as_dict(parts: Split, line: LineOptions) -> dict[str, Any]:
    policy = line.policy
    return {
        "currency": line.currency,
        "agency_minor": parts.agency_minor,
        "creator_minor": parts.creator_minor,
        "manager_minor": parts.manager_minor,
        "creator_commission_minor": parts.creator_commission_minor,
        "total_minor": parts.total_minor,
        "share_waived": parts.share_waived,
        "policy": {
            "rounding": policy.rounding.value,
            "remainder": policy.remainder.value,
            "managing_share": policy.managing_share.value,
        },
        "profile": {"id": line.profile.id, "sha256": line.profile.sha256},
    }
