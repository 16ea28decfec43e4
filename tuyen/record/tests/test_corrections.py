"""A corrected visit counts once, on the day and at the unit of the correction."""

import datetime as dt
from uuid import UUID

import pytest

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.access.models import CareLink
from tuyen.platform.tally import recount
from tuyen.record.models import Encounter

pytestmark = pytest.mark.django_db

UNIT = uuid7()
NURSE = Actor(uuid7(), "Y sĩ Mẫu", "station_nurse", UNIT, "Trạm Mẫu", "/a/", "moh")


def visit(
    patient_id: UUID, day: dt.date, amends: Encounter | None = None, **said: object
) -> Encounter:
    at = clock.start_of(day)
    row = Encounter(
        patient_id=patient_id,
        unit_id=UNIT,
        day=day,
        occurred_at=at,
        recorded_at=at,
        amends_id=amends and amends.id,
        **said,
    )
    with changes.apply(actor=NURSE, reason="test.visit") as log:
        log.create(row)
    return row


def counted() -> dict[dt.date, int]:
    return {cell[2]: n for cell, n in recount.kept().items()}


def test_a_correction_moves_the_count_to_the_right_day() -> None:
    first = visit(uuid7(), dt.date(2026, 11, 20))

    visit(first.patient_id, dt.date(2026, 11, 19), amends=first)

    assert counted() == {dt.date(2026, 11, 19): 1}
    assert recount.kept() == recount.recounted()


def test_a_visit_entered_in_error_counts_nothing() -> None:
    first = visit(uuid7(), dt.date(2026, 11, 20))

    visit(first.patient_id, first.day, amends=first, status="entered-in-error")

    assert counted() == {}
    assert recount.kept() == recount.recounted()


def test_rebuilding_writes_the_same_counts() -> None:
    patient = uuid7()
    visit(patient, dt.date(2026, 11, 18))
    visit(patient, dt.date(2026, 11, 18), compartment="custody")
    before = recount.kept()

    recount.rebuild()

    assert recount.kept() == before


def test_a_visit_links_the_person_to_the_unit_once() -> None:
    patient = uuid7()
    visit(patient, dt.date(2026, 11, 20))
    visit(patient, dt.date(2026, 11, 18))

    [link] = CareLink.objects.filter(patient_id=patient)

    assert (link.unit_id, link.kind, link.valid_from) == (UNIT, "treating", dt.date(2026, 11, 18))
