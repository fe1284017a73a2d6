"""The bulk split against what else one would use from Python, in interleaved rounds of one process.

    run.py FILE [--library FILE] [--quick]      writes the measured ratios as JSON

The library is the C one, in which the kernel is called beside the Python module.

Before anything is timed, every result is compared with exact fractions; rows that a peer gets wrong are counted and
said beside its time. Processor time counts, of all threads, and every peer is asked to use one. All do the same job, bad
rows found, unless it is said. Each is run once before it is timed, so that none pays for what another left in the caches.
"""

from __future__ import annotations

import ctypes
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

for name in ("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "NUMBA_NUM_THREADS", "TOKIO_WORKER_THREADS"):
    os.environ[name] = "1"

import datafusion
import duckdb
import numba
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pac

import partner_campaigns as pc

QUICK = "--quick" in sys.argv
LIBRARY = sys.argv[sys.argv.index("--library") + 1] if "--library" in sys.argv else None
ROUNDS = 1 if QUICK else 15
ROWS = 50_000 if QUICK else 1_000_000
LOOP_ROWS = 5_000

if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

random = np.random.default_rng(7)


def made(rows: int) -> dict[str, np.ndarray]:
    table_total = random.integers(0, 10_001, 100)
    table_creator = (table_total * random.random(100)).astype(np.int64)
    ids = random.integers(0, 100, rows)
    return {
        "base": random.integers(0, 500_000, rows).astype(np.int64),
        "total": table_total[ids].astype(np.uint16),
        "creator": table_creator[ids].astype(np.uint16),
        "share": random.integers(0, 10_001, 100)[ids].astype(np.uint16),
    }


def nearest(value: Fraction) -> int:
    return round(value)  # Python rounds fractions half to even, exactly


def exact(data: dict[str, np.ndarray], rows: int) -> list[np.ndarray]:
    parts = []
    for row in range(rows):
        base, total, creator, share = (int(data[name][row]) for name in ("base", "total", "creator", "share"))
        commission = nearest(Fraction(base * creator, 10_000))
        manager = nearest(Fraction(commission * share, 10_000))
        parts.append((nearest(Fraction(base * total, 10_000)) - commission, commission - manager, manager))
    return [np.array(column, dtype=np.int64) for column in zip(*parts, strict=True)]


DATA = made(ROWS)
COLUMNS = {
    "base_minor": DATA["base"],
    "total_rate_bps": DATA["total"],
    "creator_rate_bps": DATA["creator"],
    "manager_share_bps": DATA["share"],
}
OUT = tuple(np.zeros(ROWS, np.int64) for _ in range(3))
REASON = np.zeros(ROWS, np.uint8)


def ours_into() -> tuple[np.ndarray, ...]:
    pc.split_into((*OUT, REASON), **COLUMNS)
    return OUT


def ours_pooled() -> Any:
    return pc.split_columns(**COLUMNS)


@numba.njit(cache=False, error_model="numpy", inline="always")
def rounded(scaled):  # type: ignore[no-untyped-def]
    whole = scaled // np.uint64(10_000)
    rest = scaled - whole * np.uint64(10_000)
    return whole + np.uint64(rest + (whole & np.uint64(1)) > np.uint64(5_000))


@numba.njit(cache=False, error_model="numpy")
def numba_loop(base, total, creator, share, agency, kept, manager):  # type: ignore[no-untyped-def]
    refused = 0
    for row in range(base.size):
        if base[row] < 0 or total[row] > 10_000 or share[row] > 10_000 or creator[row] > total[row]:
            refused += 1
            continue
        amount = np.uint64(base[row])
        whole = rounded(amount * np.uint64(total[row]))
        commission = rounded(amount * np.uint64(creator[row]))
        shared = rounded(commission * np.uint64(share[row]))
        agency[row] = whole - commission
        kept[row] = commission - shared
        manager[row] = shared
    return refused


PEER_OUT = tuple(np.zeros(ROWS, np.int64) for _ in range(3))
PEER_BAD = np.zeros(ROWS, np.bool_)


def numba_reused() -> tuple[np.ndarray, ...]:
    numba_loop(DATA["base"], DATA["total"], DATA["creator"], DATA["share"], *PEER_OUT)
    return PEER_OUT


def numba_empty() -> tuple[np.ndarray, ...]:
    out = tuple(np.empty(ROWS, np.int64) for _ in range(3))
    numba_loop(DATA["base"], DATA["total"], DATA["creator"], DATA["share"], *out)
    return out


BLOCK = 8_192


def numpy_blocked() -> tuple[np.ndarray, ...]:
    """By blocks that stay in the cache, in doubles: exact here, as the amounts are small."""
    for start in range(0, ROWS, BLOCK):
        part = slice(start, start + BLOCK)
        base = DATA["base"][part].astype(np.float64)
        whole = np.rint(base * DATA["total"][part] / 10_000)
        commission = np.rint(base * DATA["creator"][part] / 10_000)
        shared = np.rint(commission * DATA["share"][part] / 10_000)
        PEER_OUT[0][part] = whole - commission
        PEER_OUT[1][part] = commission - shared
        PEER_OUT[2][part] = shared
        total, creator, share = DATA["total"][part], DATA["creator"][part], DATA["share"][part]
        PEER_BAD[part] = (base < 0) | (total > 10_000) | (share > 10_000) | (creator > total)
    return (*PEER_OUT, PEER_BAD)


FRAME = pl.DataFrame({name: column.astype(np.int64) for name, column in DATA.items()})
TABLE = pa.table({name: pa.array(column.astype(np.int64)) for name, column in DATA.items()})


POLARS_BAD = (
    (pl.col("base") < 0) | (pl.col("total") > 10_000) | (pl.col("share") > 10_000) | (pl.col("creator") > pl.col("total"))
)
NAMES = ("agency", "kept", "manager", "bad")


def polars_f64() -> Any:
    base = pl.col("base").cast(pl.Float64)
    part = lambda amount, rate: (amount * pl.col(rate) / 10_000).round(mode="half_to_even")  # noqa: E731
    return FRAME.with_columns(whole=part(base, "total"), commission=part(base, "creator")).with_columns(
        shared=part(pl.col("commission"), "share")
    ).select(
        agency=(pl.col("whole") - pl.col("commission")).cast(pl.Int64),
        kept=(pl.col("commission") - pl.col("shared")).cast(pl.Int64),
        manager=pl.col("shared").cast(pl.Int64),
        bad=POLARS_BAD,
    )


def polars_int64() -> Any:
    def part(amount: pl.Expr, rate: str) -> pl.Expr:
        scaled = amount * pl.col(rate)
        whole, rest = scaled // 10_000, scaled % 10_000
        return whole + (rest + whole % 2 > 5_000).cast(pl.Int64)

    return FRAME.with_columns(whole=part(pl.col("base"), "total"), commission=part(pl.col("base"), "creator")).with_columns(
        shared=part(pl.col("commission"), "share")
    ).select(
        agency=pl.col("whole") - pl.col("commission"),
        kept=pl.col("commission") - pl.col("shared"),
        manager="shared",
        bad=POLARS_BAD,
    )


def pandas_int64() -> Any:
    def part(amount: pd.Series, rate: pd.Series) -> pd.Series:
        scaled = amount * rate
        whole = scaled // 10_000
        return whole + (scaled - whole * 10_000 + (whole & 1) > 5_000)

    commission = part(PANDAS["base"], PANDAS["creator"])
    manager = part(commission, PANDAS["share"])
    base, total, creator, share = (PANDAS[name] for name in ("base", "total", "creator", "share"))
    bad = (base < 0) | (total > 10_000) | (share > 10_000) | (creator > total)
    return part(base, total) - commission, commission - manager, manager, bad


PANDAS = pd.DataFrame({name: column.astype(np.int64) for name, column in DATA.items()})


def pyarrow_int64() -> Any:
    def part(amount: Any, rate: Any) -> Any:
        scaled = pac.multiply(amount, rate)
        whole = pac.divide(scaled, 10_000)
        rest = pac.subtract(scaled, pac.multiply(whole, 10_000))
        up = pac.greater(pac.add(rest, pac.bit_wise_and(whole, 1)), 5_000)
        return pac.add(whole, up.cast(pa.int64()))

    commission = part(TABLE["base"], TABLE["creator"])
    manager = part(commission, TABLE["share"])
    base, total, creator, share = (TABLE[name] for name in ("base", "total", "creator", "share"))
    rates = pac.or_(pac.greater(total, 10_000), pac.or_(pac.greater(share, 10_000), pac.greater(creator, total)))
    bad = pac.or_(pac.less(base, 0), rates)
    return pac.subtract(part(base, total), commission), pac.subtract(commission, manager), manager, bad


def sql(part: str, table: str) -> str:
    of = lambda amount, rate: part.replace("AMOUNT", amount).replace("RATE", rate)  # noqa: E731
    return (
        f"select whole - commission as agency, commission - shared as kept, shared as manager, "
        f"base < 0 or total > 10000 or share > 10000 or creator > total as bad "
        f"from (select *, {of('commission', 'share')} as shared "
        f"from (select *, {of('base', 'total')} as whole, {of('base', 'creator')} as commission from {table}))"
    )


INTEGERS = (
    "(AMOUNT * RATE) // 10000 + cast((AMOUNT * RATE) % 10000 + ((AMOUNT * RATE) // 10000) % 2 > 5000 as bigint)"
)
DUCK = duckdb.connect()
DUCK.execute("set threads = 1")
DUCK.register("given", TABLE)
DUCK.execute("create table lines as select * from given")
FUSION = datafusion.SessionContext(datafusion.SessionConfig().with_target_partitions(1))
FUSION.register_record_batches("lines", [TABLE.to_batches()])


def duckdb_bigint() -> Any:
    return DUCK.sql(sql(INTEGERS, "lines")).to_arrow_table()


def duckdb_decimal() -> Any:
    decimals = "cast(round(cast(AMOUNT as decimal(18,0)) * cast(RATE as decimal(5,0)) * 0.0001::decimal(5,4)) as bigint)"
    return DUCK.sql(sql(decimals, "lines")).to_arrow_table()


def fusion_int64() -> Any:
    return pa.Table.from_batches(FUSION.sql(sql(INTEGERS.replace("//", "/"), "lines")).collect())


def as_arrays(result: Any) -> list[np.ndarray]:
    if isinstance(result, pl.DataFrame):
        return [result[name].to_numpy() for name in NAMES]
    if isinstance(result, pa.Table):
        return [result[name].to_numpy() for name in NAMES]
    if isinstance(result, pc.SplitColumns):
        return [pa.array(column).to_numpy() for column in (result.agency_minor, result.creator_minor, result.manager_minor)]
    return [np.asarray(column) for column in result]


def ints(rows: int) -> list[tuple[int, int, int]]:
    def part(amount: int, rate: int) -> int:
        whole, rest = divmod(amount * rate, 10_000)
        return whole + (rest + (whole & 1) > 5_000)

    out = []
    for base, total, creator, share in LISTS[:rows]:
        commission = part(base, creator)
        manager = part(commission, share)
        out.append((part(base, total) - commission, commission - manager, manager))
    return out


def decimals(rows: int) -> list[tuple[Decimal, Decimal, Decimal]]:
    def part(amount: Decimal, rate: Decimal) -> Decimal:
        return (amount * rate).quantize(Decimal(1), ROUND_HALF_EVEN)

    out = []
    for base, total, creator, share in DECIMALS[:rows]:
        commission = part(base, creator)
        manager = part(commission, share)
        out.append((part(base, total) - commission, commission - manager, manager))
    return out


LISTS = list(zip(*(DATA[name][:LOOP_ROWS].tolist() for name in ("base", "total", "creator", "share")), strict=True))
DECIMALS = [(Decimal(b), *(Decimal(rate).scaleb(-4) for rate in rates)) for b, *rates in LISTS]


def seconds(run: Callable[[], Any]) -> float:
    before = time.process_time()
    run()
    return time.process_time() - before


def paired(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> tuple[float, float]:
    """How many times as fast ours is, and the peer's seconds: medians over rounds that alternate."""
    ratios, spent = [], []
    for _ in range(rounds):
        found = []
        for run in (ours, theirs):
            run()
            found.append(seconds(run))
        ratios.append(found[1] / max(found[0], 1e-9))
        spent.append(found[1])
    return statistics.median(ratios), statistics.median(spent)


def main() -> None:
    want = exact(DATA, 20_000 if not QUICK else 5_000)
    assert all(np.array_equal(one[: len(two)], two) for one, two in zip(ours_into(), want, strict=True)), "ours differs"
    first = [column.copy() for column in ours_into()]
    assert all(np.array_equal(*pair) for pair in zip(as_arrays(ours_pooled()), first, strict=True)), "the pooled one differs"
    bars: list[dict[str, Any]] = []

    def bar(name: str, ratio: float | None, demand: float | None, stretch: float | None, note: str) -> None:
        bars.append({"name": name, "ratio": ratio, "demand": demand, "stretch": stretch, "at_most": False, "note": note})
        print(f"{name:<64} {ratio if ratio is None else round(ratio, 2)!s:>9}  demand {demand}  ({note})", flush=True)

    def peer(name: str, ours: Callable[[], Any], theirs: Callable[[], Any], demand: float, stretch: float | None, rounds: int) -> None:
        try:
            got = as_arrays(theirs())
            wrong = int(sum((one != two) for one, two in zip(got[:3], first, strict=True)).astype(bool).sum())
            assert not any(column.any() for column in got[3:]), "no row is bad"
            ratio, spent = paired(ours, theirs, rounds)
        except Exception as error:  # a peer that cannot do it is said, not hidden
            bar(name, None, demand, stretch, f"{type(error).__name__}: {error}"[:160])
            return
        note = "exact here" if wrong == 0 else f"{wrong} of {ROWS} rows are not exact"
        bar(name, ratio, demand, stretch, f"peer {ROWS / spent / 1e6:.1f} M rows/s, {note}")

    rows = f"{ROWS // 1000} K rows" if ROWS < 1_000_000 else f"{ROWS // 1_000_000} M rows"
    peer(f"{rows}, Python reused output / numba (u64 loop, reused output)", ours_into, numba_reused, 2, 3, ROUNDS)
    peer(f"{rows}, Python reused output / numpy blocked", ours_into, numpy_blocked, 5, 6, ROUNDS)
    peer(f"{rows}, Python reused output / polars f64", ours_into, polars_f64, 8, 12, ROUNDS)
    peer(f"{rows}, Python pooled output / numba with np.empty", ours_pooled, numba_empty, 1, 2, ROUNDS)
    peer(f"{rows}, Python reused output / polars Int64", ours_into, polars_int64, 20, None, ROUNDS)
    peer(f"{rows}, Python reused output / pandas", ours_into, pandas_int64, 20, None, ROUNDS)
    peer(f"{rows}, Python reused output / pyarrow", ours_into, pyarrow_int64, 20, None, ROUNDS)
    peer(f"{rows}, Python reused output / DataFusion", ours_into, fusion_int64, 20, None, ROUNDS)
    peer(f"{rows}, Python reused output / DuckDB BIGINT", ours_into, duckdb_bigint, 20, None, ROUNDS)
    peer(f"{rows}, Python reused output / DuckDB DECIMAL (rounds half away from zero)", ours_into, duckdb_decimal, 20, None, ROUNDS)

    small = [column[:LOOP_ROWS] for column in first]
    for name, loop, demand in (("Python Decimal loop", decimals, 400.0), ("Python int loop", ints, None)):
        got = [np.array([int(cell) for cell in column]) for column in zip(*loop(LOOP_ROWS), strict=True)]
        assert all(np.array_equal(*pair) for pair in zip(got, small, strict=True)), f"{name} differs"
        ratio, spent = paired(ours_into, lambda loop=loop: loop(LOOP_ROWS), ROUNDS)
        note = f"peer {LOOP_ROWS / spent / 1e6:.2f} M rows/s, exact, finds no bad rows"
        bar(f"{rows}, Python reused output / {name}", ratio * ROWS / LOOP_ROWS, demand, None, note)
    single(bar)
    kernel(bar)
    versions = {one.__name__: one.__version__ for one in (duckdb, datafusion, numba, np, pd, pl, pa)}
    Path(sys.argv[1]).write_text(json.dumps({"bars": bars, "versions": versions, "python": sys.version.split()[0]}))


def single(bar: Callable[..., None]) -> None:
    """One split at bound terms, over and over. Every contender refuses a negative base, and its three parts are read."""
    base = 19_99
    terms = pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500, manager="other_agency", manager_share_bps=2000)
    split, split_minor = terms.split, terms.split_minor
    rates = (Decimal("0.30"), Decimal("0.15"), Decimal("0.20"))
    unit, amount = Decimal(1), Decimal(base)

    def part(amount: int, rate: int) -> int:
        whole, rest = divmod(amount * rate, 10_000)
        return whole + (rest + (whole & 1) > 5_000)

    def in_ints(base: int) -> tuple[int, int, int]:
        if base < 0:
            raise ValueError(base)
        commission = part(base, 1500)
        manager = part(commission, 2000)
        return part(base, 3000) - commission, commission - manager, manager

    def in_decimals(base: Decimal) -> tuple[Decimal, Decimal, Decimal]:
        if base < 0:
            raise ValueError(base)
        commission = (base * rates[1]).quantize(unit, ROUND_HALF_EVEN)
        manager = (commission * rates[2]).quantize(unit, ROUND_HALF_EVEN)
        return (base * rates[0]).quantize(unit, ROUND_HALF_EVEN) - commission, commission - manager, manager

    one = split(base)
    numbers = (one.agency_minor, one.creator_minor, one.manager_minor)
    assert numbers == split_minor(base) == in_ints(base) == in_decimals(amount)
    times = range(200 if QUICK else 20_000)

    def ours() -> None:
        for _ in times:
            _agency, _creator, _manager = split_minor(base)

    def ours_object() -> None:
        for _ in times:
            one = split(base)
            _agency, _creator, _manager = one.agency_minor, one.creator_minor, one.manager_minor

    def ints() -> None:
        for _ in times:
            _agency, _creator, _manager = in_ints(base)

    def decimals() -> None:
        for _ in times:
            _agency, _creator, _manager = in_decimals(amount)

    for name, theirs, demand, stretch in (("ints", ints, 4, 6), ("Decimal", decimals, 8, 12)):
        ratio, spent = paired(ours, theirs, 3 * ROUNDS)
        each = spent / len(times) * 1e9
        note = f"split_minor; ours {each / ratio:.0f} ns, peer {each:.0f} ns"
        bar(f"one split from Python (bound terms) / Python {name}", ratio, demand, stretch, note)
        ratio, spent = paired(ours_object, theirs, ROUNDS)
        note = "split, three attributes read; no demand"
        bar(f"one split from Python as a Split / Python {name}", ratio, None, None, note)


class Column(ctypes.Structure):
    """pc_i64_column and its like."""

    _fields_ = (("data", ctypes.c_void_p), ("length", ctypes.c_size_t))

    @classmethod
    def of(cls, array: np.ndarray) -> Column:
        return cls(array.ctypes.data, array.size)


class Input(ctypes.Structure):
    """pc_split_columns_input."""

    _fields_ = (
        ("size", ctypes.c_size_t),
        ("policy", ctypes.c_uint32 * 3),
        *((name, Column) for name in ("base", "total", "creator", "share", "tax")),
        ("terms", ctypes.c_void_p),
        *((name, Column) for name in ("terms_id", "paid_agency", "paid_creator", "paid_manager")),
        *((name, ctypes.c_uint32) for name in ("threads", "instructions", "streaming")),
    )


class Output(ctypes.Structure):
    """pc_split_columns_output."""

    _fields_ = (("size", ctypes.c_size_t), *((name, Column) for name in ("agency", "creator", "manager", "reason")))


class Sums(ctypes.Structure):
    """pc_split_totals."""

    _fields_ = (("size", ctypes.c_size_t), ("rows", ctypes.c_uint64), ("refused", ctypes.c_uint64), ("sums", ctypes.c_uint64 * 6))


def aligned(array: np.ndarray) -> np.ndarray:
    """A copy that begins a line of 64 bytes."""
    store = np.zeros(array.nbytes + 64, np.uint8)
    start = -store.ctypes.data % 64
    copy = store[start : start + array.nbytes].view(array.dtype)
    copy[:] = array
    return copy


def kernel(bar: Callable[..., None]) -> None:
    """Python's call and the kernel on the same columns in this process: the kernel through the C library, which is the same
    code with next to nothing before it. Columns begin a line; NumPy's arrays as they come are said beside."""
    name = "1 M rows, Python batch with reused output / Rust kernel"
    if LIBRARY is None:
        bar(name, None, 0.85, 0.95, "not measured: say where the C library is (--library FILE)")
        return
    library = ctypes.CDLL(LIBRARY)
    columns = [aligned(DATA[name]) for name in ("base", "total", "creator", "share")]
    outs = [aligned(column) for column in (*OUT, REASON)]
    given, written, sums = Input(), Output(), Sums()
    given.size, written.size, sums.size = (ctypes.sizeof(one) for one in (given, written, sums))
    given.base, given.total, given.creator, given.share = map(Column.of, columns)
    written.agency, written.creator, written.manager, written.reason = map(Column.of, outs)
    arguments = (ctypes.byref(given), ctypes.byref(written), ctypes.byref(sums), None)

    def in_c() -> None:
        assert library.pc_split_columns(*arguments) == 0

    for column in outs:
        column[:] = 7
    in_c()
    ours_into()
    assert all(np.array_equal(*pair) for pair in zip(outs, (*OUT, REASON), strict=True)), "the C library differs"
    keys = ("base_minor", "total_rate_bps", "creator_rate_bps", "manager_share_bps")
    same = dict(zip(keys, columns, strict=True))

    def ours_same() -> None:
        pc.split_into(tuple(outs), **same)

    times = 1 if QUICK else 4
    ratios, plain, ours, calls = [], [], [], []
    few = {key: column[:1] for key, column in COLUMNS.items()}
    out = tuple(column[:1] for column in (*OUT, REASON))
    for _ in range(2 * ROUNDS):
        found = []
        for run in (in_c, ours_same, ours_into):
            run()  # its own columns in the caches, as far as they fit
            found.append(seconds(lambda run=run: [run() for _ in range(times)]) / times)
        ratios.append(found[0] / max(found[1], 1e-9))
        plain.append(found[0] / max(found[2], 1e-9))
        ours.append(found[1])
        calls.append(seconds(lambda: [pc.split_into(out, **few) for _ in range(100 * times)]) / (100 * times))
    call, run = statistics.median(calls), statistics.median(ours)
    beside = f"{statistics.median(plain):.2f} where arrays begin anywhere"
    note = f"paired, through the C library on the same columns; {beside}; a call on one row costs {call * 1e6:.1f} us, on {ROWS} rows {run * 1e3:.2f} ms"
    bar(name, statistics.median(ratios), 0.85, 0.95, note)


if __name__ == "__main__":
    main()
