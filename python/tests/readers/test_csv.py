"""CSV: lines, quotes, bytes, counts."""

from __future__ import annotations

import hashlib
import tracemalloc
from pathlib import Path

import pytest

from partner_campaigns.readers import open_source

from .rows_for_readers import ORDERS, line, oid, order, read, text, write

HEAD = line(list(ORDERS))


def test_plain_file(tmp_path: Path) -> None:
    data = text([list(ORDERS), order(1), order(2)])
    source, batch = read(write(tmp_path, data))
    assert (source.kind, source.container, source.unknown, source.missing) == ("orders", "csv", [], [])
    assert batch.lines == [2, 3]
    assert batch.columns["order_id"] == [oid(1), oid(2)]
    assert batch.columns["base"] == ["Rp65.000"] * 2
    assert len(batch.columns) == 30
    assert source.sha256 == hashlib.sha256(data.encode()).hexdigest()
    assert source.progress() == (len(data), len(data))


def test_bom_crlf_and_trailing_tabs(tmp_path: Path) -> None:
    headers = [name + "\t " for name in ORDERS]
    data = "\ufeff" + text([headers, order(1, Order_ID=oid(1) + "\t"), order(2)], "\r\n")
    source, batch = read(write(tmp_path, data))
    assert source.headers["order_id"] == "Order ID"
    assert batch.lines == [2, 3]
    assert batch.columns["order_id"] == [oid(1) + "\t", oid(2)]


def test_bom_before_a_quoted_header(tmp_path: Path) -> None:
    data = "\ufeff" + ",".join(f'"{name}"' for name in ORDERS) + "\n" + line(order(1))
    assert read(write(tmp_path, data))[1].columns["order_id"] == [oid(1)]


def test_records_over_several_lines_keep_their_numbers(tmp_path: Path) -> None:
    rows = [order(1), order(2, Product_Name="a\nb\n\nc, d"), order(3), order(4, Creator_Username="x\r\ny"), order(5)]
    _, batch = read(write(tmp_path, HEAD + text(rows)))
    assert batch.lines == [2, 3, 7, 8, 10]
    assert batch.columns["creator"][3] == "x\r\ny"


@pytest.mark.parametrize("size", [1, 2, 3, 256, 300, 8192])
def test_batches_of_any_size_give_the_same(tmp_path: Path, size: int) -> None:
    rows = [order(n, Product_Name="two\nlines" if n % 7 == 0 else "one") for n in range(1, 1001)]
    _, batch = read(write(tmp_path, HEAD + text(rows)), size=size)
    assert batch.columns["order_id"] == [oid(n) for n in range(1, 1001)]
    assert batch.lines == [n + 1 + (n - 1) // 7 for n in range(1, 1001)]


def test_blank_and_summary_rows(tmp_path: Path) -> None:
    blank = "," * 45 + "\n"
    summary = line(["Grand Total: ", "--", "", "/"] + ["9"] * 6 + ["N/A"] + [""] * 35)
    data = HEAD + line(order(1)) + "\n" + blank + "\t \n" + summary + "Summary\n" + line(order(2))
    source, batch = read(write(tmp_path, data))
    assert (batch.lines, batch.unreadable) == ([2, 8], [])
    assert source.notes == ["2 summary rows skipped at line 6, 7"]


def test_a_summary_word_with_other_ids_is_a_row(tmp_path: Path) -> None:
    assert read(write(tmp_path, HEAD + line(order(1, Order_ID="Summary"))))[1].lines == [2]


def test_wrong_number_of_cells(tmp_path: Path) -> None:
    short = ",".join(map(str, order(2)[:12])) + "\n"
    long = line([*order(3), "extra"])
    spare = line([*order(4), "", " "])
    _, batch = read(write(tmp_path, HEAD + line(order(1)) + short + long + spare))
    assert batch.lines == [2, 5]
    assert [(bad.line, bad.reason) for bad in batch.unreadable] == [
        (3, "the row has 12 cells, the header has 46"),
        (4, "the row has 47 cells, the header has 46"),
    ]
    assert batch.unreadable[0].cells["order_id"] == oid(2)


def test_latin_1_bytes_spoil_their_row_only(tmp_path: Path) -> None:
    rows = text([order(1), order(2, Product_Name="caf@"), order(3)]).encode().replace(b"caf@", b"caf\xe9")
    _, batch = read(write(tmp_path, HEAD.encode() + rows))
    assert batch.lines == [2, 4]
    (bad,) = batch.unreadable
    assert (bad.line, bad.column, bad.reason) == (3, "Product Name", "byte 0xe9 is not UTF-8")
    assert bad.cells["order_id"] == oid(2)


def test_nul_byte_in_a_record(tmp_path: Path) -> None:
    _, batch = read(write(tmp_path, HEAD + line(order(1)) + line(order(2, Shop_name="a\0b"))))
    assert batch.lines == [2]
    assert (batch.unreadable[0].column, batch.unreadable[0].reason) == ("Shop name", "byte 0x00 is not text")


def test_bad_quoting_spoils_its_record_only(tmp_path: Path) -> None:
    bad = line(order(2)).replace("Blue cup", '"abc"def')
    _, batch = read(write(tmp_path, HEAD + line(order(1)) + bad + line(order(3))))
    assert batch.lines == [2, 4]
    assert batch.unreadable[0].line == 3
    assert "closing quote is followed by other text" in batch.unreadable[0].reason
    assert batch.unreadable[0].cells["order_id"] == oid(2)
    assert batch.unreadable[0].cells["product_id"] == "172800000000000001"


def test_a_stray_quote_does_not_swallow_the_next_good_row(tmp_path: Path) -> None:
    stray = line(order(2)).replace("Blue cup", '"Blue cup')
    good = line(order(3, Product_Name="cup, blue"))
    _, batch = read(write(tmp_path, HEAD + line(order(1)) + stray + line(order(9)) + good + line(order(4))))
    assert batch.lines == [2, 4, 5, 6]
    assert batch.columns["order_id"] == [oid(1), oid(9), oid(3), oid(4)]
    assert [bad.line for bad in batch.unreadable] == [3]
    assert "lines 3 to 5" in batch.unreadable[0].reason


def test_a_broken_record_of_two_lines_is_one_finding(tmp_path: Path) -> None:
    broken = line(order(2)).replace("Blue cup", '"Blue\ncup"s')
    _, batch = read(write(tmp_path, HEAD + line(order(1)) + broken + line(order(3))))
    assert batch.lines == [2, 5]
    assert [bad.line for bad in batch.unreadable] == [3]


def test_a_quote_that_never_closes(tmp_path: Path) -> None:
    stray = line(order(2)).replace("Blue cup", '"Blue cup')
    data = HEAD + line(order(1)) + stray + line(order(3)) + line(order(4)).rstrip("\n")
    source, batch = read(write(tmp_path, data))
    assert batch.lines == [2]
    (bad,) = batch.unreadable
    assert bad.line == 3
    assert "never closes: nothing up to the last line 5 can be read" in bad.reason
    assert bad.cells["order_id"] == oid(2)
    assert source.sha256 == hashlib.sha256(data.encode()).hexdigest()


def test_a_never_closing_quote_needs_bounded_memory(tmp_path: Path) -> None:
    stray = line(order(2)).replace("Blue cup", '"Blue cup')
    data = HEAD + line(order(1)) + stray + line(order(3)) * 200_000
    path = write(tmp_path, data)
    del stray
    tracemalloc.start()
    source, batch = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert batch.lines == [2]
    assert batch.unreadable[0].line == 3
    assert "up to the last line 200003" in batch.unreadable[0].reason
    assert peak < 250 << 20
    assert source.sha256 == hashlib.sha256(data.encode()).hexdigest()
    assert len(data) > 16 << 20


def test_stray_quotes_on_every_line_take_linear_time(tmp_path: Path) -> None:
    nasty = 'a""","\n' * 20_000 + '"x"y\n'
    _, batch = read(write(tmp_path, HEAD + line(order(1)) + nasty + line(order(2))))
    assert batch.lines[0] == 2
    assert batch.unreadable


def test_banner_rows(tmp_path: Path) -> None:
    data = 'Report of July\n\n"made by, someone\nelse"\n' + HEAD + line(order(1))
    source, batch = read(write(tmp_path, data))
    assert batch.lines == [6]
    assert source.notes == ["rows above the header skipped: the header is on line 5"]


def test_no_rows(tmp_path: Path) -> None:
    source, batch = read(write(tmp_path, HEAD.rstrip("\n")))
    assert (batch.lines, batch.unreadable) == ([], [])
    assert len(source.sha256) == 64


def test_the_hash_is_known_only_at_the_end(tmp_path: Path) -> None:
    source = open_source(write(tmp_path, HEAD), "orders")
    with pytest.raises(RuntimeError):
        _ = source.sha256
    list(source.batches())
    with pytest.raises(RuntimeError):
        source.batches()
