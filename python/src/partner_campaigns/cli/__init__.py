"""The command ``partner-campaigns``. One file per command; what they need is in the extra ``files``."""

from __future__ import annotations

import sys

__all__ = ["main"]

MISSING = """partner-campaigns: `{name}` is not installed. The command line needs the extra `files`:
    pip install 'partner-campaigns[files]'"""


def main() -> None:
    """Run the command line, or say what is missing."""
    try:
        from .commands import commands
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] == "partner_campaigns":
            raise
        print(MISSING.format(name=error.name), file=sys.stderr)
        sys.exit(2)
    commands(prog_name="partner-campaigns")
