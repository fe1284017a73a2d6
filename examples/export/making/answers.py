"""What a verification of the demo export must find."""

import json
from collections import Counter

from .law import judge, state_of
from .words import AUGUST_FILE, CURRENCY, JULY_FILE, REMAINDER, ROUNDING, TERMS_FILE


def answers(business):
    places, codes, causes, states, planted = Counter(), Counter(), Counter(), Counter(), []
    totals = {"agency": [0, 0], "creator": [0, 0]}

    def expect(file, row, code, party=None, commission=None, cause=None, expected=None, reported=None):
        known = code in ("F001", "F002", "F009")
        planted.append(
            {
                "file": file,
                "line": row["line"],
                "code": code,
                "party": party,
                "commission": commission,
                "cause": cause,
                "expected_minor": expected if known else None,
                "reported_minor": reported if known else None,
            }
        )
        codes[code] += 1
        if cause:
            causes[cause] += 1

    for file, rows in ((JULY_FILE, business.july), (AUGUST_FILE, business.august)):
        for row in rows:
            findings, compared = ([], []) if row["unreadable"] is not None else judge(row, business.by_product)
            if row["unreadable"] is not None or (
                row["place"] == "verified" and findings[:1] and findings[0][0] == "F011"
            ):
                places["unreadable"] += 1
                expect(file, row, "F011")
                continue
            places[row["place"]] += 1
            if row["place"] == "repeated":
                expect(file, row, "F004")
            elif row["place"] == "verified":
                states[state_of(row)] += 1
                for finding in findings:
                    expect(file, row, *finding)
                for party, want, got in compared:
                    totals[party][0] += want
                    totals[party][1] += got
    for term in business.terms:
        if term["unreadable"]:
            expect(TERMS_FILE, term, "F011")
    order = [JULY_FILE, AUGUST_FILE, TERMS_FILE]
    planted.sort(
        key=lambda p: (order.index(p["file"]), p["line"], p["code"], p["party"] or "", p["commission"] != "standard")
    )
    summary = {"rows_read": len(business.july) + len(business.august), "rows_verified": places["verified"]}
    summary |= {f"rows_{state}": states[state] for state in ("settled", "estimated", "void")}
    summary |= {"rows_adjustments": places["adjustment"]}
    others = ("out_of_scope", "unreadable", "repeated", "overlapping", "superseded")
    summary |= {f"rows_{place}": places[place] for place in others}
    summary |= {
        "findings": len(planted),
        "by_code": dict(sorted(codes.items())),
        "by_cause": dict(sorted(causes.items())),
    }
    summary["totals"] = [
        {
            "currency": CURRENCY,
            "party": party,
            "expected_minor": want,
            "reported_minor": got,
            "difference_minor": got - want,
        }
        for party, (want, got) in totals.items()
    ]
    return {
        "policy": {"rounding": ROUNDING, "remainder": REMAINDER, "chosen_by": "auto"},
        "summary": summary,
        "planted": planted,
    }


def answers_text(result):
    """JSON with one planted error on each line."""
    planted = ",\n".join("  " + json.dumps(entry) for entry in result["planted"])
    head = json.dumps({"policy": result["policy"], "summary": result["summary"]}, indent=1)
    return head.removesuffix("\n}") + f',\n "planted": [\n{planted}\n ]\n}}\n'
