"""A file is what its bytes are; what is cut, mixed or hostile is refused with its reason."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyen.platform.attachments import rules
from tuyen.platform.attachments.tests import files


@pytest.mark.parametrize(
    "content, kind",
    [
        pytest.param(files.pdf(), rules.PDF, id="pdf"),
        pytest.param(files.png(), rules.PNG, id="png"),
        pytest.param(files.jpeg(), rules.JPEG, id="jpeg"),
        pytest.param(files.jpeg() + b"motion photo", rules.JPEG, id="jpeg of a telephone"),
        pytest.param(files.webp(), rules.WEBP, id="webp"),
        pytest.param(files.dicom(), rules.DICOM, id="dicom"),
        pytest.param(files.workbook(), rules.XLSX, id="xlsx"),
        pytest.param(files.table(), rules.TEXT, id="csv"),
        pytest.param("Họ tên".encode("utf-16"), rules.TEXT, id="utf-16 text of a spreadsheet"),
    ],
)
def test_the_kind_is_told_by_the_bytes(content: bytes, kind: str) -> None:
    assert rules.content_type_of(io.BytesIO(content)) == kind


@pytest.mark.parametrize(
    "content, reason",
    [
        pytest.param(b"", "empty", id="nothing"),
        pytest.param(files.pdf()[:-8], "cut_off", id="cut pdf"),
        pytest.param(files.png()[:-6], "cut_off", id="cut png"),
        pytest.param(files.jpeg()[:-2], "cut_off", id="cut jpeg"),
        pytest.param(files.webp()[:-5], "cut_off", id="cut webp"),
        pytest.param(files.workbook()[:-30], "cut_off", id="cut xlsx"),
        pytest.param(files.dicom()[:134], "cut_off", id="cut dicom"),
        pytest.param(files.png() + files.plain_archive(), "two_kinds", id="png and zip"),
        pytest.param(files.pdf() + files.plain_archive(), "two_kinds", id="pdf and zip"),
        pytest.param(files.jpeg() + files.plain_archive(), "two_kinds", id="jpeg and zip"),
        pytest.param(
            files.pdf().replace(b"1 0 obj", b"<script>1</script>"), "two_kinds", id="pdf and html"
        ),
        pytest.param(b"%PDF-1.7" + files.dicom()[8:], "cut_off", id="dicom that begins as pdf"),
        pytest.param(b"MZ" + files.dicom()[2:], "two_kinds", id="dicom that is a program"),
        pytest.param(files.bomb(), "unpacks_too_large", id="packed bomb"),
        pytest.param(files.with_macros(), "macros", id="macros"),
        pytest.param(files.plain_archive(), "unknown", id="any other zip"),
        pytest.param(b"<svg xmlns='x'><script/></svg>", "markup", id="svg"),
        pytest.param(b"\n <!DOCTYPE html><p>x", "markup", id="html"),
        pytest.param("<html>".encode("utf-16"), "markup", id="html in utf-16"),
        pytest.param(b"a;b\n<script>alert(1)</script>", "markup", id="html inside csv"),
        pytest.param(b"MZ\x90\0\x03\0", "unknown", id="program"),
        pytest.param(b"\x7fELF\x02\x01", "unknown", id="program of linux"),
        pytest.param("Họ tên".encode("cp1258", "replace") + b"\x81\xfe", "unknown", id="encoding"),
        pytest.param(b"GIF89a\x01\x00\x01\x00", "unknown", id="gif"),
    ],
)
def test_what_is_not_whole_or_not_one_thing_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(rules.Unacceptable) as refused:
        rules.content_type_of(io.BytesIO(content))

    assert refused.value.reason == reason


MAGIC = st.sampled_from(
    [
        b"",
        b"%PDF-",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\x04\0\0\0WEBP",
        bytes(128) + b"DICM",
        b"PK\x03\x04",
    ]
)


@given(MAGIC, st.binary(max_size=400))
def test_no_bytes_whatever_break_the_judge(magic: bytes, rest: bytes) -> None:
    try:
        kind = rules.content_type_of(io.BytesIO(magic + rest))
    except rules.Unacceptable:
        return

    assert kind in rules.ENDING
