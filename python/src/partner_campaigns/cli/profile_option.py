"""``--profile FILE|NAME``: a built-in profile by name, or one from a JSON file."""

from __future__ import annotations

from pathlib import Path

import click

from .._native import Profile
from ..errors import PartnerCampaignsError


def load_profile(name: str | None) -> Profile | None:
    """The profile that an option names; a wrong one ends the command with status 2."""
    if name is None:
        return None
    try:
        return Profile.load(name) if Path(name).exists() else Profile.built_in(name)
    except (OSError, PartnerCampaignsError) as error:
        raise click.BadParameter(str(error), param_hint="--profile") from error
