"""The command ``partner-campaigns``. One file per command; what they need is in the extra ``files``."""

from __future__ import annotations

import contextlib
import sys
import traceback

__all__ = ["main"]

MISSING = """partner-campaigns: `{name}` is not installed. The command line needs the extra `files`:
    pip install 'partner-campaigns[files]'"""


DEFECT = "partner-campaigns: this is a defect of the command, not of what it was given; nothing above is a result"


STOPPED = 130
"""The status of a command that Ctrl-C ended, as shells have it."""


def main() -> None:
    """Run the command line, or say what is missing.

    A crash ends with status 2, Ctrl-C with 130: Python's own 1 would say that there are findings.
    """
    try:
        import click

        from .commands import commands
        from .output import check_standard_streams
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] == "partner_campaigns":
            raise
        print(MISSING.format(name=error.name), file=sys.stderr)
        sys.exit(2)
    check_standard_streams()
    try:
        try:
            status = commands(prog_name="partner-campaigns", standalone_mode=False)
        finally:
            sys.stdout.flush()
    except click.ClickException as error:
        with contextlib.suppress(click.ClickException):  # standard error may be what takes no more
            error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(STOPPED)
    except Exception:  # noqa: BLE001 - whatever it is, it is no finding
        traceback.print_exc()
        print(DEFECT, file=sys.stderr)
        sys.exit(2)
    sys.exit(status)
