"""The shared money vectors are well formed, worked correctly, and what exact fractions give."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import money_oracle as oracle
import pytest

VECTORS: Final = Path(__file__).parents[3] / "tests" / "vectors"
Case = dict[str, Any]


def compared(case: Any) -> Any:
    """What is due of a line of columns, which know no other manager, and whether something else was reported."""
    parts = oracle.split({key: case[key] for key in oracle.SplitInput.__annotations__})
    if "rules" in parts:
        return parts
    due = {f"expected_{key}": parts[key] for key in oracle.Adjustment.__annotations__}
    reported = [case[f"reported_{key}"] or 0 for key in oracle.Adjustment.__annotations__]
    return {**due, "differs": reported != list(due.values())}


ORACLE: Final[dict[str, Callable[[Any], Any]]] = {
    "split": oracle.split,
    "adjust": oracle.adjust,
    "compare": compared,
    "amount": lambda case: oracle.amount(case["text"], case["currency"], case["minor_units"]),
    "rate": lambda case: oracle.rate(case["text"]),
}
INPUT_KEYS: Final = {
    "split": set(oracle.SplitInput.__annotations__),
    "adjust": set(oracle.AdjustInput.__annotations__),
    "compare": {*oracle.SplitInput.__annotations__, *(f"reported_{key}" for key in oracle.Adjustment.__annotations__)},
    "amount": {"text", "currency", "minor_units"},
    "rate": {"text"},
}
EXPECT_KEYS: Final = {
    "split": set(oracle.Parts.__annotations__),
    "adjust": set(oracle.Adjustment.__annotations__),
    "compare": {*(f"expected_{key}" for key in oracle.Adjustment.__annotations__), "differs"},
    "amount": {"minor"},
    "rate": {"bps"},
}
# At least so many cases, and so many of them worked on paper.
LEAST: Final = {"split": (240, 45), "adjust": (40, 10), "compare": (17, 9), "amount": (80, 0), "rate": (40, 0)}


def no_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make a JSON object, refusing a key that stands twice (JSON itself would drop the first)."""
    repeated = [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
    if repeated:
        raise ValueError(f"repeated keys: {repeated}")
    return dict(pairs)


def no_float(text: str) -> float:
    """Vectors hold whole numbers only."""
    raise ValueError(f"not a whole number: {text}")


def load(kind: str) -> dict[str, Any]:
    """Read one vector file strictly."""
    text = (VECTORS / f"{kind}.json").read_bytes().decode("utf-8")
    file: dict[str, Any] = json.loads(
        text, object_pairs_hook=no_repeated_keys, parse_float=no_float, parse_constant=no_float
    )
    return file


FILES: Final = {kind: load(kind) for kind in ORACLE}


def cases(*kinds: str, worked: bool = False) -> list[Any]:
    """All cases of these kinds as pytest parameters."""
    return [
        pytest.param(kind, case, id=f"{kind}:{case['id']}")
        for kind in kinds
        for case in FILES[kind]["cases"]
        if not worked or "working" in case
    ]


@pytest.mark.parametrize("kind", ORACLE)
def test_file_is_well_formed(kind: str) -> None:
    file = FILES[kind]
    assert list(file) == ["schema", "kind", "about", "cases"]
    assert (file["schema"], file["kind"]) == (1, kind)
    ids = Counter(case["id"] for case in file["cases"])
    assert [name for name, times in ids.items() if times > 1] == []
    inputs = Counter(json.dumps(case["input"]) for case in file["cases"] if "working" not in case)
    assert [text for text, times in inputs.items() if times > 1] == []


@pytest.mark.parametrize("kind", ORACLE)
def test_file_has_enough_cases(kind: str) -> None:
    all_of_them, worked = FILES[kind]["cases"], cases(kind, worked=True)
    assert (len(all_of_them) >= LEAST[kind][0], len(worked) >= LEAST[kind][1]) == (True, True)


@pytest.mark.parametrize(("kind", "case"), cases(*ORACLE))
def test_case_is_well_formed(kind: str, case: Case) -> None:
    assert [key for key in case if key != "working"] == ["id", "about", "input", "expect"]
    assert re.fullmatch(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", case["id"])
    assert case["about"].strip() == case["about"] != ""
    assert set(case["input"]) == INPUT_KEYS[kind]
    if "rules" in case["expect"]:
        rules = case["expect"]["rules"]
        assert set(case["expect"]) == {"rules"}
        assert rules
        assert rules == sorted(set(rules))
        assert all(re.fullmatch(r"M\d{3}", rule) for rule in rules)
    else:
        assert set(case["expect"]) == EXPECT_KEYS[kind]
    for side in ("input", "expect"):
        for key, value in case[side].items():
            if key.endswith("_bps"):
                assert 0 <= value <= 65_535
            # A sum of parts that were rounded on their own is the one number that may be larger.
            elif key.endswith("_minor") and value is not None and key != "total_minor":
                assert oracle.I64_MIN <= value <= oracle.I64_MAX


@pytest.mark.parametrize(("kind", "case"), cases(*ORACLE))
def test_oracle_gives_what_the_vector_expects(kind: str, case: Case) -> None:
    found = ORACLE[kind](case["input"])
    assert found == case["expect"]
    assert {key: type(value) for key, value in found.items()} == {
        key: type(value) for key, value in case["expect"].items()
    }


# --- The workings on paper -------------------------------------------------------------------------------------

_N: Final = r"(-?(?<![\d.])(?:\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?)(?![\d%])"
_PRODUCT: Final = re.compile(rf"{_N} x (\d+(?:\.\d+)?)% = {_N}(?: -> {_N})?")
_SUM: Final = re.compile(rf"{_N} ([+-]) {_N} = {_N}")
_RATES: Final = re.compile(r"(\d+(?:\.\d+)?)% - (\d+(?:\.\d+)?)% = (\d+(?:\.\d+)?)%")


def number(text: str) -> Fraction:
    """A number as written on paper, with blanks between thousands."""
    return Fraction(Decimal(text.replace(" ", "")))


@pytest.mark.parametrize(("kind", "case"), cases("split", "adjust", "compare", worked=True))
def test_working_is_right(kind: str, case: Case) -> None:
    """Every product, rounding, sum and difference in the text is true, and the text leads to what is expected."""
    working, rounding = case["working"], case["input"]["rounding"]
    products = list(_PRODUCT.finditer(working))
    assert len(products) == working.count(" x ")
    for amount, percent, exact, rounded in (product.groups() for product in products):
        assert number(amount) * number(percent) / 100 == number(exact), f"{amount} x {percent}%"
        if rounded is not None:
            assert oracle.round_fraction(number(exact), rounding) == number(rounded), f"{exact} -> {rounded}"
        else:
            assert number(exact).denominator == 1, f"{exact} is not rounded"
    sums = list(_SUM.finditer(working))
    rates = list(_RATES.finditer(working))
    assert len(sums) + len(rates) == working.count(" - ") + working.count(" + ")
    for left, sign, right, result in (total.groups() for total in sums):
        assert number(left) + number(right) * (1 if sign == "+" else -1) == number(result), f"{left} {sign} {right}"
    for left, right, result in (rate.groups() for rate in rates):
        assert number(left) - number(right) == number(result), f"{left}% - {right}%"
    reached = {number(text) for text in re.findall(_N, working)}
    if case["input"]["manager"] != "other_agency":
        reached.add(Fraction(0))  # no manager is paid, which need not be written out
    for key, value in case["expect"].items():
        if key.endswith("_minor"):
            assert value in reached, f"{key} is not in the working"


# --- What the files must hold together -------------------------------------------------------------------------


def test_every_policy_meets_ties() -> None:
    policies = Counter(
        (case["input"]["rounding"], case["input"]["remainder"])
        for case in FILES["split"]["cases"]
        if "rules" not in case["expect"]
        and case["input"]["base_minor"] * case["input"]["creator_rate_bps"] % 10_000 == 5_000
    )
    assert len(policies) == len(oracle.ROUNDINGS) * len(oracle.REMAINDERS)
    assert min(policies.values()) >= 3


@pytest.mark.parametrize(
    ("key", "name", "other"),
    [
        (key, name, other)
        for key, names in (
            ("rounding", oracle.ROUNDINGS),
            ("remainder", oracle.REMAINDERS),
            ("managing_share", oracle.MANAGING_SHARES),
            ("manager", oracle.MANAGERS),
        )
        for name in names
        for other in names
        if name != other
    ],
)
def test_no_policy_passes_as_another(key: str, name: str, other: str) -> None:
    """A runner that mistakes one word for another fails on at least three splits."""
    caught = 0
    for case in FILES["split"]["cases"]:
        if case["input"][key] == name:
            mistaken: Any = {**case["input"], key: other}
            caught += oracle.split(mistaken) != case["expect"]
    assert caught >= 3


def test_every_rule_is_raised() -> None:
    raised = {
        (kind, rule)
        for kind, file in FILES.items()
        for case in file["cases"]
        for rule in case["expect"].get("rules", ())
    }
    assert raised == {
        *(("split", rule) for rule in ("M003", "M007", "M008", "M009", "M010")),
        *(("adjust", rule) for rule in ("M003", "M004", "M006", "M007", "M008", "M009", "M010")),
        *(("compare", rule) for rule in ("M003", "M007", "M008", "M009")),
        ("amount", "M006"),
        ("rate", "M007"),
    }


def test_chains_of_refunds_end_where_one_refund_does() -> None:
    chains: dict[str, dict[str, Case]] = {}
    for case in FILES["adjust"]["cases"]:
        if found := re.fullmatch(r"chain-(.+)-(step-\d+|at-once)", case["id"]):
            chains.setdefault(found[1], {})[found[2]] = case
    assert len(chains) >= 5
    for name, chain in chains.items():
        at_once = chain.pop("at-once")
        steps = [chain[step] for step in sorted(chain)]
        assert len(steps) >= 2
        assert steps[-1]["input"]["refunded_minor"] == at_once["input"]["refunded_minor"]
        for party in ("agency", "creator", "manager"):
            paid = at_once["input"][f"paid_{party}_minor"]
            for step in steps:
                assert step["input"][f"paid_{party}_minor"] == paid, f"{name}: {party}"
                paid += step["expect"][f"{party}_minor"]
            assert paid == at_once["input"][f"paid_{party}_minor"] + at_once["expect"][f"{party}_minor"]
