"""Other programs send DICOM into a chart: all or none, hostile files refused, another name confirmed."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import person
from tuyen.core.actor import Actor
from tuyen.domains.imaging import synthetic
from tuyen.domains.imaging.tests.conftest import reference, zipped
from tuyen.domains.imaging.tests.test_doors_of_programs import asked_for
from tuyen.edge.api.tests.conftest import API, Program
from tuyen.edge.api.tests.test_api import done, problem_of
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import ImagingInstance, ImagingStudy
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B6", "G1", where="/api/v1/docs")]


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.TUYEN_CLAMD = tmp_path / "blobs", ""


def sent(program: Program, patient: Person, *files: bytes, **said: Any) -> Any:
    given = [SimpleUploadedFile(f"I{n}.dcm", content) for n, content in enumerate(files)]
    url = f"{API}/persons/{patient.id}/imaging-studies"
    return Client().post(url, {"files": given, **said}, headers=program.headers)


def slices(count: int = 2) -> list[bytes]:
    return [synthetic.ct_slice(n, of=count, side=32) for n in range(count)]


def test_a_study_is_sent_for_its_order_and_a_picture_sent_twice_is_one(
    program: Program, patient: Person, doctor: Actor
) -> None:
    order = asked_for(patient, doctor)

    made = done(sent(program, patient, *slices(), order_id=str(order.id)))
    again = done(sent(program, patient, zipped(a=slices()[0], b=b"README")))

    [study] = ImagingStudy.objects.all()
    assert (made["added"], made["study_ids"]) == (2, [str(study.id)])
    assert (again["added"], again["known"], again["left_out"]) == (0, 1, 1)
    read = done(program.get(f"imaging-studies/{study.id}"), 200)
    assert read["order_id"] == str(order.id)
    assert [each["instances"] for each in read["series"]] == [2]


def test_another_name_waits_for_a_reason(program: Program, patient: Person) -> None:
    answer = sent(program, patient, reference("CT_small"))

    waiting = done(answer, 202)
    url = f"imaging-uploads/{waiting['pending_id']}/confirmation"

    assert waiting["differs"]
    assert not ImagingStudy.objects.exists()
    problem_of(program.post(url, {"reason": "Được"}), 422)
    kept = done(program.post(url, {"reason": "Ảnh chụp dưới tên thường gọi"}), 200)
    assert kept["added"] == 1
    problem_of(program.post(url, {"reason": "Ảnh chụp dưới tên thường gọi"}), 404)


@pytest.mark.parametrize(
    "hostile",
    [
        pytest.param(b"GIF89a<script>alert(1)</script>", id="no DICOM"),
        pytest.param(b"\x00" * 128 + b"DICM" + b"\xff" * 64, id="a head and rubbish"),
        pytest.param(b"PK\x03\x04rubbish", id="a broken zip"),
    ],
)
def test_one_bad_file_and_nothing_is_kept(
    program: Program, patient: Person, hostile: bytes
) -> None:
    said = problem_of(sent(program, patient, slices()[0], hostile), 422)

    assert said["type"] != "urn:tuyen:problem:unreadable"
    assert not ImagingInstance.objects.exists()


def test_pictures_go_neither_into_a_closed_chart_nor_to_anothers_order(
    program: Program, stranger: Program, patient: Person, doctor: Actor
) -> None:
    other = asked_for(person(doctor, "Lò Văn Khác"), doctor)

    problem_of(sent(stranger, patient, slices()[0]), 403)
    problem_of(sent(program, patient, slices()[0], order_id=str(other.id)), 422)
    waiting = done(sent(program, patient, reference("CT_small")), 202)["pending_id"]

    problem_of(
        stranger.post(f"imaging-uploads/{waiting}/confirmation", {"reason": "Ảnh của người này"}),
        404,
    )
    done(program.send("DELETE", f"imaging-uploads/{waiting}", {}), 204)
    assert not ImagingStudy.objects.exists()


def test_a_study_in_the_wrong_chart_is_moved_or_taken_back(
    program: Program, stranger: Program, patient: Person, doctor: Actor
) -> None:
    right = person(doctor, "Giàng Thị Đúng")
    enqueue(person_id=right.id, by=doctor, reason="Ho")
    [study_id] = done(sent(program, patient, *slices()))["study_ids"]
    url, why = f"imaging-studies/{study_id}", "Gửi nhầm hồ sơ người khác"

    problem_of(stranger.get(url), 404)
    problem_of(program.post(f"{url}/withdrawal", {"why": why}), 428)
    body = {"to_person_id": str(right.id), "why": why}
    moved = program.post(f"{url}/move", body, if_match=program.get(url)["ETag"])
    problem_of(program.get(url), 404)
    there = f"imaging-studies/{done(moved)['id']}"
    done(program.post(f"{there}/withdrawal", {"why": why}, if_match=moved["ETag"]), 204)

    assert done(program.get(f"persons/{right.id}/imaging-studies"), 200)["items"] == []
