"""What a person allowed, which units may look, what was asked about the data."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.chart_access import telling_units
from tuyen.platform.access.models import BreakGlass, CareLink, ScopeNode
from tuyen.record.chart import Chart
from tuyen.record.models import Consent, DataRequest
from tuyen.record.rules.consents import OPEN


def decisions(chart: Chart) -> dict[str, Consent]:
    """Purpose → the newest decision about it, whatever it was."""
    return {row.purpose: row for row in chart.of(Consent).order_by("given_at", "id")}


def earlier(chart: Chart) -> QuerySet[Consent]:
    return chart.of(Consent).order_by("-given_at", "-id")


def allows(patient_ids: Iterable[uuid.UUID], purpose: str) -> bool:
    """Has the person said yes and not taken it back? Silence is no."""
    rows = Consent.objects.filter(patient_id__in=list(patient_ids), purpose=purpose)
    newest = rows.order_by("-given_at", "-id").first()
    return newest is not None and newest.is_given and newest.withdrawn_at is None


def who_allow(patient_ids: Iterable[uuid.UUID], purpose: str) -> set[uuid.UUID]:
    """Those of these people who said yes and not no since; one statement for a list."""
    rows = Consent.objects.filter(patient_id__in=set(patient_ids), purpose=purpose)
    newest = {row.patient_id: row for row in rows.order_by("given_at", "id")}
    return {id_ for id_, row in newest.items() if row.is_given and row.withdrawn_at is None}


def links_in_force(chart: Chart) -> list[tuple[CareLink, str]]:
    """Units that may open this chart today with their names; none whose name tells too much."""
    today, who = clock.today(), chart.who
    rows = CareLink.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        patient_id__in=chart.patient_ids,
        compartment__in=["", *who.compartments],
        valid_from__lte=today,
    ).exclude(unit_id__in=telling_units(who).values("unit_id"))
    return [(row, row.unit_name or "") for row in _with_unit(rows).order_by("valid_from", "id")]


def _with_unit(rows: QuerySet[Any]) -> QuerySet[Any]:
    """With the name of the unit beside each row, in the same statement."""
    named = ScopeNode.objects.filter(unit_id=OuterRef("unit_id")).values("name")[:1]
    found: QuerySet[Any] = rows.annotate(unit_name=Subquery(named))
    return found


def link_with(chart: Chart, link_id: uuid.UUID) -> CareLink | None:
    return next((row for row, _name in links_in_force(chart) if row.id == link_id), None)


def leaves_of(chart: Chart) -> QuerySet[BreakGlass]:
    """When the chart was opened by break-glass, newest first; each with its `unit_name`."""
    rows = BreakGlass.objects.filter(patient_id__in=chart.patient_ids)
    told = rows.exclude(unit_id__in=telling_units(chart.who).values("unit_id"))
    return _with_unit(told).order_by("-opened_at")


def requests_of(chart: Chart) -> QuerySet[DataRequest]:
    return chart.of(DataRequest).order_by("-day", "-id")


def requests_below(who: Actor, *, only_open: bool = True) -> QuerySet[DataRequest]:
    """Requests taken by my unit (or any below it, for a post of a subtree), the most urgent first."""
    units = ScopeNode.objects.filter(path__startswith=who.path).values("unit_id")
    mine = {"unit_id__in": units} if who.scope == "subtree" else {"unit_id": who.unit_id}
    found = DataRequest.objects.filter(compartment__in=["", *who.compartments], **mine)
    if only_open:
        found = found.filter(status__in=OPEN)
    return found.order_by("answer_by", "id")


def patient_of(request_id: uuid.UUID, who: Actor) -> uuid.UUID | None:
    found = DataRequest.objects.filter(pk=request_id, compartment__in=["", *who.compartments])
    return found.values_list("patient_id", flat=True).first()


def days_left(row: DataRequest, on: dt.date) -> int:
    """Until the answer is due; negative when it is late."""
    return (row.answer_by - on).days
