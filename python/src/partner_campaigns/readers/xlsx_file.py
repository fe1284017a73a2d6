"""Reading XLSX: values by python-calamine, and from the sheet itself what the values do not tell."""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from .batch import Batch
from .formats import Format
from .hashing import file_digest
from .header import SEARCHED_ROWS, Header, best_row, no_header, resolve
from .problems import CellProblem, FileProblem, reason
from .rows import RowRules
from .typed import Look, cell_text
from .typed_rows import Texts
from .xlsx_facts import SheetFacts

_SheetRows = list[tuple[int, list[str]]]


def open_xlsx(path: str, format_: Format) -> XlsxFile:
    """Find the sheet that has the header, and the header in it."""
    try:
        calamine = importlib.import_module("python_calamine")
    except ImportError:
        raise FileProblem(path, "XLSX files need python-calamine: pip install 'partner-campaigns[files]'") from None
    with _damage(path):
        book = calamine.CalamineWorkbook.from_path(path)
        sheets = list(enumerate(book.sheets_metadata))
    names = [sheet.name for _, sheet in sheets]
    # What people see in the workbook comes before sheets that somebody has hidden.
    sheets.sort(key=lambda one: one[1].visible != calamine.SheetVisibleEnum.Visible)
    best: tuple[int, int, _SheetRows] | None = None
    seen: list[Sequence[str]] = []
    for index, _ in sheets:
        with _damage(path):
            sheet = book.get_sheet_by_index(index)
            rows = _first_rows(sheet)
        seen.extend(cells for _, cells in rows)
        row = best_row(format_, rows)
        if row is not None and (best is None or row[2] > best[1]):
            best = (index, row[2], rows)
            if _has_all(format_, row[1], path):
                break
    if best is None:
        if not any(cell.strip() for cells in seen for cell in cells):
            raise FileProblem(path, f"the workbook is empty, expected the {format_.title} with its header row")
        raise no_header(path, format_, seen)
    with _damage(path):
        found = best_row(format_, best[2])
        assert found is not None
        header = resolve(path, format_, found[0], found[1])
        return XlsxFile(path, format_, header, book.get_sheet_by_index(best[0]), best[0], names)


def _first_rows(sheet: Any) -> _SheetRows:
    # A chart sheet has no rows, and an empty one no start.
    if sheet.start is None:
        return []
    rows: _SheetRows = []
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        if any(cell != "" for cell in cells):
            rows.append((line, [cell if isinstance(cell, str) else "" for cell in cells]))
            if len(rows) == SEARCHED_ROWS:
                break
    return rows


def _has_all(format_: Format, cells: Sequence[str], path: str) -> bool:
    try:
        resolve(path, format_, 0, cells)
    except FileProblem:
        return False
    return True


class XlsxFile:
    """A workbook whose header is found."""

    def __init__(
        self, path: str, format_: Format, header: Header, sheet: Any, index: int, names: Sequence[str]
    ) -> None:
        self.header = header
        self.notes = list(header.notes)
        if len(names) > 1:
            self.notes.append(f"sheet `{names[index]}` is read, of {len(names)} sheets")
        if header.line > 1:
            self.notes.append(f"rows above the header skipped: the header is in row {header.line}")
        self._path = path
        self._format = format_
        self._sheet = sheet
        self._index = index
        self._done = 0
        # Cells are handed out from the first used column on; the sheet itself counts from A.
        self._shift = int(sheet.start[1])
        self._total = int(sheet.end[0]) + 1

    def batches(self, size: int) -> Iterator[Batch]:
        """The rows, at most ``size`` at a time."""
        rules = RowRules(self._format)
        with _damage(self._path):
            wanted = {place + self._shift for place in self.header.positions.values()}
            facts = SheetFacts(self._path, self._index, wanted)
            rows = enumerate(self._sheet.iter_rows(), start=1)
            for _ in islice(rows, self.header.line):
                pass
        while True:
            with _damage(self._path):
                chunk = list(islice(rows, size))
                batch = self._batch(chunk, facts, rules) if chunk else None
            if batch is None:
                break
            self._done = chunk[-1][0]
            if batch.lines or batch.unreadable:
                yield batch
        self._done = self._total
        self.notes.extend(rules.notes())

    def progress(self) -> tuple[int, int]:
        """Rows read, rows in all."""
        return (self._done, self._total)

    def digest(self) -> str:
        """The SHA-256 of the file's bytes."""
        return file_digest(self._path)

    def _batch(self, chunk: list[tuple[int, list[object]]], facts: SheetFacts, rules: RowRules) -> Batch:
        lines = [line for line, _ in chunk]
        texts = Texts(lines, self.header)
        # A sheet pads every row, the header too: what stands beyond the last header is beyond the table.
        width = self.header.least
        turned = list(zip(*(cells for _, cells in chunk), strict=True))
        for field, place in self.header.positions.items():
            column = place + self._shift
            for line in facts.error_rows(column, lines[0], lines[-1]):
                texts.fail(line - lines[0], field, f"the cell holds the error {facts.error(line, column)}")
            texts.add(field, turned[place], self._text_of(field, column, lines, facts))
        for row, (_, cells) in enumerate(chunk):
            if len(cells) > width and any(cell != "" for cell in cells[width:]):
                used = max(at for at, cell in enumerate(cells, start=1) if cell != "")
                texts.fail_row(row, f"the row has {used} cells, the header has {width}")
        return texts.batch(
            self._format, rules, lambda row: all(isinstance(c, str) and rules.is_blank(c) for c in chunk[row][1])
        )

    def _text_of(self, field: str, column: int, lines: list[int], facts: SheetFacts) -> Callable[[int, object], str]:
        kind = self._format.kind_of(field)

        def text(row: int, value: object) -> str:
            needs_look = isinstance(value, date) or (kind == "rate" and isinstance(value, (int, float)))
            look = facts.look(lines[row], column) if needs_look else Look.PLAIN
            return cell_text(value, kind, look)

        return text


@contextmanager
def _damage(path: str) -> Iterator[None]:
    """Whatever a damaged workbook makes its readers raise is a problem of the whole file."""
    try:
        yield
    except (FileProblem, CellProblem, MemoryError):
        raise
    except (zipfile.BadZipFile, ElementTree.ParseError, expat.ExpatError) as error:
        raise FileProblem(path, f"the workbook is damaged: {error}") from None
    except OSError as error:
        raise FileProblem(path, f"the workbook cannot be read: {reason(error)}") from None
    except Exception as error:  # noqa: BLE001 - the library raises anything on a damaged workbook
        what = "is protected by a password" if "assword" in f"{type(error).__name__}{error}" else f"is damaged: {error}"
        raise FileProblem(path, f"the workbook {what}") from None
    except BaseException as error:
        # A panic of the workbook library comes as a BaseException of its own.
        if type(error).__name__ != "PanicException":
            raise
        raise FileProblem(path, f"the workbook is damaged: {error}") from None
