"""Reported columns against exact fractions: which rows differ or are refused, and every total."""

from __future__ import annotations

import random
from typing import Any

import money_oracle as oracle
import pytest

import partner_campaigns as pc

PARTIES = ("agency_minor", "creator_minor", "manager_minor")
POLICIES = [
    (rounding, remainder, share)
    for rounding in oracle.ROUNDINGS
    for remainder in oracle.REMAINDERS
    for share in oracle.MANAGING_SHARES
]


def line(maker: random.Random, policy: tuple[Any, Any, Any]) -> oracle.SplitInput:
    """An order line: usual, at a bound, or one that is refused."""
    total = maker.choice([0, 1, 2500, 3000, 9999, 10_000, 10_001])
    return {
        "base_minor": maker.choice([maker.randrange(5000), maker.randrange(2**63), -1, 0, 2**39 - 1, 2**63 - 1]),
        "total_rate_bps": total,
        "creator_rate_bps": min(maker.choice([0, 1, 1250, 1500, 10_000]), total + maker.choice([0, 0, 0, 1])),
        "manager": "other_agency",
        "manager_share_bps": maker.choice([0, 0, 2000, 3333, 10_000]),
        "tax_minor": maker.choice([0, 0, 0, 1]),
        "rounding": policy[0],
        "remainder": policy[1],
        "managing_share": policy[2],
    }


def expected(lines: list[oracle.SplitInput], paid: list[list[int]]) -> tuple[list[list[Any]], list[int]]:
    """The rows to be listed, and the totals."""
    listed: list[list[Any]] = []
    sums = [0] * 9
    for row, given in enumerate(lines):
        due = oracle.split(given)
        reported = [column[row] for column in paid]
        if "rules" in due:
            sums[2] += 1
            # A row of columns carries the first rule that it breaks.
            listed.append([row, due["rules"][0], *[None] * 3, *reported, *[None] * 3])
            continue
        parts = [due[party] for party in PARTIES]
        sums[0] += 1
        for place, amount in enumerate([*parts, *reported]):
            sums[3 + place] += amount
        if parts != reported:
            sums[1] += 1
            less = [mine - theirs for mine, theirs in zip(reported, parts, strict=True)]
            fits = [one if oracle.I64_MIN <= one <= oracle.I64_MAX else None for one in less]
            listed.append([row, "F001", *parts, *reported, *fits])
    return listed, sums


def listed_by(found: pc.Differences) -> list[list[Any]]:
    names = [f"{kind}_{party}" for kind in ("expected", "reported", "difference") for party in PARTIES]
    columns = [getattr(found, name).to_list() for name in ("row", "reason", *names)]
    return [list(row) for row in zip(*columns, strict=True)]


def sums_by(totals: pc.CompareTotals) -> list[int]:
    names = [f"{kind}_{party}" for kind in ("expected", "reported") for party in PARTIES]
    return [getattr(totals, name) for name in ("rows", "differing", "refused", *names)]


@pytest.mark.parametrize("policy", POLICIES, ids="-".join)
def test_rows_and_totals(policy: tuple[Any, Any, Any]) -> None:
    maker = random.Random("-".join(policy))
    lines = [line(maker, policy) for _ in range(300)]
    paid: list[list[int]] = [[], [], []]
    for given in lines:
        due = oracle.split(given)
        parts = [0, 0, 0] if "rules" in due else [due[party] for party in PARTIES]
        if maker.random() < 0.2:
            parts[maker.randrange(3)] = maker.choice([oracle.I64_MIN, oracle.I64_MAX, 0, 1, 7])
        for column, part in zip(paid, parts, strict=True):
            column.append(part)
    want_listed, want_sums = expected(lines, paid)
    columns: dict[str, Any] = {
        name: [one[name] for one in lines]
        for name in ("base_minor", "total_rate_bps", "creator_rate_bps", "manager_share_bps", "tax_minor")
    }
    reported = {f"reported_{party}": column for party, column in zip(PARTIES, paid, strict=True)}
    words = pc.Policy(rounding=policy[0], remainder=policy[1], managing_share=policy[2])
    found = pc.compare_columns(**columns, **reported, policy=words, threads=2)
    assert listed_by(found) == want_listed
    assert sums_by(found.totals) == want_sums
    assert want_sums[1] > 10
    assert want_sums[2] > 10
