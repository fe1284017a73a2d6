"""An independent model of payout verification, by exact fractions, one row after the other.

It shares nothing with the library: no code, no method (fractions instead of whole numbers, no columns, no
tricks). It takes rows that are parsed already, so it knows nothing about files either.

An order row is a dict with the keys of `ORDER_KEYS`: text, whole minor units, basis points, `datetime`,
`True`/`False`, or `None` where the cell is blank. `unreadable` is `None`, or the column that cannot be read
("" where it is the whole record). A terms row has the keys of `TERMS_KEYS`.
"""

import unicodedata
from collections import Counter
from datetime import datetime, time, timedelta
from fractions import Fraction

ROUNDINGS = ("half_even", "half_up", "up", "down")
REMAINDERS = ("agency", "creator", "separate")
PARTIES = ("agency", "creator")

ORDER_KEYS = (
    "order_id", "sku_id", "product_id", "campaign_id", "content_id", "creator", "status", "refunded", "created",
    "quantity", "gmv", "agency_bps", "creator_bps", "ads_agency_bps", "ads_creator_bps",
    "est_base", "est_agency", "est_creator", "est_ads_agency", "est_ads_creator", "est_isr", "est_iva",
    "base", "agency", "creator_amount", "ads_agency", "ads_creator", "isr", "iva", "payment_id",
)  # fmt: skip
TERMS_KEYS = (
    "campaign_id", "product_id", "start", "end", "end_is_date",
    "agency_bps", "creator_bps", "ads_agency_bps", "ads_creator_bps",
)  # fmt: skip

# Amount cells by what is checked: (commission, settled?) -> (agency cell, creator cell).
CELLS = {
    ("standard", True): ("agency", "creator_amount"),
    ("standard", False): ("est_agency", "est_creator"),
    ("shop_ads", True): ("ads_agency", "ads_creator"),
    ("shop_ads", False): ("est_ads_agency", "est_ads_creator"),
}
HEADERS = {
    "est_base": "Est. base commission",
    "est_agency": "Est. affiliate partner commission",
    "est_creator": "Est. creator commission",
    "est_ads_agency": "Est. affiliate partner Shop Ads commission",
    "est_ads_creator": "Est. creator Shop Ads commission",
    "base": "Commission base",
    "agency": "Standard commission for affiliate partner",
    "creator_amount": "Standard creator commission",
    "ads_agency": "Affiliate partner shop ads commission",
    "ads_creator": "Shop ads commission for creators",
}
# The amounts in the order in which they are read: what is wrong first is the column of F011.
READ_IN_ORDER = (
    *(HEADERS[key] for key in ("est_base", "est_agency", "est_creator", "est_ads_agency", "est_ads_creator")),
    "Est. ISR",
    "Est. IVA",
    *(HEADERS[key] for key in ("base", "agency", "creator_amount", "ads_agency", "ads_creator")),
    "Affiliate partner ISR",
    "Affiliate partner IVA",
)
# A negative number in one of these makes a row an adjustment.
AMOUNTS = tuple(HEADERS) + ("isr", "iva", "est_isr", "est_iva")

VOID = {"ineligible", "cancelled", "canceled", "cancelado", "refunded"}
OPEN = {
    "pending", "processing", "awaitingpayment", "unpaidbycustomer", "customerunpaid", "tosettle", "unsettled", "frozen",
    "naopago",
}  # fmt: skip


def word(status):
    """The letters of a status, which are all that matters."""
    plain = unicodedata.normalize("NFD", status).casefold()
    return "".join(letter for letter in plain if letter.isalpha())


# --- the law -----------------------------------------------------------------------------------------------


def rounded(value: Fraction, rounding: str) -> int:
    """Round a value that is not negative to a whole number."""
    whole = value.numerator // value.denominator
    rest = value - whole
    if rounding == "up":
        return whole + (rest > 0)
    if rounding == "down":
        return whole
    if rest != Fraction(1, 2):
        return whole + (rest > Fraction(1, 2))
    if rounding == "half_up":
        return whole + 1
    return whole + whole % 2


def split(base, total_bps, creator_bps, rounding, remainder):
    """The agency's and the creator's part of the commission on a base."""
    base = Fraction(base)
    total = rounded(base * Fraction(total_bps, 10000), rounding)
    creator = rounded(base * Fraction(creator_bps, 10000), rounding)
    agency = rounded(base * Fraction(total_bps - creator_bps, 10000), rounding)
    if remainder == "agency":
        return total - creator, creator
    if remainder == "creator":
        return agency, total - agency
    return agency, creator


# --- reading one line --------------------------------------------------------------------------------------


def line_class(row) -> str:
    """`settled`, `open` or `void`."""
    settled_cells = [row["base"], row["agency"], row["creator_amount"]]
    status = word(row["status"])
    if status in VOID:
        return "void"
    if status in OPEN:
        return "open"
    if status == "settled":
        return "settled"
    ads = (row["ads_agency"] or 0, row["ads_creator"] or 0)
    zeros = settled_cells == [0, 0, 0] and ads == (0, 0) and (row["est_base"] or 0) > 0
    if zeros and row["payment_id"] is None and row["refunded"] is not True:
        return "open"  # zeros are written before settlement, too
    if status == "completed":
        return "open" if settled_cells == [None, None, None] else "settled"
    return "settled" if None not in settled_cells else "open"


def is_listed(row) -> bool:
    """Whether the status is one of the lists."""
    return word(row["status"]) in VOID | OPEN | {"settled", "completed", "deducted"}


def is_adjustment(row) -> bool:
    return word(row["status"]) == "deducted" or any(row[key] is not None and row[key] < 0 for key in AMOUNTS)


def nothing_due(row) -> bool:
    """Void, or settled and marked fully refunded."""
    kind = line_class(row)
    return kind == "void" or (kind == "settled" and row["refunded"] is True)


def unreadable_column(row):
    """The column of F011, or None: the first that is wrong, in the order in which columns are read."""
    unreadable = row["unreadable"]
    if unreadable is not None and unreadable not in READ_IN_ORDER:
        return unreadable
    found = [column for column in (column_without_base(row), unreadable) if column is not None]
    return min(found, key=READ_IN_ORDER.index, default=None)


def column_without_base(row):
    """The base's column, or None; amounts without the base that they are a share of cannot be judged."""
    if is_adjustment(row) or row["refunded"] is True:
        return None
    kind = line_class(row)
    if kind == "void":
        return None
    settled = kind == "settled"
    base = "base" if settled else "est_base"
    cells = CELLS["standard", settled] + CELLS["shop_ads", settled]
    if row[base] is None and any(row[cell] is not None for cell in cells):
        return HEADERS[base]
    return None


def valid(term, moment: datetime) -> bool:
    """Whether terms hold at the time of an order."""
    if term["start"] is not None and moment < term["start"]:
        return False
    if term["end"] is None:
        return True
    if term["end_is_date"]:
        return moment < datetime.combine(term["end"].date() + timedelta(days=1), time())
    if term["end"].time() == time():
        return moment < term["end"]
    return moment <= term["end"]


def comparisons(row):
    """What is compared on a line: one dict for each commission that is checked."""
    kind = line_class(row)
    if kind == "open" and (row["refunded"] is True or row["est_base"] is None):
        return []
    settled = kind != "open"
    result = []
    for commission in ("standard", "shop_ads"):
        cells = CELLS[commission, settled]
        reported = (row[cells[0]], row[cells[1]])
        if commission == "shop_ads" and reported == (None, None):
            continue
        if commission == "standard":
            agency_bps, creator_bps = row["agency_bps"], row["creator_bps"]
        else:
            agency_bps, creator_bps = row["ads_agency_bps"] or 0, row["ads_creator_bps"] or 0
        base = row["base"] if settled else row["est_base"]
        result.append(
            {
                "commission": commission,
                "settled": settled,
                "cells": cells,
                "reported": reported,
                "base": 0 if nothing_due(row) else base,  # None: a settled line without any settled cell
                "total_bps": agency_bps + creator_bps,
                "creator_bps": creator_bps,
                "due": not nothing_due(row),
            }
        )
    return result


# --- causes ------------------------------------------------------------------------------------------------


def predictions(row, item, policy, pairs):
    """(cause, agency, creator), in the rulebook's order."""
    rounding, remainder = policy
    base, total_bps, creator_bps = item["base"], item["total_bps"], item["creator_bps"]

    def law(any_base, t=total_bps, c=creator_bps, r=rounding, h=remainder):
        return split(any_base, t, c, r, h)

    expected_agency, expected_creator = law(base)
    for other in ROUNDINGS:
        if other != rounding:
            yield ("other-rounding", *law(base, r=other))
    for other in REMAINDERS:
        if other != remainder:
            yield ("other-remainder", *law(base, h=other))
    if item["settled"] and row["est_base"] is not None and row["est_base"] != base:
        yield ("refund-ignored", *law(row["est_base"]))
    for agency_rate, creator_rate in sorted(pairs):
        if (agency_rate, creator_rate) != (total_bps - creator_bps, creator_bps):
            yield ("other-agreed-rate", *law(base, t=agency_rate + creator_rate, c=creator_rate))
    whole = rounded(base * Fraction(total_bps, 10000), rounding)
    yield "total-rate-paid-to-creator", expected_agency, whole
    yield "nested-rate", expected_agency, rounded(expected_agency * Fraction(creator_bps, 10000), rounding)
    yield "parties-swapped", expected_creator, expected_agency
    if row["gmv"] is not None:
        yield ("base-is-gmv", *law(row["gmv"]))
    if row["quantity"] is not None and row["quantity"] > 0:
        count = row["quantity"]
        one = law(Fraction(base, count))
        yield "rounded-per-item", one[0] * count, one[1] * count
        own = split(Fraction(base, count), total_bps, creator_bps, rounding, "separate")
        yield "rounded-per-item", own[0] * count, own[1] * count
    taxes = (row["isr"], row["iva"]) if item["settled"] else (row["est_isr"], row["est_iva"])
    tax = sum(value or 0 for value in taxes)
    if tax > 0:
        yield "net-of-tax", expected_agency, expected_creator - tax
    for exponent in range(-6, 7):
        if exponent == 0:
            continue
        factor = Fraction(10) ** exponent
        moved_agency, moved_creator = expected_agency * factor, expected_creator * factor
        if moved_agency.denominator == 1:
            yield "power-of-ten", moved_agency, expected_creator
        if moved_creator.denominator == 1:
            yield "power-of-ten", expected_agency, moved_creator
        if moved_agency.denominator == 1 and moved_creator.denominator == 1:
            yield "power-of-ten", moved_agency, moved_creator


def causes(row, item, policy, pairs, wrong):
    """The cause of each wrong party, as a dict."""
    reported = item["reported"]
    if not item["due"]:
        reported = tuple(value or 0 for value in reported)  # blank is right here, and means nothing
    possible = list(predictions(row, item, policy, pairs))
    for name, agency, creator in possible:
        if (agency, creator) == reported:
            return {party: name for party in wrong}
    result = {}
    for party in wrong:
        place = PARTIES.index(party)
        result[party] = "unknown"
        for name, *amounts in possible:
            if amounts[place] == reported[place]:
                result[party] = name
                break
    return result


# --- the whole ---------------------------------------------------------------------------------------------


def identity(row):
    return tuple(row[key] for key in ORDER_KEYS)


def key_of(row):
    return tuple(row[key] for key in ("order_id", "sku_id", "product_id", "campaign_id", "content_id"))


def advancement(row):
    """How far a line is: open, settled, settled on a lower base, fully refunded or void."""
    kind = line_class(row)
    if kind == "void" or row["refunded"] is True:
        return 3, 0
    if kind == "open":
        return 0, 0
    return (1, 0) if row["base"] is None else (2, -row["base"])


def stated(row):
    """Rates, base and amounts, of the kind that is checked."""
    settled = line_class(row) != "open"
    cells = ("base" if settled else "est_base",) + CELLS["standard", settled] + CELLS["shop_ads", settled]
    return tuple(row[key] for key in cells + ("agency_bps", "creator_bps", "ads_agency_bps", "ads_creator_bps"))


def place_rows(orders, campaigns):
    """Give every row its place: unreadable, out_of_scope, adjustment, repeated, overlapping, superseded or verified."""
    places = {}
    in_earlier_files = Counter()  # a row -> how often the file that has it most often has it
    of_key = {}  # the first row of each file, but for those that an earlier file has
    for number, (_, rows) in enumerate(orders):
        here, keys_here = Counter(), set()
        for index, row in enumerate(rows):
            me = (number, index)
            if unreadable_column(row) is not None:
                places[me] = "unreadable"
                continue
            here[identity(row)] += 1
            overlaps = here[identity(row)] <= in_earlier_files[identity(row)]
            if overlaps:
                places[me] = "overlapping"
            elif row["campaign_id"] not in campaigns:
                places[me] = "out_of_scope"
            elif is_adjustment(row):
                places[me] = "adjustment"
            elif key_of(row) in keys_here:
                places[me] = "repeated"
            else:
                of_key.setdefault(key_of(row), []).append((me, row))
            if row["campaign_id"] in campaigns and not is_adjustment(row):
                keys_here.add(key_of(row))
        in_earlier_files |= here
    for rows in of_key.values():
        places.update(place_key(rows))
    return places


def place_key(rows):
    """The places of the rows of one key, at most one from each file, in the order of the files."""
    places, levels = {}, {}
    for me, row in rows:
        levels.setdefault(advancement(row), []).append((me, row))
    for level, alike in levels.items():
        holder, its = alike[0]
        payments = {}  # what is stated -> the payments that paid it
        for me, row in alike:
            payment = row["payment_id"] if level[0] in (1, 2) else None
            known = payments.get(stated(row))
            if level[0] == 0:
                if me != holder and stated(row) == stated(its):
                    places[me] = "overlapping"
                elif me != holder:
                    places[holder] = "superseded"
                    holder, its = me, row
            elif known is None:
                payments[stated(row)] = {payment} - {None}
                if me != holder:
                    places[me] = "repeated"
            else:
                places[me] = "overlapping" if not known or payment is None or payment in known else "repeated"
                known |= {payment} - {None}
        places[holder] = "verified" if level == max(levels) else "superseded"
    return places


def explained(items, policy):
    for item in items:
        if split(item["base"], item["total_bps"], item["creator_bps"], *policy) != item["reported"]:
            return False
    return True


def oracle(orders, terms, currency, rounding="auto", remainder="auto"):
    """The expected report: `policy`, `summary` and `findings`.

    `orders` and `terms` are lists of (file, rows); each row also has its `line`. A finding has `unsure`, the
    names of fields on which the rules leave room.
    """
    agreed = {}
    for _, rows in terms:
        for term in rows:
            if term["unreadable"] is None:
                agreed.setdefault((term["campaign_id"], term["product_id"]), []).append(term)
    campaigns = {campaign for campaign, _ in agreed}
    places = place_rows(orders, campaigns)
    verified = []  # (file, row) of the lines that are checked
    for number, (file, rows) in enumerate(orders):
        for index, row in enumerate(rows):
            if places[number, index] == "verified":
                verified.append((file, row))

    def terms_of(row, at_that_time):
        found = agreed.get((row["campaign_id"], row["product_id"]), [])
        return [term for term in found if not at_that_time or valid(term, row["created"])]

    # the policy in force
    votes = []
    for _, row in verified:
        items = comparisons(row) if terms_of(row, True) else []
        if items and all(item["due"] and item["base"] is not None and None not in item["reported"] for item in items):
            votes.append(items)
    counts = {}
    for a_rounding in ROUNDINGS:
        for a_remainder in REMAINDERS:
            policy = (a_rounding, a_remainder)
            counts[policy] = sum(explained(items, policy) for items in votes)
    open_policies = [
        policy for policy in counts if rounding in ("auto", policy[0]) and remainder in ("auto", policy[1])
    ]
    in_force = max(open_policies, key=lambda policy: counts[policy])  # the first of equals
    chosen_by = "auto" if (rounding, remainder) == ("auto", "auto") else "option"

    findings = []
    totals = {party: [0, 0] for party in PARTIES}

    def add(
        code, file, row, party=None, commission=None, expected=None, reported=None, cause=None, column=None, unsure=()
    ):
        known = expected is not None and (reported is not None or code == "F002")
        findings.append(
            {
                "code": code,
                "file": file,
                "line": row["line"],
                "order_id": row.get("order_id"),
                "party": party,
                "commission": commission,
                "expected_minor": expected,
                "reported_minor": reported,
                "difference_minor": (reported or 0) - expected if known else None,
                "currency": currency,
                "cause": cause,
                "column": column,
                "unsure": tuple(unsure),
            }
        )

    for number, (file, rows) in enumerate(orders):
        for index, row in enumerate(rows):
            place = places[number, index]
            if place == "unreadable":
                add("F011", file, row, column=unreadable_column(row))
            elif place == "repeated":
                add("F004", file, row)
            elif place == "verified":
                if not terms_of(row, True):
                    add("F008", file, row)
                    continue
                check_amounts(file, row, in_force, terms_of, totals, add)
                check_rates(file, row, in_force, terms_of(row, True), add)
    for file, rows in terms:
        for term in rows:
            if term["unreadable"] is not None:
                add("F011", file, term, column=term["unreadable"])

    files = [file for file, _ in orders] + [file for file, _ in terms]
    findings.sort(
        key=lambda f: (files.index(f["file"]), f["line"], f["code"], f["party"] or "", f["commission"] != "standard")
    )
    kinds = Counter(line_class(row) for _, row in verified)
    of_place = Counter(places.values())
    summary = {
        "rows_read": sum(len(rows) for _, rows in orders),
        "rows_verified": len(verified),
        "rows_settled": kinds["settled"],
        "rows_estimated": kinds["open"],
        "rows_void": kinds["void"],
        "rows_adjustments": of_place["adjustment"],
        "rows_out_of_scope": of_place["out_of_scope"],
        "rows_unreadable": of_place["unreadable"],
        "rows_repeated": of_place["repeated"],
        "rows_overlapping": of_place["overlapping"],
        "rows_superseded": of_place["superseded"],
        "verdict": "nothing_verified" if not verified else "findings" if findings else "clean",
        "not_verified": aside(orders, places),
        "settled_on_zero": on_zero([row for _, row in verified]),
        "unknown_statuses": unknown_statuses(orders, places),
        "findings": len(findings),
        "by_code": dict(Counter(f["code"] for f in findings)),
        "by_cause": dict(Counter(f["cause"] for f in findings if f["cause"] is not None)),
        "policies": counts,
        "totals": {
            party: {"expected_minor": e, "reported_minor": r, "difference_minor": r - e}
            for party, (e, r) in totals.items()
        },
    }
    return {
        "policy": {"rounding": in_force[0], "remainder": in_force[1], "chosen_by": chosen_by},
        "summary": summary,
        "findings": findings,
    }


def aside(orders, places):
    """Rows and money by reason: settled amounts where filled, else estimates."""
    found = {}
    for (number, index), place in places.items():
        if place in ("out_of_scope", "adjustment", "superseded", "overlapping"):
            row = orders[number][1][index]
            sums = found.setdefault(place, [0, 0, 0])
            sums[0] += 1
            for commission in ("standard", "shop_ads"):
                for party in (0, 1):
                    settled = row[CELLS[commission, True][party]]
                    estimated = row[CELLS[commission, False][party]]
                    sums[1 + party] += (estimated or 0) if settled is None else settled
    return {reason: tuple(sums) for reason, sums in found.items()}


def on_zero(rows):
    """Lines that are settled on nothing though nothing says that all was refunded: how many, and their estimates."""
    rows = [row for row in rows if line_class(row) == "settled" and row["base"] == 0 and row["refunded"] is not True]
    keys = (("est_base",), ("est_agency", "est_ads_agency"), ("est_creator", "est_ads_creator"))
    return (len(rows), *(sum(row[key] or 0 for row in rows for key in some) for some in keys))


def unknown_statuses(orders, places):
    """Every status word that is in no list, as it is written, with what its rows are read as."""
    found = Counter()
    for number, (_, rows) in enumerate(orders):
        for index, row in enumerate(rows):
            if places[number, index] != "unreadable" and not is_listed(row) and not is_adjustment(row):
                found[row["status"], line_class(row)] += 1
    return [{"status": status, "rows": rows, "read_as": kind} for (status, kind), rows in sorted(found.items())]


def check_amounts(file, row, policy, terms_of, totals, add):
    for item in comparisons(row):
        commission, reported = item["commission"], item["reported"]
        if item["base"] is None:
            for place, party in enumerate(PARTIES):
                add("F002", file, row, party, commission, column=HEADERS[item["cells"][place]])
            continue
        expected = split(item["base"], item["total_bps"], item["creator_bps"], *policy)
        before_refund = None
        if item["due"] and item["settled"] and row["est_base"] is not None and item["base"] < row["est_base"]:
            before_refund = split(row["est_base"], item["total_bps"], item["creator_bps"], *policy)
        wrong = []
        for place, party in enumerate(PARTIES):
            if reported[place] is None and not item["settled"]:
                continue  # an estimate that is not there is not checked
            totals[party][0] += expected[place]
            totals[party][1] += reported[place] or 0
            if reported[place] is None:
                if item["due"]:
                    column = HEADERS[item["cells"][place]]
                    add("F002", file, row, party, commission, expected[place], None, column=column)
            elif reported[place] != expected[place]:
                wrong.append(party)
        if not wrong:
            continue
        left = "agency_bps", "creator_bps"
        if commission == "shop_ads":
            left = "ads_agency_bps", "ads_creator_bps"
        pairs = {(term[left[0]], term[left[1]]) for term in terms_of(row, False)}
        pairs = {pair for pair in pairs if None not in pair}
        why = causes(row, item, policy, pairs, wrong)
        for party in wrong:
            place = PARTIES.index(party)
            fully = not item["due"] and line_class(row) == "settled"
            partly = before_refund is not None and reported[place] == before_refund[place]
            code = "F009" if fully or partly else "F001"
            column = HEADERS[item["cells"][place]]
            add(code, file, row, party, commission, expected[place], reported[place], why[party], column)


def check_rates(file, row, policy, valid_terms, add):
    pairs = {(term["agency_bps"], term["creator_bps"]) for term in valid_terms}
    commission = "standard"
    if (row["agency_bps"], row["creator_bps"]) in pairs:
        commission = "shop_ads"
        pairs = {(term["ads_agency_bps"], term["ads_creator_bps"]) for term in valid_terms}
        pairs = {pair for pair in pairs if None not in pair}
        mine = (row["ads_agency_bps"], row["ads_creator_bps"])
        if None in mine or mine == (0, 0) or not pairs or mine in pairs:
            return
    settled = line_class(row) != "open"
    base = 0 if nothing_due(row) else row["base"] if settled else row["est_base"]
    reported = [row[cell] for cell in CELLS[commission, settled]]
    expected = None
    if len(pairs) == 1 and base is not None:
        ((agency_bps, creator_bps),) = pairs
        expected = sum(split(base, agency_bps + creator_bps, creator_bps, *policy))
    # Where nothing is due, nothing is checked or a cell is blank, the rules do not say what these numbers are.
    plain = base is not None and None not in reported and row["refunded"] is not True and line_class(row) != "void"
    unsure = () if plain else ("expected_minor", "reported_minor", "difference_minor")
    add("F012", file, row, None, commission, expected, None if None in reported else sum(reported), unsure=unsure)
