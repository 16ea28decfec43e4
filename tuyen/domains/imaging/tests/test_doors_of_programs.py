"""Other programs: what studies there are, by FHIR and by our own list; and which order they answer."""

import datetime as dt
import importlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.fhir_check import faults
from tuyen.core.ids import uuid7
from tuyen.domains.imaging import synthetic
from tuyen.domains.imaging.tests.conftest import sent
from tuyen.platform import changes
from tuyen.record.chart import chart_of
from tuyen.record.models import ImagingStudy, Order
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(browser: Client, patient: Person) -> ImagingStudy:
    sent(browser, patient, *(synthetic.ct_slice(n, of=3, side=32) for n in range(3)))
    return ImagingStudy.objects.get()


def asked_for(patient: Person, by: Actor, title: str = "CT ngực") -> Order:
    row = Order(
        id=uuid7(),
        patient_id=patient.id,
        requisition_id=uuid7(),
        unit_id=by.unit_id,
        performer_id=by.unit_id,
        category="imaging",
        code="ct-chest",
        title=title,
        requester_id=by.account_id,
        day=clock.today(),
        requested_at=clock.now(),
    )
    with changes.apply(actor=by, reason="test.order") as log:
        log.create(row)
    return row


@pytest.mark.capability("B6")
def test_a_study_is_read_and_found_by_fhir(browser: Client, study: ImagingStudy) -> None:
    """ImagingStudy with its series and instances, valid for an outside library."""
    read = browser.get(f"/fhir/R4/ImagingStudy/{study.id}").json()
    found = browser.get(
        "/fhir/R4/ImagingStudy",
        {"patient": f"Patient/{study.patient_id}", "modality": "CT", "started": "ge2026-01-01"},
    ).json()

    assert faults(read) == []
    module = importlib.import_module("fhir.resources.R4B.imagingstudy")
    module.ImagingStudy.model_validate(read)
    assert read["numberOfInstances"] == 3
    assert read["series"][0]["modality"]["code"] == "CT"
    assert [each["resource"]["id"] for each in found["entry"]] == [str(study.id)]


def test_the_list_for_programs_names_series_and_frames(
    browser: Client, patient: Person, study: ImagingStudy
) -> None:
    said = browser.get(f"/api/v1/persons/{patient.id}/imaging-studies").json()

    (row,) = said["items"]
    assert row["id"] == str(study.id)
    assert [(each["modality"], each["frames"]) for each in row["series"]] == [("CT", 3)]


def test_pictures_answer_an_order_of_this_chart(
    browser: Client, patient: Person, doctor: Actor
) -> None:
    order = asked_for(patient, doctor)
    page = browser.get(reverse("imaging:list", args=[patient.id])).content.decode()
    file = synthetic.ct_slice(0, of=2, side=32)

    given: dict[str, Any] = {"pictures": as_file(file), "order": str(order.id)}
    browser.post(reverse("imaging:add", args=[patient.id]), given)

    study = ImagingStudy.objects.get()
    assert "CT ngực" in page
    assert study.order_id == order.id
    chart = chart_of(patient, doctor)
    answered = facts.ask("imaging.of_orders", chart=chart, order_ids=[order.id])
    assert answered == {order.id: [study.id]}


def test_a_study_sent_before_its_order_is_tied_to_it_when_sent_again(
    browser: Client, patient: Person, doctor: Actor
) -> None:
    file = synthetic.ct_slice(0, of=2, side=32)
    sent(browser, patient, file)
    order = asked_for(patient, doctor)

    given: dict[str, Any] = {"pictures": as_file(file), "order": str(order.id)}
    browser.post(reverse("imaging:add", args=[patient.id]), given)

    assert ImagingStudy.objects.get().order_id == order.id


def test_an_order_of_somebody_else_is_no_place_for_pictures(
    browser: Client, patient: Person, doctor: Actor
) -> None:
    from tests.people import person

    other = asked_for(person(doctor, name="Lò Văn Khác", birth_date=dt.date(1970, 1, 1)), doctor)
    asked_for(patient, doctor)

    answer = browser.post(
        reverse("imaging:add", args=[patient.id]),
        {"pictures": as_file(synthetic.ct_slice(0, of=2, side=32)), "order": str(other.id)},
    )

    assert answer.status_code == 422
    assert not ImagingStudy.objects.exists()


def as_file(content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("a.dcm", content)
