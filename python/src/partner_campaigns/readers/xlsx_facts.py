"""What the values of a workbook's cells do not tell: errors, percentages, and dates without a time of day.

The workbook library hands out values only: an error cell comes as a blank one, 7% as 0.07, and midnight as a date. So
where a file has such cells at all, its sheet is read once more for them, as a stream.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Collection
from xml.etree import ElementTree
from xml.parsers import expat

from .typed import Look
from .xlsx_styles import looks

_ERROR_CELL = re.compile(rb"""\st\s*=\s*["']e["']""")
_BLOCK = 1 << 20
_PERCENT, _DATE, _FIRST_ERROR = 1, 2, 3
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")
_CODES = {Look.PERCENT: _PERCENT, Look.DATE: _DATE}


class SheetFacts:
    """The facts of some columns of one sheet; rows count from 1, columns from 0."""

    def __init__(self, path: str, sheet: int, columns: Collection[int]) -> None:
        self._path = path
        self._sheet = sheet
        self._marks: dict[int, bytearray] = {column: bytearray() for column in columns}
        self._errors: list[str] = []
        self._row = 0
        self._column = -1
        self._marked = (0, 0)
        self._in_error = False
        self._text: list[str] = []
        self._looks: list[Look] = []
        self._read = False
        self.has_errors = self._probe()

    def error(self, row: int, column: int) -> str | None:
        """The error that a cell holds, such as ``#REF!``, if it does."""
        mark = self._mark(row, column) if self.has_errors else 0
        return self._errors[mark - _FIRST_ERROR] if mark >= _FIRST_ERROR else None

    def error_rows(self, column: int, first: int, last: int) -> list[int]:
        """The rows from ``first`` to ``last`` that hold an error in a column."""
        if not self.has_errors:
            return []
        self._ensure()
        marks = self._marks[column][first : last + 1]
        return [first + at for at, mark in enumerate(marks) if mark >= _FIRST_ERROR] if any(marks) else []

    def look(self, row: int, column: int) -> Look:
        """What the number format says of a cell."""
        mark = self._mark(row, column)
        return {_PERCENT: Look.PERCENT, _DATE: Look.DATE}.get(mark, Look.PLAIN)

    def _mark(self, row: int, column: int) -> int:
        self._ensure()
        marks = self._marks[column]
        return marks[row] if row < len(marks) else 0

    def _probe(self) -> bool:
        rest = b""
        with zipfile.ZipFile(self._path) as archive, archive.open(_part(archive, self._sheet)) as part:
            while block := part.read(_BLOCK):
                if _ERROR_CELL.search(rest + block):
                    return True
                rest = block[-16:]
        return False

    def _ensure(self) -> None:
        if self._read:
            return
        self._read = True
        with zipfile.ZipFile(self._path) as archive:
            self._looks = looks(archive)
            parser = expat.ParserCreate(namespace_separator="}")
            parser.StartElementHandler = self._start
            parser.EndElementHandler = self._end
            parser.CharacterDataHandler = self._characters
            with archive.open(_part(archive, self._sheet)) as part:
                while block := part.read(_BLOCK):
                    parser.Parse(block, False)
            parser.Parse(b"", True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._column = -1
        elif name == "v" and self._in_error:
            self._text = []

    def _cell(self, attributes: dict[str, str]) -> None:
        found = _REFERENCE.match(attributes.get("r", ""))
        if found:
            self._column, self._row = _column_number(found[1]), int(found[2])
        else:
            self._column += 1
        if self._column not in self._marks:
            return
        kind = attributes.get("t", "n")
        if kind == "e":
            self._in_error, self._marked, self._text = True, (self._row, self._column), []
            return
        style = int(attributes.get("s", "0"))
        if kind in ("n", "d") and style < len(self._looks):
            code = _CODES.get(self._looks[style])
            if code:
                self._set(self._row, self._column, code)

    def _characters(self, text: str) -> None:
        if self._in_error:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        if self._in_error and tag.rpartition("}")[2] == "c":
            self._in_error = False
            name = "".join(self._text).strip() or "#ERROR"
            if name not in self._errors and len(self._errors) < 200:
                self._errors.append(name)
            code = self._errors.index(name) if name in self._errors else 0
            self._set(*self._marked, _FIRST_ERROR + code)

    def _set(self, row: int, column: int, code: int) -> None:
        marks = self._marks[column]
        if row >= len(marks):
            marks.extend(bytes(row + 1 - len(marks)))
        marks[row] = code


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _part(archive: zipfile.ZipFile, sheet: int) -> str:
    """The archive's name of the sheet at a place in the workbook."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    sheets = [element for element in book.iter() if element.tag.rpartition("}")[2] == "sheet"]
    wanted = next(value for key, value in sheets[sheet].attrib.items() if key.rpartition("}")[2] == "id" and "}" in key)
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(element.get("Target", "") for element in relations if element.get("Id") == wanted)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
