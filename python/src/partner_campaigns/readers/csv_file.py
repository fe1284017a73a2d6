"""Reading CSV: the standard library's parser in strict mode, over lines that are counted and hashed on the way."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from itertools import islice

from .batch import ID_FIELDS, Batch, Unreadable
from .container import reason
from .csv_header import CELL_CHARS_MAX, allow_long_cells, find_header
from .csv_lines import Lines, LineTooLong, bad_bytes
from .formats import Format
from .header import Header
from .problems import FileProblem
from .rows import RowRules

_READ_AGAIN_FREE = 1000
_CHUNK_ROWS = 256
"""Rows are turned into columns in chunks that fit the processor's cache: this halves the time."""
_NEVER_CLOSES = "unexpected end of data"


def open_csv(path: str, format_: Format) -> CsvFile:
    """Find the header of a CSV file."""
    try:
        header, header_end = find_header(path, format_)
        return CsvFile(path, format_, header, header_end, os.stat(path).st_size)
    except OSError as error:
        raise FileProblem(path, f"the file cannot be read: {reason(error)}") from None


class CsvFile:
    """A CSV file whose header is found."""

    def __init__(self, path: str, format_: Format, header: Header, header_end: int, total: int) -> None:
        self.header = header
        self.notes = list(header.notes)
        if header.line > 1:
            self.notes.append(f"rows above the header skipped: the header is on line {header.line}")
        self._path = path
        self._format = format_
        self._header_end = header_end
        self._total = total
        self._lines: Lines | None = None

    def batches(self, size: int) -> Iterator[Batch]:
        """The rows, at most ``size`` at a time."""
        allow_long_cells()
        try:
            with open(self._path, "rb") as file:
                self._lines = Lines(file)
                rules = RowRules(self._format)
                yield from _Records(self._lines, self.header, self._format, rules).batches(self._header_end, size)
                self._lines.drain()
                self.notes.extend(rules.notes())
        except OSError as error:
            raise FileProblem(self._path, f"the file cannot be read: {reason(error)}") from None

    def progress(self) -> tuple[int, int]:
        """Bytes read, bytes in all."""
        return (self._lines.bytes_read if self._lines else 0, self._total)

    def digest(self) -> str:
        """The SHA-256 of the file's bytes."""
        assert self._lines is not None
        return self._lines.digest()


class _Records:
    """Makes records of lines, and sorts out the ones that are not as they should be.

    A broken record that spans several lines may have swallowed good ones (a stray quote opens a cell that the next
    quote closes). So its lines after the first are read again by themselves: whole records among them are rows,
    and what is still broken inside that span is part of the one broken record, not another.
    """

    def __init__(self, lines: Lines, header: Header, format_: Format, rules: RowRules) -> None:
        self._lines = lines
        self._header = header
        self._rules = rules
        self._width = len(header.names)
        self._key = header.positions[format_.summary_field]
        self._others = [header.positions[field] for field in format_.summary_blank if field in header.positions]
        self._fields = list(header.positions)
        self._ids = {field: header.positions[field] for field in ID_FIELDS if field in header.positions}
        self._unreadable: list[Unreadable] = []
        self._broken_until = 0
        self._read_again = 0

    def batches(self, header_end: int, size: int) -> Iterator[Batch]:
        lines, width, key = self._lines, self._width, self._key
        held, bad = lines.held, lines.bad
        stream = iter(lines)
        for _ in islice(stream, header_end):
            pass
        held.clear()
        bad.clear()
        reader = csv.reader(stream, strict=True)
        places = list(self._header.positions.values())
        columns: list[list[str]] = [[] for _ in places]
        rows: list[list[str]] = []
        starts: list[int] = []
        chunk = min(_CHUNK_ROWS, size)
        start = lines.number + 1
        reading = True
        while reading:
            try:
                for row in reader:
                    if bad or len(row) != width or not row[key][:1].isdecimal():
                        whole = self._odd(start, row)
                        if whole is not None:
                            rows.append(whole)
                            starts.append(start)
                    else:
                        rows.append(row)
                        starts.append(start)
                    start = lines.number + 1
                    held.clear()
                    if len(rows) == chunk or len(self._unreadable) >= chunk:
                        break
                else:
                    reading = False
            except csv.Error as error:
                reading = self._broken(start, str(error))
                start = lines.number + 1
                held.clear()
            except LineTooLong:
                self._stop(start, "a line longer than any line of an export begins here")
                reading = False
            if rows:
                turned = list(zip(*rows, strict=True))
                for cells, place in zip(columns, places, strict=True):
                    cells.extend(turned[place])
                rows.clear()
            count = len(starts) + len(self._unreadable)
            if count and (count >= size or not reading):
                yield self._batch(columns, starts)
                columns, starts = [[] for _ in places], []
            chunk = min(_CHUNK_ROWS, size - len(starts))

    def _batch(self, columns: list[list[str]], starts: list[int]) -> Batch:
        unreadable, self._unreadable = self._unreadable, []
        return Batch(starts, dict(zip(self._fields, columns, strict=True)), unreadable)

    def _odd(self, start: int, row: list[str]) -> list[str] | None:
        """A row that is not plainly a data row: the row to take, or None where it is none or cannot be read."""
        swallowed_lines = len(row) != self._width and len(self._lines.held) > 1
        if self._lines.bad and not swallowed_lines and self._not_text(start, row):
            return None
        if self._rules.all_blank(row):
            return None
        if len(row) > self._key and self._rules.is_summary(
            row[self._key], (row[place] for place in self._others if place < len(row))
        ):
            self._rules.skipped_summary(start)
            return None
        if len(row) < self._header.least or any(cell.strip() for cell in row[self._width :]):
            self._wrong_count(start, row)
            return None
        return (row + [""] * (self._width - len(row)))[: self._width]

    def _not_text(self, start: int, row: list[str]) -> bool:
        self._lines.bad.difference_update([number for number in self._lines.bad if number <= self._lines.number])
        for index, cell in enumerate(row):
            wrong = bad_bytes(cell)
            if wrong:
                cells = {
                    field: row[place]
                    for field, place in self._ids.items()
                    if place < len(row) and bad_bytes(row[place]) is None
                }
                self._report(start, self._header.column_name(index), wrong, cells if len(row) == self._width else {})
                return True
        return False

    def _wrong_count(self, start: int, row: list[str]) -> None:
        cells = {}
        for field, place in self._ids.items():
            # The cells may stand in the wrong columns: only what looks like an id is said, and no name.
            if place < len(row) and row[place].strip().isdecimal():
                cells[field] = row[place]
        reason_ = f"the row has {len(row)} cell{'' if len(row) == 1 else 's'}, the header has {self._width}"
        self._failed(start, reason_, cells)

    def _broken(self, start: int, message: str) -> bool:
        """Report a record that the parser refused; whether reading goes on."""
        if message == _NEVER_CLOSES:
            self._stop(start, "a quote that is opened here never closes")
            return False
        if "field limit" in message:
            what = f"a cell that begins here is longer than {CELL_CHARS_MAX} characters, as if its quote never closes"
            self._stop(start, what)
            return False
        at = self._lines.number
        place = f" on line {at}" if at > start else ""
        if "expected after" in message:
            what = f"a closing quote is followed by other text{place}, expected a comma or the end of the line"
        elif "new-line" in message:
            what = f"a carriage return stands in a cell without quotes{place}"
        else:
            what = f"{message}{place}"
        self._failed(start, what, self._cells_before_quote())
        return True

    def _failed(self, start: int, what: str, cells: dict[str, str]) -> None:
        """Report a record whose structure is broken, and have the lines that it swallowed read by themselves."""
        end = self._lines.number
        swallowed = len(self._lines.held) - 1
        again = swallowed > 0 and self._read_again + swallowed <= end + _READ_AGAIN_FREE
        if end > self._broken_until:
            if again:
                what += f"; lines {start} to {end} are one broken record, those after the first are read by themselves"
            self._report(start, None, what, cells)
        if again:
            self._read_again += swallowed
            self._lines.put_back(swallowed)
            self._broken_until = max(self._broken_until, end)

    def _stop(self, start: int, what: str) -> None:
        """Report a record after which nothing can be read."""
        cells = self._cells_before_quote()
        self._lines.drain()
        self._report(start, None, f"{what}: nothing up to the last line {self._lines.last} can be read", cells)

    def _cells_before_quote(self) -> dict[str, str]:
        if not self._lines.held:
            return {}
        plain = self._lines.held[0].partition('"')[0].split(",")[:-1]
        return {
            field: plain[place]
            for field, place in self._ids.items()
            if place < len(plain) and bad_bytes(plain[place]) is None
        }

    def _report(self, line: int, column: str | None, what: str, cells: dict[str, str]) -> None:
        self._unreadable.append(Unreadable(line, column, what, cells))
