"""Out of what a question is asked: a finished visit, a visit in progress, a bed, or just a person."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.record import permissions
from tuyen.record.case_summary import Origin, Summary, origin_of_stay, origin_of_visit, summary_of
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import Admission, Encounter, ImagingStudy
from tuyen.record.queries.beds import present_at
from tuyen.record.queries.queue import visible_to as queue_visible_to
from tuyen.record.queries.visits import FINISHED, visible_encounter
from tuyen.record.rules.admissions import PRESENT
from tuyen.record.rules.referrals import may_ride

RECENT = dt.timedelta(days=7)
IMAGES_DAYS, MOST_IMAGES = 90, 8
WHAT = "consult_form"


@dataclass(frozen=True)
class Start:
    """The chart, what the question comes from, and the page to go back to."""

    chart: Chart
    origin: Origin
    encounter_id: UUID | None
    back: tuple[str, UUID]


def of_visit(encounter_id: UUID, who: Actor, is_read: bool) -> Start:
    encounter = visible_encounter(encounter_id, who)
    if encounter is None:
        raise Http404
    chart = _chart(encounter.patient_id, who, is_read)
    if encounter.status != FINISHED or encounter.superseded_by_id is not None:
        raise Http404
    return Start(chart, origin_of_visit(encounter), encounter.id, ("clinic:visit", encounter.id))


def of_stay(admission_id: UUID, who: Actor, is_read: bool) -> Start:
    stay = get_object_or_404(present_at(who), pk=admission_id)
    chart = _chart(stay.patient_id, who, is_read)
    return Start(chart, origin_of_stay(stay), stay.id, ("ward:case", stay.id))


def of_queue(entry_id: UUID, who: Actor, is_read: bool) -> Start:
    """A visit that is still being written: what is said of it is typed, the rest is the chart's."""
    entry = get_object_or_404(queue_visible_to(who), pk=entry_id)
    chart = _chart(entry.patient_id, who, is_read)
    origin = _plain(chart, entry.reason)
    return Start(chart, origin, None, ("clinic:examine", entry.id))


def of_person(person_id: UUID, who: Actor, is_read: bool) -> Start:
    """Out of the bed where the person lies, the newest visit of this week, or nothing but the chart."""
    chart = _chart(person_id, who, is_read)
    back = ("clinic:patient", chart.person.id)
    stay = chart.of(Admission).filter(status__in=PRESENT, unit_id=who.unit_id).first()
    if stay is not None:
        return Start(chart, origin_of_stay(stay), stay.id, back)
    since = clock.today() - RECENT
    recent = chart.of(Encounter).filter(status=FINISHED, day__gte=since, unit_id=who.unit_id)
    visit = recent.order_by("-occurred_at").first()
    if visit is not None:
        return Start(chart, origin_of_visit(visit), visit.id, back)
    return Start(chart, _plain(chart, ""), None, back)


def _plain(chart: Chart, reason: str) -> Origin:
    today = clock.today()
    secret = permissions.compartment_for(chart.who, chart.person.compartment)
    return Origin(chart.person.id, today, secret, clock.now(), reason)


def _chart(person_id: UUID, who: Actor, is_read: bool) -> Chart:
    return opened_chart(person_id, who, what=WHAT) if is_read else chart_of(person_id, who)


def summary(start: Start) -> Summary:
    return summary_of(start.chart, start.origin)


def images(start: Start) -> list[ImagingStudy]:
    """Studies of the last months that may be told with this case."""
    since = start.origin.day - dt.timedelta(days=IMAGES_DAYS)
    rows = start.chart.of(ImagingStudy).filter(status="available", day__gte=since)
    told = list(rows.order_by("-performed_at")[:30])
    return [row for row in told if may_ride(row.compartment, start.origin.compartment)][
        :MOST_IMAGES
    ]


def call(call_id: UUID | None, who: Actor) -> Any:
    """The hotline call that the question grew out of, as far as the asker may see it."""
    return facts.ask("steering.hotline_call", call_id=call_id, who=who) if call_id else None
