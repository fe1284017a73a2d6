"""The shared vectors as lines for C, which has no exact numbers in JSON: one case a line, fields separated by tabs.

    split  ID BASE TOTAL CREATOR MANAGER SHARE TAX ROUNDING REMAINDER MANAGING_SHARE  OUTCOME
    adjust ID (the same) REFUNDED PAID_AGENCY PAID_CREATOR PAID_MANAGER               OUTCOME
    amount ID TEXT CURRENCY MINOR_UNITS                                               OUTCOME
    rate   ID TEXT                                                                    OUTCOME

OUTCOME is `rules` and codes joined by commas, or `ok` and the expected numbers. TEXT is in hexadecimal, with an `x` before
it; a total is its two halves of 64 bits; MINOR_UNITS is `platform` where there is no override.
"""

import json
import sys
from pathlib import Path

LINE = ["base_minor", "total_rate_bps", "creator_rate_bps", "manager", "manager_share_bps", "tax_minor"]
POLICY = ["rounding", "remainder", "managing_share"]
PAID = ["refunded_minor", "paid_agency_minor", "paid_creator_minor", "paid_manager_minor"]
PARTS = ["agency_minor", "creator_minor", "creator_commission_minor", "manager_minor"]


def hexadecimal(text):
    return "x" + text.encode().hex()


def fields(kind, given):
    if kind == "amount":
        units = given["minor_units"]
        return [hexadecimal(given["text"]), given["currency"], "platform" if units is None else units]
    if kind == "rate":
        return [hexadecimal(given["text"])]
    line = [0 if given[key] is None and key == "tax_minor" else given[key] for key in LINE + POLICY]
    return line + [given[key] for key in PAID] if kind == "adjust" else line


def outcome(kind, expect):
    if "rules" in expect:
        return ["rules", ",".join(expect["rules"])]
    if kind == "split":
        high, low = divmod(expect["total_minor"], 1 << 64)
        return ["ok", *(expect[key] for key in PARTS), high, low, int(expect["share_waived"])]
    keys = {"adjust": ["agency_minor", "creator_minor", "manager_minor"], "amount": ["minor"], "rate": ["bps"]}
    return ["ok", *(expect[key] for key in keys[kind])]


def main(folder):
    for kind in ("split", "adjust", "amount", "rate"):
        document = json.loads((folder / f"{kind}.json").read_text(encoding="utf-8"))
        if (document["schema"], document["kind"]) != (1, kind):
            sys.exit(f"{kind}.json: not schema 1 of that kind")
        for case in document["cases"]:
            line = [kind, case["id"], *fields(kind, case["input"]), *outcome(kind, case["expect"])]
            print(*line, sep="\t")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
