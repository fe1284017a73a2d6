"""Reading a Parquet file that holds one of the public tables: values, not text, and by column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._native import TableFile as NativeTableFile
from .._native import Verification, check_table
from ..errors import PartnerCampaignsError
from .batch import Batch
from .container import reason
from .hashing import file_digest
from .problems import FileProblem
from .table_columns import columns_of, table_header

_ROWS_IN_A_BATCH = 65_536
"""Fewer would pay more often for the dictionaries, which come anew with every batch; more would not stay in the cache."""

_BYTES_OF_A_KEY = 6
"""A text column that takes fewer bytes a row than this is stored as numbers of its distinct texts."""


class TableFile:
    """A Parquet file of order lines or terms under their public names."""

    def __init__(self, path: str, kind: str, arrow: Any, parquet: Any, file: Any) -> None:
        self.header = table_header(path, kind, [str(name) for name in file.schema_arrow.names])
        self.notes: list[str] = []
        self._path = path
        self._kind = kind
        self._arrow = arrow
        self._parquet = parquet
        self._metadata = file.metadata
        self._done = 0
        schema = file.schema_arrow
        file.close()
        try:
            check_table(schema.empty_table(), kind)
        except PartnerCampaignsError as error:
            raise FileProblem(path, str(error)) from None

    def batches(self, size: int) -> Iterator[Batch]:
        """A table holds values, which are pushed as they are."""
        raise TypeError(f"`{self._path}` holds a table of values, which has no batches of text: push it")

    def push(self, verification: Verification, file: int) -> Iterator[None]:
        """Hand over all rows, batch by batch; the first is line 2 unless a column says where rows stand."""
        table = NativeTableFile(self._path, self._kind, file)
        try:
            for batch in self._read():
                table.push(verification, batch)
                self._done += batch.num_rows
                yield
        except PartnerCampaignsError as error:
            raise FileProblem(self._path, str(error)) from None
        except (self._arrow.ArrowException, OSError) as error:
            problem = f"the Parquet file is damaged: {reason(error)}".partition("\n")[0]
            raise FileProblem(self._path, problem) from None

    def progress(self) -> tuple[int, int]:
        """Rows read, rows in all."""
        return (self._done, int(self._metadata.num_rows))

    def digest(self) -> str:
        """The SHA-256 of the file's bytes."""
        try:
            return file_digest(self._path)
        except OSError as error:
            raise FileProblem(self._path, f"the file cannot be read: {reason(error)}") from None

    def _read(self) -> Iterator[Any]:
        with self._parquet.ParquetFile(
            self._path, memory_map=True, pre_buffer=False, read_dictionary=self._numbered()
        ) as file:
            names = list(self.header.positions)
            yield from file.iter_batches(batch_size=_ROWS_IN_A_BATCH, columns=names, use_threads=False)

    def _numbered(self) -> list[str]:
        """The text columns that the file stores as numbers of their distinct texts; they stay numbers."""
        texts = (column.name for column in columns_of(self._kind) if column.holds == "text")
        bytes_of = {name: 0 for name in texts if name in self.header.positions}
        for group in range(self._metadata.num_row_groups):
            row_group = self._metadata.row_group(group)
            for at in range(row_group.num_columns):
                column = row_group.column(at)
                if column.path_in_schema in bytes_of:
                    bytes_of[column.path_in_schema] += column.total_uncompressed_size
        return [name for name, size in bytes_of.items() if size < _BYTES_OF_A_KEY * self._metadata.num_rows]
