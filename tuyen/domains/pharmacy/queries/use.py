"""How fast each item is used, and what to ask for."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Sum

from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.models import StockMovement
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.pharmacy.queries.stock import Shelf
from tuyen.domains.pharmacy.rules import ledger, use
from tuyen.domains.pharmacy.rules.use import Moved, Outlook


@dataclass(frozen=True)
class Line:
    """One item with how long it lasts."""

    shelf: Shelf
    outlook: Outlook


def outlooks(who: Actor, day: dt.date) -> list[Line]:
    """Every item in use, those to ask for first; three statements."""
    policy = stock.policy(day, who)
    window = round(policy.window_months * use.DAYS_A_MONTH)
    moves = _moves(who, day - dt.timedelta(days=window - 1))
    lines = []
    for shelf in stock.shelves(who):
        mine = moves.get(shelf.item.id, [])
        if not shelf.item.is_used or not (mine or shelf.lots):
            continue
        monthly, without = use.monthly_use(mine, shelf.quantity, day, window)
        lines.append(Line(shelf, use.outlook(monthly, without, shelf.usable, policy)))
    return sorted(lines, key=lambda line: (not line.outlook.is_low, line.shelf.item.fold))


def _moves(who: Actor, since: dt.date) -> dict[uuid.UUID, list[Moved]]:
    rows = (
        StockMovement.objects.filter(unit_id=who.unit_id, day__gte=since)
        .values("item_id", "day", "kind")
        .annotate(n=Sum("quantity"))
        .order_by()
    )
    found: dict[uuid.UUID, list[Moved]] = {}
    for row in rows:
        moved = Moved(row["day"], row["n"], row["kind"] in ledger.USE)
        found.setdefault(row["item_id"], []).append(moved)
    return found
