"""A file is found wrong exactly where the independent model finds it wrong, and reported in the order of the words."""

from __future__ import annotations

import json
import random
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import partner_campaigns as pc

from .model import GUIDE, OPEN_API, judge

TEXT = st.one_of(
    st.sampled_from(
        ["", " ", "Spring", " Spring ", "\u2003", "n" * 49, "n" * 50, "\U0001f600" * 50, "d" * 999, "d" * 1000]
    ),
    st.text(max_size=60),
)
DAY = st.one_of(
    st.sampled_from(["2026-05-01", "2026-05-02", "2026-05-31", "2026-07-31", "2027-04-24", "2027-04-25", "2026-04-01"]),
    st.dates().map(lambda day: day.isoformat().zfill(10)),
)
PERIOD = st.fixed_dictionaries({"first_day": DAY, "last_day": DAY})
CODE = st.one_of(
    st.sampled_from(["A", "a", " A", "B", "", "x" * 64, "x" * 65, "\u00e9", "b c", "\x7f"]), st.text(max_size=4)
)
CODES = st.one_of(
    st.lists(CODE, max_size=6), st.sampled_from([99, 100, 101]).map(lambda count: [f"S{n}" for n in range(count)])
)
ZONE = st.sampled_from(
    [
        "UTC",
        "America/Los_Angeles",
        "Asia/Tokyo",
        "Pacific/Kiritimati",
        "Pacific/Niue",
        "America/Sao_Paulo",
        " Asia/Kathmandu",
    ]
)
AT = st.one_of(
    st.sampled_from(
        ["2026-04-01T00:00:00Z", "2026-08-01T06:59:59.999999Z", "2026-08-01T07:00:00Z", "2026-07-31T15:00:00+00:00"]
    ),
    st.builds(
        lambda day, hour, offset: f"{day}T{hour:02}:30:00{offset}",
        st.dates(min_value=date(2, 1, 1), max_value=date(9998, 1, 1)),
        st.integers(0, 23),
        st.sampled_from(["Z", "+14:00", "-11:30"]),
    ),
)
DRAFT = st.fixed_dictionaries(
    {"time_zone": ZONE},
    optional={
        "market": TEXT,
        "name": TEXT,
        "description": TEXT,
        "registration_period": PERIOD,
        "campaign_period": PERIOD,
        "sellers": st.one_of(st.just("open"), st.fixed_dictionaries({"shop_codes": CODES})),
        "rate_requirement_bps": st.one_of(
            st.sampled_from([-1, 0, 1, 9999, 10000, 10001]), st.integers(-(2**63), 2**64 - 1)
        ),
        "contact": st.dictionaries(st.sampled_from(["email", "phone", "whatsapp", "line", "zalo", "viber"]), TEXT),
    },
)
NUMBER = st.one_of(
    st.sampled_from(["12-3456789", "123456789", " 12-3456789", "12-345678", "1", ""]), st.text(max_size=11)
)
ACCOUNT = st.fixed_dictionaries(
    {
        "agency": st.just("A-1"),
        "name": TEXT,
        "market": st.sampled_from(["US", " US", "ID", "us", ""]),
        "categories": st.lists(st.sampled_from(["content_management", " content_management", "tsp", ""]), max_size=2),
        "tax": st.fixed_dictionaries(
            {"form": TEXT},
            optional={
                "legal_name": TEXT,
                "contact": TEXT,
                "tax_number": NUMBER,
                "documents": st.lists(st.sampled_from(["", " ", "w9.pdf"]), max_size=2),
            },
        ),
        "bank": st.sampled_from(
            [
                {"status": "not_linked"},
                {"status": "linked"},
                {"status": "under_review", "since": "2026-03-31T00:00:00Z"},
            ]
        ),
    }
)
FILE = st.one_of(
    st.fixed_dictionaries({"at": AT, "draft": DRAFT}),
    st.fixed_dictionaries({"at": AT, "account": ACCOUNT}),
    st.fixed_dictionaries({"at": AT, "account": ACCOUNT, "draft": DRAFT}),
)
PROFILES = st.sampled_from([("guide", GUIDE), ("open-api", OPEN_API)])


def pairs(found: pc.CheckResult) -> list[tuple[str, str]]:
    return [(one.rule, one.path) for one in found.violations]


@settings(max_examples=2000, deadline=None)
@given(FILE, PROFILES)
def test_found_exactly_as_by_the_model(file: dict[str, Any], profile: tuple[str, dict[str, Any]]) -> None:
    name, bounds = profile
    found = pairs(pc.check(file, profile=name))
    assert len(found) == len(set(found))
    assert set(found) == judge(file, bounds)


def shuffled(value: Any, order: random.Random) -> Any:
    if not isinstance(value, dict):
        return value
    keys = list(value)
    order.shuffle(keys)
    return {key: shuffled(value[key], order) for key in keys}


@settings(max_examples=300, deadline=None)
@given(FILE, PROFILES, st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_nothing(
    file: dict[str, Any], profile: tuple[str, dict[str, Any]], order: random.Random
) -> None:
    told = pc.check(file, profile=profile[0]).json
    assert pc.check(shuffled(file, order), profile=profile[0]).json == told


ANY = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXT, DAY, AT, ZONE
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXT, inner, max_size=3)),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None)
@given(FILE, ANY, st.randoms(use_true_random=False))
def test_no_value_anywhere_breaks_it(file: dict[str, Any], value: Any, order: random.Random) -> None:
    """Something else in one place: an answer, and one of the two kinds that there are."""
    node: Any = file
    while True:
        key = order.choice(list(node) if isinstance(node, dict) else range(len(node)))
        if not isinstance(node[key], dict | list) or not node[key] or order.random() < 0.3:
            node[key] = value
            break
        node = node[key]
    answer = json.loads(pc.check_json(json.dumps(file)))
    assert set(answer) in ({"invalid"}, {"profile", "violations"})
    assert all(one["path"] == "" or one["path"].startswith("/") for one in answer.get("invalid", []))
