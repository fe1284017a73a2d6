"""Opening a file, whatever its container."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from .._native import Verification
from .batch import Batch
from .campaign_file import open_campaign
from .container import detect
from .csv_file import open_csv
from .formats import Format, load_format
from .opened import Opened, Pushing
from .parquet_file import open_parquet
from .table_file import TableFile
from .xlsx_file import open_xlsx

_ROWS_IN_A_BATCH = 1024
"""Small enough that a batch's cells stay in the processor's cache: larger ones take half as long again."""
_OPENERS: dict[str, Callable[[str, Format], Opened]] = {
    "csv": open_csv,
    "xlsx": open_xlsx,
    "parquet": open_parquet,
    "json": open_campaign,
}


class Source:
    """An opened file whose header is found.

    ``headers`` gives each field's header as the file writes it, ``unknown`` the headers nobody knows, ``missing``
    the known columns that are absent and not needed. ``notes`` is for the run's summary and is complete once the
    rows are read. ``states_currency`` says whether each row states its own.
    """

    def __init__(self, path: str, kind: str, container: str, opened: Opened) -> None:
        self.path = path
        self.kind = kind
        self.container = container
        self.headers = opened.header.headers
        self.unknown = opened.header.unknown
        self.missing = opened.header.missing
        self.notes = opened.notes
        self.states_currency = isinstance(opened, TableFile)
        self._opened = opened
        self._started = False
        self._digest: str | None = None

    def batches(self, size: int = 8192) -> Iterator[Batch]:
        """The rows in the order of the file, at most ``size`` in a batch; they can be read once."""
        if size < 1:
            raise ValueError("the size of a batch is at least 1")
        self._start()
        return self._read(size)

    def push(self, verification: Verification, file: int) -> Iterator[None]:
        """Hand all rows to a verification instead; yields now and then, so that progress can be shown."""
        self._start()
        return self._push(verification, file)

    def _start(self) -> None:
        if self._started:
            raise RuntimeError(f"`{self.path}` has been read already, open it again")
        self._started = True

    def _read(self, size: int) -> Iterator[Batch]:
        yield from self._opened.batches(size)
        self._digest = self._opened.digest()

    def _push(self, verification: Verification, file: int) -> Iterator[None]:
        if isinstance(self._opened, Pushing):
            yield from self._opened.push(verification, file)
        else:
            push = verification.push_orders if self.kind == "orders" else verification.push_terms
            for batch in self._opened.batches(_ROWS_IN_A_BATCH):
                push(file, batch.lines, batch.columns, batch.exact)
                for row in batch.unreadable:
                    verification.add_unreadable(file, row.line, row.column, row.reason, row.cells)
                yield
        self._digest = self._opened.digest()

    def progress(self) -> tuple[int, int]:
        """How much of the file is done, and how much there is (bytes or rows)."""
        return self._opened.progress()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file's bytes in hexadecimal, once all batches are read."""
        if self._digest is None:
            raise RuntimeError(f"the hash of `{self.path}` is known once all its rows are read")
        return self._digest


def open_source(path: str, kind: str) -> Source:
    """Open a file as ``orders`` or ``terms``; raises ``FileProblem`` where it cannot be read as that."""
    format_ = load_format(kind)
    path = os.fspath(path)
    container = detect(path)
    return Source(path, kind, container, _OPENERS[container](path, format_))
