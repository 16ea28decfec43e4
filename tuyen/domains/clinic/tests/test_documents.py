"""Papers of a chart: put in by whoever records, read by whoever may open the chart."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.platform.attachments.tests import files
from tuyen.platform.changes.models import Bundle
from tuyen.record.actions.documents import add_document, withdraw_document
from tuyen.record.models import Document, QueueEntry
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"
    settings.TUYEN_CLAMD = ""


def sent(browser: Client, patient: Person, content: bytes, name: str = "x.pdf", **said: str) -> Any:
    form = {"title": "Phiếu siêu âm", "kind": "result"} | said
    url = reverse("clinic:add_document", args=[patient.id])
    return browser.post(url, {**form, "file": SimpleUploadedFile(name, content)})


def test_a_paper_is_put_in_shown_and_saved_under_its_name(
    browser: Client, patient: Person, entry: QueueEntry
) -> None:
    answer = sent(browser, patient, files.png(), name="virus.exe")

    assert answer.status_code == 302
    row = Document.objects.get()
    page = browser.get(reverse("clinic:documents", args=[patient.id])).content.decode()
    assert "Phiếu siêu âm" in page
    saved = browser.get(reverse("clinic:document", args=[row.id]))
    assert b"".join(saved.streaming_content) == files.png()
    assert saved["Content-Disposition"].startswith("attachment")
    assert saved["Content-Disposition"].endswith(".png")
    assert ReadLog.objects.filter(patient_id=patient.id, what="document").exists()


def test_the_same_file_twice_is_one_paper(
    browser: Client, patient: Person, entry: QueueEntry
) -> None:
    for _ in range(2):
        sent(browser, patient, files.pdf())

    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    "content, said",
    [
        (files.workbook(), "không được nhận"),
        (files.bomb(), "quá nhiều dữ liệu"),
        (files.pdf()[:-9], "gửi lại"),
        (b"<svg/>", "HTML"),
        (b"", "rỗng"),
    ],
    ids=["workbook", "bomb", "cut", "svg", "empty"],
)
def test_a_file_that_is_refused_is_said_beside_its_box(
    browser: Client, patient: Person, entry: QueueEntry, content: bytes, said: str
) -> None:
    answer = sent(browser, patient, content)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Document.objects.exists()


def test_a_stranger_finds_no_paper(browser: Client, patient: Person, entry: QueueEntry) -> None:
    sent(browser, patient, files.pdf())
    other = browser_of(account_at(node("Trạm Y tế xã khác"), "station_doctor"))

    answer = other.get(reverse("clinic:document", args=[Document.objects.get().id]))

    assert answer.status_code in (403, 404)
    assert files.pdf() not in b"".join(answer)


def test_a_paper_of_a_hidden_compartment_does_not_exist(
    browser: Client, station: ScopeNode, patient: Person, entry: QueueEntry, doctor: Actor
) -> None:
    sent(browser, patient, files.pdf())
    row = Document.objects.get()
    from tuyen.core.ids import uuid7
    from tuyen.platform import changes

    hidden = Document(
        **{f.attname: getattr(row, f.attname) for f in Document._meta.concrete_fields}
        | {"id": uuid7(), "compartment": "hiv"}
    )
    with changes.apply(actor=doctor, reason="test.hidden") as log:
        log.create(hidden)

    assert browser.get(reverse("clinic:document", args=[hidden.id])).status_code == 404


def test_a_visit_of_somebody_else_is_no_place_for_a_paper(
    patient: Person, entry: QueueEntry, doctor: Actor
) -> None:
    with pytest.raises(Refused, match="không thuộc hồ sơ"):
        add_document(
            person_id=patient.id,
            title="Phiếu siêu âm",
            kind="result",
            chunks=[files.pdf()],
            by=doctor,
            encounter_id=entry.id,
        )


def stored(browser: Client, patient: Person) -> Document:
    sent(browser, patient, files.pdf(), title="Giấy ra viện số 7")
    return Document.objects.get()


def shown(browser: Client, patient: Person) -> str:
    return browser.get(reverse("clinic:documents", args=[patient.id])).content.decode()


def test_a_better_scan_takes_the_place_of_a_paper_which_stays_in_the_log(
    browser: Client, patient: Person, entry: QueueEntry
) -> None:
    row = stored(browser, patient)
    url = reverse("clinic:replace_document", args=[row.id])
    file = SimpleUploadedFile("x.png", files.png())
    said = {"title": "Giấy ra viện số 7, bản rõ", "kind": "result", "why": "Bản chụp mờ"}

    answer = browser.post(url, {**said, "file": file})

    assert answer.status_code == 302
    old, new = Document.objects.get(pk=row.id), Document.objects.get(amends_id=row.id)
    assert old.superseded_by_id == new.id
    assert shown(browser, patient).count("Giấy ra viện số 7") == 1
    assert "bản rõ" in shown(browser, patient)
    assert browser.get(reverse("clinic:document", args=[row.id])).status_code == 404


@pytest.mark.capability("B2", where="/")
def test_a_paper_of_somebody_else_is_withdrawn_with_a_reason(
    browser: Client, patient: Person, entry: QueueEntry
) -> None:
    row = stored(browser, patient)
    url = reverse("clinic:withdraw_document", args=[row.id])

    silent = browser.post(url, {"withdraw-why": " "})
    said = browser.post(url, {"withdraw-why": "Giấy của người khác"})

    assert (silent.status_code, said.status_code) == (422, 302)
    assert "Giấy ra viện số 7" not in shown(browser, patient)
    assert browser.get(reverse("clinic:document", args=[row.id])).status_code == 404
    assert not Document.objects.filter(superseded_by_id=None).exists()
    assert Bundle.objects.get(reason="document.withdraw").why == "Giấy của người khác"


def test_a_withdrawn_paper_may_be_put_in_again(
    browser: Client, patient: Person, entry: QueueEntry
) -> None:
    row = stored(browser, patient)
    browser.post(reverse("clinic:withdraw_document", args=[row.id]), {"withdraw-why": "Nhầm hồ sơ"})

    sent(browser, patient, files.pdf(), title="Giấy ra viện số 7")

    assert "Giấy ra viện số 7" in shown(browser, patient)


def test_two_corrections_of_one_paper_do_not_both_hold(
    browser: Client, patient: Person, entry: QueueEntry, doctor: Actor
) -> None:
    row = stored(browser, patient)
    withdraw_document(document=row, by=doctor, why="Nhầm hồ sơ")

    with pytest.raises(Stale):
        withdraw_document(document=row, by=doctor, why="Nhầm hồ sơ")


def test_a_stranger_withdraws_nothing(browser: Client, patient: Person, entry: QueueEntry) -> None:
    row = stored(browser, patient)
    other = browser_of(account_at(node("Trạm Y tế xã khác"), "station_doctor"))

    answer = other.post(
        reverse("clinic:withdraw_document", args=[row.id]), {"withdraw-why": "Không phải"}
    )

    assert answer.status_code in (403, 404)
    assert Document.objects.filter(superseded_by_id=None).exists()
