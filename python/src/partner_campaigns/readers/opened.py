"""What every container's reader offers to ``Source``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from .._native import Verification
from .batch import Batch
from .header import Header


class Opened(Protocol):
    """A file whose header is found and whose rows can be read once."""

    header: Header
    notes: list[str]

    def batches(self, size: int) -> Iterator[Batch]:
        """The rows, at most ``size`` at a time."""
        ...

    def progress(self) -> tuple[int, int]:
        """How much is done, and how much there is."""
        ...

    def digest(self) -> str:
        """The SHA-256 of the file's bytes, once all rows are read."""
        ...


@runtime_checkable
class Pushing(Protocol):
    """A file that hands its rows to a verification by itself, faster than by way of batches."""

    def push(self, verification: Verification, file: int) -> Iterator[None]:
        """Hand over all rows; yields now and then, so that progress can be shown."""
        ...
