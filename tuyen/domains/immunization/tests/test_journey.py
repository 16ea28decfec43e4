"""A child from birth to eighteen months through immunisation days, with a dose that came late."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.statements import counted
from tests.stores import vaccine_received
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.immunization.actions import sessions, visits, watch
from tuyen.domains.immunization.models import ImmunizationSession, SessionVisit
from tuyen.domains.immunization.queries import cards, due
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.domains.immunization.rules.due import State
from tuyen.domains.immunization.tests.conftest import DAY, child_of
from tuyen.domains.immunization.tests.test_sessions import line_of, lots, screened
from tuyen.record.chart import chart_of
from tuyen.record.models import Immunization
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

VACCINES = ("hepb", "bcg", "penta", "opv", "ipv", "mr")


@contextmanager
def day_of(child: Person, days: int, nurse: Actor) -> Iterator[ImmunizationSession]:
    """An immunisation day so many days after the birth, opened in the morning and closed at noon."""
    assert child.birth_date is not None
    morning = clock.start_of(child.birth_date + days * DAY) + dt.timedelta(hours=8)
    with clock.stopped(morning):
        session = sessions.open_session(kind="fixed", place="Trạm", village="", by=nurse)
        sessions.choose_lots(session=session, lots=lots(*VACCINES), by=nurse)
        yield session
    with clock.stopped(morning + dt.timedelta(hours=4)):
        for visit in SessionVisit.objects.filter(session_id=session.id, left_at=None):
            if visit.is_watched:
                watch.go_home(visit=visit, by=nurse)
        sessions.close_session(session=session, by=nurse)


def given(session: ImmunizationSession, child: Person, nurse: Actor) -> dict[str, int | None]:
    """What the sheet proposes and has a lot for, given by one press: vaccine → which dose."""
    screened(session, child, nurse)
    chosen = [offer.vaccine for offer in line_of(session, child, nurse).ready]
    doses = visits.give(session=session, person_id=child.id, chosen=chosen, by=nurse)
    return {dose.vaccine: dose.dose_number for dose in doses}


@pytest.mark.capability("D1", where="/immunizations/sessions/")
def test_a_child_from_birth_to_eighteen_months_through_the_days_with_a_late_dose(
    nurse: Actor,
) -> None:
    """Birth to 18 months through the immunisation days: ill at four months, late at eight, not begun again"""
    child = child_of(nurse, "Vừ A Sinh", days=0)

    with day_of(child, 1, nurse) as session:
        assert given(session, child, nurse) == {"hepb": 1, "bcg": 1}
    with day_of(child, 62, nurse) as session:
        assert given(session, child, nurse) == {"penta": 1, "opv": 1}
    with day_of(child, 95, nurse) as session:
        assert given(session, child, nurse) == {"penta": 2, "opv": 2}
    with day_of(child, 125, nurse) as session:
        screened(session, child, nurse, "postponed", found=["temperature"])
        with pytest.raises(Refused, match="Tạm hoãn"):
            visits.give(session=session, person_id=child.id, chosen=["penta"], by=nurse)
    with day_of(child, 250, nurse) as session:
        assert line_of(session, child, nurse).is_late
        assert given(session, child, nurse) == {"penta": 3, "opv": 3, "ipv": 1}
    with day_of(child, 280, nurse) as session:
        assert given(session, child, nurse)["mr"] == 1
    with day_of(child, 560, nurse) as session:
        assert given(session, child, nurse) == {"penta": 4, "ipv": 2, "mr": 2}
        card = cards.card_of(chart_of(child.id, nurse), session.day)

    states = {each.next.series: each.next.state for each in card.series}
    assert states["penta"] == states["opv"] == states["measles"] == State.COMPLETE
    assert {row.given_on for row in Immunization.objects.filter(status="not_done")} == {
        child.birth_date + 125 * DAY if child.birth_date else None
    }
    assert SessionVisit.objects.filter(left_how="home").count() == 6


def test_the_lots_of_a_year_run_down_in_the_store(nurse: Actor) -> None:
    child = child_of(nurse, "Vừ A Kho", days=0)
    vaccine_received(nurse, "penta", "L1", 3, clock.today() + 400 * DAY)

    for days in (62, 95, 130):
        with day_of(child, days, nurse) as session:
            screened(session, child, nurse)
            visits.give(session=session, person_id=child.id, chosen=["penta"], by=nurse)

    asked = {"unit_id": nurse.unit_id, "drug_code": "vaccine-penta"}
    assert facts.ask("pharmacy.usable_lots", **asked) == {}


def test_the_due_list_of_a_commune_takes_two_statements(nurse: Actor) -> None:
    for n in range(40):
        child_of(nurse, f"Trẻ {n}", days=60 + n * 10)

    with counted() as seen:
        found = due.due_children(nurse, clock.today())

    assert len(found) == 40
    assert len(seen) == 2, seen


def test_the_sheet_of_a_commune_takes_few_statements(nurse: Actor) -> None:
    for n in range(40):
        child_of(nurse, f"Trẻ {n}", days=60 + n * 10)
    session = sessions.open_session(kind="fixed", place="Trạm", village="", by=nurse)

    with counted() as seen:
        assert len(queries.sheet(session, nurse)) == 40
    assert len(seen) <= 6, seen
