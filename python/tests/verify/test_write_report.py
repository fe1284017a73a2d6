"""`Report.write_json` to files of every kind: all of it arrives, or an error says so."""

import io
import json
import os
import socket
import threading
from datetime import UTC, datetime

import pyarrow as pa
import pytest

import partner_campaigns as pc

ROWS = 2_000


@pytest.fixture(scope="module")
def report():
    terms = pa.table(
        {"campaign_id": ["C1"], "product_id": ["P1"], "total_rate_bps": [3000], "creator_rate_bps": [1500]}
    )
    orders = pa.table({
        "order_id": [str(number) for number in range(ROWS)], "sku_id": ["2"] * ROWS, "product_id": ["P1"] * ROWS,
        "campaign_id": ["C1"] * ROWS, "created_at": [datetime(2026, 7, 16, tzinfo=UTC)] * ROWS,
        "currency": ["USD"] * ROWS, "base_minor": [10000] * ROWS, "agency_rate_bps": [1500] * ROWS,
        "creator_rate_bps": [1500] * ROWS, "status": ["Settled"] * ROWS, "paid_agency_minor": [1500] * ROWS,
        "paid_creator_commission_minor": [1499] * ROWS,
    })  # fmt: skip
    return pc.verify(orders, terms)


@pytest.fixture(scope="module")
def whole(report):
    file = io.BytesIO()
    report.write_json(file)
    text = file.getvalue()
    assert len(json.loads(text)["findings"]) == ROWS
    assert len(text) > 600_000
    return text


class Taking(io.RawIOBase):
    """Takes some bytes of what it is given, each time another number of them."""

    def __init__(self):
        self.taken = bytearray()
        self.calls = 0

    def writable(self):
        return True

    def write(self, data):
        self.calls += 1
        part = bytes(data)[: self.calls * 37 % 4000 + 1]
        self.taken += part
        return len(part)


def test_a_file_that_takes_little_at_a_time_gets_everything(report, whole):
    file = Taking()
    report.write_json(file)
    assert bytes(file.taken) == whole


def test_a_file_without_a_buffer_gets_everything(report, whole, tmp_path):
    with (tmp_path / "report.json").open("wb", buffering=0) as file:
        report.write_json(file)
    assert (tmp_path / "report.json").read_bytes() == whole


def test_a_pipe_gets_everything(report, whole):
    reading, writing = os.pipe()
    got = []

    def read():
        with open(reading, "rb") as pipe:
            got.append(pipe.read())

    reader = threading.Thread(target=read)
    reader.start()
    with open(writing, "wb", buffering=0) as pipe:
        report.write_json(pipe)
    reader.join()
    assert got == [whole]


def test_a_socket_gets_everything(report, whole):
    one, other = socket.socketpair()
    one.settimeout(60)  # so it takes what there is room for
    got = bytearray()

    def read():
        while part := other.recv(1 << 16):
            got.extend(part)

    reader = threading.Thread(target=read)
    reader.start()
    with one.makefile("wb", buffering=0) as file:
        report.write_json(file)
    one.close()
    reader.join()
    other.close()
    assert bytes(got) == whole


def test_a_pipe_that_is_full_and_does_not_wait_is_an_error(report):
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with open(reading, "rb"), open(writing, "wb", buffering=0) as pipe, pytest.raises(BlockingIOError):
        report.write_json(pipe)


def test_an_object_that_says_nothing_takes_all(report, whole):
    class Quiet:
        taken = bytearray()

        def write(self, data):
            self.taken += data

    report.write_json(Quiet())
    assert bytes(Quiet.taken) == whole


@pytest.mark.parametrize("said", ["all", -1, 1 << 20, 2.0])
def test_an_object_that_says_what_cannot_be_is_an_error(report, said):
    class Wrong:
        def write(self, data):
            return said

    with pytest.raises(pc.InvalidTypeError, match=r"write\(\) of the file"):
        report.write_json(Wrong())


def test_an_error_of_the_file_is_the_error_and_nothing_is_written_after_it(report):
    class Failing:
        calls = 0

        def write(self, data):
            Failing.calls += 1
            if self.calls == 2:
                raise OSError(28, "No space left on device")
            return len(data)

    with pytest.raises(OSError, match="No space left"):
        report.write_json(Failing())
    assert Failing.calls == 2

    class Nothing(io.RawIOBase):
        def write(self, data):
            return 0

    with pytest.raises(OSError, match="write"):
        report.write_json(Nothing())
