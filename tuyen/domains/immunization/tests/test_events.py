"""What follows a dose: told, sent in time, its lot held for everyone at the unit."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.immunization.actions import events as actions
from tuyen.domains.immunization.models import AdverseEvent
from tuyen.domains.immunization.tests.conftest import child_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions.immunizations import give_dose
from tuyen.record.models import Immunization
from tuyen.record.rules.immunizations import Dose
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def dose(nurse: Actor, child: Person) -> Immunization:
    return give_dose(person_id=child.id, dose=Dose("mr", clock.today(), lot="MR01"), by=nurse)


def told(dose: Immunization, by: Actor, *, is_serious: bool = True) -> AdverseEvent:
    return actions.tell_event(
        dose=dose, is_serious=is_serious, began_at=clock.now(), signs="Sốc", care="", by=by
    )


@pytest.mark.capability("D1", where="/immunizations/events/")
def test_a_serious_reaction_starts_the_clock_and_holds_the_lot_for_everyone(
    browser: Client, station: ScopeNode, nurse: Actor, dose: Immunization
) -> None:
    now = clock.now().astimezone(clock.VIETNAM)
    form = {"signs": "Sốc phản vệ", "day": f"{now:%d/%m/%Y}", "hour": f"{now:%H:%M}"}

    answer = browser.post(
        reverse("immunization:event", args=[dose.id]), form | {"is_serious": "on"}
    )

    event = AdverseEvent.objects.get()
    other = child_of(nurse, "Lò Thị Sau", days=300)
    colleague = actor_at(station, "station_doctor")
    assert answer.status_code == 302
    assert event.due_at is not None
    assert event.due_at - event.told_at == dt.timedelta(hours=24)
    with pytest.raises(Refused, match="tạm dừng"):
        give_dose(person_id=other.id, dose=Dose("mr", clock.today(), lot="mr01"), by=colleague)
    give_dose(person_id=other.id, dose=Dose("mr", clock.today(), lot="MR02"), by=colleague)
    assert "Lô tạm dừng" in browser.get(reverse("immunization:events")).content.decode()


def test_a_released_lot_is_given_again_and_a_sent_report_stops_the_clock(
    browser: Client, nurse: Actor, dose: Immunization
) -> None:
    event = told(dose, nurse)

    browser.post(reverse("immunization:event_sent", args=[event.id]))
    browser.post(reverse("immunization:event_release", args=[event.id]))

    other = child_of(nurse, "Lò Thị Sau", days=300)
    give_dose(person_id=other.id, dose=Dose("mr", clock.today(), lot="MR01"), by=nurse)
    assert AdverseEvent.objects.get().sent_at is not None
    with pytest.raises(Refused):
        actions.send_event(event=AdverseEvent.objects.get(), by=nurse)


def test_a_mild_reaction_holds_no_lot(nurse: Actor, dose: Immunization) -> None:
    event = told(dose, nurse, is_serious=False)

    assert (event.due_at, event.holds_lot) == (None, False)


def test_a_reaction_before_the_dose_or_of_another_unit_is_refused(
    nurse: Actor, child: Person, dose: Immunization
) -> None:
    before = clock.now() - dt.timedelta(days=3)
    with pytest.raises(Refused, match="trước ngày tiêm"):
        actions.tell_event(
            dose=dose, is_serious=False, began_at=before, signs="Sốt", care="", by=nurse
        )
    event = told(dose, nurse)
    elsewhere = actor_at(node("Trạm khác"), "station_nurse")

    with pytest.raises(NotPermitted):
        actions.release_lot(event=event, by=elsewhere)


def test_the_list_shows_the_own_unit_in_few_statements(
    browser: Client, nurse: Actor, dose: Immunization
) -> None:
    told(dose, nurse)
    stranger = browser_of(account_at(node("Trạm khác"), "station_nurse"))
    url = reverse("immunization:events")

    with counted() as seen:
        own = browser.get(url)

    assert len(seen) <= 8, seen
    assert "Sốc" in own.content.decode()
    assert "Sốc" not in stranger.get(url).content.decode()


@pytest.mark.capability("D1", where="/immunizations/events/below/")
def test_the_department_reads_the_reactions_of_the_units_below_without_a_name(
    nurse: Actor, dose: Immunization
) -> None:
    """One serious and one mild of a lot at a station below; another department's station is not there."""
    department = node("Sở Y tế Mẫu", kind="health_department")
    below = actor_at(node("Trạm dưới", under=department), "station_nurse")
    sick = child_of(below, "Vừ A Kín", days=300)
    of_below = give_dose(person_id=sick.id, dose=Dose("mr", clock.today(), lot="MR77"), by=below)
    told(of_below, below)
    told(of_below, below, is_serious=False)
    told(dose, nurse)
    office = browser_of(account_at(department, "department_officer"))
    url = reverse("immunization:events_below")

    with counted() as seen:
        serious = office.get(url)
    everything = office.get(url, {"all": "1"})

    assert len(seen) <= 8, seen
    assert [row.is_serious for row, _unit, _vaccine in serious.context["lines"]] == [True]
    assert len(everything.context["lines"]) == 2
    ((lot, _name),) = serious.context["lots"]
    assert (lot.lot, lot.events, lot.serious, lot.units, lot.held) == ("MR77", 2, 1, 1, 1)
    assert "Trạm dưới" in serious.text
    assert "Vừ A Kín" not in everything.text
