"""Requests and deliveries within reach, and where each request stands."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from tuyen.core import facts
from tuyen.core.actor import Actor
from tuyen.domains.vaccine_supply.models import VaccineDelivery, VaccineRequest
from tuyen.domains.vaccine_supply.rules.supply import Standing
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

State = VaccineRequest.State


def requests_for(who: Actor, state: str = "", vaccine: str = "") -> QuerySet[VaccineRequest]:
    """Of my unit, to my unit, and of those that I direct; the newest first."""
    found = direction.either_side(VaccineRequest.objects.all(), who, "unit_id", "to_unit_id")
    if state:
        found = found.filter(state=state)
    if vaccine:
        found = found.filter(vaccine=vaccine)
    return found.order_by("-asked_on", "-id")


def waiting_at(unit_id: uuid.UUID, vaccine: str) -> list[VaccineRequest]:
    """Requests for a vaccine that this unit has not answered yet; the oldest first."""
    found = VaccineRequest.objects.filter(to_unit_id=unit_id, vaccine=vaccine, state=State.ASKED)
    return list(found.order_by("asked_on", "id")[:MOST])


MOST = 600


def deliveries_for(who: Actor) -> QuerySet[VaccineDelivery]:
    return direction.either_side(VaccineDelivery.objects.all(), who, "unit_id", "to_unit_id")


def deliveries_of(requests: Iterable[VaccineRequest]) -> dict[uuid.UUID, list[VaccineDelivery]]:
    """Request → its lots; one statement."""
    found: dict[uuid.UUID, list[VaccineDelivery]] = defaultdict(list)
    rows = VaccineDelivery.objects.filter(request_id__in=[each.id for each in requests])
    for row in rows.order_by("sent_on", "id"):
        found[row.request_id].append(row)
    return found


def standing(request: VaccineRequest, lots: Sequence[VaccineDelivery]) -> Standing:
    sent = sum(lot.doses for lot in lots)
    here = [lot for lot in lots if lot.state == VaccineDelivery.State.RECEIVED]
    received = sum(lot.doses_received or 0 for lot in here)
    on_the_way = sent - sum(lot.doses for lot in here)
    return Standing(request.doses_asked, request.doses_allocated, sent, received, on_the_way)


def upper_units(unit_id: uuid.UUID, on: dt.date) -> list[Unit]:
    """Who may be asked: the nearest above first, then by tie, of either chain."""
    return list(direction.directing(unit_id, on))[::-1]


def store_code(vaccine: str) -> str:
    """How the store names a vaccine."""
    return f"vaccine-{vaccine}"


def left_in_store(unit_id: uuid.UUID, vaccine: str) -> dict[str, int] | None:
    """Usable doses by lot number; None where the unit's store keeps no such vaccine."""
    lots: dict[str, int] | None = facts.ask(
        "pharmacy.usable_lots", unit_id=unit_id, drug_code=store_code(vaccine)
    )
    return lots
