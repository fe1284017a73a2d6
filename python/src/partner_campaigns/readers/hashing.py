"""The hash of a file that is not read as a stream."""

from __future__ import annotations

import hashlib


def file_digest(path: str) -> str:
    """The SHA-256 of the file's bytes, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
