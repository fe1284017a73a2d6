"""Value classes: frozen, with equality, hash, repr, copy and pickle."""

from __future__ import annotations

import copy
import doctest
import json
import pickle
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import partner_campaigns as pc
from partner_campaigns import _native

VALUES: list[Any] = [
    pc.Policy(),
    pc.Policy(rounding=pc.Rounding.UP, remainder="separate", managing_share="after_tax"),
    pc.Split(agency_minor=1, creator_minor=2, manager_minor=3, share_waived=True),
    pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500, manager="campaign_agency", manager_share_bps=2000),
    pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500, policy=pc.Policy(rounding="up")),
    pc.Adjustment(agency_minor=-1, creator_minor=2, manager_minor=0),
    pc.Profile.guide(),
    pc.Profile(id="acme", policy=pc.Policy(rounding="down"), minor_units={"IDR": 2}),
    pc.explain(base_minor=10_15, total_rate_bps=3000, creator_rate_bps=1500, currency="USD"),
    pc.explain(base_minor=10_15, total_rate_bps=3000, creator_rate_bps=1500, currency="USD").steps[0],
    pc.rule("M001"),
    pc.Violation("M001", "double-dipping", "/x", "text", {"value": 1}),
    pc.Rounding.HALF_UP,
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_copies_are_equal(value: Any) -> None:
    copies = [copy.copy(value), copy.deepcopy(value)]
    copies += [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    for other in copies:
        assert type(other) is type(value)
        assert other == value
        assert hash(other) == hash(value)
        assert repr(other) == repr(value)


@pytest.mark.parametrize("value", VALUES[:-1], ids=lambda value: type(value).__name__)
def test_values_are_frozen(value: Any) -> None:
    name = next(name for name in dir(value) if not name.startswith("_"))
    with pytest.raises((AttributeError, TypeError)):
        setattr(value, name, 1)
    with pytest.raises((AttributeError, TypeError)):
        value.unheard_of = 1


def test_values_differ() -> None:
    assert len(set(VALUES)) == len(VALUES)
    assert pc.Policy() != pc.Policy(rounding="up")
    assert pc.Policy() != "half_even"


@pytest.mark.parametrize("value", [VALUES[index] for index in (0, 1, 2, 3, 4, 5, 6, 7, 10)], ids=repr)
def test_repr_can_be_read(value: Any) -> None:
    assert eval(repr(value), vars(pc).copy()) == value


def test_errors_can_be_pickled() -> None:
    with pytest.raises(pc.ViolationError) as raised:
        pc.split(base_minor=-1, total_rate_bps=3000, creator_rate_bps=1500)
    other = pickle.loads(pickle.dumps(raised.value))
    assert other.violations == raised.value.violations
    assert str(other) == str(raised.value)


def test_enums_are_words() -> None:
    for member in [*pc.Rounding, *pc.RemainderHolder, *pc.ManagingShare, *pc.Manager, *pc.Severity]:
        assert member == member.value == str(member)
    for rounding in pc.Rounding:
        assert pc.Policy(rounding=rounding) == pc.Policy(rounding=rounding.value)
        assert pc.Policy(rounding=rounding).rounding is rounding
    for remainder in pc.RemainderHolder:
        assert pc.Policy(remainder=remainder).remainder is remainder
    for share in pc.ManagingShare:
        assert pc.Policy(managing_share=share).managing_share is share
    for manager in pc.Manager:
        assert (
            pc.SplitTerms(total_rate_bps=1, creator_rate_bps=1, manager=manager, manager_share_bps=0).manager is manager
        )


def test_terms_split_like_the_function() -> None:
    terms = pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500, manager="other_agency", manager_share_bps=2000)
    policy = pc.Policy(rounding="up", managing_share="after_tax")
    expected = pc.split(
        base_minor=19_99,
        total_rate_bps=3000,
        creator_rate_bps=1500,
        manager=pc.Manager.OTHER_AGENCY,
        manager_share_bps=2000,
        tax_minor=7,
        policy=policy,
    )
    assert terms.split(19_99, 7, policy) == terms.split(19_99, tax_minor=7, policy=policy) == expected
    with pytest.raises(pc.ViolationError):
        terms.split(-1)
    with pytest.raises(pc.ViolationError, match="M008"):
        pc.SplitTerms(total_rate_bps=1, creator_rate_bps=2)


def test_terms_hold_a_policy() -> None:
    up, down = pc.Policy(rounding="up"), pc.Policy(rounding="down")
    plain = pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500)
    terms = pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500, policy=up)
    assert plain.policy == pc.Policy()
    assert terms.policy == up
    assert terms != plain
    assert "rounding='up'" in repr(terms)
    want = pc.split(base_minor=10_15, total_rate_bps=3000, creator_rate_bps=1500, policy=up)
    assert want != plain.split(10_15)
    assert terms.split(10_15) == plain.split(10_15, policy=up) == terms.split(10_15, policy=None) == want
    assert terms.split(10_15, policy=down) == plain.split(10_15, policy=down) != want
    columns = pc.split_columns(base_minor=[10_15], terms=terms)
    assert columns.creator_minor.to_list() == [want.creator_minor]
    columns = pc.split_columns(base_minor=[10_15], terms=terms, policy=down)
    assert columns.creator_minor.to_list() == [plain.split(10_15, policy=down).creator_minor]
    with pytest.raises(pc.InvalidTypeError, match="policy is str: pass a Policy"):
        pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500, policy="up")  # type: ignore[arg-type]


class Whole(int):
    """An int of another class."""


class Indexed:
    def __index__(self) -> int:
        return 19_99


@pytest.mark.parametrize("policy", [None, pc.Policy(rounding="up", remainder="separate")])
def test_plain_numbers_are_those_of_the_split(policy: pc.Policy | None) -> None:
    terms = pc.SplitTerms(
        total_rate_bps=3000, creator_rate_bps=1500, manager="other_agency", manager_share_bps=2001, policy=policy
    )
    for base in (0, 1, 19_99, 2**39, 2**63 - 1, Whole(19_99), Indexed()):
        parts = terms.split(base)
        numbers = terms.split_minor(base)
        assert numbers == (parts.agency_minor, parts.creator_minor, parts.manager_minor)
        assert [type(number) for number in numbers] == [int, int, int]


@pytest.mark.parametrize("base", [True, 1.0, Decimal(1), "1", None, -1, 2**63, -(2**63) - 1])
def test_plain_numbers_refuse_what_the_split_refuses(base: Any) -> None:
    terms = pc.SplitTerms(total_rate_bps=3000, creator_rate_bps=1500)
    refused = []
    for call in (terms.split, terms.split_minor):
        with pytest.raises((pc.InvalidTypeError, pc.ViolationError)) as caught:
            call(base)
        refused.append((type(caught.value), str(caught.value)))
    assert refused[0] == refused[1]


def test_split_says_that_the_share_was_waived() -> None:
    parts = pc.split(
        base_minor=100_00, total_rate_bps=3000, creator_rate_bps=1500, manager="campaign_agency", manager_share_bps=2000
    )
    assert (parts.manager_minor, parts.creator_minor, parts.share_waived) == (0, 1500, True)
    assert parts.creator_commission_minor == 1500


def test_total_goes_beyond_64_bits() -> None:
    """Each part rounded up on its own."""
    policy = pc.Policy(rounding="up", remainder="separate")
    parts = pc.split(base_minor=2**63 - 1, total_rate_bps=10_000, creator_rate_bps=5001, policy=policy)
    assert parts.total_minor == 2**63


def test_refunds() -> None:
    assert pc.net_base(100, 30) == 70
    with pytest.raises(pc.ViolationError, match="M004"):
        pc.net_base(100, 101)
    rates: dict[str, Any] = {"total_rate_bps": 3000, "creator_rate_bps": 1500}
    paid: dict[str, Any] = {"paid_agency_minor": 15_00, "paid_creator_minor": 15_00}
    by_refund = pc.adjust(base_minor=100_00, refunded_minor=40_00, **rates, **paid)
    assert by_refund == pc.adjust(base_minor=60_00, **rates, **paid)
    assert (by_refund.agency_minor, by_refund.creator_minor, by_refund.total_minor) == (-600, -600, -1200)


def test_explanation() -> None:
    why = pc.explain(
        base_minor=10_15,
        total_rate_bps=3000,
        creator_rate_bps=1500,
        manager="other_agency",
        manager_share_bps=2000,
        currency="USD",
    )
    assert why.split == pc.split(
        base_minor=10_15, total_rate_bps=3000, creator_rate_bps=1500, manager="other_agency", manager_share_bps=2000
    )
    first = why.steps[0]
    assert (first.result, first.exact, first.amount_minor) == ("total", Decimal("3.045"), 304)
    assert first.rounding is pc.Rounding.HALF_EVEN
    assert why.steps[-1].rounding is None
    assert str(why) == why.text
    assert json.loads(json.dumps(why.to_dict()))["split"]["total_minor"] == 304
    whole = pc.explain(base_minor=1015, total_rate_bps=3000, creator_rate_bps=1500, currency="USD", decimals=0)
    assert "base 1015 USD" in whole.text


def test_money() -> None:
    assert pc.parse_amount("Rp65.000", "IDR") == 65_000
    assert pc.parse_amount("65.00", "IDR", decimals=2) == 65_00
    assert pc.format_amount(-5, "USD") == "-0.05"
    assert pc.format_amount(2**100, "IDR") == str(2**100)
    assert pc.to_minor(20, "USD") == 20_00
    assert pc.to_decimal(-23, "USD") == Decimal("-0.23")
    assert pc.format_rate(pc.parse_rate("7.05%")) == "7.05%"
    for text in ("7.00", "7.001%", "101%"):
        with pytest.raises(pc.ViolationError, match="M007"):
            pc.parse_rate(text)
    for bps in (10_001, -1, 70_000):
        with pytest.raises(pc.ViolationError, match="M007"):
            pc.format_rate(bps)


def test_profile(tmp_path: Path) -> None:
    guide = pc.Profile.guide()
    assert (guide.id, guide.policy, guide.minor_units) == ("guide", pc.Policy(), {})
    assert pc.Profile.built_in("guide") == guide
    assert pc.Profile.from_json(guide.canonical_json) == guide
    assert len(guide.sha256) == 64
    other = guide.with_policy(pc.Policy(rounding="up"))
    assert other.policy.rounding is pc.Rounding.UP
    assert other.sha256 != guide.sha256
    path = tmp_path / "mine.json"
    path.write_text('{"id": "mine", "minor_units": {"IDR": 2}}', encoding="utf-8")
    assert pc.Profile.load(path) == pc.Profile.load(str(path)) == pc.Profile(id="mine", minor_units={"IDR": 2})
    assert pc.Profile.load(path).decimals("IDR") == 2
    with pytest.raises(FileNotFoundError):
        pc.Profile.load(tmp_path / "none.json")
    for text in (
        "",
        "{}",
        '{"id": "a", "x": 1}',
        '{"id": "a", "id": "a"}',
        '{"id": ""}',
        '{"id": "a", "minor_units": {"IDR": 9}}',
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(pc.InvalidInputError, match="mine"):
            pc.Profile.load(path)
    path.write_bytes(b'{"id": "\xe9"}')
    with pytest.raises(pc.InvalidInputError, match="not UTF-8"):
        pc.Profile.load(path)
    bad: list[dict[str, Any]] = [
        {"id": "a b"},
        {"id": "a", "minor_units": {"XXY": 1}},
        {"id": "a", "minor_units": {"IDR": 300}},
    ]
    for one in bad:
        with pytest.raises(pc.InvalidInputError):
            pc.Profile(**one)


def test_rules() -> None:
    codes = [rule.code for rule in pc.rules()]
    assert len(codes) == len(set(codes)) > 20
    assert [rule.to_dict() for rule in pc.rules()] == json.loads(pc.rules_json())
    for rule in pc.rules():
        assert pc.rule(rule.code) == rule
        assert rule.guide is not None or rule.decision is not None
        assert rule.severity in pc.Severity
        assert rule.code in str(rule)


def test_public_names() -> None:
    assert sorted(pc.__all__) == sorted(set(pc.__all__))
    for name in pc.__all__:
        assert hasattr(pc, name)
    assert pc.__version__ == _native.__version__
    assert _native.OPTIMISED, "the tests run on an optimised build"


@pytest.mark.parametrize("name", [name for name in pc.__all__ if name[0] != "_"])
def test_docstrings_are_there_and_run(name: str) -> None:
    value = getattr(pc, name)
    assert value.__doc__
    documented = {name: value.__doc__}
    if isinstance(value, type):
        documented |= {f"{name}.{key}": one.__doc__ for key, one in vars(value).items() if key[0] != "_"}
    runner = doctest.DocTestRunner(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    globs = {"Decimal": Decimal}
    for title, text in documented.items():
        if isinstance(text, str):
            runner.run(doctest.DocTestParser().get_doctest(text, dict(globs), title, None, None))
    assert runner.summarize(verbose=False).failed == 0


def test_package_docstring_runs() -> None:
    test = doctest.DocTestParser().get_doctest(pc.__doc__ or "", {}, "partner_campaigns", None, None)
    assert test.examples
    assert doctest.DocTestRunner().run(test).failed == 0


def test_many_threads() -> None:
    results: list[pc.Split] = []

    def work() -> None:
        for _ in range(200):
            results.append(pc.split(base_minor=19_99, total_rate_bps=3000, creator_rate_bps=1500))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 1600
    assert len(set(results)) == 1
