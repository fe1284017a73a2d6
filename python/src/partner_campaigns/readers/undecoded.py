"""Text that was made of bytes."""

from __future__ import annotations

from .. import _native


def bad_bytes(text: str) -> str | None:
    """What is wrong with the bytes that a text was made of (with ``surrogateescape``), if anything."""
    return _native.bad_bytes(text.encode(errors="surrogateescape"))
