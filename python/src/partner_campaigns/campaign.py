"""The living campaign: every action, asked for, decided and executed; and what each party may see of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ._native import CampaignValue, Profile, TermsTable, campaigns_of_json, creator_orders_json, marketplace_json
from .checking import Fault, MalformedInputError, _json_text, _plain, _violation
from .errors import Violation, ViolationError

__all__ = ["Campaign", "Outcome", "Trial", "campaigns_of", "creator_orders", "marketplace"]

Actor = Mapping[str, str]
"""Who acts: ``{"agency": "A-1"}``, ``{"seller": "USLCABC123"}`` or ``{"creator": "creator_1"}``."""
Time = str | datetime
"""An aware ``datetime``, or an RFC 3339 instant."""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an accepted command did."""

    events: tuple[Json, ...]
    """The events that it made; none where nothing changed."""
    warnings: tuple[Violation, ...]
    """What was done all the same, and said (S004)."""


class _Commands:
    """The commands, one method each with the keys of its JSON."""

    __slots__ = ()

    def _tell(self, command: str) -> str:
        """The outcome of a command."""
        raise NotImplementedError

    def _done(self, command: str, by: Actor, at: Time, /, **keys: Any) -> Outcome:
        given = {key: value for key, value in keys.items() if value is not None}
        text = self._tell(_json_text({"command": command, "by": by, "at": at, **given}))
        answer = _answer(text)
        return Outcome(tuple(answer["events"]), tuple(_violation(one) for one in answer["warnings"]))

    def create_campaign(
        self, *, by: Actor, at: Time, id: str, account: Mapping[str, Any], draft: Mapping[str, Any]
    ) -> Outcome:
        """The agency creates the campaign; it is not published."""
        return self._done("create_campaign", by, at, id=id, account=account, draft=draft)

    def edit_campaign(self, *, by: Actor, at: Time, changes: Mapping[str, Any]) -> Outcome:
        """The agency changes details; each key given replaces the whole value."""
        return self._done("edit_campaign", by, at, changes=changes)

    def publish(self, *, by: Actor, at: Time) -> Outcome:
        """The agency turns the publish toggle on."""
        return self._done("publish", by, at)

    def unpublish(self, *, by: Actor, at: Time) -> Outcome:
        """The agency turns the publish toggle off."""
        return self._done("unpublish", by, at)

    def register_products(self, *, by: Actor, at: Time, products: Sequence[Mapping[str, Any]]) -> Outcome:
        """A seller registers products: ``[{"product", "total_rate_bps"}]``."""
        return self._done("register_products", by, at, products=products)

    def register_again(self, *, by: Actor, at: Time, products: Sequence[Mapping[str, Any]]) -> Outcome:
        """A seller comes back with rejected products: ``[{"product", "total_rate_bps"}]``."""
        return self._done("register_again", by, at, products=products)

    def revise_rate(self, *, by: Actor, at: Time, products: Sequence[Mapping[str, Any]]) -> Outcome:
        """A seller offers other rates for what is pending: ``[{"product", "total_rate_bps"}]``."""
        return self._done("revise_rate", by, at, products=products)

    def request_closure(self, *, by: Actor, at: Time, products: Sequence[str]) -> Outcome:
        """A seller asks to close approved products."""
        return self._done("request_closure", by, at, products=products)

    def approve(self, *, by: Actor, at: Time, products: Sequence[str]) -> Outcome:
        """The agency approves what is pending."""
        return self._done("approve", by, at, products=products)

    def reject(
        self,
        *,
        by: Actor,
        at: Time,
        products: Sequence[str],
        may_register_again: bool,
        reasons: Sequence[str] | None = None,
        note: str | None = None,
    ) -> Outcome:
        """The agency rejects what is pending, for good or with leave to register again."""
        keys = {"products": products, "reasons": reasons, "note": note, "may_register_again": may_register_again}
        return self._done("reject", by, at, **keys)

    def approve_closure(self, *, by: Actor, at: Time, products: Sequence[str]) -> Outcome:
        """The agency agrees to closures."""
        return self._done("approve_closure", by, at, products=products)

    def reject_closure(self, *, by: Actor, at: Time, products: Sequence[str]) -> Outcome:
        """The agency refuses closures."""
        return self._done("reject_closure", by, at, products=products)

    def remove_products(self, *, by: Actor, at: Time, products: Sequence[str]) -> Outcome:
        """The agency takes products out."""
        return self._done("remove_products", by, at, products=products)

    def set_creator_rates(self, *, by: Actor, at: Time, rates: Sequence[Mapping[str, Any]]) -> Outcome:
        """The agency sets the creator rates of products' own links: ``[{"product", "creator_rate_bps"}]``."""
        return self._done("set_creator_rates", by, at, rates=rates)

    def export_links(self, *, by: Actor, at: Time, products: Sequence[str], base_url: str) -> Outcome:
        """The agency exports links; the event carries ``[{"product", "link"}]``."""
        return self._done("export_links", by, at, products=products, base_url=base_url)

    def create_list(self, *, by: Actor, at: Time, name: str, items: Sequence[Mapping[str, Any]]) -> Outcome:
        """The agency makes a list of ``[{"product", "creator_rate_bps"}]``; the event carries its number."""
        return self._done("create_list", by, at, name=name, items=items)

    def rename_list(self, *, by: Actor, at: Time, list: int, name: str) -> Outcome:
        """The agency renames a list."""
        return self._done("rename_list", by, at, list=list, name=name)

    def delete_list(self, *, by: Actor, at: Time, list: int) -> Outcome:
        """The agency deletes a list; its number is never used again."""
        return self._done("delete_list", by, at, list=list)

    def add_to_list(self, *, by: Actor, at: Time, list: int, items: Sequence[Mapping[str, Any]]) -> Outcome:
        """The agency adds ``[{"product", "creator_rate_bps"}]`` to a list."""
        return self._done("add_to_list", by, at, list=list, items=items)

    def set_list_rates(self, *, by: Actor, at: Time, list: int, items: Sequence[Mapping[str, Any]]) -> Outcome:
        """The agency sets rates of products in a list: ``[{"product", "creator_rate_bps"}]``."""
        return self._done("set_list_rates", by, at, list=list, items=items)

    def remove_from_list(self, *, by: Actor, at: Time, list: int, products: Sequence[str]) -> Outcome:
        """The agency removes products from a list."""
        return self._done("remove_from_list", by, at, list=list, products=products)

    def add_to_showcase(
        self,
        *,
        by: Actor,
        at: Time,
        link: str,
        products: str | Sequence[str],
        terms_accepted: bool,
        current_rates: Sequence[Mapping[str, Any]] | None = None,
    ) -> Outcome:
        """A creator takes up products behind a link: ``"all"`` or ids. The warnings say where commission decreases."""
        keys = {"link": link, "products": products, "terms_accepted": terms_accepted, "current_rates": current_rates}
        return self._done("add_to_showcase", by, at, **keys)

    def remove_from_showcase(self, *, by: Actor, at: Time, products: Sequence[str]) -> Outcome:
        """A creator drops products."""
        return self._done("remove_from_showcase", by, at, products=products)


class Trial(_Commands):
    """Commands that are tried on a campaign without doing them: :attr:`Campaign.decide`."""

    __slots__ = ("_value",)
    _value: CampaignValue

    def __init__(self, value: CampaignValue) -> None:
        self._value = value

    def __call__(self, command: Mapping[str, Any] | str | bytes) -> Json:
        """What :meth:`Campaign.execute` would answer. Nothing is changed."""
        outcome: Json = json.loads(self._tell(_json_text(command)))
        return outcome

    def _tell(self, command: str) -> str:
        return self._value.decide_json(command)


class Campaign(_Commands):
    """One campaign under a profile; empty until ``create_campaign``.

    :meth:`execute` takes a command as a dict or as JSON and answers with the outcome as a dict: a refusal is an outcome
    too. The methods named like the commands take the same keys, and raise what refuses them. Threads may share a
    campaign: calls wait for each other in turn, without the interpreter, so who changes it gets in however many look at it.

    Args:
        profile: the bounds in force: a :class:`Profile`, or the name of a built-in one.

    Example:
        >>> from partner_campaigns import Campaign
        >>> campaign = Campaign(profile="guide")
        >>> campaign.execute({"command": "publish", "by": {"agency": "A-1"}, "at": "2026-05-01T12:00:00Z"})
        {'invalid': [{'message': 'there is no campaign yet: `create_campaign` comes first', 'path': '/command'}]}
    """

    __slots__ = ("_value",)
    _value: CampaignValue

    def __init__(self, profile: Profile | str = "guide") -> None:
        self._value = CampaignValue(profile)

    @classmethod
    def _of(cls, value: CampaignValue) -> Campaign:
        made = cls.__new__(cls)
        made._value = value
        return made

    @classmethod
    def load(cls, snapshot: str | bytes) -> Campaign:
        """The campaign of a snapshot, which continues where it was taken.

        Raises:
            MalformedInputError: a text that no campaign wrote.
        """
        try:
            return cls._of(CampaignValue.load(_json_text(snapshot)))
        except ValueError as error:
            raise _malformed(error) from None

    @classmethod
    def replay(cls, events: Iterable[Mapping[str, Any] | str | bytes], profile: Profile | str = "guide") -> Campaign:
        """The campaign that these events made, each a mapping or JSON text, under the profile of the first.

        Args:
            events: all of a campaign, in their order.
            profile: the one in force where the first event is of the older form, which has none.

        Raises:
            MalformedInputError: what is no event, or could not have been made by a campaign at its place.
        """
        texts = (event if isinstance(event, str) else _json_text(event) for event in events)
        try:
            return cls._of(CampaignValue.replay(f"[{','.join(texts)}]", profile))
        except ValueError as error:
            raise _malformed(error) from None

    def __eq__(self, other: object) -> bool:
        """Whether profile, details and history are the same, whichever events each still keeps."""
        return self._value.equals(other._value) if isinstance(other, Campaign) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        return f"<Campaign profile={self._value.profile_id()!r} version={self.version}>"

    def __copy__(self) -> Campaign:
        return self.load(self.snapshot())

    def __deepcopy__(self, memo: object) -> Campaign:
        return self.load(self.snapshot())

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return type(self).load, (self.snapshot(),)

    # Commands

    def execute(self, command: Mapping[str, Any] | str | bytes) -> Json:
        """Execute one command: ``{"command": NAME, "by": ACTOR, "at": INSTANT, ...}``.

        Returns:
            ``{"events": [...], "warnings": [...]}``, ``{"violations": [...]}``, or ``{"invalid": [...]}`` for what is no
            command. Only the first changes anything.
        """
        outcome: Json = json.loads(self.execute_json(command))
        return outcome

    def execute_json(self, command: Mapping[str, Any] | str | bytes) -> str:
        """:meth:`execute`, with the outcome as JSON text: the same bytes in every language."""
        return self._value.execute_json(_json_text(command))

    @property
    def decide(self) -> Trial:
        """What commands would do. Nothing is changed.

        It has the methods of the campaign itself, and is called as :meth:`execute` is.

        Example:
            >>> from partner_campaigns import Campaign, ViolationError
            >>> campaign = Campaign()
            >>> campaign.decide({"command": "publish", "by": {"agency": "A-1"}, "at": "2026-05-01T12:00:00Z"})
            {'invalid': [{'message': 'there is no campaign yet: `create_campaign` comes first', 'path': '/command'}]}
            >>> account = {"agency": "A-1", "name": "North Star", "market": "US", "categories": [],
            ...            "tax": {"form": "w9"}, "bank": {"status": "not_linked"}}
            >>> try:
            ...     campaign.decide.create_campaign(by={"agency": "A-1"}, at="2026-05-01T12:00:00Z", id="C-1", account=account,
            ...                                     draft={"time_zone": "America/Los_Angeles"})
            ... except ViolationError as refused:
            ...     print(refused.violations[0].rule, campaign.version)
            A006 0
        """
        return Trial(self._value)

    def _tell(self, command: str) -> str:
        return self._value.execute_json(command)

    # Queries

    def query(self, query: Mapping[str, Any] | str | bytes) -> Any:
        """Answer one query: ``{"query": NAME, ...}``.

        Raises:
            ViolationError: the rules that say why there is no answer.
            MalformedInputError: what is no query.
        """
        return _answer(self.query_json(query))

    def query_json(self, query: Mapping[str, Any] | str | bytes) -> str:
        """:meth:`query`, with the answer as JSON text, a refusal too: the same bytes in every language."""
        return self._value.query_json(_json_text(query))

    def _asked(self, name: str, /, **keys: Any) -> Any:
        return self.query({"query": name, **{key: value for key, value in keys.items() if value is not None}})

    def link_of(self, *, product: str | None = None, list: int | None = None, base_url: str) -> str:
        """The link of a product or of a list: the base URL, and a token that is the same for ever.

        Raises:
            ViolationError: R011 where the product was never registered, L005 where the list is not there.
        """
        link: str = self._asked("link_of", product=product, list=list, base_url=base_url)
        return link

    def phase(self, at: Time) -> str:
        """``ready``, ``upcoming``, ``ongoing`` or ``closed``."""
        phase: str = self._asked("phase", at=at)
        return phase

    def allowed_actions(self, actor: Actor, at: Time) -> list[Json]:
        """Each action as ``{"action", "open", "violations"}``: what would be refused whatever the command's keys say."""
        found: list[Json] = self._asked("allowed_actions", actor=actor, at=at)
        return found

    def agency_view(
        self,
        at: Time,
        orders: Sequence[Mapping[str, Any]] | None = None,
        *,
        tab: str | None = None,
        first: int | None = None,
        count: int | None = None,
    ) -> Json:
        """What the agency sees: five tabs, each registration with its history and creators, and the lists.

        Args:
            at: which day it is.
            orders: order lines. With them each registration, and each of its creators, has ``orders`` (lines),
                ``orders_void`` (void and fully refunded ones, which are in no other figure) and ``totals`` by currency; what no
                line states is None.
            tab: ``pending``, ``approved``, ``rejected``, ``pending_closed`` or ``closed``: that tab alone, without the lists.
            first: the number of the tab's first registration that is shown, from 0 on.
            count: how many are shown; all where it is left out.

        Raises:
            MalformedInputError: an order line that cannot be read, another tab, a negative number.
        """
        lines = None if orders is None else [*orders]
        view: Json = self._asked("agency_view", at=at, orders=lines, tab=tab, first=first, count=count)
        return view

    def seller_view(self, shop: str, at: Time, orders: Sequence[Mapping[str, Any]] = ()) -> Json:
        """What a shop sees: five tabs of its own registrations; Performance is made from the order lines given, each at the
        rates of its time.

        Raises:
            ViolationError: R001 or R003 for a shop that may not see the campaign, and has no registration in it.
        """
        view: Json = self._asked("seller_view", shop=shop, at=at, orders=[*orders])
        return view

    def seller_orders_csv(self, shop: str, orders: Sequence[Mapping[str, Any]]) -> str:
        """A shop's own orders in this campaign as CSV that no spreadsheet takes for a formula; nothing of a creator."""
        text: str = self._asked("seller_orders_csv", shop=shop, orders=[*orders])
        return text

    def creator_view(self, creator: str, at: Time, orders: Sequence[Mapping[str, Any]] = ()) -> Json:
        """What a creator sees: the showcase, and the creator's own orders, marked where they are agency-led.

        Void and fully refunded ones are in ``orders_void``, all others in ``orders``.
        """
        view: Json = self._asked("creator_view", creator=creator, at=at, orders=[*orders])
        return view

    def resolve_link(self, link: str, at: Time, terms_accepted: bool = False) -> Json:
        """What a link offers a creator.

        Args:
            link: as it is pasted: white space around it, a slash at its end, a query and a fragment are passed over.
            at: when.
            terms_accepted: whether the creator agrees to the campaign's terms. Without, a list's link is answered by
                ``{"needs_terms": True}`` alone.

        Raises:
            ViolationError: S002 "No available products yet", S003 "The product list wasn't found".
        """
        view: Json = self._asked("resolve_link", link=link, at=at, terms_accepted=terms_accepted)
        return view

    def terms(self) -> list[Json]:
        """The terms table: a row for each pair of rates that held, with ``valid_from`` and ``valid_to`` (excluded)."""
        rows: list[Json] = self._asked("terms")
        return rows

    def agreed_rates(self, product: str, creator: str | None = None, link: str | None = None, *, at: Time) -> Json:
        """The rates that held for an order of a product at a time, whatever came later.

        Args:
            product: the product.
            creator: who brought the order: the item in the showcase decides.
            link: what brought the order: what is behind it decides. With neither, the product's own exported link does.
            at: when the order was made.

        Returns:
            ``{"total_rate_bps", "creator_rate_bps", "through", "list"}``: basis points; ``through`` is ``link``, ``list``, or
            ``kept_rate`` where the entry was removed since; ``list`` is its number or None.

        Raises:
            ViolationError: why none held: R011, S002, S003 or S005.
            MalformedInputError: a value that cannot be read, or creator and link both.
        """
        rates: Json = self._asked("agreed_rates", product=product, creator=creator, link=link, at=at)
        return rates

    def split_orders(
        self,
        orders: Sequence[Mapping[str, Any]],
        management: Sequence[Mapping[str, Any]] = (),
        organisations: Sequence[Mapping[str, Any]] = (),
    ) -> list[Json]:
        """Split order lines at the rates of their time, with the managers whose agreements held then: a row for each line.

        Args:
            orders: order lines, in the columns of the public words; their amounts are minor units.
            management: agreements, ``{"creator", "agency", "share_bps", "valid_from", "valid_to"}``; the last two (included,
                excluded) may be left out. The campaign agency is its id.
            organisations: ``{"name", "organisation"}``: which names are one organisation.

        Returns:
            ``{"order_id", "total_rate_bps", "creator_rate_bps", "manager", "manager_share_bps", "share_waived",
            "agency_minor", "creator_minor", "manager_minor", "reason"}`` for each line, in order. Where no rates held, the parts
            are None and the reason is ``F008``; a void or fully refunded line has parts of 0.

        Raises:
            MalformedInputError: a line or row that cannot be read, named by its place; two agreements of a creator at one time.

        Example:
            >>> from partner_campaigns import Campaign
            >>> order = {"order_id": "1", "product_id": "p", "currency": "USD", "base_minor": 100_00}
            >>> [row["reason"] for row in Campaign().split_orders([order])]
            ['F008']
        """
        keys = {"orders": [*orders], "management": [*management], "organisations": [*organisations]}
        rows: list[Json] = self._asked("split_orders", **keys)
        return rows

    def terms_table(self) -> TermsTable:
        """:meth:`terms` as a table that hands itself over by the Arrow PyCapsule interface, with real instants: ``verify``
        takes it as it comes.

        Example:
            >>> import pyarrow as pa
            >>> from partner_campaigns import Campaign
            >>> pa.record_batch(Campaign().terms_table()).schema.field("valid_from").type
            TimestampType(timestamp[us, tz=UTC])
        """
        return self._value.terms_table()

    def events(self, after: int | None = None) -> list[Json]:
        """The events since this value was made, loaded or replayed, those of the replay too; without those that were taken.

        Args:
            after: only those whose ``number`` is above this one.

        Raises:
            MalformedInputError: some of those asked for are no longer here.
        """
        events: list[Json] = self._asked("events", after=after)
        return events

    def take_events(self) -> list[Json]:
        """Take the events since they were last taken, to store them; the campaign keeps none of them.

        Those of :meth:`replay` are in a store already, and are not among them.
        """
        events: list[Json] = json.loads(self._value.take_events_json())
        return events

    def snapshot(self) -> str:
        """Everything that there is, as canonical JSON, for :meth:`load`."""
        return self._value.snapshot()

    @property
    def version(self) -> int:
        """How many events the campaign has had, those before a snapshot too: the number of the last one."""
        return self._value.version()

    @property
    def last_at(self) -> datetime | None:
        """The time of the last event, in UTC, before which no command can be given; ``None`` before ``create_campaign``.

        What is finer than a microsecond is rounded up.
        """
        text: str | None = self._asked("last_at")
        if text is None:
            return None
        last = datetime.fromisoformat(text)
        nanoseconds = text.partition(".")[2].removesuffix("Z")[6:]
        return last + timedelta(microseconds=1) if nanoseconds.strip("0") else last

    @property
    def id(self) -> str | None:
        """Its id; ``None`` before ``create_campaign``."""
        given: str | None = self._asked("id")
        return given

    @property
    def agency(self) -> str | None:
        """The id of the agency that owns it; ``None`` before ``create_campaign``."""
        given: str | None = self._asked("agency")
        return given

    @property
    def name(self) -> str | None:
        """Its name; ``None`` before ``create_campaign``."""
        given: str | None = self._asked("name")
        return given


def marketplace(
    campaigns: Iterable[Campaign], shop: str, *, filter: str = "all", query: str = "", at: Time
) -> list[Json]:
    """The campaigns that a shop finds, in the order given.

    Args:
        campaigns: those to look through.
        shop: the shop's code.
        filter: ``all`` that are open to the shop, ``targeted`` at it, or ``mine``: with a registration of it.
        query: looked for in campaign and agency names, without regard to case or to Unicode's form; a blank one finds all.
        at: when.

    Raises:
        MalformedInputError: a value that cannot be read.
    """
    asked = json.dumps({"shop": shop, "filter": filter, "query": query, "at": at}, default=_plain)
    found: list[Json] = _answer(marketplace_json([campaign._value for campaign in campaigns], asked))
    return found


def campaigns_of(
    campaigns: Iterable[Campaign], agency: str, *, phase: str | None = None, query: str = "", at: Time
) -> list[Json]:
    """The campaigns of an agency, in the order given: the details of each, with its ``id``.

    Args:
        campaigns: those to look through.
        agency: the agency's id.
        phase: only those of this phase: ``ready``, ``upcoming``, ``ongoing`` or ``closed``.
        query: looked for in campaign and agency names, without regard to case or to Unicode's form; a blank one finds all.
        at: when.

    Raises:
        MalformedInputError: a value that cannot be read.
    """
    keys = {"agency": agency, "phase": phase, "query": query, "at": at}
    found: list[Json] = _answer(campaigns_of_json([campaign._value for campaign in campaigns], _json_text(keys)))
    return found


def creator_orders(
    campaigns: Iterable[Campaign], creator: str, orders: Sequence[Mapping[str, Any]], *, at: Time
) -> Json:
    """A creator's orders wherever they come from: ``{"orders", "orders_void"}``, rows as in :meth:`Campaign.creator_view`.

    Each row has its ``campaign_id``, and is ``agency_led`` where that is one of the campaigns given.

    Args:
        campaigns: those that value the orders.
        creator: the creator.
        orders: order lines, each with its ``campaign_id``.
        at: which day it is.

    Raises:
        MalformedInputError: an order line that cannot be read, or that has no ``campaign_id``, by row.
    """
    keys = {"creator": creator, "orders": [*orders], "at": at}
    found: Json = _answer(creator_orders_json([campaign._value for campaign in campaigns], _json_text(keys)))
    return found


def _answer(text: str) -> Any:
    answer = json.loads(text)
    if isinstance(answer, dict):
        if "invalid" in answer:
            raise _malformed(text)
        if "violations" in answer:
            raise ViolationError([_violation(one) for one in answer["violations"]])
    return answer


def _malformed(told: object) -> MalformedInputError:
    text = str(told)
    try:
        faults = json.loads(text)["invalid"]
    except (ValueError, KeyError, TypeError):
        return MalformedInputError([Fault("", text)], text)
    return MalformedInputError([Fault(one["path"], one["message"]) for one in faults], text)
