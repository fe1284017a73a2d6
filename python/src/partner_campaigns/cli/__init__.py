"""The command ``partner-campaigns``. One file per command; what they need is in the extra ``files``."""

from __future__ import annotations

import io
import sys
import traceback

__all__ = ["main"]

MISSING = """partner-campaigns: `{name}` is not installed. The command line needs the extra `files`:
    pip install 'partner-campaigns[files]'"""


DEFECT = "partner-campaigns: this is a defect of the command, not of what it was given; nothing above is a result"


def main() -> None:
    """Run the command line, or say what is missing.

    A crash ends with status 2: Python's own 1 would say that there are findings.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show is written out
    try:
        from .commands import commands
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] == "partner_campaigns":
            raise
        print(MISSING.format(name=error.name), file=sys.stderr)
        sys.exit(2)
    try:
        commands(prog_name="partner-campaigns")
    except Exception:  # noqa: BLE001 - whatever it is, it is no finding
        traceback.print_exc()
        print(DEFECT, file=sys.stderr)
        sys.exit(2)
