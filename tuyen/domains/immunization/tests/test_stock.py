"""Vaccine by the dose: what a session gives and wastes leaves the ledger, and never more than there is."""

import datetime as dt

import pytest

from tests.stores import vaccine_received
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.immunization.actions import sessions, vials, watch
from tuyen.domains.immunization.models import ImmunizationSession, OpenVial, SessionVisit
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.domains.immunization.tests.conftest import DAY, child_of
from tuyen.domains.immunization.tests.test_sessions import give
from tuyen.domains.immunization.tests.test_sessions import lots as chosen
from tuyen.record.actions.immunizations import correct_dose, give_dose, strike_dose
from tuyen.record.models import Immunization
from tuyen.record.rules.immunizations import Dose
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(nurse: Actor) -> ImmunizationSession:
    """A store with ten doses of measles-rubella in the fridge, one of pentavalent, and a day."""
    until = clock.today() + 60 * DAY
    vaccine_received(nurse, "mr", "M1", 10, until)
    vaccine_received(nurse, "penta", "P1", 1, until)
    return sessions.open_session(kind="fixed", place="Trạm", village="", by=nurse)


def left(who: Actor, vaccine: str) -> dict[str, int]:
    found: dict[str, int] = facts.ask(
        "pharmacy.usable_lots", unit_id=who.unit_id, drug_code=f"vaccine-{vaccine}"
    )
    return found


@pytest.mark.capability("D1", "F1", where="/immunizations/sessions/")
def test_a_dose_leaves_the_store_and_what_is_wasted_too(
    nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    """A dose given in a session leaves the ledger, what is left in the opened vial when the day ends, too"""
    assert {(lot.vaccine, lot.lot) for lot in queries.lots_of(session)} == {
        ("mr", "M1"),
        ("penta", "P1"),
    }

    give(session, child, ["mr"], nurse)
    assert left(nurse, "mr") == {"M1": 9}
    watch.go_home(visit=SessionVisit.objects.get(), by=nurse, note="Nhà gần")
    sessions.close_session(session=session, by=nurse)

    assert left(nurse, "mr") == {}
    assert OpenVial.objects.get().wasted == 9


def test_a_store_that_has_none_left_refuses_with_the_reason(
    nurse: Actor, session: ImmunizationSession
) -> None:
    first, second = (child_of(nurse, f"Trẻ {n}", days=70) for n in range(2))
    give(session, first, ["penta"], nurse)

    with pytest.raises(Refused, match="chỉ còn 0 liều lô P1"):
        give(session, second, ["penta"], nurse)

    assert Immunization.objects.count() == 1
    assert left(nurse, "penta") == {}


def test_a_lot_that_the_store_does_not_know_is_refused(
    nurse: Actor, session: ImmunizationSession
) -> None:
    child = child_of(nurse, "Trẻ", days=70)
    sessions.choose_lots(session=session, lots=chosen("penta", number="LA"), by=nurse)

    with pytest.raises(Refused, match="không có lô LA"):
        give(session, child, ["penta"], nurse)


def test_a_vial_is_not_opened_from_less_than_a_vial(
    nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    vaccine_received(nurse, "opv", "O1", 5, clock.today() + 60 * DAY)
    sessions.choose_lots(session=session, lots=chosen("opv", number="O1"), by=nurse)

    with pytest.raises(Refused, match="không đủ mở một lọ 20 liều"):
        give(session, child_of(nurse, "Trẻ", days=70), ["opv"], nurse)


def test_a_struck_dose_stands_in_the_store_again(
    nurse: Actor, session: ImmunizationSession
) -> None:
    child = child_of(nurse, "Trẻ", days=70)
    dose = give(session, child, ["penta"], nurse)[0]

    strike_dose(row=dose, why="Nhầm người", by=nurse)

    assert left(nurse, "penta") == {"P1": 1}


def test_a_corrected_lot_moves_the_dose_from_one_lot_to_the_other(
    nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    vaccine_received(nurse, "mr", "M2", 10, clock.today() + 90 * DAY)
    dose = give_dose(person_id=child.id, dose=Dose("mr", clock.today(), lot="M1"), by=nurse)

    first = correct_dose(row=dose, dose=Dose("mr", clock.today(), lot="M1"), why="Giờ", by=nurse)
    assert left(nurse, "mr") == {"M1": 9, "M2": 10}
    again = correct_dose(row=first, dose=Dose("mr", clock.today(), lot="M2"), why="Lô", by=nurse)
    assert left(nurse, "mr") == {"M1": 10, "M2": 9}
    strike_dose(row=again, why="Nhầm", by=nurse)

    assert left(nurse, "mr") == {"M1": 10, "M2": 10}


def test_a_vial_thrown_away_by_hand_leaves_the_store_once(
    nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    give(session, child, ["mr"], nurse)

    vials.discard(vial=OpenVial.objects.get(), by=nurse)
    watch.go_home(visit=SessionVisit.objects.get(), by=nurse, note="Nhà gần")
    sessions.close_session(session=session, by=nurse)

    assert left(nurse, "mr") == {}


def test_a_store_without_vaccines_asks_for_none(nurse: Actor, child: Person) -> None:
    give_dose(person_id=child.id, dose=Dose("mr", clock.today(), lot="X"), by=nurse)

    assert left(nurse, "mr") is None


def test_an_expired_lot_of_the_store_is_not_proposed(nurse: Actor) -> None:
    with clock.stopped(clock.now() - dt.timedelta(days=30)):
        vaccine_received(nurse, "mr", "OLD", 10, clock.today() + 5 * DAY)

    row = sessions.open_session(kind="fixed", place="Trạm", village="", by=nurse)

    assert queries.lots_of(row) == []
