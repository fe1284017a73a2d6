"""Where the command writes: all of it arrives, or the command ends with status 2 and leaves nothing half done."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import secrets
import select
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

__all__ = ["OutputError", "check_standard_streams", "output_file"]


class OutputError(click.ClickException):
    """An output that takes no more: which one, and why."""

    exit_code = 2

    def __init__(self, name: str, error: OSError) -> None:
        super().__init__(f"cannot write {name}: {error.strerror or error}")


@contextlib.contextmanager
def output_file(path: str) -> Iterator[BinaryIO]:
    """A file to write to, or standard output for ``-``.

    A file is written beside its place and moved there when it is whole: whatever happens before, also Ctrl-C, what stood
    there stays. What is no file, as a pipe or a device, is written as it goes.

    Raises:
        OutputError: it cannot be written.
    """
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    try:
        with _in_place(path) if _is_stream(path) else _beside(Path(os.path.realpath(path))) as file:
            yield file
    except OSError as error:
        raise OutputError(f"`{path}`", error) from error


def _is_stream(path: str) -> bool:
    """Whether nothing can be moved into the place: it is no file, or one that this process has open as a standard stream."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode):
        return True
    for standard in (1, 2):
        with contextlib.suppress(OSError):
            if os.path.samestat(found, os.fstat(standard)):
                return True
    return False


@contextlib.contextmanager
def _in_place(path: str) -> Iterator[BinaryIO]:
    with Path(path).open("wb") as file:
        yield file


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[BinaryIO]:
    beside = path.with_name(f".partner-campaigns-{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            with contextlib.suppress(FileNotFoundError):
                os.chmod(beside, stat.S_IMODE(os.stat(path).st_mode))
            yield file
        os.replace(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise


def check_standard_streams() -> None:
    """From now on, what standard output or standard error does not take is an :class:`OutputError`.

    An ``OSError`` would be another's to handle: click and rich take a closed pipe for a reason to end with status 1, which
    says that something was found.
    """
    for name, words in (("stdout", "standard output"), ("stderr", "standard error")):
        stream = getattr(sys, name)
        if stream is None:  # it was closed before the command began
            setattr(sys, name, io.TextIOWrapper(io.BufferedWriter(_Standard(None, words)), "utf-8"))
        elif isinstance(stream, io.TextIOWrapper):
            raw = getattr(stream.buffer, "raw", stream.buffer)
            checked = io.TextIOWrapper(
                io.BufferedWriter(_Standard(raw, words)),
                encoding=stream.encoding,
                errors="backslashreplace",  # what a terminal cannot show is written out
                line_buffering=stream.line_buffering,
                write_through=stream.write_through,
            )
            setattr(sys, name, checked)


class _Standard(io.RawIOBase):
    """A standard stream. Once it has failed it takes everything, so that nobody fails on it again on the way out."""

    def __init__(self, raw: io.RawIOBase | None, name: str) -> None:
        super().__init__()
        self._raw = raw
        self._name = name
        self._failed = False

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return super().fileno() if self._raw is None else self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw is not None and self._raw.isatty()

    def write(self, data: ReadableBuffer, /) -> int:
        if self._failed:
            return memoryview(data).nbytes
        try:
            if self._raw is None:
                raise OSError(errno.EBADF, os.strerror(errno.EBADF))
            while (written := self._raw.write(data)) is None:
                select.select([], [self._raw], [])  # somebody made it one that does not wait
            return written
        except OSError as error:
            self._failed = True
            raise OutputError(self._name, error) from error
