"""What is scarce: threads, memory, the interpreter, and a process that is forked at the wrong moment."""

from __future__ import annotations

import sys

import pytest

from .processes import run

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits and /proc as Linux has them")

COLUMNS = """
import gc, os, resource, sys, threading, time
from array import array
import partner_campaigns as pc

def columns(rows):
    rates = array("H", [3000]) * rows, array("H", [1500]) * rows
    return dict(base_minor=array("q", [100_00]) * rows, total_rate_bps=rates[0], creator_rate_bps=rates[1])

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()

def limit_memory(more):
    with open("/proc/self/statm") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + more, now + more))
"""


def test_rows_are_split_where_no_thread_can_start() -> None:
    program = """
    given = columns(300_000)
    out = pc.split_columns(**given, threads=8)
    assert (out.totals.rows, out.totals.agency_minor, out.agency_minor[-1]) == (
        300_000, 15_00 * 300_000, 15_00)
    paid = array("q", [15_00]) * 300_000
    wrong = array("q", paid); wrong[0] = wrong[299_999] = 14_99
    found = pc.compare_columns(**given, reported_agency_minor=paid, reported_creator_minor=wrong, threads=8)
    assert found.row.to_list() == [0, 299_999] and found.totals.rows == 300_000
    print(len(os.listdir("/proc/self/task")) if os.path.exists("/proc/self/task") else 1)
    """
    # No system has so much memory for the stack of a thread.
    assert run(COLUMNS + _plain(program), RUST_MIN_STACK=str(1 << 60)) == "1\n"


def test_any_number_of_threads_may_be_asked_for() -> None:
    program = """
    most, stop = [0], threading.Event()
    def watch():
        while not stop.is_set():
            most[0] = max(most[0], len(os.listdir("/proc/self/task")) if os.path.exists("/proc/self/task") else 1)
    watcher = threading.Thread(target=watch); watcher.start()
    for _ in range(3):
        assert pc.split_columns(**columns(3_000_000), threads=10**9).totals.rows == 3_000_000
    stop.set(); watcher.join()
    assert 1 <= most[0] <= 256 + 1, most
    """
    run(COLUMNS + _plain(program))


@linux
def test_what_is_free_is_given_back() -> None:
    program = """
    given = columns(6_000_000)
    small = columns(1_000_000)
    pc.split_columns(**columns(20_000), threads=2)
    pc.release_memory()
    before = resident()
    outs = [pc.split_columns(**given), pc.split_columns(**small), pc.split_columns(**small), pc.split_columns(**small)]
    held = resident() - before
    del outs
    gc.collect()
    kept = resident() - before
    again = pc.split_columns(**small)
    del again
    pc.release_memory()
    left = resident() - before
    print(held, kept, left)
    """
    held, kept, left = map(int, run(COLUMNS + _plain(program)).split())
    assert held > 200 << 20
    assert 8 << 20 < kept <= (64 << 20) + (8 << 20), "as much is kept as the next results need, and not more"
    assert left < 8 << 20


@linux
@pytest.mark.parametrize(
    "call",
    [
        "pc.split_columns(**given)",
        "pc.split_columns(**{**given, 'base_minor': i})",
        "pc.split_columns(**{**given, 'base_minor': range(10**10)})",
        "pc.compare_columns(**given, reported_agency_minor=given['base_minor'], reported_creator_minor=given['base_minor'])",
        "pc.compare_columns(**given, reported_agency_minor=i, reported_creator_minor=given['base_minor'], threads=4)",
        "out.agency_minor.to_list()",
    ],
)
def test_no_memory_is_an_error(call: str) -> None:
    program = f"""
    ROWS = 3_000_000
    given = columns(ROWS)
    i = array("i", [100_00]) * ROWS
    out = pc.split_columns(**given) if "out." in {call!r} else None
    limit_memory(60 << 20)
    try:
        {call}
    except MemoryError as error:
        print("MemoryError")
    """
    assert run(COLUMNS + _plain(program)) == "MemoryError\n"


@linux
def test_a_child_forked_while_another_thread_splits_goes_on() -> None:
    program = """
    given = columns(20_000)
    stop = threading.Event()
    def split():
        while not stop.is_set():
            pc.split_columns(**given)
    workers = [threading.Thread(target=split) for _ in range(3)]
    for worker in workers: worker.start()
    for _ in range(300):
        child = os.fork()
        if child == 0:
            for _ in range(4):
                out = pc.split_columns(**given)
            pc.release_memory()
            os._exit(0 if out.totals.rows == 20_000 else 1)
        until = time.monotonic() + 20
        while (done := os.waitpid(child, os.WNOHANG)) == (0, 0):
            if time.monotonic() > until:
                os.kill(child, 9); os.waitpid(child, 0)
                os._exit(7)
            time.sleep(0.0005)
        assert done[1] == 0, done
    stop.set()
    for worker in workers: worker.join()
    print("done")
    """
    assert run(COLUMNS + _plain(program)) == "done\n"


def test_others_run_while_a_table_is_verified() -> None:
    program = """
    import pyarrow as pa
    from datetime import datetime, timezone
    rows = 60_000
    terms = pa.table({"campaign_id": ["C1"] * rows, "product_id": [f"P{n}" for n in range(rows)],
                      "total_rate_bps": [3000] * rows, "creator_rate_bps": [1500] * rows})
    orders = pa.table({"order_id": [str(n) for n in range(rows)], "sku_id": ["2"] * rows,
        "product_id": [f"P{n}" for n in range(rows)], "campaign_id": ["C1"] * rows,
        "created_at": [datetime(2026, 7, 16, tzinfo=timezone.utc)] * rows, "currency": ["USD"] * rows,
        "base_minor": [10000] * rows, "agency_rate_bps": [1500] * rows, "creator_rate_bps": [1500] * rows,
        "status": ["Settled"] * rows, "paid_agency_minor": [1500] * rows,
        "paid_creator_commission_minor": [1499] * rows})
    from partner_campaigns._native import Verification
    # Who holds the interpreter for good: then nobody else gets it while a call of ours runs, unless that gives it away.
    sys.setswitchinterval(1000)
    turns, stop, ready = [0], threading.Event(), threading.Event()
    def turn():
        while not stop.is_set():
            turns[0] += 1
            ready.set()
            time.sleep(0.0002)
    other = threading.Thread(target=turn); other.start(); ready.wait()
    verification = Verification()
    got = {}
    for name, call in {
        "orders": lambda: verification.push_order_table(orders, "orders"),
        "terms": lambda: verification.push_terms_table(terms, "terms"),
        "finish": lambda: verification.finish(),
    }.items():
        before = turns[0]
        found = call()
        got[name] = turns[0] - before
    stop.set(); other.join()
    assert len(found) == rows
    assert all(count >= 2 for count in got.values()), got
    """
    run(COLUMNS + _plain(program))


def _plain(program: str) -> str:
    from textwrap import dedent

    return dedent(program)
