"""What a reader hands on: batches of text columns, and the rows that could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Unreadable:
    """A row that cannot be read: where, which column (as the file calls it), and why.

    ``cells`` holds those of the id fields that could be read all the same; it may be empty.
    """

    line: int
    column: str | None
    reason: str
    cells: dict[str, str]


@dataclass(frozen=True)
class Batch:
    """Rows in the order of the file: ``lines[i]`` is where row ``i`` begins, ``columns[field][i]`` its cell.

    Every needed or optional field that the file has is a key of ``columns``; a field that it has not is absent.
    """

    lines: list[int]
    columns: dict[str, Sequence[str]]
    unreadable: list[Unreadable]
    exact: dict[str, list[bool]] = field(default_factory=dict)
    """Which cells were typed values, in columns that have any."""


ID_FIELDS = ("order_id", "sku_id", "product_id", "campaign_id", "creator")
"""The fields that ``Unreadable.cells`` may hold."""
