"""Reading a Parquet file that holds one of the public tables: values, not text, by column, in the compiled part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .._native import TableFile as NativeTableFile
from .._native import Verification
from ..errors import PartnerCampaignsError
from .batch import Batch
from .hashing import file_digest
from .problems import FileProblem, reason
from .table_columns import table_header


class TableFile:
    """A Parquet file of order lines or terms under their public names."""

    def __init__(self, path: str, kind: str, table: NativeTableFile) -> None:
        self.header = table_header(path, kind, table.names)
        self.notes: list[str] = []
        self._path = path
        self._table = table
        with _problems(path):
            table.check(kind)

    def batches(self, size: int) -> Iterator[Batch]:
        """A table holds values, which are pushed as they are."""
        raise TypeError(f"`{self._path}` holds a table of values, which has no batches of text: push it")

    def push(self, verification: Verification, file: int) -> Iterator[None]:
        """Hand over all rows, yielding now and then; the first is line 2 unless a column says where rows stand."""
        with _problems(self._path):
            while verification.push_table_file(file, self._table):
                yield

    def progress(self) -> tuple[int, int]:
        """Rows read, rows in all."""
        return self._table.progress

    def digest(self) -> str:
        """The SHA-256 of the file's bytes."""
        with _problems(self._path):
            return file_digest(self._path)


def open_parquet_table(path: str) -> NativeTableFile:
    """A Parquet file that may hold a table: its names tell."""
    with _problems(path):
        return NativeTableFile(path)


@contextmanager
def _problems(path: str) -> Iterator[None]:
    try:
        yield
    except PartnerCampaignsError as error:
        raise FileProblem(path, str(error)) from None
    except OSError as error:
        raise FileProblem(path, f"the file cannot be read: {reason(error)}") from None
