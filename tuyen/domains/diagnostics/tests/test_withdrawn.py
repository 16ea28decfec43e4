"""A visit entered in error takes its open orders with it; the order form is a paper of its own."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.models import Bundle
from tuyen.platform.print.tests.paper_reader import letters_of
from tuyen.record.actions.orders import Wanted, place_orders
from tuyen.record.actions.results import Entry, enter_results
from tuyen.record.actions.specimens import collect_specimens
from tuyen.record.actions.visits import amend_visit, cancel_visit, finish_visit, undo_finish
from tuyen.record.models import Encounter, Order, QueueEntry, Specimen
from tuyen.record.tests.conftest import sheet
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(clinician: Actor, patient: Person, entry: QueueEntry) -> Encounter:
    done = finish_visit(person=patient.id, sheet=sheet(lines=()), by=clinician, entry=entry)
    return Encounter.objects.get(pk=done.encounter_id)


@pytest.mark.capability("B6")
def test_open_orders_are_withdrawn_with_their_visit_and_specimens_stay(
    clinician: Actor, patient: Person, entry: QueueEntry, visit: Encounter
) -> None:
    wanted = [Wanted("electrolytes"), Wanted("ecg")]
    about = {"person_id": patient.id, "by": clinician}
    drawn, answered = place_orders(wanted=wanted, encounter_id=visit.id, **about)
    [before] = place_orders(wanted=[Wanted("xray_chest")], entry_id=entry.id, **about)
    [other] = place_orders(wanted=[Wanted("glucose_fasting")], **about)
    collect_specimens(orders=[drawn], by=clinician)
    enter_results(entries=[Entry(answered, {}, findings="Nhịp xoang", conclusion="Tốt")], **about)
    amended = amend_visit(encounter=visit, sheet=sheet(lines=()), by=clinician, why="Thiếu mã")

    newest = Encounter.objects.get(pk=amended.encounter_id)
    cancel_visit(encounter=newest, by=clinician, why="Nhầm người bệnh")

    now = {row.id: row for row in Order.objects.all()}
    assert [now[row.id].status for row in (drawn, before)] == ["cancelled", "cancelled"]
    assert now[drawn.id].status_reason == "Hủy lượt khám: Nhầm người bệnh"
    assert now[drawn.id].specimen_id == Specimen.objects.get().id
    assert Specimen.objects.get().status == "collected"
    assert now[answered.id].status in ("resulted", "completed")
    assert now[other.id].status == "requested"


def test_an_undone_finish_withdraws_nothing(
    clinician: Actor, patient: Person, entry: QueueEntry, visit: Encounter
) -> None:
    [row] = place_orders(
        person_id=patient.id, wanted=[Wanted("electrolytes")], encounter_id=visit.id, by=clinician
    )

    undo_finish(encounter=visit, by=clinician, entry=entry)

    assert Order.objects.get(pk=row.id).status == "requested"


def test_a_withdrawn_order_shows_its_specimen_and_the_form_prints(
    ward: Client, clinician: Actor, patient: Person, visit: Encounter, hospital: ScopeNode
) -> None:
    rows = place_orders(
        person_id=patient.id,
        wanted=[Wanted("electrolytes"), Wanted("ecg")],
        encounter_id=visit.id,
        is_urgent=True,
        by=clinician,
    )
    collect_specimens(orders=rows[:1], by=clinician)
    url = reverse("diagnostics:order_paper", args=[rows[0].requisition_id])
    before = letters_of(ward.get(url).content)
    cancel_visit(encounter=visit, by=clinician, why="Nhầm người bệnh")

    page = ward.get(reverse("diagnostics:sheet", args=[rows[0].requisition_id]))
    after = letters_of(ward.get(url).content)

    assert url in page.text
    assert Specimen.objects.get().number in page.text
    for word in ("PHIẾUCHỈĐỊNH", "KHẨN", "Điệngiải"):
        assert word.lower() in before.replace(" ", "").lower()
    assert "đãhủy" in after.replace(" ", "").lower()


def test_whoever_cancels_reads_before_and_after_which_orders_go(
    ward: Client, clinician: Actor, patient: Person, visit: Encounter
) -> None:
    about = {"person_id": patient.id, "by": clinician, "encounter_id": visit.id}
    place_orders(wanted=[Wanted("electrolytes"), Wanted("xray_chest")], **about)
    [answered] = place_orders(wanted=[Wanted("ecg")], **about)
    enter_results(
        person_id=patient.id,
        entries=[Entry(answered, {}, findings="Nhịp xoang", conclusion="Tốt")],
        by=clinician,
    )
    url = reverse("clinic:cancel", args=[visit.id])

    before = ward.get(url).text
    after = ward.post(url, {"why": "Nhầm người bệnh"}, follow=True).text
    [mark] = Encounter.objects.filter(amends_id=visit.id)
    later = ward.get(reverse("clinic:visit", args=[mark.id])).text

    assert "Kèm theo 2 chỉ định sẽ rút" in before
    assert "1 chỉ định đã làm, còn giữ" in before
    assert "Chỉ định đã rút:" in after
    assert "còn giữ:" in after
    assert answered.title in later


def test_a_hidden_test_is_withdrawn_too_and_not_named_to_whoever_may_not_know(
    ward: Client, clinician: Actor, patient: Person, visit: Encounter
) -> None:
    granted = replace(clinician, compartments=frozenset({"hiv"}))
    [hidden] = place_orders(
        person_id=patient.id, wanted=[Wanted("hiv_rapid")], encounter_id=visit.id, by=granted
    )
    url = reverse("clinic:cancel", args=[visit.id])

    before = ward.get(url).text
    after = ward.post(url, {"why": "Nhầm người bệnh"}, follow=True).text

    assert Order.objects.get(pk=hidden.id).compartment == "hiv"
    assert Order.objects.get(pk=hidden.id).status == "cancelled"
    assert hidden.title not in before + after
    assert "không có chỉ định nào" in before
    kept = Bundle.objects.filter(reason="visit.cancel")
    assert {row.compartment for row in kept} == {"", "hiv"}
