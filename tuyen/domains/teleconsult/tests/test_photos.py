"""Photographs of a question: small ones go with it, originals follow in pieces and stand beside them."""

import hashlib
import io
import uuid
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import guided
from tuyen.domains.teleconsult.originals import PURPOSE
from tuyen.platform.attachments.tests.pieces import Sender
from tuyen.platform.forms import files
from tuyen.record.actions.consults import ask
from tuyen.record.actions.responses import new_person_response
from tuyen.record.chart import chart_of
from tuyen.record.consulting import Question
from tuyen.record.models import Consult, ConsultStep, Document
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"


def jpeg(width: int, seed: int = 1) -> bytes:
    """A picture that does not pack to nothing."""
    noise = Random(seed).randbytes(64 * 48 * 3)
    said = io.BytesIO()
    small = Image.frombytes("RGB", (64, 48), noise)
    small.resize((width, width * 3 // 4)).save(said, "JPEG", quality=80)
    return said.getvalue()


SMALL, ORIGINAL = jpeg(320), jpeg(1600)
FILE_ID = uuid.UUID("0190a5b2-7c1e-7000-8000-00000000000a")


@pytest.fixture
def asked(asker: Actor, patient: Person, visit_id: Any, question: Question) -> Consult:
    """A question with one small photograph, sent ahead as the browser does."""
    sent_ahead(asker)
    sheet = guided.form_for("cardiology")
    [item] = [each.link for each in sheet.items if each.kind == "attachment"][:1]
    answers = {item: [files.sent_by(asker, str(FILE_ID))]}
    chart = chart_of(patient.id, asker)
    response = new_person_response(form=sheet, answers=answers, chart=chart, by=asker)
    return ask(person=chart, question=question, by=asker, encounter_id=visit_id, response=response)


def sent_ahead(asker: Actor) -> None:
    files.keep([SMALL], name="vet-thuong.jpg", by=asker, file_id=FILE_ID)


def sends(browser: Client, content: bytes = ORIGINAL) -> Any:
    """The whole original in two pieces; the last answer."""
    sender = Sender(browser)
    begun = sender.begin(content, purpose=PURPOSE, subject=str(FILE_ID), note="")
    if begun.status_code != 201:
        return begun
    half = len(content) // 2
    sender.piece(begun["Location"], 0, content[:half])
    return sender.piece(begun["Location"], half, content[half:])


def test_the_original_arrives_last_and_both_ends_may_open_it(
    asked: Consult, at_station: Client, at_centre: Client
) -> None:
    case = reverse("teleconsult:case", args=[asked.id])
    assert "Xem ảnh gốc" not in at_station.get(case).content.decode()

    assert sends(at_station).status_code == 204

    original = Document.objects.get()
    address = reverse("imaging:photo", args=[original.id])
    page = at_centre.get(case).content.decode()
    assert "Xem ảnh gốc" in page
    assert address in page
    answer: Any = at_centre.get(address)
    shown = b"".join(answer.streaming_content)
    assert hashlib.sha256(shown).digest() == hashlib.sha256(ORIGINAL).digest()


def test_an_original_sent_again_is_one_paper(asked: Consult, at_station: Client) -> None:
    sends(at_station)

    again = Sender(at_station).begin(ORIGINAL, purpose=PURPOSE, subject=str(FILE_ID), note="")

    assert again["Upload-Offset"] == str(len(ORIGINAL))
    assert Document.objects.count() == 1


def test_an_original_waits_until_its_question_is_there(
    asker: Actor, at_station: Client, network: Any
) -> None:
    assert sends(at_station).status_code == 425
    sent_ahead(asker)

    assert sends(at_station).status_code == 425
    assert not Document.objects.exists()


def test_nobody_else_adds_an_original(asked: Consult, at_centre: Client) -> None:
    assert sends(at_centre).status_code == 425
    assert not Document.objects.exists()


def test_a_paper_is_no_photograph(asked: Consult, at_station: Client) -> None:
    answer = sends(at_station, b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n")

    assert (answer.status_code, answer.json()["code"]) == (422, "unknown")


def test_a_photo_of_the_talk_was_sent_ahead_and_the_line_sent_twice_is_one(
    consult: Consult, asker: Actor, at_station: Client
) -> None:
    sent_ahead(asker)
    say = reverse("teleconsult:say", args=[consult.id])
    form = {"text": "Ảnh vết thương", "sent_photo": str(FILE_ID), "repeat": str(uuid.uuid4())}

    for _ in range(2):
        assert at_station.post(say, form).status_code == 302

    line = ConsultStep.objects.get(kind="say")
    small = Document.objects.get()
    assert line.document_ids == [str(small.id)]
    assert sends(at_station).status_code == 204
    page = at_station.get(reverse("teleconsult:case", args=[consult.id])).content.decode()
    assert "Xem ảnh gốc" in page


def test_a_case_shows_small_pictures_of_a_few_kilobytes(asked: Consult, at_centre: Client) -> None:
    where = reverse("teleconsult:photo", args=[asked.id, hashlib.sha256(SMALL).hexdigest()])

    small = at_centre.get(where, {"side": "160"})

    with Image.open(io.BytesIO(small.content)) as picture:
        assert (picture.format, max(picture.size)) == ("WEBP", 160)
    assert len(small.content) < 8_000
    assert at_centre.get(where, {"side": "160"}).content == small.content
