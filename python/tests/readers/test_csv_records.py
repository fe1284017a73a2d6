"""CSV records as no program should write them, byte by byte: which are rows, which are none, which cannot be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from partner_campaigns._native import Report, Verification
from partner_campaigns.readers import FileProblem, Source, open_source
from partner_campaigns.readers.formats import load_format

from .rows_for_readers import read, write

HEAD = b"Campaign ID,product name,Product ID,Creator commission rate,Affiliate partner commission rate\n"
OTHER_TEXT = "a closing quote is followed by other text, expected a comma or the end of the line"
RETURN = "a carriage return stands in a cell without quotes"

Row = tuple[int, str, str, str, str]
"""Line, campaign, product, the rate of the creator and of the agency."""


def found(folder: Path, rows: bytes, head: bytes = HEAD, size: int = 8192) -> tuple[list[Row], list[tuple[int, str]]]:
    """The rows, and the lines and reasons of what cannot be read."""
    _, batch = read(write(folder, head + rows), "terms", size)
    fields = ("campaign_id", "product_id", "creator_rate", "agency_rate")
    rows_read = list(zip(batch.lines, *(batch.columns[field] for field in fields), strict=True))
    return rows_read, [(bad.line, bad.reason) for bad in batch.unreadable]


def quote_on(line: int) -> str:
    return f"a closing quote is followed by other text on line {line}, expected a comma or the end of the line"


def again(first: int, last: int) -> str:
    return f"; lines {first} to {last} are one broken record, those after the first are read by themselves"


GOOD = b"7,n,1,2%,3%\n"
ROWS: list[tuple[bytes, list[Row]]] = [
    # Ends of lines.
    (b"7,n,1,2%,3%", [(2, "7", "1", "2%", "3%")]),
    (b"7,n,1,2%,3%\r\n8,n,1,2%,3%\r\n", [(2, "7", "1", "2%", "3%"), (3, "8", "1", "2%", "3%")]),
    (b"7,n,1,2%,3%\r\r\n8,n,1,2%,\r", [(2, "7", "1", "2%", "3%"), (3, "8", "1", "2%", "")]),
    (b'7,n,1,2%,"3%"\r\n8,n,1,2%,"3%"\r', [(2, "7", "1", "2%", "3%"), (3, "8", "1", "2%", "3%")]),
    (b"\n\r\n\r\r\n7,n,1,2%,3%\n\n", [(5, "7", "1", "2%", "3%")]),
    (b"7,n,1,2%,", [(2, "7", "1", "2%", "")]),
    (b'7,n,1,2%,"', []),
    (b'7,n,1,2%,""', [(2, "7", "1", "2%", "")]),
    # Quotes.
    (b'"7","n","1","2%","3%"\n', [(2, "7", "1", "2%", "3%")]),
    (b'7,n,"1""2","""","x, ""y"""\n', [(2, "7", '1"2', '"', 'x, "y"')]),
    (b'7,n,1"2,2"",3%"\n', [(2, "7", '1"2', '2""', '3%"')]),
    (b'"7",n,1"2,2"x,3%"\n', [(2, "7", '1"2', '2"x', '3%"')]),
    (b'7,n, "1",2%,3%\n', [(2, "7", ' "1"', "2%", "3%")]),
    (b'7,"a\nb\r\nc\rd","1\n2",2%,3%\n8,n,1,2%,3%\n', [(2, "7", "1\n2", "2%", "3%"), (6, "8", "1", "2%", "3%")]),
    (b'"7\n",n,"\r\n","\r",","\n8,n,1,2%,3%\n', [(2, "7\n", "\r\n", "\r", ","), (5, "8", "1", "2%", "3%")]),
    # Bytes.
    ("\ufeff7,Tổng,\u00a01,2%,合计\n".encode(), [(2, "\ufeff7", "\u00a01", "2%", "合计")]),
    (b"7;n;1;2%;3%\n", []),
    # What is no row.
    (b",,,,\n-,--,N/A,n/a,/\n\t, ,\xc2\xa0,\xe2\x80\x8b,\x1c\n" + GOOD, [(5, "7", "1", "2%", "3%")]),
    (b'"",,"-"\n,,,,,,,,\n' + GOOD, [(4, "7", "1", "2%", "3%")]),
    ("Total,n,,9%,9%\nTỔNG CỘNG :,n,-\n合计\n".encode() + GOOD, [(5, "7", "1", "2%", "3%")]),
    (b"Total,n,1,2%,3%\n,n,1,2%,3%\nx,,,,\n", [(2, "Total", "1", "2%", "3%"), (3, "", "1", "2%", "3%"), (4, "x", "", "", "")]),
    (b"'7,n,1,2%,3%\n\t7,n,1,2%,3%\n", [(2, "'7", "1", "2%", "3%"), (3, "\t7", "1", "2%", "3%")]),
    # Cells beyond the header that are blank.
    (b'7,n,1,2%,3%,, ,"\t"\n', [(2, "7", "1", "2%", "3%")]),
]  # fmt: skip


@pytest.mark.parametrize("size", [1, 8192])
@pytest.mark.parametrize(("rows", "expected"), ROWS, ids=lambda one: str(one)[:60])
def test_rows(tmp_path: Path, rows: bytes, expected: list[Row], size: int) -> None:
    assert found(tmp_path, rows, size=size)[0] == expected


BROKEN: list[tuple[bytes, list[int], list[tuple[int, str]]]] = [
    # Quotes and carriage returns where none may be: the lines of the rows, and what is said.
    (b'7,"n"x,1,2%,3%\n' + GOOD, [3], [(2, OTHER_TEXT)]),
    (b'7,"n" ,1,2%,3%\n' + GOOD, [3], [(2, OTHER_TEXT)]),
    (b"7,n\rx,1,2%,3%\n" + GOOD, [3], [(2, RETURN)]),
    # The record ends with the line that is broken, whatever is opened on it afterwards.
    (b'7,"n"x,"\n' + GOOD + b'7,n\rx,"\n' + GOOD, [3, 5], [(2, OTHER_TEXT), (4, RETURN)]),
    (b'7,"%s"x,"\n' % (b"n" * 5000) + GOOD, [3], [(2, OTHER_TEXT)]),
    (b"\r" + GOOD + GOOD, [3], [(2, RETURN)]),
    (b'7,"n"\rx\n' + GOOD, [3], [(2, RETURN)]),
    (b'7,"n\n8,n,1,2%,3%\nx"y\n' + GOOD, [3, 5], [
        (2, quote_on(4) + again(2, 4)),
    ]),
    (b'7,"n\n8,n,1,2%,3%\nz"\rx\n' + GOOD, [3, 5], [
        (2, f"{RETURN} on line 4" + again(2, 4)),
    ]),
    # Broken again within what was swallowed: still one record, unless it reaches beyond.
    (b'7,"n\n8,"m\nx"y\n' + GOOD, [5], [
        (2, quote_on(3) + again(2, 3)),
        (3, quote_on(4) + again(3, 4)),
    ]),
    # Wrong counts.
    (b"7\n7,n,1,2%\n7,n,1,2%,3%,x\n7,n,1,2%,3%,,,\xe2\x80\x8b\n", [], [
        (2, "the row has 1 cell, the header has 5"),
        (3, "the row has 4 cells, the header has 5"),
        (4, "the row has 6 cells, the header has 5"),
        (5, "the row has 8 cells, the header has 5"),
    ]),
    (b'7,"n\n' + GOOD + b'"\n' + GOOD, [3], [
        (2, "the row has 2 cells, the header has 5" + again(2, 4)),
        (4, "a quote that is opened here never closes: nothing up to the last line 5 can be read"),
    ]),
    (b'7,"n\n8,n,1,2%,3%\n\xe9"\n' + GOOD, [3, 5], [
        (2, "the row has 2 cells, the header has 5" + again(2, 4)),
        (4, "byte 0xe9 is not UTF-8"),
    ]),
    # Bytes that are no text, in columns that are read and in others.
    (b"7,caf\xe9,1,2%,3%\n7,n,\xff\xfe\xff\xe2\x82\x80\xc0\xc1,2%,3%\n7,n,1,2%,\0\n" + GOOD, [5], [
        (2, "byte 0xe9 is not UTF-8"),
        (3, "bytes 0xff 0xfe 0xc0 0xc1 are not UTF-8"),
        (4, "byte 0x00 is not text"),
    ]),
    (b"7,\xc3,\xa9,2%,3%\n" + GOOD, [3], [(2, "byte 0xc3 is not UTF-8")]),
    (b"7,\xed\xa0\x80,1,2%,3%\n" + GOOD, [3], [(2, "bytes 0xed 0xa0 0x80 are not UTF-8")]),
    (b'7,"n\n\xe9",1,2%,3%\n' + GOOD, [4], [(2, "byte 0xe9 is not UTF-8")]),
    (b"7,\xe9\n" + GOOD, [3], [(2, "byte 0xe9 is not UTF-8")]),
    (b"Total,\xe9,,,\n" + GOOD, [3], [(2, "byte 0xe9 is not UTF-8")]),
    # A row over several lines with blank cells to spare is read as a row, and refused for its bytes.
    (b'7,"n\n\xe9",1,2%,3%,,\n' + GOOD, [4], [(2, "byte 0xe9 is not UTF-8")]),
    # Nothing after it can be read.
    (GOOD + b'7,"n\n' + GOOD, [2], [
        (3, "a quote that is opened here never closes: nothing up to the last line 4 can be read"),
    ]),
    (b'"', [], [(2, "a quote that is opened here never closes: nothing up to the last line 2 can be read")]),
    (b'7,n,"""\n\n', [], [(2, "a quote that is opened here never closes: nothing up to the last line 3 can be read")]),
]  # fmt: skip


@pytest.mark.parametrize("size", [1, 8192])
@pytest.mark.parametrize(("rows", "lines", "expected"), BROKEN, ids=lambda one: str(one)[:60])
def test_what_cannot_be_read(
    tmp_path: Path, rows: bytes, lines: list[int], expected: list[tuple[int, str]], size: int
) -> None:
    read_rows, unreadable = found(tmp_path, rows, size=size)
    assert [row[0] for row in read_rows] == lines
    assert unreadable == expected


def test_what_is_said_of_a_row_that_cannot_be_read(tmp_path: Path) -> None:
    rows = (
        b'7,"n"x,1,2%,3%\n'  # the ids before the quote
        b"7,n,\xe9,2%,3%\n"  # the ids that are text, and the column that is not
        b'"7""8",n,1,\xe9,3%\n'
        b" 7\t,n,1\n"  # what looks like an id, where the columns may be shifted
        b"x,n,1\n"
        b"7,\xe9,1\n"  # nothing, where bytes are bad too
        b"7,n,1,2%,3%,\xe9\n"
    )
    _, batch = read(write(tmp_path, HEAD + rows), "terms")
    assert [(bad.line, bad.column, bad.cells) for bad in batch.unreadable] == [
        (2, None, {"campaign_id": "7"}),
        (3, "Product ID", {"campaign_id": "7"}),
        (4, "Creator commission rate", {"campaign_id": '7"8', "product_id": "1"}),
        (5, None, {"campaign_id": " 7\t", "product_id": "1"}),
        (6, None, {"product_id": "1"}),
        (7, "product name", {}),
        (8, None, {}),
    ]


def test_blank_headers_at_the_end_need_no_cells(tmp_path: Path) -> None:
    head = HEAD.replace(b"\n", b",,\n")
    rows, unreadable = found(tmp_path, GOOD + b"7,n,1,2%\n7,n,1,2%,3%,,,\n", head)
    assert [row[0] for row in rows] == [2, 4]
    assert unreadable == [(3, "the row has 4 cells, the header has 7")]


def test_records_across_the_pieces_in_which_a_file_is_read(tmp_path: Path) -> None:
    # Records of 1021 bytes, a prime number: the border of a piece comes to stand everywhere in them.
    record = b'7,"%s\n""%s\r\n",1,"2%%",3%%\r\n' % (b"x" * 700, "é€😀".encode() * 33)
    record += b"," * (1021 - len(record) - 1) + b"\n"
    assert len(record) == 1021
    rows = record * 3000
    read_rows, unreadable = found(tmp_path, rows)
    assert read_rows == [(2 + 4 * n, "7", "1", "2%", "3%") for n in range(3000)]
    assert unreadable == []


def test_the_longest_cell(tmp_path: Path) -> None:
    longest = 16 << 20
    cell = "é" * (longest - 2) + '""' + "x"
    rows = f'7,n,"{cell}",2%,3%\n8,n,"{cell}y",2%,3%\n'.encode() + GOOD
    read_rows, unreadable = found(tmp_path, rows)
    assert [(line, len(product)) for line, _, product, _, _ in read_rows] == [(2, longest)]
    limit = f"a cell that begins here is longer than {longest} characters, as if its quote never closes"
    assert unreadable == [(3, f"{limit}: nothing up to the last line 4 can be read")]
    plain = b"x" * longest
    rows = b"7,n,%s,2%%,3%%\n8,n,%sy,2%%,3%%" % (plain, plain)
    read_rows, unreadable = found(tmp_path, rows)
    assert [line for line, *_ in read_rows] == [2]
    assert unreadable == [(3, f"{limit}: nothing up to the last line 3 can be read")]
    # What follows its quote does not count: the record is broken, and the reading goes on.
    rows = b'7,"%s"xy\n' % plain + GOOD
    read_rows, unreadable = found(tmp_path, rows)
    assert [line for line, *_ in read_rows] == [3]
    assert unreadable == [(2, OTHER_TEXT)]


def test_the_longest_record(tmp_path: Path) -> None:
    wide = b"7,n,1" + b"," * (40 << 20) + b"x\n"
    assert found(tmp_path, wide + GOOD) == (
        [(3, "7", "1", "2%", "3%")],
        [(2, f"the row has {(40 << 20) + 3} cells, the header has 5")],
    )
    endless = b"7,n,1" + b"," * (70 << 20) + b"\n"
    read_rows, unreadable = found(tmp_path, GOOD + endless + GOOD)
    assert [line for line, *_ in read_rows] == [2]
    reason = "a record longer than any record of an export begins here: nothing up to the last line 4 can be read"
    assert unreadable == [(3, reason)]


def test_a_quote_that_is_opened_on_a_broken_line_swallows_nothing(tmp_path: Path) -> None:
    # More than a record may have follows without another quote: twice as much, as the memory for records doubles.
    rows = b'7,"n"x,"\n' + b"7,%s,1,2%%,3%%\n" % (b"n" * (1 << 20)) * 130
    read_rows, unreadable = found(tmp_path, rows)
    assert [line for line, *_ in read_rows] == list(range(3, 133))
    assert unreadable == [(2, OTHER_TEXT)]


def test_a_verification_gets_what_the_batches_hold(tmp_path: Path) -> None:
    rows = b"".join(rows for rows, _ in ROWS if rows.endswith(b"\n")) + b"".join(rows for rows, _, _ in BROKEN[:9])
    data = HEAD + b"\xe9\n" + rows * 4000
    path = write(tmp_path, data)
    source, batch = read(path, "terms")
    pushed = open_source(path, "terms")
    steps = list(steps_of(pushed, by := Verification(currency="USD")))
    assert (pushed.sha256, pushed.notes) == (source.sha256, source.notes)
    assert pushed.sha256 == hashlib.sha256(data).hexdigest()
    other = Verification(currency="USD")
    file = other.add_file(path, "terms", source.headers)
    other.push_terms(file, batch.lines, batch.columns)
    for bad in batch.unreadable:
        other.add_unreadable(file, bad.line, bad.column, bad.reason, bad.cells)
    first, second = by.finish(), other.finish()
    assert list(every_finding(first)) == list(every_finding(second))
    assert first.summary_json == second.summary_json
    assert len(first) > 4000
    assert len(data) > 2 << 20
    assert steps == sorted(steps)
    assert steps[0] < steps[-1] <= len(data)


def steps_of(source: Source, verification: Verification) -> Iterator[int]:
    """Pushes a file; how far it is after each step."""
    file = verification.add_file(source.path, source.kind, source.headers)
    for _ in source.push(verification, file):
        yield source.progress()[0]


def every_finding(report: Report) -> Iterator[str | None]:
    return (report.finding_json(index) for index in range(len(report)))


def test_a_file_that_goes_away(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + GOOD)
    source = open_source(path, "terms")
    Path(path).unlink()
    with pytest.raises(FileProblem) as problem:
        list(source.batches())
    assert str(problem.value) == f"`{path}`: the file cannot be read: No such file or directory"


@pytest.mark.parametrize("kind", ["orders", "terms"])
def test_no_word_for_nothing_or_a_summary_has_a_digit(kind: str) -> None:
    """So the reader may take a cell with a digit for data without asking."""
    format_ = load_format(kind)
    assert not any(char.isdigit() for word in format_.blanks | format_.summary_words for char in word)
