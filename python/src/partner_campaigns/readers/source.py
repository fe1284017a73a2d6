"""Opening a file, whatever its container."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from os import PathLike

from .._native import Source as NativeSource
from .._native import Verification, container
from .batch import Batch
from .formats import Format, load_format
from .opened import Opened, Pushing
from .parquet_file import open_parquet
from .problems import FileProblem
from .table_file import TableFile
from .xlsx_file import open_xlsx

_ROWS_IN_A_BATCH = 1024
"""Small enough that a batch's cells stay in the processor's cache: larger ones take half as long again."""
_OPENERS: dict[str, Callable[[str, Format], Opened]] = {
    "xlsx": open_xlsx,
    "parquet": open_parquet,
}


class Source:
    """An opened file whose header is found.

    ``headers`` gives each field's header as the file writes it, ``unknown`` the headers nobody knows, ``missing``
    the known columns that are absent and not needed. ``notes`` is for the run's summary and is complete once the
    rows are read. ``states_currency`` says whether each row states its own.
    """

    def __init__(
        self, path: str, kind: str, container: str, opened: Opened, told: dict[str, str | None] | None = None
    ) -> None:
        self.path = path
        self.kind = kind
        self.container = container
        self.headers = opened.header.headers
        self.unknown = opened.header.unknown
        self.missing = opened.header.missing
        self.notes = opened.notes
        self.states_currency = isinstance(opened, TableFile)
        self._opened = opened
        self._told: dict[str, str | None] = told or {}
        self._started = False
        self._pushing: Iterator[bool] | None = None
        self._digest: str | None = None

    def batches(self, size: int = 8192) -> Iterator[Batch]:
        """The rows in the order of the file, at most ``size`` in a batch; they can be read once."""
        if size < 1:
            raise ValueError("the size of a batch is at least 1")
        self._start()
        return self._read(size)

    def push(self, verification: Verification) -> bool:
        """Hand the next rows to a verification, to which the file is announced first; false once all are."""
        if self._pushing is None:
            self._start()
            self._pushing = self._push_all(verification)
        return next(self._pushing, False)

    def _push_all(self, verification: Verification) -> Iterator[bool]:
        file = verification.add_file(self.path, self.kind, self.headers)
        verification.tell(file, **self._told)
        for stands in (False, True):
            yield from self._push(verification, file)
            self._digest = self._opened.digest()
            verification.set_digest(file, self._digest)
            ended = verification.end_file(file)
            if isinstance(ended, str):
                raise FileProblem(self.path, ended)
            if ended or stands:
                break
            self._opened = _OPENERS[self.container](self.path, load_format(self.kind))
        for note in self.notes:
            verification.add_note(file, note)
        if self.unknown:
            verification.add_note(file, f"unknown columns, not read: {', '.join(self.unknown)}")
        if self.missing:
            verification.add_note(file, f"columns that are not there, and not needed: {', '.join(self.missing)}")

    def _start(self) -> None:
        if self._started:
            raise RuntimeError(f"`{self.path}` has been read already, open it again")
        self._started = True

    def _read(self, size: int) -> Iterator[Batch]:
        yield from self._opened.batches(size)
        self._digest = self._opened.digest()

    def _push(self, verification: Verification, file: int) -> Iterator[bool]:
        if isinstance(self._opened, Pushing):
            for _ in self._opened.push(verification, file):
                yield True
        else:
            push = verification.push_orders if self.kind == "orders" else verification.push_terms
            for batch in self._opened.batches(_ROWS_IN_A_BATCH):
                push(file, batch.lines, batch.columns, batch.exact)
                for row in batch.unreadable:
                    verification.add_unreadable(file, row.line, row.column, row.reason, row.cells)
                yield True

    @property
    def progress(self) -> tuple[int, int]:
        """How much of the file is done, and how much there is (bytes or rows)."""
        return self._opened.progress()

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file's bytes in hexadecimal, once all batches are read."""
        if self._digest is None:
            raise RuntimeError(f"the hash of `{self.path}` is known once all its rows are read")
        return self._digest


def open_source(path: str | PathLike[str], kind: str, **told: str | None) -> Source | NativeSource:
    """Open a file as ``orders`` or ``terms``; raises ``FileProblem`` where it cannot be read as that."""
    format_ = load_format(kind)
    name, what = container(path)
    if what in ("csv", "json"):
        return NativeSource(name, kind, **told)
    return Source(name, kind, what, _OPENERS[what](name, format_), told)
