"""A program sends a large paper of a chart in pieces, with its key."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tuyen.edge.api.tests.conftest import API, Program
from tuyen.platform.attachments.tests.pieces import Sender, photo
from tuyen.record.models import Document
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

PHOTO = photo(90_000)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"


def sender_of(program: Program) -> Sender:
    return Sender(Client(), f"{API}/uploads", **program.headers)


def test_a_paper_comes_in_two_pieces_and_stands_in_the_chart(
    program: Program, stranger: Program, patient: Person
) -> None:
    sender = sender_of(program)
    told = {"purpose": "document", "subject": str(patient.id), "note": "result"}
    begun = sender.begin(PHOTO, filename="Phiếu siêu âm", **told)
    where = begun["Location"]

    assert (begun.status_code, begun.json()["offset"]) == (201, 0)
    assert sender.piece(where, 0, PHOTO[:50_000]).status_code == 204
    assert sender.offset(where) == 50_000
    wrong = sender.piece(where, 0, PHOTO)
    assert (wrong.status_code, wrong["Upload-Offset"]) == (409, "50000")
    assert wrong["Content-Type"] == "application/problem+json"
    assert sender_of(stranger).piece(where, 50_000, PHOTO[50_000:]).status_code == 404
    assert sender.piece(where, 50_000, PHOTO[50_000:]).status_code == 204

    paper = Document.objects.get()
    assert (paper.title, paper.patient_id) == ("Phiếu siêu âm", patient.id)
    assert program.get(f"uploads/{where.rsplit('/')[-1]}").json()["result_id"] == str(paper.id)


def test_a_paper_for_somebody_out_of_reach_or_too_large_is_refused(
    program: Program, stranger: Program, patient: Person
) -> None:
    told = {"purpose": "document", "note": "result"}

    assert sender_of(stranger).begin(PHOTO, subject=str(patient.id), **told).status_code == 403
    assert sender_of(program).begin(PHOTO, subject=str(uuid.uuid4()), **told).status_code == 404
    large = sender_of(program).begin(PHOTO, size=500 * 2**20, subject=str(patient.id), **told)
    assert (large.status_code, "500 MB" in large.json()["detail"]) == (413, True)
