"""How this payer computes, and what a verification finds on one line."""

from datetime import time, timedelta

from .words import CELLS, OPEN, RATES, REMAINDER, ROUNDING, VOID


def divide(number, by, rounding=ROUNDING):
    """number / by as a whole number; both are at least 0."""
    whole, rest = divmod(number, by)
    if rounding == "up":
        return whole + (rest > 0)
    if rounding == "down":
        return whole
    if 2 * rest == by:
        return whole + (1 if rounding == "half_up" else whole % 2)
    return whole + (2 * rest > by)


def split(base, rates, rounding=ROUNDING, remainder=REMAINDER, items=1):
    """Agency's and creator's part of base / items, each times the items."""
    total = divide(base * sum(rates), 10000 * items, rounding)
    agency = divide(base * rates[0], 10000 * items, rounding)
    creator = divide(base * rates[1], 10000 * items, rounding)
    if remainder == "agency":
        agency = total - creator
    elif remainder == "creator":
        creator = total - agency
    return agency * items, creator * items


def state_of(row):
    if row["status"] in VOID:
        return "void"
    if row["status"] in OPEN:
        return "estimated"
    settled = [row["base"], row["agency"], row["creator_amount"]]
    if row["status"] == "Completed":
        return "estimated" if settled == [None] * 3 else "settled"
    if row["status"] == "Settled":
        return "settled"
    return "estimated" if None in settled else "settled"


def rates_of(row, commission):
    return tuple(row[key] or 0 for key in RATES[commission])


def guesses(row, commission, base, expected, settled, pairs):
    """What each error would have paid, in the order in which causes are tried."""
    rates = rates_of(row, commission)
    agency, creator = expected
    for rounding in ("half_even", "half_up", "up", "down"):
        if rounding != ROUNDING:
            yield "other-rounding", split(base, rates, rounding=rounding)
    for remainder in ("agency", "creator", "separate"):
        if remainder != REMAINDER:
            yield "other-remainder", split(base, rates, remainder=remainder)
    if settled and row["est_base"] is not None and row["est_base"] != base:
        yield "refund-ignored", split(row["est_base"], rates)
    for pair in sorted(pairs - {rates}):
        yield "other-agreed-rate", split(base, pair)
    yield "total-rate-paid-to-creator", (agency, divide(base * sum(rates), 10000))
    yield "nested-rate", (agency, divide(agency * rates[1], 10000))
    yield "parties-swapped", (creator, agency)
    if row["gmv"] is not None:
        yield "base-is-gmv", split(row["gmv"], rates)
    if row["quantity"]:
        yield "rounded-per-item", split(base, rates, items=row["quantity"])
        yield "rounded-per-item", split(base, rates, remainder="separate", items=row["quantity"])
    tax = sum(row[key] or 0 for key in (("isr", "iva") if settled else ("est_isr", "est_iva")))
    if tax:
        yield "net-of-tax", (agency, creator - tax)
    for power in range(-6, 7):
        if power == 0:
            continue

        def moved(amount, power=power):
            if power > 0:
                return amount * 10**power
            return amount // 10**-power if amount % 10**-power == 0 else None

        yield "power-of-ten", (moved(agency), creator)
        yield "power-of-ten", (agency, moved(creator))
        yield "power-of-ten", (moved(agency), moved(creator))


def valid(term, moment):
    if moment < term["start"]:
        return False
    end = term["end"]
    if end is None:
        return True
    if term["end_is_date"]:
        return moment < end + timedelta(days=1)
    return moment < end if end.time() == time() else moment <= end


def judge(row, terms):
    """Findings of a line by itself, (code, party, commission, cause, expected, reported), and what was compared."""
    state = state_of(row)
    settled = state != "estimated"
    mine = terms.get((row["campaign_id"], row["product_id"]), [])
    now = [term for term in mine if valid(term, row["created"])]
    nothing_due = state == "void" or (settled and row["refunded"])
    base_key = "base" if settled else "est_base"
    filled = any(row[cell] is not None for cell in CELLS["standard", settled] + CELLS["shop_ads", settled])
    if state != "void" and not row["refunded"] and row[base_key] is None and filled:
        return [("F011", None, None, None, None, None)], []
    if not now:
        return [("F008", None, None, None, None, None)], []
    findings, compared = [], []
    base = 0 if nothing_due else row[base_key]
    pairs = {rates_of(term, "standard") for term in now}
    ads_pairs = {rates_of(term, "shop_ads") for term in now if term["ads_agency_bps"] is not None}
    ads = rates_of(row, "shop_ads")
    off = None
    if rates_of(row, "standard") not in pairs:
        off = "standard", pairs
    elif row["ads_agency_bps"] is not None and ads != (0, 0) and ads_pairs and ads not in ads_pairs:
        off = "shop_ads", ads_pairs
    if off is not None:
        cells = [row[cell] for cell in CELLS[off[0], settled]]
        expected = sum(split(base, *off[1])) if len(off[1]) == 1 and base is not None else None
        findings.append(("F012", None, off[0], None, expected, None if None in cells else sum(cells)))
    if not settled and row["refunded"]:
        return findings, compared
    for commission in ("standard", "shop_ads"):
        cells = [row[cell] for cell in CELLS[commission, settled]]
        if commission == "shop_ads" and cells == [None, None]:
            continue
        if base is None:
            findings += [("F002", party, commission, None, None, None) for party in ("agency", "creator")]
            continue
        expected = split(base, rates_of(row, commission))
        wrong = []
        for party, want, got in zip(("agency", "creator"), expected, cells, strict=True):
            compared.append((party, want, got or 0))
            if got is None and not nothing_due:
                findings.append(("F002", party, commission, None, want, None))
            elif (got or 0) != want:
                wrong.append(party)
        if not wrong:
            continue
        reported = tuple(cell or 0 for cell in cells)
        product_pairs = {rates_of(term, commission) for term in mine if term[RATES[commission][0]] is not None}
        tried = list(guesses(row, commission, base, expected, settled, product_pairs))
        cause = next((name for name, pair in tried if pair == reported), None)
        before = None
        if settled and not nothing_due and row["est_base"] is not None and base < row["est_base"]:
            before = split(row["est_base"], rates_of(row, commission))
        for party in wrong:
            place = ("agency", "creator").index(party)
            why = cause or next((name for name, pair in tried if pair[place] == reported[place]), "unknown")
            unclawed = (nothing_due and state == "settled") or (before is not None and before[place] == reported[place])
            findings.append(("F009" if unclawed else "F001", party, commission, why, expected[place], reported[place]))
    return findings, compared
