"""Pictures sent into the wrong chart go over to the right one; both charts keep why."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.people import person
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.imaging import actions
from tuyen.domains.imaging.tests.conftest import reference, sent
from tuyen.platform.access.models import ReadLog
from tuyen.platform.changes.models import Bundle
from tuyen.record.actions.queue import enqueue
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import ImagingInstance, ImagingStudy
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

WHY = "Gửi nhầm: ảnh của người giường bên"


@pytest.fixture
def other(doctor: Actor) -> Person:
    row = person(doctor, "Vàng Thị Đúng")
    enqueue(person_id=row.id, by=doctor)
    return row


@pytest.fixture
def study(browser: Client, patient: Person, doctor: Actor) -> ImagingStudy:
    answer = sent(browser, patient, reference("CT_small"))
    if "pending" in answer.get("Location", ""):
        browser.post(answer["Location"], {"reason": "Máy chụp ghi tên khác, đúng người này"})
    return ImagingStudy.objects.get()


@pytest.mark.capability("B6")
def test_a_study_of_somebody_else_is_moved_with_its_pictures(
    browser: Client, patient: Person, other: Person, study: ImagingStudy, doctor: Actor
) -> None:
    url = reverse("imaging:move", args=[study.id])
    before = ImagingInstance.objects.get()

    page = browser.get(reverse("imaging:study", args=[study.id]))
    nobody = browser.post(url, {"person": "Không Có Ai", "why": WHY})
    moved = browser.post(url, {"person": other.name, "why": WHY})

    assert url in page.text
    assert nobody.status_code == 422
    assert moved["Location"] == reverse("imaging:list", args=[other.id])
    mine = chart_of(other.id, doctor)
    row, picture = mine.of(ImagingStudy).get(), mine.of(ImagingInstance).get()
    assert (row.study_uid, picture.sha256) == (study.study_uid, before.sha256)
    assert ImagingStudy.objects.get(pk=study.id).status == "entered-in-error"
    assert browser.get(reverse("imaging:study", args=[study.id])).status_code == 404
    assert browser.get(reverse("imaging:study", args=[row.id])).status_code == 200
    told = Bundle.objects.filter(reason="imaging.move")
    assert {(each.patient_id, each.why) for each in told} == {(patient.id, WHY), (other.id, WHY)}
    assert ReadLog.objects.filter(patient_id=other.id, what="imaging_move").exists()


@pytest.mark.parametrize("why", ["", "nhầm"])
def test_it_is_moved_only_with_a_reason(
    why: str, other: Person, study: ImagingStudy, doctor: Actor
) -> None:
    with pytest.raises(Refused):
        actions.move_study(study=study, to=other.id, why=why, by=doctor)


def test_not_to_the_same_person_nor_into_a_closed_chart(
    patient: Person, study: ImagingStudy, doctor: Actor
) -> None:
    stranger = person(doctor, "Người Lạ")

    with pytest.raises(Refused, match="chính là"):
        actions.move_study(study=study, to=patient.id, why=WHY, by=doctor)
    with pytest.raises(ChartClosed):
        actions.move_study(study=study, to=stranger.id, why=WHY, by=doctor)
