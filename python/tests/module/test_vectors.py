"""The shared vectors in ``tests/vectors``, through the Python door."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import partner_campaigns as pc

VECTORS = Path(__file__).resolve().parents[3] / "tests" / "vectors"
SPLIT_KEYS = (
    "agency_minor",
    "creator_minor",
    "creator_commission_minor",
    "manager_minor",
    "total_minor",
    "share_waived",
)
ADJUST_KEYS = ("agency_minor", "creator_minor", "manager_minor")

Case = dict[str, Any]


def line(given: Case) -> Case:
    """The keyword arguments of ``split``; all else that a case gives is passed on as it is."""
    words = ("rounding", "remainder", "managing_share")
    rest = {key: value for key, value in given.items() if key not in words}
    return {**rest, "policy": pc.Policy(**{word: given[word] for word in words})}


def run_split(given: Case) -> Case:
    parts = pc.split(**line(given))
    return {key: getattr(parts, key) for key in SPLIT_KEYS}


def run_adjust(given: Case) -> Case:
    change = pc.adjust(**line(given))
    return {key: getattr(change, key) for key in ADJUST_KEYS}


def run_compare(given: Case) -> Case:
    """The line as so many rows, enough for every way that rows are compared."""
    rows = 40
    share = given["manager_share_bps"] if given["manager"] == "other_agency" else 0
    one: Case = {**given, "manager_share_bps": share, "tax_minor": given["tax_minor"] or 0}
    names = [name for name, value in one.items() if name.endswith(("_minor", "_bps")) and value is not None]
    columns: dict[str, Any] = {name: [one[name]] * rows for name in names}
    found = pc.compare_columns(**columns, policy=line(given)["policy"])
    totals = found.totals
    assert found.row.to_list() == (list(range(rows)) if totals.differing or totals.refused else [])
    if totals.refused:
        return {"rules": sorted(set(found.reason.to_list()))}
    assert set(found.reason.to_list()) <= {"F001"}
    assert totals.reported_creator_minor == rows * given["reported_creator_minor"]
    due = {f"expected_{key}": getattr(totals, f"expected_{key}") // rows for key in ADJUST_KEYS}
    for key, value in due.items():
        assert set(getattr(found, key).to_list()) <= {value}
    return {**due, "differs": totals.differing > 0}


def run_amount(given: Case) -> Case:
    return {"minor": pc.parse_amount(given["text"], given["currency"], given["minor_units"])}


def run_rate(given: Case) -> Case:
    return {"bps": pc.parse_rate(given["text"])}


def found(answer: str, given: Case) -> Case:
    """What a case expects of a check's answer."""
    told = json.loads(answer)
    if "invalid" in told:
        made: Case = {"invalid": [one["path"] for one in told["invalid"]]}
    else:
        made = {"violations": [[one["rule"], one["path"]] for one in told["violations"]]}
        made |= {key: told[key] for key in ("unknown", "not_carried") if key in told}
    if "draft_keys" in given:
        made["draft"] = {key: told["draft"][key] for key in given["draft_keys"]}
    return {**made, "answer": answer} if given.get("whole") else made


def profile(given: Case) -> pc.Profile | str:
    named = given["profile"]
    return named if isinstance(named, str) else pc.Profile.from_json(json.dumps(named))


def run_check(given: Case) -> Case:
    text = given["text"] if "text" in given else json.dumps(given["file"])
    return found(pc.check_json(text, profile=profile(given)), given)


def run_request(given: Case) -> Case:
    beside = {key: given[key] for key in ("market", "time_zone", "at")}
    return found(pc.check_request_json(json.dumps(given["body"]), **beside, profile=profile(given)), given)


def run_campaign(given: Case) -> Case:
    campaign = pc.Campaign(profile(given))
    *before, last = given["commands"]
    for command in before:
        assert "events" in campaign.execute(command), command
    if "query" in last:
        answer = campaign.query_json(last)
        refused = answer.startswith(('{"violations":', '{"invalid":'))
        return found(answer, given) if refused else {"answer": answer}
    answer = campaign.execute_json(last)
    told = json.loads(answer)
    if "events" in told:
        made: Case = {
            "events": len(told["events"]),
            "warnings": [[one["rule"], one["path"]] for one in told["warnings"]],
        }
        return {**made, "answer": answer} if given.get("whole") else made
    return found(answer, given)


def run_query(given: Case) -> Case:
    campaigns = []
    for commands in given["campaigns"]:
        campaigns.append(pc.Campaign(profile(given)))
        for command in commands:
            assert "events" in campaigns[-1].execute(command), command
    asked = {**given["query"]}
    try:
        if given["ask"] == "query":
            told = campaigns[0].query(asked)
        elif given["ask"] == "campaigns_of":
            told = pc.campaigns_of(campaigns, asked.pop("agency"), **asked)
        else:
            told = pc.creator_orders(campaigns, asked.pop("creator"), asked.pop("orders"), **asked)
    except pc.ViolationError as error:
        return {"violations": [[one.rule, one.path] for one in error.violations]}
    except pc.MalformedInputError as error:
        return {"invalid": [one.path for one in error.faults]}
    if "parts" not in given:
        return {"answer": told}
    return {"at": [[path, pointed(told, path)] for path in given["parts"]]}


def pointed(value: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


RUN: dict[str, Callable[[Case], Case]] = {
    "split": run_split,
    "adjust": run_adjust,
    "compare": run_compare,
    "amount": run_amount,
    "rate": run_rate,
    "account": run_check,
    "draft": run_check,
    "check": run_check,
    "request": run_request,
    "campaign": run_campaign,
    "query": run_query,
}


def outcome(kind: str, given: Case) -> Case:
    try:
        return RUN[kind](given)
    except pc.ViolationError as error:
        return {"rules": sorted({violation.rule for violation in error.violations})}


def read(kind: str) -> list[Case]:
    file = json.loads((VECTORS / f"{kind}.json").read_text(encoding="utf-8"))
    assert (file["schema"], file["kind"]) == (1, kind)
    cases: list[Case] = file["cases"]
    return cases


def test_vectors(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = []
    ran = 0
    for kind in RUN:
        for case in read(kind):
            ran += 1
            got = outcome(kind, case["input"])
            if got != case["expect"]:
                wrong.append(f"{kind}/{case['id']}: {got}, expected {case['expect']}")
    with capsys.disabled():
        print(f"\npython: {ran} cases")
    assert not wrong, "\n".join(wrong)


def test_columns_say_the_same_as_one_line() -> None:
    """Every split vector whose manager a bare column can express, row by row through ``split_columns``."""
    for policy, cases in by_policy().items():
        given = [case["input"] for case in cases]
        out = pc.split_columns(
            base_minor=[one["base_minor"] for one in given],
            total_rate_bps=[one["total_rate_bps"] for one in given],
            creator_rate_bps=[one["creator_rate_bps"] for one in given],
            manager_share_bps=[one["manager_share_bps"] if one["manager"] == "other_agency" else 0 for one in given],
            tax_minor=[one["tax_minor"] or 0 for one in given],
            policy=policy,
        )
        for row, case in enumerate(cases):
            got = (out.agency_minor[row], out.creator_minor[row], out.manager_minor[row])
            if "rules" in case["expect"]:
                assert got == (None, None, None), case["id"]
                assert out.reason[row] in case["expect"]["rules"], case["id"]
            else:
                assert got == tuple(case["expect"][key] for key in ADJUST_KEYS), case["id"]
                assert out.reason[row] is None
        split = [case["expect"] for case in cases if "rules" not in case["expect"]]
        assert out.totals.rows == len(split)
        assert out.totals.refused == len(cases) - len(split)
        assert out.totals.total_minor == sum(one["total_minor"] for one in split)


def by_policy() -> dict[pc.Policy, list[Case]]:
    """The split vectors that one bare column can express, by their policy."""
    grouped: dict[pc.Policy, list[Case]] = {}
    for case in read("split"):
        given = case["input"]
        # what a bare column does not carry cannot be refused
        waived = given["manager"] == "campaign_agency" and given["manager_share_bps"] <= 10_000
        if given["manager"] == "other_agency" or given["manager_share_bps"] == 0 or waived:
            grouped.setdefault(line(given)["policy"], []).append(case)
    return grouped
