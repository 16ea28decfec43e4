"""The list of the room that carries orders out, and what the asking side has not read yet."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import get_language

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.diagnostics.rules import TONES
from tuyen.record.models import Order
from tuyen.record.order_permissions import may_verify
from tuyen.record.queries import orders as queries
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.orderables import orderables

STAGES = ("collect", "do", "verify", "done", "unread", "second")
PAGE_ROWS = 25


@dataclass(frozen=True)
class Row:
    """What was asked for together, as one line."""

    requisition_id: uuid.UUID
    at: Any
    person: Person
    titles: str
    orders: list[Order]
    is_urgent: bool
    is_critical: bool

    @property
    def is_today(self) -> bool:
        return self.orders[0].day == clock.today()

    @property
    def tone(self) -> str:
        return TONES.get(self.orders[0].status, "neutral")


@dataclass(frozen=True)
class Board:
    stage: str
    category: str
    counts: dict[str, int]
    page: Page[Any]
    rows: list[Row]
    version: str


def board_of(who: Actor, stage: str, category: str, number: str | None) -> Board:
    """One stage of the list. An unknown stage, or none, is the first that has work."""
    counts = queries.counts_of(who, category)
    unread = queries.unread_by(who)
    unread = unread.filter(category=category) if category else unread
    counts["unread"] = unread.count()
    counts["second"] = queries.to_look_again(who, category).count() if may_verify(who) else 0
    shown = stage if stage in STAGES else _first(counts)
    orders = _orders(who, shown, category, unread)
    page = Paginator(queries.requisitions(orders), PAGE_ROWS).get_page(number)
    version = "-".join(str(counts[each]) for each in sorted(counts))
    return Board(shown, category, counts, page, _rows(orders, page), version)


def _first(counts: dict[str, int]) -> str:
    return next((each for each in ("unread", "do", "verify", "collect") if counts[each]), "do")


def _orders(who: Actor, stage: str, category: str, unread: QuerySet[Order]) -> QuerySet[Order]:
    if stage == "unread":
        return unread
    if stage == "second":
        return queries.to_look_again(who, category)
    if stage == "done":
        return queries.done_on(clock.today(), who, category)
    return queries.at_stage(who, stage, category)


def _rows(orders: QuerySet[Order], page: Page[Any]) -> list[Row]:
    places = [each["requisition_id"] for each in page]
    found: dict[uuid.UUID, list[Order]] = defaultdict(list)
    for order in orders.filter(requisition_id__in=places).order_by("id"):
        found[order.requisition_id].append(order)
    people = Person.objects.in_bulk({group[0].patient_id for group in found.values()})
    return [
        Row(
            requisition_id=each["requisition_id"],
            at=each["at"],
            person=people[group[0].patient_id],
            titles=", ".join(title_of(order) for order in group),
            orders=group,
            is_urgent=any(order.is_urgent for order in group),
            is_critical=any(order.is_critical for order in group),
        )
        for each in page
        if (group := found.get(each["requisition_id"])) and group[0].patient_id in people
    ]


def title_of(order: Order) -> str:
    """The test in the language of the page."""
    item = orderables(order.day).get(order.code)
    return item.label.spoken(get_language() or "vi") if item else order.title
