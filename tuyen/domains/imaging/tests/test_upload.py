"""Sending pictures: whose they are, in what order they lie, and which files never get in."""

import io
import struct
import zipfile
import zlib
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.domains.imaging import jobs, synthetic
from tuyen.domains.imaging.models import PendingUpload
from tuyen.domains.imaging.rules import stream
from tuyen.domains.imaging.tests.conftest import reference, sent, zipped
from tuyen.platform.attachments.models import Blob
from tuyen.platform.changes.models import Bundle
from tuyen.record.models import ImagingInstance, ImagingStudy
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
STRANGER = synthetic.Subject(name="LO^VAN KHAC", birth_date="19700101", sex="M")


def ct(*numbers: int, of: int = 5, **said: Any) -> list[bytes]:
    return [synthetic.ct_slice(number, of=of, side=32, **said) for number in numbers]


def test_slices_lie_in_the_order_of_the_body_however_they_were_sent(
    browser: Client, patient: Person
) -> None:
    answer = sent(browser, patient, *ct(3, 0, 4, 1, 2))

    study = ImagingStudy.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("imaging:study", args=[study.id])
    assert (study.modality, study.body_part, study.patient_id) == ("CT", "CHEST", patient.id)
    page = browser.get(answer.url)
    shown = page.context["pictures"][0].instances
    assert [each.position_mm for each in shown] == [-1010, -1007.5, -1005, -1002.5, -1000]


def test_a_zip_of_a_disc_gives_its_pictures_and_leaves_the_rest(
    browser: Client, patient: Person
) -> None:
    first, second = ct(0, 1)
    disc = zipped(
        **{"DICOM/I1": first, "DICOM/I2": second, "README.TXT": b"x", "VIEWER.EXE": b"MZ"}
    )

    sent(browser, patient, disc)

    assert ImagingInstance.objects.count() == 2


def test_the_same_pictures_again_are_known_and_a_late_slice_joins_its_study(
    browser: Client, patient: Person
) -> None:
    sent(browser, patient, *ct(0, 1))

    sent(browser, patient, *ct(0, 1, 2))

    assert ImagingStudy.objects.count() == 1
    assert ImagingInstance.objects.count() == 3


def test_another_name_in_the_picture_waits_for_a_reason(browser: Client, patient: Person) -> None:
    answer = sent(browser, patient, *ct(0, 1, subject=STRANGER))

    waiting = PendingUpload.objects.get()
    assert answer.url == reverse("imaging:pending", args=[waiting.id])
    page = browser.get(answer.url).content.decode()
    assert "LO VAN KHAC" in page
    assert "Họ tên" in page
    assert not ImagingStudy.objects.exists()

    too_short = browser.post(answer.url, {"reason": "đúng"})
    kept = browser.post(answer.url, {"reason": "Máy ghi tên thường gọi, đã đối chiếu giấy hẹn"})

    assert too_short.status_code == 422
    assert kept.status_code == 302
    assert ImagingInstance.objects.count() == 2
    assert not PendingUpload.objects.exists()
    assert "đối chiếu" in Bundle.objects.filter(reason="imaging.add").get().why


def test_pictures_of_another_person_can_be_thrown_away(browser: Client, patient: Person) -> None:
    answer = sent(browser, patient, *ct(0, subject=STRANGER))

    browser.post(answer.url, {"forget": "1"})

    assert not PendingUpload.objects.exists()
    assert not Blob.objects.exists()
    assert not ImagingStudy.objects.exists()


def test_what_nobody_confirmed_in_a_day_leaves_the_disk_but_not_what_a_chart_names(
    browser: Client, patient: Person
) -> None:
    sent(browser, patient, *ct(0))
    kept = ImagingInstance.objects.get().sha256
    sent(browser, patient, *ct(1, subject=STRANGER))
    waiting = PendingUpload.objects.get()
    waiting.files = [*waiting.files, {"sha256": kept}]
    waiting.sent_at = waiting.sent_at.replace(year=2020)
    waiting.save()

    jobs.sweep_pending()

    assert [blob.sha256 for blob in Blob.objects.all()] == [kept]


def test_a_name_without_marks_in_another_order_is_the_same_person(
    browser: Client, patient: Person
) -> None:
    sent(browser, patient, *ct(0, subject=synthetic.Subject(name="Mau^Giang Thi")))

    assert ImagingStudy.objects.count() == 1


def test_files_of_two_persons_are_not_mixed(browser: Client, patient: Person) -> None:
    answer = sent(browser, patient, *ct(0), *ct(1, subject=STRANGER))

    assert answer.status_code == 422
    assert "nhiều người khác nhau" in answer.content.decode()
    assert not Blob.objects.exists()


def deflated() -> bytes:
    """A bomb: megabytes of nothing in a few bytes."""
    plain = ct(0)[0]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    meta_end = 132 + 12 + struct.unpack("<L", plain[140:144])[0]
    meta = plain[:meta_end].replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.1.99")
    grown = struct.unpack("<L", plain[140:144])[0] + len(meta) - meta_end
    at = meta.index(b"1.2.840.10008.1.2.1.99") - 2
    meta = meta[:at] + struct.pack("<H", 22) + meta[at + 2 :]
    meta = meta[:140] + struct.pack("<L", grown) + meta[144:]
    return meta + packer.compress(bytes(50_000_000)) + packer.flush()


def nested(levels: int) -> bytes:
    """Sequences in sequences, each of undefined length."""
    head = ct(0)[0]
    at = head.index(b"\x08\x00\x05\x00CS")  # before the first element of the dataset
    deep = b"\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff" * levels
    return head[:at] + deep


def huge() -> bytes:
    """Says that it is 65,000 × 65,000 and holds a kilobyte."""
    plain = ct(0)[0]
    for tag in (b"\x28\x00\x10\x00US\x02\x00", b"\x28\x00\x11\x00US\x02\x00"):
        at = plain.index(tag) + 8
        plain = plain[:at] + struct.pack("<H", 65_000) + plain[at + 2 :]
    return plain


def many_frames() -> bytes:
    said = synthetic.dicom.library().dcmread(io.BytesIO(ct(0)[0]))
    said.NumberOfFrames = 4000
    file = io.BytesIO()
    said.save_as(file)
    return file.getvalue()


def long_value() -> bytes:
    """A length that points far past the end."""
    plain = ct(0)[0]
    at = plain.index(b"\xe0\x7f\x10\x00OW") + 8
    return plain[:at] + struct.pack("<L", 0xFFFFFFF0) + plain[at + 4 :]


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"I{number}", bytes(200_000))
        for entry in archive.infolist():
            entry.file_size = 200_000_000
    return file.getvalue()


def lying_zip() -> bytes:
    """Unpacks into more than its table of contents says."""
    packed = bytearray(zipped(a=ct(0)[0]))
    at = packed.rindex(b"PK\x01\x02")
    packed[at + 24 : at + 28] = struct.pack("<L", 100)
    return bytes(packed)


HOSTILE = [
    pytest.param(lambda: b"x" * 400, "không phải là DICOM", id="not DICOM"),
    pytest.param(lambda: b"%PDF-1.7\n" + ct(0)[0][9:], "loại tệp khác", id="PDF in the preamble"),
    pytest.param(lambda: b"\x7fELF" + ct(0)[0][4:], "loại tệp khác", id="ELF in the preamble"),
    pytest.param(lambda: b"MZ\x90\0" + ct(0)[0][4:], "loại tệp khác", id="EXE in the preamble"),
    pytest.param(
        lambda: b"<html><script>" + ct(0)[0][14:], "loại tệp khác", id="HTML in the preamble"
    ),
    pytest.param(deflated, "Deflate", id="deflated bomb"),
    pytest.param(huge, "kích thước ảnh", id="giant rows and columns"),
    pytest.param(many_frames, "kích thước ảnh", id="giant frames"),
    pytest.param(lambda: nested(5000), "lồng quá nhiều lớp", id="deep sequences"),
    pytest.param(long_value, "thiếu phần cuối", id="length past the end"),
    pytest.param(lambda: ct(0)[0][:-700], "thiếu phần cuối", id="cut off"),
    pytest.param(lambda: reference("image_dfl"), "Deflate", id="a real deflated file"),
    pytest.param(lambda: reference("JPEGLSNearLossless_16"), "Kiểu nén", id="unknown packing"),
    pytest.param(lambda: reference("JPGExtended"), "Kiểu nén", id="12-bit JPEG"),
    pytest.param(lambda: reference("test-SR"), "không có ảnh", id="a report, no picture"),
    pytest.param(lambda: reference("MR_truncated"), "thiếu phần cuối", id="a real truncated file"),
    pytest.param(lambda: zipped(a=b"x", b=b"y"), "không phải là DICOM", id="zip without pictures"),
    pytest.param(lambda: zipped(a=ct(0)[0])[:-30], "zip hỏng", id="cut zip"),
    pytest.param(zip_bomb, "chia nhỏ", id="zip bomb"),
    pytest.param(lying_zip, "zip hỏng", id="zip that lies of its size"),
    pytest.param(lambda: zipped(a=ct(0)[0], b=huge()), "kích thước ảnh", id="a bomb inside a zip"),
]


@pytest.mark.capability("B6")
@pytest.mark.parametrize("content, said", HOSTILE)
def test_a_hostile_file_is_refused_with_one_sentence_and_nothing_half_done(
    browser: Client, patient: Person, content: Any, said: str
) -> None:
    """Not DICOM, polyglots, bombs, deep nesting, lies about lengths: one sentence, nothing kept."""
    answer = sent(browser, patient, content())

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not ImagingStudy.objects.exists()
    assert not Blob.objects.exists()


def test_one_hostile_file_among_good_ones_keeps_all_of_them_out(
    browser: Client, patient: Person
) -> None:
    answer = sent(browser, patient, *ct(0, 1), huge())

    assert answer.status_code == 422
    assert "anh2.dcm" in answer.content.decode()
    assert not ImagingInstance.objects.exists()
    assert not Blob.objects.exists()


def test_the_walk_ends_on_whatever_bytes_come(browser: Client, patient: Person) -> None:
    """Every prefix and every turned byte of a small file is either read or refused, never a crash."""
    plain = ct(0)[0][:900]

    for at in range(132, 900, 3):
        for damaged in (plain[:at], plain[:at] + bytes([plain[at] ^ 0xFF]) + plain[at + 1 :]):
            with suppress(stream.Unacceptable):
                stream.outline_of(io.BytesIO(damaged))


def test_a_nurse_of_another_station_finds_neither_study_nor_picture(
    browser: Client, patient: Person
) -> None:
    sent(browser, patient, *ct(0))
    row = ImagingInstance.objects.get()
    other = browser_of(account_at(node("Trạm khác"), "station_doctor"))

    for name, arguments in (
        ("study", [row.study_id]),
        ("slice", [row.study_id, row.id, 0]),
        ("picture", [row.study_id, row.id, 0]),
        ("export", [row.study_id]),
    ):
        answer = other.get(reverse(f"imaging:{name}", args=arguments))
        assert answer.status_code == 403
        assert answer["Content-Type"].startswith("text/html")


def test_a_study_taken_back_is_gone_from_lists_and_stays_in_the_history(
    browser: Client, patient: Person
) -> None:
    sent(browser, patient, *ct(0))
    study = ImagingStudy.objects.get()

    without = browser.post(reverse("imaging:withdraw", args=[study.id]), {"why": ""})
    browser.post(
        reverse("imaging:withdraw", args=[study.id]), {"why": "Gửi nhầm người, ảnh của người khác"}
    )

    assert without.status_code == 422
    assert ImagingStudy.objects.get().status == "entered-in-error"
    assert browser.get(reverse("imaging:study", args=[study.id])).status_code == 404
    assert not browser.get(reverse("imaging:list", args=[patient.id])).context["rows"]


def test_the_list_takes_few_statements_however_many_studies(
    browser: Client, patient: Person
) -> None:
    for day in range(1, 7):
        at = synthetic.Subject().at.replace(day=day)
        sent(browser, patient, *ct(0, subject=replace(synthetic.Subject(), at=at)))
    url = reverse("imaging:list", args=[patient.id])
    browser.get(url)

    with counted() as statements:
        page = browser.get(url)

    assert len(page.context["rows"]) == 6
    assert len(statements) <= 8
