"""A study that leaves the house tells nothing of its person, and the record tells that it left."""

import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.domains.imaging import deidentify, dicom, synthetic
from tuyen.domains.imaging.tests.conftest import reference, sent
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.record.models import ImagingExport, ImagingStudy
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
WORDS = (b"giang", b"thi mau", b"bn0001", b"hoang lien", b"0912345678", b"19890302", b"bac si an")


def tattling() -> bytes:
    """A slice that names its person wherever a machine might: tags, sequences, private elements, comments."""
    said = dicom.library().dcmread(io.BytesIO(synthetic.ct_slice(0, of=2, side=32)))
    said.OtherPatientNames, said.PatientAddress = "GIANG THI MAU", "Ban Hoang Lien"
    said.PatientTelephoneNumbers, said.OperatorsName = "0912345678", "Bac si An"
    said.ImageComments = "Giang Thi Mau BN0001"
    said.InstitutionName, said.ReferringPhysicianName = "Tram Hoang Lien", "Bac si An"
    said.Manufacturer = "GIANG THI MAU"
    said.ConvolutionKernel = "B30f"
    block = said.private_block(0x0009, "MAY CHUP", create=True)
    block.add_new(0x01, "LO", "GIANG^THI MAU")
    inner = dicom.library().Dataset()
    inner.PatientName, inner.PatientID = "GIANG^THI MAU", "BN0001"
    inner.ReferencedSOPInstanceUID = said.SOPInstanceUID
    said.ReferencedPatientSequence = [inner]
    said.RequestAttributesSequence = [inner]
    file = io.BytesIO()
    said.save_as(file)
    content = bytearray(file.getvalue())
    return bytes(content)


def exported(browser: Client, **said: Any) -> Any:
    study = ImagingStudy.objects.get()
    return browser.post(reverse("imaging:export", args=[study.id]), said)


def files_of(answer: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.capability("B6", "J3")
def test_nothing_of_the_person_is_left_in_the_bytes(browser: Client, patient: Person) -> None:
    """Names, numbers, places, dates, private elements and nested copies are gone; the picture is whole."""
    sent(browser, patient, tattling())

    answer = exported(browser, reason="Gửi hội chẩn không nêu tên")
    files = files_of(answer)

    assert len(files) == 1
    ((name, content),) = files.items()
    bare = content.lower().replace(b"^", b" ")
    assert not [word for word in WORDS if word in bare or word in name.encode().lower()]
    before = dicom.library().dcmread(io.BytesIO(tattling()))
    after = dicom.library().dcmread(io.BytesIO(content))
    assert (after.pixel_array == before.pixel_array).all()
    assert after.RescaleIntercept == -1024
    assert not [each for each in after.iterall() if each.tag.is_private]
    assert after.PatientIdentityRemoved == "YES"
    old = {before.StudyInstanceUID, before.SeriesInstanceUID, before.SOPInstanceUID}
    new = {after.StudyInstanceUID, after.SeriesInstanceUID, after.SOPInstanceUID}
    assert not old & new
    assert after.file_meta.MediaStorageSOPInstanceUID == after.SOPInstanceUID


def test_slices_of_one_series_stay_together_under_new_uids(
    browser: Client, patient: Person
) -> None:
    sent(browser, patient, *(synthetic.ct_slice(n, of=3, side=32) for n in range(3)))

    files = files_of(exported(browser, reason="Làm tư liệu giảng dạy"))

    said = [dicom.library().dcmread(io.BytesIO(content)) for content in files.values()]
    assert len({each.SeriesInstanceUID for each in said}) == 1
    assert len({each.SOPInstanceUID for each in said}) == 3
    assert len({each.FrameOfReferenceUID for each in said}) == 1


def test_a_machine_file_loses_its_names_too(browser: Client, patient: Person) -> None:
    """The reference CT: what identifies it by the standard's list is gone."""
    mask = deidentify.Mask(
        words=deidentify.words_of("CompressedSamples^CT1 1CT1"), pseudonym="AN-1"
    )

    content = deidentify.without_person(io.BytesIO(reference("CT_small")), mask)

    assert b"CompressedSamples" not in content
    assert b"JFK IMAGING" not in content
    said = dicom.library().dcmread(io.BytesIO(content))
    assert said.StudyDate == said.PatientBirthDate == ""


def test_the_export_is_written_down_with_its_reason(browser: Client, patient: Person) -> None:
    sent(browser, patient, synthetic.ct_slice(0, of=2, side=32))

    without = exported(browser, reason="x")
    exported(browser, reason="Gửi hội chẩn không nêu tên")

    assert without.status_code == 422
    row = ImagingExport.objects.get()
    assert (row.patient_id, row.files) == (patient.id, 1)
    assert row.reason == "Gửi hội chẩn không nêu tên"
    assert ReadLog.objects.filter(patient_id=patient.id, what="imaging_export").exists()


def test_a_picture_with_writing_in_it_is_looked_at_first(browser: Client, patient: Person) -> None:
    said = dicom.library().dcmread(io.BytesIO(synthetic.ct_slice(0, of=2, side=32)))
    said.Modality = "US"
    file = io.BytesIO()
    said.save_as(file)
    sent(browser, patient, file.getvalue())

    unseen = exported(browser, reason="Gửi hội chẩn không nêu tên")
    seen = exported(browser, reason="Gửi hội chẩn không nêu tên", seen="on")

    assert unseen.status_code == 422
    assert "in sẵn trong hình" in unseen.content.decode()
    assert seen.status_code == 200


def test_a_nurse_does_not_export(browser: Client, patient: Person, station: ScopeNode) -> None:
    sent(browser, patient, synthetic.ct_slice(0, of=2, side=32))

    answer = browser_of(account_at(station, "station_nurse")).get(
        reverse("imaging:export", args=[ImagingStudy.objects.get().id])
    )

    assert answer.status_code == 403
