"""The options that describe one order line, shared by ``split`` and ``explain``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn

import click

from .. import (
    Manager,
    ManagingShare,
    PartnerCampaignsError,
    Policy,
    Profile,
    RemainderHolder,
    Rounding,
    ViolationError,
    parse_amount,
    parse_rate,
)
from .profile_option import load_profile

OPTIONS = (
    click.option(
        "--base", required=True, metavar="AMOUNT", help="Commission base, net of refunds: 19.99, or Rp65.000."
    ),
    click.option("--currency", required=True, metavar="CODE", help="ISO 4217 code of the amounts: USD, IDR."),
    click.option("--total-rate", required=True, metavar="RATE", help="What the seller pays: 30%."),
    click.option("--creator-rate", required=True, metavar="RATE", help="What the creator gets out of it: 15%."),
    click.option(
        "--manager",
        type=click.Choice([manager.value for manager in Manager]),
        default=Manager.NONE.value,
        show_default=True,
        help="Who manages the creator. The campaign agency's own share is waived.",
    ),
    click.option(
        "--manager-share",
        metavar="RATE",
        help="The manager's part of the creator commission: 20%. Without a manager it is 0%.",
    ),
    click.option("--tax", metavar="AMOUNT", help="Tax withheld from the creator commission; counts under after_tax."),
    click.option(
        "--rounding",
        type=click.Choice([word.value for word in Rounding]),
        help="How parts are rounded; wins over the profile.",
    ),
    click.option(
        "--remainder",
        type=click.Choice([word.value for word in RemainderHolder]),
        help="Who holds the odd minor unit; wins over the profile.",
    ),
    click.option(
        "--managing-share",
        type=click.Choice([word.value for word in ManagingShare]),
        help="What the managing share is taken on; wins over the profile.",
    ),
    click.option(
        "--profile",
        "profile_name",
        metavar="FILE|NAME",
        help="Bounds and policies: a JSON file, or a built-in (guide, the default).",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
)


def line_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of one order line."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


@dataclass(frozen=True)
class LineOptions:
    """One order line as the command line names it."""

    arguments: dict[str, Any]
    """The keyword arguments of ``split``, without the policy."""
    profile: Profile
    """The profile, with the policy in force."""
    currency: str
    decimals: int
    """Decimals of the currency's minor unit under the profile."""

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.profile.policy

    @classmethod
    def read(
        cls,
        *,
        base: str,
        currency: str,
        total_rate: str,
        creator_rate: str,
        manager: str,
        manager_share: str | None,
        tax: str | None,
        rounding: str | None,
        remainder: str | None,
        managing_share: str | None,
        profile_name: str | None,
    ) -> LineOptions:
        """Read the options; what is no amount, rate or currency ends the command with status 2."""
        profile = load_profile(profile_name) or Profile.guide()
        profile = profile.with_policy(
            Policy(
                rounding=rounding or profile.policy.rounding,
                remainder=remainder or profile.policy.remainder,
                managing_share=managing_share or profile.policy.managing_share,
            )
        )
        decimals = _given("--currency", profile.decimals, currency)

        def amount(option: str, text: str) -> int:
            return _given(option, lambda value: parse_amount(value, currency, decimals), text)

        if manager_share is None and manager == Manager.OTHER_AGENCY.value:
            raise click.BadParameter("`--manager other_agency` needs its share", param_hint="--manager-share")

        arguments = {
            "base_minor": amount("--base", base),
            "total_rate_bps": _given("--total-rate", parse_rate, total_rate),
            "creator_rate_bps": _given("--creator-rate", parse_rate, creator_rate),
            "manager": manager,
            "manager_share_bps": 0 if manager_share is None else _given("--manager-share", parse_rate, manager_share),
            "tax_minor": 0 if tax is None else amount("--tax", tax),
        }
        return cls(arguments, profile, currency, decimals)


def _given(option: str, read: Callable[[str], int], text: str) -> int:
    try:
        return read(text)
    except ViolationError as error:
        raise click.BadParameter(error.violations[0].message, param_hint=option) from error
    except PartnerCampaignsError as error:
        raise click.BadParameter(str(error), param_hint=option) from error


def refuse(error: ViolationError) -> NoReturn:
    """Name every broken rule on standard error, and end with status 1."""
    for violation in error.violations:
        click.echo(f"{violation.rule} {violation.name}: {violation.message}", err=True)
    click.echo("partner-campaigns rules CODE says what a rule means.", err=True)
    sys.exit(1)
