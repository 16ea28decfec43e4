"""The ready condition of care links lets in whom the queryset lets in, and nobody else."""

import datetime as dt
import itertools
import uuid
from typing import NamedTuple

import pytest
from django.db import connection

from tests.network import actor_at, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform.access import links
from tuyen.platform.access.chart_access import linked_sql, opening_of
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import lean
from tuyen.record.actions import visits
from tuyen.record.chart import chart_of
from tuyen.record.models import Encounter, QueueEntry
from tuyen.record.tests.conftest import sheet

pytestmark = pytest.mark.django_db


def is_linked(patient_id: object, who: Actor) -> bool:
    sql, values = linked_sql("%s", who)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", [lean.ready(patient_id), *values])  # type: ignore[arg-type]
        return bool(cursor.fetchone()[0])


def units() -> list[ScopeNode]:
    centre = node("Trung tâm", kind="district_health_centre")
    station = node("Trạm", under=centre)
    return [centre, station, node("Khoa", under=station, kind="department"), node("Trạm khác")]


def days() -> list[tuple[dt.date, dt.date | None]]:
    today = clock.today()
    day = dt.timedelta(days=1)
    return [
        (today, None),
        (today - day, today),
        (today - 2 * day, today - day),
        (today + day, None),
    ]


def test_the_ready_condition_agrees_with_the_queryset_in_every_case() -> None:
    places = units()
    readers = [
        actor_at(places[1], "station_doctor"),
        actor_at(places[1], "station_doctor", grants=("custody",)),
        actor_at(places[0], "cdc_officer"),
    ]
    agreed = set()

    for place, (begins, ends), compartment in itertools.product(places, days(), ("", "custody")):
        patient_id = uuid7()
        link = links.Link(patient_id, place.unit_id, "treating", compartment, begins, ends)
        with connection.cursor() as cursor:
            links.add(cursor, [link])
        for who in readers:
            expected = opening_of([patient_id], who) is not None
            assert is_linked(patient_id, who) == expected
            agreed.add(expected)

    assert agreed == {True, False}


class Said(NamedTuple):
    id: uuid.UUID
    day: dt.date
    occurred_at: dt.datetime
    entered_at: dt.datetime | None
    reason: str


def test_a_few_columns_read_as_the_queryset_reads_them(doctor: Actor, entry: QueueEntry) -> None:
    visits.finish_visit(person=entry.patient_id, sheet=sheet(), by=doctor, entry=entry)
    chart = chart_of(entry.patient_id, doctor)

    few = chart.read_few(Encounter, Said)

    assert few == list(chart.of(Encounter).values_list(*Said._fields))
    assert chart.read(Encounter) == list(chart.of(Encounter))
