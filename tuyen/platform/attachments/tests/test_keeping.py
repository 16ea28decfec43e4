"""Files are kept whole or not at all, scanned where there is a scanner, handed out to whom may read."""

import hashlib
import resource
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404

from tests.network import actor_at, node
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.attachments import actions, answer, jobs, store
from tuyen.platform.attachments.models import Blob, BlobState
from tuyen.platform.attachments.tests import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "blobs"
    settings.TUYEN_CLAMD = ""
    return tmp_path / "blobs"


@pytest.fixture
def nurse() -> Actor:
    return actor_at(node("Trạm Y tế xã Mẫu"), "station_nurse")


class Scanner:
    """A clamd on a socket of its own: finds what contains EICAR."""

    def __init__(self, path: Path) -> None:
        self.answer = b""
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(path))
        self._server.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack(">I", said.read(4))[0]:
                    content += said.read(length)
                found = b"stream: Eicar FOUND\0" if b"EICAR" in content else b"stream: OK\0"
                line.sendall(self.answer or found)

    def close(self) -> None:
        self._server.close()


@pytest.fixture
def scanner(settings: Any, tmp_path: Path) -> Iterator[Scanner]:
    settings.TUYEN_CLAMD = f"unix:{tmp_path / 'clamd'}"
    running = Scanner(tmp_path / "clamd")
    yield running
    running.close()


def kept(content: bytes, by: Actor) -> Blob:
    return actions.keep(chunks=iter([content[:7], content[7:]]), by=by)


def test_a_file_lies_under_its_fingerprint_and_the_same_file_is_kept_once(
    nurse: Actor, folder: Path
) -> None:
    first, second = kept(files.pdf(), nurse), kept(files.pdf(), nurse)

    sha256 = hashlib.sha256(files.pdf()).hexdigest()
    assert (first.pk, first.sha256) == (second.pk, sha256)
    assert (folder / sha256[:2] / sha256[2:4] / sha256).read_bytes() == files.pdf()
    assert not list((folder / "arriving").iterdir())


def test_an_upload_that_breaks_off_leaves_nothing(nurse: Actor, folder: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield files.pdf()[:20]
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        actions.keep(chunks=breaks(), by=nurse)

    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert not Blob.objects.exists()


def test_an_upload_that_is_not_what_the_sender_sent_is_refused(nurse: Actor) -> None:
    with pytest.raises(Refused, match="gửi lại"):
        actions.keep(chunks=[files.pdf()], by=nurse, expected_sha256="0" * 64)


def test_a_file_over_the_limit_of_its_kind_is_refused_before_it_fills_the_disk(
    nurse: Actor, settings: Any
) -> None:
    settings.TUYEN_ATTACHMENT_MEGABYTES = {"application/pdf": 1, "text/plain": 2}
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 2**20

    with pytest.raises(Refused, match="2 MB"):
        actions.keep(chunks=endless(), by=nurse)
    with pytest.raises(Refused, match="1 MB"):
        kept(files.pdf().replace(b"\n1", b"\n" + b" " * 2**20 + b"1"), nurse)

    assert len(read) == 3


def test_a_kind_that_the_settings_leave_out_is_refused(nurse: Actor, settings: Any) -> None:
    settings.TUYEN_ATTACHMENT_MEGABYTES = {"application/pdf": 1}

    with pytest.raises(Refused, match="không được nhận"):
        kept(files.png(), nurse)


def test_a_full_disk_is_said_and_leaves_no_half_file(nurse: Actor, folder: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    large = b"a;b\n" * 50_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (64_000, hard))
    try:
        with pytest.raises(Refused, match="đã đầy"):
            kept(large, nurse)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert kept(large, nurse).size_bytes == 200_000


def test_hostile_files_are_refused_with_a_sentence_and_not_kept(nurse: Actor, folder: Path) -> None:
    for content in (files.bomb(), files.with_macros(), b"<svg/>", b"MZ\0\0", files.pdf()[:-9]):
        with pytest.raises(Refused, match="Xin"):
            kept(content, nurse)

    assert not [path for path in folder.rglob("*") if path.is_file()]


def read(
    blob: Blob, *, may: bool = True, name: str = "Phiếu siêu âm", in_page: bool = False
) -> Any:
    return answer.download(blob.sha256, may_read=lambda: may, name=name, in_page=in_page)


def test_a_file_is_saved_under_a_name_with_its_true_ending(nurse: Actor) -> None:
    page = read(kept(files.png(), nurse), name="../anh<b>.html")

    assert page["Content-Type"] == "image/png"
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["Content-Disposition"].startswith("attachment;")
    assert ".html.png" in page["Content-Disposition"]
    assert "/" not in page["Content-Disposition"].partition(";")[2]
    assert b"".join(page.streaming_content) == files.png()


@pytest.mark.parametrize(
    "content, shown", [(files.png(), True), (files.pdf(), False), (files.table(), False)]
)
def test_only_pictures_stand_in_a_page(nurse: Actor, content: bytes, shown: bool) -> None:
    page = read(kept(content, nurse), in_page=True)

    assert page["Content-Disposition"].startswith("inline" if shown else "attachment")
    page.close()


def test_who_may_not_read_finds_nothing(nurse: Actor) -> None:
    with pytest.raises(Http404):
        read(kept(files.pdf(), nurse), may=False)


def test_bytes_that_have_not_come_yet_are_said_so(nurse: Actor) -> None:
    blob = kept(files.pdf(), nurse)
    store.drop(blob.sha256)

    with pytest.raises(Refused, match="chưa được chuyển về"):
        read(blob)


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "0" * 63, ""])
def test_a_fingerprint_is_never_a_path(name: str) -> None:
    with pytest.raises(ValueError):
        store.path_of(name)


def test_a_scanned_file_is_usable_at_once(nurse: Actor, scanner: Scanner) -> None:
    assert kept(files.pdf(), nurse).state == BlobState.CLEAN


def test_an_infected_file_is_dropped_and_its_fingerprint_remembered(
    nurse: Actor, scanner: Scanner, folder: Path
) -> None:
    for _ in range(2):
        with pytest.raises(Refused, match="mã độc"):
            kept(b"a;EICAR\n", nurse)

    assert Blob.objects.get().state == BlobState.INFECTED
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_without_a_verdict_a_file_is_held_and_judged_later(nurse: Actor, scanner: Scanner) -> None:
    scanner.answer = b"INSTREAM size limit exceeded. ERROR\0"
    blob = kept(files.pdf(), nurse)
    assert blob.state == BlobState.HELD
    with pytest.raises(Refused, match="chờ quét"):
        read(blob)

    scanner.answer = b""
    jobs.scan_held()

    blob.refresh_from_db()
    assert blob.state == BlobState.CLEAN
    read(blob).close()


def test_a_scanner_that_is_away_holds_the_file(nurse: Actor, settings: Any, tmp_path: Path) -> None:
    settings.TUYEN_CLAMD = f"unix:{tmp_path / 'nobody'}"

    assert kept(files.pdf(), nurse).state == BlobState.HELD


def test_what_a_power_failure_left_half_arrived_is_swept_after_a_day(
    nurse: Actor, folder: Path
) -> None:
    import os

    folder.joinpath("arriving").mkdir(parents=True)
    old, new = folder / "arriving" / "old", folder / "arriving" / "new"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (0, 0))

    jobs.sweep_arriving()

    assert (old.exists(), new.exists()) == (False, True)


def test_a_file_that_another_node_named_and_that_never_came_is_said_so_too() -> None:
    with pytest.raises(Refused, match="chưa được chuyển về"):
        answer.download("ab" * 32, may_read=lambda: True, name="Phiếu")
    with pytest.raises(Http404):
        answer.download("ab" * 32, may_read=lambda: False, name="Phiếu")
