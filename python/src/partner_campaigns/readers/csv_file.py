"""Reading CSV: the header here, the rows in the compiled part."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

from .._native import CsvRows, Verification
from .batch import Batch, Unreadable
from .container import reason
from .csv_header import find_header
from .formats import Format
from .header import Header
from .problems import FileProblem
from .rows import RowRules


def open_csv(path: str, format_: Format) -> CsvFile:
    """Find the header of a CSV file."""
    with _system_errors(path):
        header, header_end = find_header(path, format_)
        return CsvFile(path, format_, header, header_end, os.stat(path).st_size)


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
        self._hash = hashlib.sha256()
        self._rows: CsvRows | None = None

    def batches(self, size: int) -> Iterator[Batch]:
        """The rows, at most ``size`` at a time."""
        with self._reading() as rows:
            while (found := rows.next(size)) is not None:
                lines, columns, unreadable = found
                yield Batch(lines, columns, [Unreadable(*row) for row in unreadable])

    def push(self, verification: Verification, file: int) -> Iterator[None]:
        """Hand the rows to a verification without making Python objects of them; yields after every piece."""
        with self._reading() as rows:
            while verification.push_csv(file, rows):
                yield

    def progress(self) -> tuple[int, int]:
        """Bytes read, bytes in all."""
        return (self._rows.bytes_read if self._rows else 0, self._total)

    def digest(self) -> str:
        """The SHA-256 of the file's bytes."""
        return self._hash.hexdigest()

    @contextmanager
    def _reading(self) -> Iterator[CsvRows]:
        rules = RowRules(self._format)
        with _system_errors(self._path):
            self._rows = CsvRows(
                self._path,
                self._format.kind,
                header_lines=self._header_end,
                names=self.header.names,
                least=self.header.least,
                positions=self.header.positions,
                summary_field=self._format.summary_field,
                summary_blank=self._format.summary_blank,
                rules=rules,
                hash=self._hash,
            )
            yield self._rows
        self.notes.extend(rules.notes())


@contextmanager
def _system_errors(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileProblem(path, f"the file cannot be read: {reason(error)}") from None
