"""The shared vectors as lines for C, which has no exact numbers in JSON: one case a line, fields separated by tabs.

    split  ID BASE TOTAL CREATOR MANAGER SHARE TAX ROUNDING REMAINDER MANAGING_SHARE  OUTCOME
    adjust ID (the same) REFUNDED PAID_AGENCY PAID_CREATOR PAID_MANAGER               OUTCOME
    compare ID (as split) REPORTED_AGENCY REPORTED_CREATOR REPORTED_MANAGER           OUTCOME
    amount ID TEXT CURRENCY MINOR_UNITS                                               OUTCOME
    rate   ID TEXT                                                                    OUTCOME
    check  ID TEXT PROFILE                                                            FOUND
    request ID TEXT PROFILE MARKET TIME_ZONE AT                                       FOUND
    campaign ID COMMANDS PROFILE                                                      FOUND
    query  ID CAMPAIGNS PROFILE ASK QUERY                                             FOUND

OUTCOME is `rules` and codes joined by commas, or `ok` and the expected numbers. TEXT is in hexadecimal, with an `x` before
it; a total is its two halves of 64 bits; MINOR_UNITS is `platform` where there is no override, REPORTED_MANAGER `none` where there is no column. The other texts of check
and request are in hexadecimal too. FOUND is how many paths of rules or faults the answer has, the texts that stand in it one
after the other (hexadecimal, each with a line end), and the whole answer where a case gives it. The kinds `account` and
`draft` are lines of `check`. COMMANDS are one after the other, each with a line end; FOUND is of the last one's outcome. CAMPAIGNS are such commands, an empty
line behind those of each.
"""

import json
import sys
from pathlib import Path

LINE = ["base_minor", "total_rate_bps", "creator_rate_bps", "manager", "manager_share_bps", "tax_minor"]
POLICY = ["rounding", "remainder", "managing_share"]
PAID = ["refunded_minor", "paid_agency_minor", "paid_creator_minor", "paid_manager_minor"]
REPORTED = ["reported_agency_minor", "reported_creator_minor", "reported_manager_minor"]
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
    more = {"adjust": PAID, "compare": REPORTED}.get(kind, [])
    return line + ["none" if given[key] is None else given[key] for key in more]


def outcome(kind, expect):
    if "rules" in expect:
        return ["rules", ",".join(expect["rules"])]
    if kind == "split":
        high, low = divmod(expect["total_minor"], 1 << 64)
        return ["ok", *(expect[key] for key in PARTS), high, low, int(expect["share_waived"])]
    if kind == "compare":
        due = [expect[key] for key in ("expected_agency_minor", "expected_creator_minor", "expected_manager_minor")]
        return ["ok", *due, int(expect["differs"])]
    keys = {"adjust": ["agency_minor", "creator_minor", "manager_minor"], "amount": ["minor"], "rate": ["bps"]}
    return ["ok", *(expect[key] for key in keys[kind])]


def compact(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def given(case):
    profile = case["input"]["profile"]
    return hexadecimal(profile if isinstance(profile, str) else compact(profile))


def checked(kind, case):
    given_values, expect = case["input"], case["expect"]
    if kind == "request":
        beside = [hexadecimal(given_values[key]) for key in ("market", "time_zone", "at")]
        line = [hexadecimal(json.dumps(given_values["body"])), given(case), *beside]
    else:
        text = given_values["text"] if "text" in given_values else json.dumps(given_values["file"])
        line = [hexadecimal(text), given(case)]
    if "invalid" in expect:
        count = len(expect["invalid"])
        parts = ['{"invalid":[', *('"path":%s}' % compact(path) for path in expect["invalid"])]
    else:
        count = len(expect["violations"])
        parts = [f"{compact(key)}:{compact(value)}" for key, value in sorted(expect.get("draft", {}).items())]
        parts += [f"{compact(key)}:{compact(expect[key])}" for key in ("not_carried", "unknown") if key in expect]
        parts += ['"path":%s,"rule":%s}' % (compact(path), compact(rule)) for rule, path in expect["violations"]]
    return [*line, count, hexadecimal("".join(part + "\n" for part in parts)), hexadecimal(expect.get("answer", ""))]


def campaign(case):
    commands = "".join(json.dumps(command) + "\n" for command in case["input"]["commands"])
    expect = case["expect"]
    if "answer" in expect and "events" not in expect and "violations" not in expect:
        count, parts = expect["answer"].count('"path":'), []
    elif "events" in expect:
        rules = ['"path":%s,"rule":%s}' % (compact(path), compact(rule)) for rule, path in expect["warnings"]]
        head = '{"events":[{' if expect["events"] else '{"events":[]'
        count, parts = len(rules), [head, *rules, "" if rules else '"warnings":[]}']
    elif "invalid" in expect:
        count = len(expect["invalid"])
        parts = ['{"invalid":[', *('"path":%s}' % compact(path) for path in expect["invalid"])]
    else:
        count = len(expect["violations"])
        parts = ['"path":%s,"rule":%s}' % (compact(path), compact(rule)) for rule, path in expect["violations"]]
    found = hexadecimal("".join(part + "\n" for part in parts if part))
    return [hexadecimal(commands), given(case), count, found, hexadecimal(expect.get("answer", ""))]


def queried(case):
    given_values, expect = case["input"], case["expect"]
    commands = ["".join(json.dumps(command) + "\n" for command in one) + "\n" for one in given_values["campaigns"]]
    line = [hexadecimal("".join(commands)), given(case), given_values["ask"], hexadecimal(json.dumps(given_values["query"]))]
    count, parts, whole = 0, [], ""
    if "invalid" in expect:
        count = len(expect["invalid"])
        parts = ['{"invalid":[', *('"path":%s}' % compact(path) for path in expect["invalid"])]
    elif "violations" in expect:
        count = len(expect["violations"])
        parts = ['"path":%s,"rule":%s}' % (compact(path), compact(rule)) for rule, path in expect["violations"]]
    elif "at" in expect:
        for path, value in expect["at"]:
            key = path.rpartition("/")[2]
            parts.append(("" if key.isdigit() else compact(key) + ":") + as_answered(value))
    else:
        whole = as_answered(expect["answer"])
    return [*line, count, hexadecimal("".join(part + "\n" for part in parts)), hexadecimal(whole)]


def as_answered(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def main(folder):
    for kind in ("split", "adjust", "compare", "amount", "rate"):
        document = json.loads((folder / f"{kind}.json").read_text(encoding="utf-8"))
        if (document["schema"], document["kind"]) != (1, kind):
            sys.exit(f"{kind}.json: not schema 1 of that kind")
        for case in document["cases"]:
            line = [kind, case["id"], *fields(kind, case["input"]), *outcome(kind, case["expect"])]
            print(*line, sep="\t")
    for kind in ("account", "draft", "check", "request"):
        document = json.loads((folder / f"{kind}.json").read_text(encoding="utf-8"))
        if (document["schema"], document["kind"]) != (1, kind):
            sys.exit(f"{kind}.json: not schema 1 of that kind")
        for case in document["cases"]:
            print("request" if kind == "request" else "check", case["id"], *checked(kind, case), sep="\t")
    document = json.loads((folder / "campaign.json").read_text(encoding="utf-8"))
    if (document["schema"], document["kind"]) != (1, "campaign"):
        sys.exit("campaign.json: not schema 1 of that kind")
    for case in document["cases"]:
        print("campaign", case["id"], *campaign(case), sep="\t")
    document = json.loads((folder / "query.json").read_text(encoding="utf-8"))
    if (document["schema"], document["kind"]) != (1, "query"):
        sys.exit("query.json: not schema 1 of that kind")
    for case in document["cases"]:
        print("query", case["id"], *queried(case), sep="\t")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
