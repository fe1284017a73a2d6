"""Reading Parquet exports through pyarrow, which is imported only for them: a table is read without."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import partial
from typing import Any

from .batch import Batch
from .formats import Format
from .hashing import file_digest
from .header import Header, no_header, resolve, score
from .problems import CellProblem, FileProblem, reason
from .rows import RowRules
from .table_columns import is_table
from .table_file import TableFile, open_parquet_table
from .typed import cell_text
from .typed_rows import Texts
from .undecoded import bad_bytes

_FIRST_LINE = 2


def open_parquet(path: str, format_: Format) -> ParquetFile | TableFile:
    """Find the columns of a Parquet file: its column names are the header, or those of a public table."""
    table = open_parquet_table(path)
    if is_table(path, format_, table.names):
        return TableFile(path, format_.kind, table)
    try:
        arrow = importlib.import_module("pyarrow")
        parquet = importlib.import_module("pyarrow.parquet")
    except ImportError:
        raise FileProblem(path, "Parquet files need pyarrow: pip install 'partner-campaigns[files]'") from None
    try:
        file = parquet.ParquetFile(path)
    except (arrow.ArrowException, OSError) as error:
        raise FileProblem(path, f"the Parquet file is damaged: {_first_line(error)}") from None
    names = [str(name) for name in file.schema_arrow.names]
    if score(format_, names) == 0:
        raise no_header(path, format_, [names], "; a table under the public names has several of them")
    header = resolve(path, format_, 1, names)
    _refuse_types(path, arrow, file.schema_arrow, header, format_)
    return ParquetFile(path, format_, header, arrow, file)


def _refuse_types(path: str, arrow: Any, schema: Any, header: Header, format_: Format) -> None:
    wrong = []
    for field, place in header.positions.items():
        type_ = schema.field(place).type
        if arrow.types.is_dictionary(type_):
            type_ = type_.value_type
        misplaced = arrow.types.is_temporal(type_) and format_.kind_of(field) not in ("time", "text")
        if misplaced or not any(test(type_) for test in _readable(arrow.types)):
            wrong.append(f"`{header.headers[field]}` is of type {type_}")
    if wrong:
        raise FileProblem(path, f"columns of a type that cannot be read: {', '.join(wrong)}")


def _readable(types: Any) -> list[Any]:
    return [
        types.is_string, types.is_large_string, types.is_string_view, types.is_integer, types.is_floating,
        types.is_decimal, types.is_boolean, types.is_date, types.is_timestamp, types.is_null,
    ]  # fmt: skip


class ParquetFile:
    """A Parquet file whose columns are found."""

    def __init__(self, path: str, format_: Format, header: Header, arrow: Any, file: Any) -> None:
        self.header = header
        self.notes = list(header.notes)
        self._path = path
        self._format = format_
        self._arrow = arrow
        self._file = file
        self._done = 0
        self._blank_rows = 0

    def batches(self, size: int) -> Iterator[Batch]:
        """The rows, at most ``size`` at a time; the first data row is line 2."""
        rules = RowRules(self._format)
        names = [self._file.schema_arrow.names[place] for place in self.header.positions.values()]
        batches = self._file.iter_batches(batch_size=size, columns=names)
        while True:
            try:
                arrow_batch = next(batches, None)
            except (self._arrow.ArrowException, OSError) as error:
                raise FileProblem(self._path, f"the Parquet file is damaged: {_first_line(error)}") from None
            if arrow_batch is None:
                break
            batch = self._batch(arrow_batch, rules)
            self._done += arrow_batch.num_rows
            if batch.lines or batch.unreadable:
                yield batch
        self._file.close()
        if self._blank_rows:
            self.notes.append(f"{self._blank_rows} rows with nothing in the columns that are read were skipped")
        self.notes.extend(rules.notes())

    def progress(self) -> tuple[int, int]:
        """Rows read, rows in all."""
        return (self._done, int(self._file.metadata.num_rows))

    def digest(self) -> str:
        """The SHA-256 of the file's bytes."""
        try:
            return file_digest(self._path)
        except OSError as error:
            raise FileProblem(self._path, f"the file cannot be read: {reason(error)}") from None

    def _batch(self, batch: Any, rules: RowRules) -> Batch:
        first = self._done + _FIRST_LINE
        texts = Texts(list(range(first, first + batch.num_rows)), self.header)
        for field, place in self.header.positions.items():
            kind = self._format.kind_of(field)
            array = batch.column(batch.schema.get_field_index(self._file.schema_arrow.names[place]))
            texts.add(field, self._cells(array), partial(_text, kind))

        def blank(row: int) -> bool:
            if not rules.all_blank(cells[row] for cells in texts.columns.values()):
                return False
            self._blank_rows += 1
            return True

        return texts.batch(self._format, rules, blank)

    def _cells(self, array: Any) -> list[object]:
        """The cells of a column as Python values, dates as text already."""
        types, type_ = self._arrow.types, array.type
        if types.is_dictionary(type_):
            array = array.dictionary_decode()
            type_ = array.type
        if types.is_timestamp(type_):
            return self._times(array, type_)
        if types.is_date(type_):
            array = array.cast(self._arrow.date32()).cast(self._arrow.string())
        elif types.is_string_view(type_):
            array = array.cast(self._arrow.large_string())
        elif types.is_null(type_):
            return [""] * len(array)
        try:
            if types.is_string(array.type) or types.is_large_string(array.type):
                array = array.fill_null("")
            return list(array.to_pylist())
        except UnicodeDecodeError:
            binary = self._arrow.large_binary() if types.is_large_string(array.type) else self._arrow.binary()
            return [_Bytes(cell) for cell in array.view(binary).to_pylist()]

    def _times(self, array: Any, type_: Any) -> list[object]:
        """Times as written where they have no zone, else in UTC with its offset."""
        plain = array.cast(self._arrow.timestamp(type_.unit)).cast(self._arrow.string()).to_pylist()
        short = [cell.rstrip("0").rstrip(".") if cell and "." in cell else cell or "" for cell in plain]
        if type_.tz is None:
            return list(short)
        return [cell.replace(" ", "T") + "+00:00" if cell else "" for cell in short]


class _Bytes:
    """The bytes of a text cell in a column that is not all UTF-8."""

    def __init__(self, data: bytes | None) -> None:
        self.data = data or b""


def _text(kind: str, _row: int, value: object) -> str:
    if isinstance(value, _Bytes):
        text = value.data.decode(errors="surrogateescape")
        wrong = bad_bytes(text)
        if wrong:
            raise CellProblem(wrong)
        return text
    return cell_text(value, kind)


def _first_line(error: BaseException) -> str:
    return reason(error).partition("\n")[0]
