"""Batches from columns of typed cells: what XLSX and Parquet have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from operator import not_

from .batch import ID_FIELDS, Batch, Unreadable
from .formats import Format
from .header import Header
from .problems import CellProblem
from .rows import RowRules


class Texts:
    """Text columns under way to a batch: cells that have no text make their row unreadable."""

    def __init__(self, lines: list[int], header: Header) -> None:
        self.lines = lines
        self.columns: dict[str, Sequence[str]] = {}
        self.exact: dict[str, list[bool]] = {}
        self._header = header
        self._problems: dict[int, tuple[str | None, str]] = {}

    def fail(self, row: int, field: str, reason: str) -> None:
        """Say that a cell has no text; the first of a row is the one that is reported."""
        self._problems.setdefault(row, (field, reason))

    def fail_row(self, row: int, reason: str) -> None:
        """Say that a whole row is wrong; this goes before what is wrong with a cell."""
        self._problems[row] = (None, reason)

    def add(self, field: str, cells: Sequence[object], text: Callable[[int, object], str]) -> None:
        """Add a column, cell by cell where not all are text."""
        if set(map(type, cells)) <= {str}:
            self.columns[field] = cells  # type: ignore[assignment]
            return
        self.exact[field] = [type(cell) is not str for cell in cells]
        texts: list[str] = []
        for row, cell in enumerate(cells):
            try:
                texts.append(cell if type(cell) is str else text(row, cell))
            except CellProblem as problem:
                self.fail(row, field, str(problem))
                texts.append("")
        self.columns[field] = texts

    def batch(self, format_: Format, rules: RowRules, blank_row: Callable[[int], bool]) -> Batch:
        """The batch: without blank and summary rows, unreadable rows apart."""
        dropped = [False] * len(self.lines)
        key = self.columns[format_.summary_field]
        others = [self.columns[field] for field in format_.summary_blank if field in self.columns]
        for row, cell in enumerate(key):
            if cell[:1].isdecimal() or row in self._problems:
                continue
            if blank_row(row):
                dropped[row] = True
            elif rules.is_summary(cell, (other[row] for other in others)):
                rules.skipped_summary(self.lines[row])
                dropped[row] = True
        unreadable = [self._report(row, dropped) for row in sorted(self._problems)]
        if not any(dropped):
            return Batch(self.lines, self.columns, unreadable, self.exact)
        kept = list(map(not_, dropped))
        columns: dict[str, Sequence[str]] = {
            field: list(compress(cells, kept)) for field, cells in self.columns.items()
        }
        exact = {field: list(compress(cells, kept)) for field, cells in self.exact.items()}
        return Batch(list(compress(self.lines, kept)), columns, unreadable, exact)

    def _report(self, row: int, dropped: list[bool]) -> Unreadable:
        dropped[row] = True
        field, reason = self._problems[row]
        cells = {name: self.columns[name][row] for name in ID_FIELDS if name in self.columns}
        column = self._header.headers[field] if field else None
        return Unreadable(self.lines[row], column, reason, {name: cell for name, cell in cells.items() if cell})
