"""The physical lines of a text file: decoded, counted and hashed in one pass."""

from __future__ import annotations

import hashlib
import io
from collections import deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO

BLOCK_BYTES = 1 << 20
LINE_BYTES_MAX = 32 << 20
"""No line of a real export comes near this; a longer one is not read into memory."""


class LineTooLong(Exception):
    """A line is longer than any line of an export can be."""


class Lines:
    """Hands out a file's lines (ended by line feeds) and keeps what is needed to say where one stands.

    ``number`` counts the lines handed out; ``held`` are those handed out since it was last cleared, so that they can
    be put back; ``bad`` are the numbers of lines with bytes that are not UTF-8 text (their bytes are carried along as
    lone surrogates). ``last`` is the number of the last line, known once everything is read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = hashlib.sha256()
        self._back: deque[str] = deque()
        self._newlines = 0
        self._ends_open = False
        self.number = 0
        self.bytes_read = 0
        self.held: list[str] = []
        self.bad: set[int] = set()

    def __iter__(self) -> Iterator[str]:
        held = self.held
        back = self._back
        for block in self._decoded():
            for line in block:
                self.number += 1
                held.append(line)
                yield line
                while back:
                    self.number += 1
                    again = back.popleft()
                    held.append(again)
                    yield again

    def put_back(self, count: int) -> None:
        """Take back the last ``count`` of the held lines: they come again."""
        self._back.extendleft(reversed(self.held[-count:]))
        self.number -= count

    def drain(self) -> None:
        """Read the rest for its hash and its number of lines only."""
        while self._block():
            pass

    @property
    def last(self) -> int:
        """The number of the file's last line, once everything is read."""
        return self._newlines + self._ends_open

    def digest(self) -> str:
        """The hash of what was read, in hexadecimal."""
        return self._hash.hexdigest()

    def _block(self) -> bytes:
        block = self._file.read(BLOCK_BYTES)
        if block:
            self._hash.update(block)
            self.bytes_read += len(block)
            self._newlines += block.count(b"\n")
            self._ends_open = not block.endswith(b"\n")
        return block

    def _decoded(self) -> Iterator[Iterable[str]]:
        rest = b""
        while block := self._block():
            cut = block.rfind(b"\n") + 1
            if cut:
                yield self._text(rest + block[:cut])
                rest = block[cut:]
            else:
                rest += block
                if len(rest) > LINE_BYTES_MAX:
                    raise LineTooLong
        if rest:
            yield self._text(rest)

    def _text(self, data: bytes) -> Iterable[str]:
        if b"\0" not in data:
            try:
                return io.StringIO(data.decode(), newline="\n")
            except UnicodeDecodeError:
                pass
        return self._marked(data)

    def _marked(self, data: bytes) -> Iterator[str]:
        for raw in io.BytesIO(data):
            try:
                line = raw.decode()
                bad = "\0" in line
            except UnicodeDecodeError:
                line = raw.decode(errors="surrogateescape")
                bad = True
            if bad:
                self.bad.add(self.number + 1)
            yield line


def bad_bytes(cell: str) -> str | None:
    """What is wrong with a cell's bytes, if anything."""
    found = list(dict.fromkeys(char for char in cell if "\udc80" <= char <= "\udcff"))
    if found:
        shown = " ".join(f"0x{ord(char) - 0xDC00:02x}" for char in found[:4])
        word, verb = ("byte", "is") if len(found) == 1 else ("bytes", "are")
        return f"{word} {shown} {verb} not UTF-8"
    return "byte 0x00 is not text" if "\0" in cell else None
