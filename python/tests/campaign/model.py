"""An independent model of the living campaign: the rulebook once more, eagerly and by other means.

It keeps plain dicts, changes them where the library derives, and says for a well-formed command which (rule, path) pairs
it is refused with, or which warnings it is accepted with. It imports nothing of the library.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

Pair = tuple[str, str]

ROLES = {
    **dict.fromkeys(
        [
            "edit_campaign", "publish", "unpublish", "approve", "reject", "approve_closure", "reject_closure",
            "remove_products", "set_creator_rates", "export_links", "create_list", "rename_list", "delete_list",
            "add_to_list", "set_list_rates", "remove_from_list",
        ],
        "agency",
    ),
    **dict.fromkeys(["register_products", "register_again", "revise_rate", "request_closure"], "seller"),
    **dict.fromkeys(["add_to_showcase", "remove_from_showcase"], "creator"),
}  # fmt: skip
ENDED = {"approve", "set_creator_rates", "export_links", "create_list", "add_to_list", "set_list_rates"}
LIVE = {"pending", "approved", "pending_closed"}


def day(text: str) -> date:
    return date.fromisoformat(text)


class Model:
    """A created campaign. ``draft`` keeps every rule."""

    def __init__(self, agency: str, draft: dict[str, Any], at: datetime, bounds: dict[str, Any] | None = None) -> None:
        self.agency, self.draft, self.last = agency, dict(draft), at
        self.bounds = bounds or {}
        self.max_lists, self.max_products = 1000, 100
        self.published = self.ever = False
        self.products: dict[str, dict[str, Any]] = {}
        self.lists: dict[int, dict[str, Any]] = {}
        self.next_list = 1
        self.showcase: dict[tuple[str, str], dict[str, Any]] = {}
        self.own: dict[tuple[str, str], dict[str, Any]] = {}  # of a shop and a product, the shop's last attempt

    # reading

    def today(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.draft["time_zone"])).date()

    def over(self, at: datetime) -> bool:
        return self.today(at) > day(self.draft["campaign_period"]["last_day"])

    def status(self, product: str, at: datetime) -> str | None:
        if product not in self.products:
            return None
        status = self.products[product]["status"]
        return "closed" if status in LIVE and self.over(at) else status

    def available(self, product: str, rate: int | None, at: datetime) -> bool:
        return self.status(product, at) in LIVE and rate is not None

    # deciding

    def decide(self, command: dict[str, Any], at: datetime) -> tuple[set[Pair], list[Any]]:
        """What refuses a command; and the warnings where nothing does."""
        name = command["command"]
        ((role, actor),) = command["by"].items()
        found: set[Pair] = set()
        if ROLES[name] != role or (role == "agency" and actor != self.agency):
            found.add(("V001", "/by"))
        if at < self.last:
            found.add(("V002", "/at"))
        if found:
            return found, []
        if self.over(at) and (
            name in ENDED or (name == "publish" and not self.published) or (name == "edit_campaign" and self.ever)
        ):
            found.add(("C012", "/at"))
        warnings: list[Any] = []
        getattr(self, "judge_" + name)(command, at, actor, found, warnings)
        return found, warnings

    def judge_publish(self, *_: Any) -> None:
        pass

    judge_unpublish = judge_publish

    def judge_edit_campaign(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        changes = command["changes"]
        after = {**self.draft, **changes}
        for key in ("market", "name", "description"):
            if not after[key].strip():
                found.add(("C004", f"/changes/{key}"))
        if not any(value.strip() for value in after["contact"].values()):
            found.add(("C004", "/changes/contact"))
        registration, campaign = after["registration_period"], after["campaign_period"]

        def at_later(field: str) -> str:
            for key in ("campaign_period", "registration_period"):
                if key in changes:
                    return f"/changes/{key}/{field}"
            return "/changes"

        for key, period in (("registration_period", registration), ("campaign_period", campaign)):
            if day(period["last_day"]) < day(period["first_day"]):
                found.add(("C002", f"/changes/{key}/last_day"))
        if registration["first_day"] != campaign["first_day"]:
            found.add(("C001", at_later("first_day")))
        if day(registration["last_day"]) > day(campaign["last_day"]):
            found.add(("C003", at_later("last_day")))
        if at.astimezone(ZoneInfo(after["time_zone"])).date() > day(campaign["last_day"]):
            if "campaign_period" in changes:
                found.add(("C010", "/changes/campaign_period/last_day"))
            elif "time_zone" in changes:
                found.add(("C010", "/changes/time_zone"))
            else:
                found.add(("C010", "/changes"))
        if not 0 <= after["rate_requirement_bps"] <= 10_000:
            found.add(("C009", "/changes/rate_requirement_bps"))
        if self.ever:
            for key in ("market", "time_zone", "rate_requirement_bps", "sellers"):
                if key in changes and changes[key] != self.draft[key]:
                    found.add(("C011", f"/changes/{key}"))
            for key in ("registration_period", "campaign_period"):
                if key in changes:
                    if changes[key]["first_day"] != self.draft[key]["first_day"]:
                        found.add(("C011", f"/changes/{key}/first_day"))
                    if day(changes[key]["last_day"]) < day(self.draft[key]["last_day"]):
                        found.add(("C011", f"/changes/{key}/last_day"))

    def selected(self, products: list[str], path: str, found: set[Pair], rule: str = "T005") -> None:
        if not products:
            found.add(("T005" if rule == "T005" else rule, path.split("/{", 1)[0]))
        for number, product in enumerate(products):
            if product in products[:number]:
                found.add((rule, path.format(number)))

    def offers(self, command: Any, found: set[Pair]) -> None:
        self.selected([one["product"] for one in command["products"]], "/products/{}/product", found)
        for number, one in enumerate(command["products"]):
            bps, path = one["total_rate_bps"], f"/products/{number}/total_rate_bps"
            if not 1 <= bps <= 10_000:
                found.add(("R004", path))
            if bps < self.draft["rate_requirement_bps"]:
                found.add(("R005", path))
            if "total_rate_bps" in self.bounds and not (
                self.bounds["total_rate_bps"]["min"] <= bps <= self.bounds["total_rate_bps"]["max"]
            ):
                found.add(("C013", path))

    def registered(self, shop: str) -> bool:
        return any(one == shop for one, _ in self.own)

    def hidden(self, shop: str) -> set[str]:
        """The rules by which a shop may not see the campaign, if it has no registration in it."""
        sellers = self.draft["sellers"]
        invited = sellers == "open" or shop in sellers["shop_codes"]
        return (set() if self.published else {"R001"}) | (set() if invited else {"R003"})

    def strange(self, shop: str, found: set[Pair]) -> bool:
        """Whether findings of registrations stay hidden."""
        hidden = self.hidden(shop)
        found |= {(rule, {"R001": "/command", "R003": "/by"}[rule]) for rule in hidden}
        return bool(hidden)

    def joining(self, at: datetime, shop: str, found: set[Pair]) -> bool:
        """Whether findings of registrations stay hidden."""
        period = self.draft["registration_period"]
        if not day(period["first_day"]) <= self.today(at) <= day(period["last_day"]):
            found.add(("R002", "/at"))
        return self.strange(shop, found)

    def judge_register_products(self, command: Any, at: datetime, shop: str, found: set[Pair], _: Any) -> None:
        hidden = self.joining(at, shop, found)
        self.offers(command, found)
        for number, one in enumerate(command["products"]):
            product, path = one["product"], f"/products/{number}/product"
            status = self.status(product, at)
            if hidden or status is None:
                continue
            if shop in self.products[product]["blocked"]:
                found.add(("R007", path))
            elif self.products[product]["shop"] != shop:
                if status in LIVE:
                    found.add(("R008", path))
            elif status in LIVE:
                found.add(("R006", path))
            elif status == "rejected":
                found.add(("R009", path))

    def judge_register_again(self, command: Any, at: datetime, shop: str, found: set[Pair], _: Any) -> None:
        hidden = self.joining(at, shop, found)
        self.offers(command, found)
        for number, one in enumerate(command["products"]):
            product, path = one["product"], f"/products/{number}/product"
            status = self.status(product, at)
            if hidden:
                continue
            if status is None:
                found.add(("R011", path))
            elif self.products[product]["shop"] != shop:
                found.add(("R008", path))
            elif status != "rejected":
                found.add(("R009", path))
            elif shop in self.products[product]["blocked"]:
                found.add(("R007", path))

    def judge_revise_rate(self, command: Any, at: datetime, shop: str, found: set[Pair], _: Any) -> None:
        hidden = not self.registered(shop) and self.strange(shop, found)
        self.offers(command, found)
        for number, one in enumerate(command["products"]):
            product, path = one["product"], f"/products/{number}/product"
            status = self.status(product, at)
            if hidden:
                continue
            if status is None:
                found.add(("R011", path))
            elif self.products[product]["shop"] != shop:
                found.add(("R008", path))
            elif status in ("approved", "pending_closed"):
                found.add(("R010", path))
            elif status != "pending":
                found.add(("R009", path))

    def judge_request_closure(self, command: Any, at: datetime, shop: str, found: set[Pair], _: Any) -> None:
        hidden = not self.registered(shop) and self.strange(shop, found)
        self.selected(command["products"], "/products/{}", found)
        for number, product in enumerate(command["products"]):
            status, path = self.status(product, at), f"/products/{number}"
            if hidden:
                continue
            if status is None:
                found.add(("R011", path))
            elif self.products[product]["shop"] != shop:
                found.add(("R008", path))
            elif status != "approved":
                found.add(("R009", path))

    def review(self, command: Any, at: datetime, found: set[Pair], starts: set[str]) -> None:
        self.selected(command["products"], "/products/{}", found)
        for number, product in enumerate(command["products"]):
            status, path = self.status(product, at), f"/products/{number}"
            if status is None:
                found.add(("R011", path))
            elif status not in starts:
                found.add(("R009", path))

    def judge_approve(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        self.review(command, at, found, {"pending"})

    judge_reject = judge_approve

    def judge_approve_closure(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        self.review(command, at, found, {"pending_closed"})

    judge_reject_closure = judge_approve_closure

    def judge_remove_products(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        self.review(command, at, found, {"approved", "pending_closed"})

    def rates(self, items: list[Any], array: str, at: datetime, found: set[Pair]) -> None:
        for number, one in enumerate(items):
            product, bps = one["product"], one["creator_rate_bps"]
            status, path = self.status(product, at), f"/{array}/{number}"
            if not 0 <= bps <= 10_000:
                found.add(("T004", f"{path}/creator_rate_bps"))
            if status is None:
                found.add(("R011", f"{path}/product"))
                continue
            if status != "approved":
                found.add(("T003", f"{path}/product"))
            if bps > self.products[product]["total"]:
                found.add(("T001", f"{path}/creator_rate_bps"))

    def judge_set_creator_rates(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        self.selected([one["product"] for one in command["rates"]], "/rates/{}/product", found)
        self.rates(command["rates"], "rates", at, found)

    def judge_export_links(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        self.selected(command["products"], "/products/{}", found)
        if len(command["products"]) > self.bounds.get("links", 10**9):
            found.add(("C013", "/products"))
        for number, product in enumerate(command["products"]):
            status, path = self.status(product, at), f"/products/{number}"
            if status is None:
                found.add(("R011", path))
                continue
            if status != "approved":
                found.add(("T003", path))
            if self.products[product]["rate"] is None:
                found.add(("T002", path))

    def entries(self, items: list[Any], present: dict[str, Any], at: datetime, found: set[Pair], full: bool) -> None:
        products = [one["product"] for one in items]
        for number, product in enumerate(products):
            if product in products[:number] or product in present:
                found.add(("L004", f"/items/{number}/product"))
        if full and set(products) - set(present) and len(set(products) | set(present)) > self.max_products:
            found.add(("L002", "/items"))
        self.rates(items, "items", at, found)

    def judge_create_list(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        if len(self.lists) >= self.max_lists:
            found.add(("L001", "/command"))
        if not command["name"].strip():
            found.add(("L003", "/name"))
        if not command["items"]:
            found.add(("L007", "/items"))
        self.entries(command["items"], {}, at, found, True)

    def judge_rename_list(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        if command["list"] not in self.lists:
            found.add(("L005", "/list"))
        if not command["name"].strip():
            found.add(("L003", "/name"))

    def judge_delete_list(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        if command["list"] not in self.lists:
            found.add(("L005", "/list"))

    def judge_add_to_list(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        if not command["items"]:
            found.add(("T005", "/items"))
        there = command["list"] in self.lists
        if not there:
            found.add(("L005", "/list"))
        self.entries(command["items"], self.lists[command["list"]]["entries"] if there else {}, at, found, there)

    def judge_set_list_rates(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        products = [one["product"] for one in command["items"]]
        self.selected(products, "/items/{}/product", found)
        self.rates(command["items"], "items", at, found)
        if command["list"] not in self.lists:
            found.add(("L005", "/list"))
            return
        for number, product in enumerate(products):
            if product not in self.lists[command["list"]]["entries"]:
                found.add(("L006", f"/items/{number}/product"))

    def judge_remove_from_list(self, command: Any, at: datetime, _: str, found: set[Pair], __: Any) -> None:
        self.selected(command["products"], "/products/{}", found)
        if command["list"] not in self.lists:
            found.add(("L005", "/list"))
            return
        for number, product in enumerate(command["products"]):
            if product not in self.lists[command["list"]]["entries"]:
                found.add(("L006", f"/products/{number}"))

    def shelf(self, target: tuple[str, Any] | None, at: datetime) -> dict[str, int] | None:
        """What is available behind a link; None where it leads nowhere."""
        if target is None:
            return None
        kind, key = target
        if kind == "product":
            product = self.products[key]
            if not product["exported"] or (product["status"] == "closed" and product["removed"]):
                return None
            return {key: product["rate"]} if self.available(key, product["rate"], at) else {}
        if key not in self.lists:
            return None
        entries = self.lists[key]["entries"]
        return {
            product: entry["rate"] for product, entry in entries.items() if self.available(product, entry["rate"], at)
        }

    def judge_add_to_showcase(self, command: Any, at: datetime, creator: str, found: set[Pair], warnings: Any) -> None:
        if not command["terms_accepted"]:
            found.add(("S001", "/terms_accepted"))
        products = command["products"]
        if products != "all":
            self.selected(products, "/products/{}", found)
        shelf = self.shelf(command["target"], at)
        if shelf is None:
            found.add(("S003", "/link"))
            return
        if not shelf:
            found.add(("S002", "/link"))
        chosen = list(shelf) if products == "all" else products
        elsewhere = {one["product"]: one["rate_bps"] for one in command.get("current_rates", [])}
        for number, product in enumerate(chosen):
            if product not in shelf:
                found.add(("S005", f"/products/{number}"))
                continue
            earnings = [elsewhere[product]] if product in elsewhere else []
            if self.has_item(creator, product, at):
                earnings.append(self.earned(creator, product))
            now = max(earnings, default=-1)
            if shelf[product] < now:
                path = "/products" if products == "all" else f"/products/{number}"
                warnings.append((path, product, shelf[product], now))

    def judge_remove_from_showcase(self, command: Any, at: datetime, creator: str, found: set[Pair], _: Any) -> None:
        self.selected(command["products"], "/products/{}", found)
        for number, product in enumerate(command["products"]):
            if not self.has_item(creator, product, at):
                found.add(("S005", f"/products/{number}"))

    def has_item(self, creator: str, product: str, at: datetime) -> bool:
        return (creator, product) in self.showcase and not self.over(at)

    def earned(self, creator: str, product: str) -> int:
        item = self.showcase[creator, product]
        return item["entry"]["rate"] if item["entry"] else self.products[product]["rate"]

    # changing

    def apply(self, command: dict[str, Any], at: datetime) -> bool:
        """Makes an accepted command so; whether anything happened."""
        name = command["command"]
        ((_, actor),) = command["by"].items()
        if name == "publish" and self.published or name == "unpublish" and not self.published:
            return False
        if name == "edit_campaign":
            changed = {key: value for key, value in command["changes"].items() if value != self.draft[key]}
            if not changed:
                return False
            self.draft.update(changed)
        self.last = at
        getattr(self, "apply_" + name, lambda *_: None)(command, actor, at)
        return True

    def apply_publish(self, *_: Any) -> None:
        self.published = self.ever = True

    def apply_unpublish(self, *_: Any) -> None:
        self.published = False

    def apply_register_products(self, command: Any, shop: str, _: Any) -> None:
        for one in command["products"]:
            known = self.products.setdefault(one["product"], {"rate": None, "exported": False, "blocked": set()})
            known.update(shop=shop, status="pending", total=one["total_rate_bps"], removed=False)
            self.own[shop, one["product"]] = {"status": "pending", "total": one["total_rate_bps"]}

    apply_register_again = apply_register_products

    def apply_revise_rate(self, command: Any, *_: Any) -> None:
        for one in command["products"]:
            known = self.products[one["product"]]
            known["total"] = self.own[known["shop"], one["product"]]["total"] = one["total_rate_bps"]

    def to(self, command: Any, status: str) -> None:
        for product in command["products"]:
            known = self.products[product]
            known["status"] = self.own[known["shop"], product]["status"] = status

    def apply_request_closure(self, command: Any, *_: Any) -> None:
        self.to(command, "pending_closed")

    def apply_approve(self, command: Any, *_: Any) -> None:
        self.to(command, "approved")

    apply_reject_closure = apply_approve

    def apply_reject(self, command: Any, *_: Any) -> None:
        self.to(command, "rejected")
        if not command["may_register_again"]:
            for product in command["products"]:
                self.products[product]["blocked"].add(self.products[product]["shop"])

    def close(self, command: Any, removed: bool) -> None:
        self.to(command, "closed")
        for product in command["products"]:
            self.products[product].update(rate=None, removed=removed)
            for entries in (one["entries"] for one in self.lists.values()):
                if product in entries:
                    entries[product]["rate"] = None
            self.showcase = {key: item for key, item in self.showcase.items() if key[1] != product}

    def apply_approve_closure(self, command: Any, *_: Any) -> None:
        self.close(command, False)

    def apply_remove_products(self, command: Any, *_: Any) -> None:
        self.close(command, True)

    def apply_set_creator_rates(self, command: Any, *_: Any) -> None:
        for one in command["rates"]:
            self.products[one["product"]]["rate"] = one["creator_rate_bps"]

    def apply_export_links(self, command: Any, *_: Any) -> None:
        for product in command["products"]:
            self.products[product]["exported"] = True

    def apply_create_list(self, command: Any, *_: Any) -> None:
        self.lists[self.next_list] = {"name": command["name"].strip(), "entries": {}}
        self.apply_add_to_list({"list": self.next_list, "items": command["items"]})
        self.next_list += 1

    def apply_rename_list(self, command: Any, *_: Any) -> None:
        self.lists[command["list"]]["name"] = command["name"].strip()

    def apply_delete_list(self, command: Any, *_: Any) -> None:
        del self.lists[command["list"]]  # the items keep their entries, and so their rates

    def apply_add_to_list(self, command: Any, *_: Any) -> None:
        for one in command["items"]:
            self.lists[command["list"]]["entries"][one["product"]] = {"rate": one["creator_rate_bps"]}

    def apply_set_list_rates(self, command: Any, *_: Any) -> None:
        for one in command["items"]:
            self.lists[command["list"]]["entries"][one["product"]]["rate"] = one["creator_rate_bps"]

    def apply_remove_from_list(self, command: Any, *_: Any) -> None:
        for product in command["products"]:
            del self.lists[command["list"]]["entries"][product]

    def apply_add_to_showcase(self, command: Any, creator: str, at: datetime) -> None:
        shelf = self.shelf(command["target"], at)
        assert shelf
        kind, key = command["target"]
        for product in shelf if command["products"] == "all" else command["products"]:
            entry = self.lists[key]["entries"][product] if kind == "list" else None
            self.showcase[creator, product] = {"entry": entry}

    def apply_remove_from_showcase(self, command: Any, creator: str, _: Any) -> None:
        for product in command["products"]:
            del self.showcase[creator, product]
