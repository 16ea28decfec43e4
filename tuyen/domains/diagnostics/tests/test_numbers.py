"""Numbers of a month and the lists behind them."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.platform.tally import recount
from tuyen.record.actions.orders import Wanted, cancel_order, place_orders
from tuyen.record.actions.results import Entry, correct_result, enter_results, verify_results
from tuyen.record.models import Order, QueueEntry
from tuyen.record.queries.orders import visible_to
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def test_counts_follow_withdrawals_and_corrections_and_equal_the_recount(
    sent: Order, clinician: Actor, technician: Actor, patient: Person, office: Client
) -> None:
    [other] = place_orders(person_id=patient.id, wanted=[Wanted("ecg")], by=clinician)
    cancel_order(order=other, why="Trùng", by=clinician)
    enter_results(person_id=patient.id, entries=[Entry(sent, {"sodium": "128"})], by=technician)
    verifier = office.get(reverse("diagnostics:worklist")).context["actor"]
    row = visible_to(verifier).get(pk=sent.id)
    verify_results(orders=[row], by=verifier)
    correct_result(entry=Entry(row, {"sodium": "138"}), why="Nhầm", by=verifier)

    units = [clinician.unit_id, technician.unit_id]
    said = facts.ask("diagnostics.counts", units=units, month=clock.today(), who=clinician)

    assert {key: n for key, n in said.items() if n} == {
        ("orders", "laboratory"): 1,
        ("results", "laboratory"): 1,
    }
    assert recount.kept() == recount.recounted()


def test_each_number_leads_to_its_orders(ward: Client, sent: Order, entry: QueueEntry) -> None:
    page = ward.get(reverse("diagnostics:numbers"))
    address = reverse("diagnostics:listed", args=["ordered", "laboratory"])

    assert address in page.text
    ward.get(address)
    with counted() as statements:
        behind = ward.get(address)
    assert "Giàng Thị Mẫu" in behind.text
    assert len(statements) <= 8, "\n".join(statements)
    assert (
        ward.get(reverse("diagnostics:listed", args=["unknown", "laboratory"])).status_code == 404
    )
