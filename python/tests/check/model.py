"""Accounts and drafts judged once more, from the rules' text alone: nothing here comes from the library."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Found = set[tuple[str, str]]

# str.strip knows four control characters as blanks that Unicode does not call white space
BLANKS = "".join(chr(n) for n in range(0x110000) if chr(n).isspace() and not 0x1C <= n <= 0x1F)

GUIDE: dict[str, Any] = {"codes": 100}
OPEN_API: dict[str, Any] = {"codes": 100, "name": 49, "description": 999, "days": 359, "strict_codes": 99}


def trim(text: str) -> str:
    return text.strip(BLANKS)


def blank(text: str | None) -> bool:
    return text is None or not trim(text)


def judge_account(account: dict[str, Any]) -> Found:
    found = set()
    if "content_management" not in map(trim, account["categories"]):
        found.add(("A001", "/account/categories"))
    tax = account["tax"]
    missing = [key for key in ("legal_name", "contact", "tax_number") if blank(tax.get(key))]
    if all(map(blank, tax.get("documents", []))):
        missing.append("documents")
    found |= {("A002", f"/account/tax/{key}") for key in missing}
    number = trim(tax.get("tax_number", ""))
    if trim(account["market"]) == "US" and number:
        digits = number[:2] + number[3:] if number[2:3] == "-" else number
        if len(digits) != 9 or any(c not in "0123456789" for c in digits):
            found.add(("A003", "/account/tax/tax_number"))
    status = account["bank"]["status"]
    if status != "not_linked" and any(rule in ("A002", "A003") for rule, _ in found):
        found.add(("A004", "/account/bank/status"))
    if status != "linked":
        found.add(("A005", "/account/bank/status"))
    return found


def days(period: dict[str, str]) -> tuple[date, date]:
    return date.fromisoformat(period["first_day"]), date.fromisoformat(period["last_day"])


def judge_draft(draft: dict[str, Any], at: datetime, bounds: dict[str, Any]) -> Found:
    found = {("C004", f"/draft/{key}") for key in ("market", "name", "description") if blank(draft.get(key))}
    if all(map(blank, draft.get("contact", {}).values())):
        found.add(("C004", "/draft/contact"))
    periods = {key: days(draft[key]) for key in ("registration_period", "campaign_period") if key in draft}
    found |= {("C004", f"/draft/{key}") for key in {"registration_period", "campaign_period"} - set(periods)}
    found |= {("C002", f"/draft/{key}/last_day") for key, (first, last) in periods.items() if last < first}
    if len(periods) == 2:
        (registration_first, registration_last), (first, last) = periods.values()
        if registration_first != first:
            found.add(("C001", "/draft/campaign_period/first_day"))
        if registration_last > last:
            found.add(("C003", "/draft/campaign_period/last_day"))
    if "campaign_period" in periods:
        first, last = periods["campaign_period"]
        if last < at.astimezone(ZoneInfo(trim(draft["time_zone"]))).date():
            found.add(("C010", "/draft/campaign_period/last_day"))
        if "days" in bounds and (last - first) / timedelta(days=1) + 1 > bounds["days"]:
            found.add(("C013", "/draft/campaign_period/last_day"))
    for key in ("name", "description"):
        if key in bounds and len(trim(draft.get(key, ""))) > bounds[key]:
            found.add(("C013", f"/draft/{key}"))
    if not 0 <= draft.get("rate_requirement_bps", 0) <= 10_000:
        found.add(("C009", "/draft/rate_requirement_bps"))
    sellers = draft.get("sellers", "open")
    return found if sellers == "open" else found | judge_codes([trim(code) for code in sellers["shop_codes"]], bounds)


def judge_codes(codes: list[str], bounds: dict[str, Any]) -> Found:
    path = "/draft/sellers/shop_codes"
    found = set()
    if not codes:
        found.add(("C008", path))
    if len(codes) > bounds["codes"]:
        found.add(("C005", path))
    if len(codes) > bounds.get("strict_codes", len(codes)):
        found.add(("C013", path))
    for place, code in enumerate(codes):
        if code in codes[:place]:
            found.add(("C006", f"{path}/{place}"))
        if not 1 <= len(code) <= 64 or any(not 0x21 <= ord(c) <= 0x7E for c in code):
            found.add(("C007", f"{path}/{place}"))
    return found


def judge(given: dict[str, Any], bounds: dict[str, Any]) -> Found:
    found: Found = set()
    if "account" in given:
        found |= judge_account(given["account"])
        if any(rule in ("A001", "A002", "A005") for rule, _ in found):
            found.add(("A006", "/account"))
    if "draft" in given:
        found |= judge_draft(given["draft"], datetime.fromisoformat(given["at"]), bounds)
    return found
