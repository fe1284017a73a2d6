"""Which container a file is, by its first bytes and only then by its name."""

from __future__ import annotations

import os
import stat
import zipfile

from .problems import FileProblem

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NAMED = {".xlsx": "XLSX workbook", ".xlsm": "XLSX workbook", ".parquet": "Parquet file"}
_EXPECTED = "expected a CSV, XLSX or Parquet file"
_NOT_READ = {
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "gzip-compressed",
    b"BZh": "bzip2-compressed",
    b"\x28\xb5\x2f\xfd": "zstd-compressed",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"ARROW1": "an Arrow IPC file",
    b"PARE": "an encrypted Parquet file",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def detect(path: str) -> str:
    """``csv``, ``xlsx``, ``parquet`` or ``json``; anything else is a problem of the whole file."""
    try:
        path.encode()
    except UnicodeEncodeError:
        raise FileProblem(path, "its name is not UTF-8 text, which a report could not name: rename it") from None
    head = _head(path)
    if not head.removeprefix(b"\xef\xbb\xbf").strip() and os.stat(path).st_size <= len(head):
        raise FileProblem(path, f"the file is empty, {_EXPECTED}")
    if head.startswith(b"PK"):
        return _zip(path)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(_OLE):
        raise FileProblem(path, f"{_ole(path)}, {_EXPECTED}")
    for magic, what in _NOT_READ.items():
        if head.startswith(magic):
            raise FileProblem(path, f"the file is {what}, {_EXPECTED}")
    if head.startswith(_UTF16):
        raise FileProblem(path, "the file is UTF-16 text, expected UTF-8: save it as `CSV UTF-8`")
    named = _NAMED.get(os.path.splitext(path)[1].lower())
    if named:
        raise FileProblem(
            path, f"the name says {named}, but the file does not begin like one: is it damaged or renamed?"
        )
    return "json" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[") else "csv"


def _head(path: str) -> bytes:
    try:
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            raise FileProblem(path, f"it is a directory, {_EXPECTED}")
        if not stat.S_ISREG(mode):
            raise FileProblem(path, f"it is not a regular file, {_EXPECTED}")
        with open(path, "rb") as file:
            return file.read(64 * 1024)
    except FileNotFoundError:
        raise FileProblem(path, f"there is no such file, {_EXPECTED}") from None
    except PermissionError:
        raise FileProblem(path, "no permission to read the file") from None
    except (OSError, ValueError) as error:
        raise FileProblem(path, f"the file cannot be read: {reason(error)}") from None


def reason(error: BaseException) -> str:
    """A system error's own words, without the path that the message names anyway."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _zip(path: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise FileProblem(path, f"the workbook is damaged ({reason(error)}), {_EXPECTED}") from None
    if "xl/workbook.bin" in names:
        raise FileProblem(path, f"the file is an XLSB workbook, {_EXPECTED}")
    if any(name.replace("\\", "/").startswith("xl/") for name in names):
        return "xlsx"
    raise FileProblem(path, f"the file is a ZIP archive and no workbook, {_EXPECTED}")


def _ole(path: str) -> str:
    marker = "EncryptedPackage".encode("utf-16-le")
    overlap = b""
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            if marker in overlap + block:
                return "the workbook is protected by a password"
            overlap = block[-len(marker) :]
    return "the file is an old XLS workbook (or another OLE document)"
