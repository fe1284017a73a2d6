"""Rows that are no rows: blank ones and summary ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .formats import Format
from .names import normalised

_LISTED = 10
_ID = re.compile(r"(?=.*\d)[\w.-]+", re.ASCII)


class RowRules:
    """Tells blank and summary rows from data rows, and remembers the summary rows for the notes."""

    def __init__(self, format_: Format) -> None:
        self._format = format_
        self._summaries: list[int] = []
        self._summary_count = 0

    def is_blank(self, cell: str) -> bool:
        """Whether a cell stands for nothing."""
        return not cell or normalised(cell) in self._format.blanks

    def all_blank(self, cells: Iterable[str]) -> bool:
        """Whether every cell stands for nothing."""
        return all(map(self.is_blank, cells))

    def is_summary(self, key: str, others: Iterable[str]) -> bool:
        """Whether a row is one of totals: no id where one should be, and no other id."""
        return not _ID.fullmatch(key.strip()) and self.all_blank(others)

    def skipped_summary(self, line: int) -> None:
        """Remember a summary row that was skipped."""
        self._summary_count += 1
        if len(self._summaries) < _LISTED:
            self._summaries.append(line)

    def notes(self) -> list[str]:
        """What the run's summary should say of it."""
        if not self._summary_count:
            return []
        lines = ", ".join(map(str, self._summaries))
        more = f" and {self._summary_count - _LISTED} more" if self._summary_count > _LISTED else ""
        word = "row" if self._summary_count == 1 else "rows"
        return [f"{self._summary_count} summary {word} skipped at line {lines}{more}"]
