"""Files that are not what they should be."""

from __future__ import annotations

from pathlib import Path

import pytest

from partner_campaigns.readers import FileProblem, open_source

from .rows_for_readers import ORDERS, line, order, text, write

HEAD = line(list(ORDERS))


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.csv", "empty"),
        (b"\xef\xbb\xbf \r\n\n", "a.csv", "empty"),
        (HEAD.encode("utf-16-le"), "a.csv", "NUL"),
        (b"\x00\x01\x02\x03" * 100, "a.csv", "NUL"),
        (b"PK\x03\x04rubbish", "a.csv", "damaged"),
        (b"PAR1rubbish", "a.csv", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "old XLS"),
        (b"%PDF-1.7", "a.csv", "PDF"),
        (b"PARE\x00", "a.parquet", "an encrypted Parquet file"),
        (HEAD.encode(), "a.xlsx", "does not begin like one"),
        (HEAD.encode(), "a.parquet", "does not begin like one"),
        (text([order(1), order(2)]).encode(), "a.csv", "no header row"),
        (b"<html><body>Please log in</body></html>\n", "a.csv", "a web page (HTML)"),
        (HEAD.replace("Carousel", "Carousél").encode("latin-1"), "a.csv", "byte 0xe9"),
    ],
)
def test_bad_files(tmp_path: Path, data: bytes, name: str, says: str) -> None:
    path = write(tmp_path, data, name)
    with pytest.raises(FileProblem) as problem:
        open_source(path, "orders")
    assert says in str(problem.value)
    assert f"`{path}`" in str(problem.value)


def test_directory_missing_and_forbidden(tmp_path: Path) -> None:
    for path, says in (
        (str(tmp_path), "directory"),
        (str(tmp_path / "no"), "no such file"),
        ("a\0b", "cannot be read"),
    ):
        with pytest.raises(FileProblem, match=says):
            open_source(path, "orders")
