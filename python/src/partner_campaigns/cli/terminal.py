"""What may be printed: text that somebody put into a file cannot steer a terminal."""

from __future__ import annotations

__all__ = ["one_line"]


def one_line(text: str) -> str:
    """The text on one line, with everything that is not printable written out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
