"""A large file over a poor line: it goes on where it broke, and is judged as every other file."""

import datetime as dt
import resource
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.attachments import pieces, store, uploads
from tuyen.platform.attachments.models import Blob, BlobState, Upload
from tuyen.platform.attachments.tests import files
from tuyen.platform.attachments.tests.pieces import Sender, photo
from tuyen.platform.forms.models import FormFile

pytestmark = pytest.mark.django_db

PHOTO = photo()
HALF = 150_000


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "blobs"
    settings.TUYEN_CLAMD = ""
    return tmp_path / "blobs"


@pytest.fixture
def station(db: None) -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_nurse")


@pytest.fixture
def nurse(account: Account) -> Sender:
    return Sender(browser_of(account))


def nothing_is_left(folder: Path) -> bool:
    return not Upload.objects.exists() and not [p for p in folder.rglob("*") if p.is_file()]


def begun(sender: Sender, content: bytes, **said: Any) -> str:
    answer = sender.begin(content, **said)
    assert answer.status_code == 201, answer.content
    return str(answer["Location"])


def test_a_file_sent_in_pieces_is_whole_and_its_receipt_says_so(nurse: Sender) -> None:
    where = begun(nurse, PHOTO)

    first = nurse.piece(where, 0, PHOTO[:HALF])
    assert (first.status_code, first["Upload-Offset"]) == (204, str(HALF))
    assert nurse.piece(where, HALF, PHOTO[HALF:])["Upload-Offset"] == str(len(PHOTO))

    receipt = nurse.client.get(where).json()
    kept = FormFile.objects.get()
    assert (receipt["result_id"], receipt["finished_at"] is not None) == (str(kept.id), True)
    with store.open_blob(kept.sha256) as file:
        assert file.read() == PHOTO
    assert not list(pieces.folder().iterdir())


def test_a_wrong_offset_is_told_the_right_one_and_changes_nothing(nurse: Sender) -> None:
    where = begun(nurse, PHOTO)
    nurse.piece(where, 0, PHOTO[:HALF])

    for offset in (0, HALF - 1, HALF + 1):
        answer = nurse.piece(where, offset, PHOTO[offset:])
        assert (answer.status_code, answer["Upload-Offset"]) == (409, str(HALF))

    assert nurse.offset(where) == HALF
    assert nurse.piece(where, HALF, PHOTO[HALF:]).status_code == 204


def test_the_same_file_announced_again_goes_on_where_it_was(nurse: Sender) -> None:
    told = {"note": "0190a5b2-7c1e-7000-8000-000000000001"}
    where = begun(nurse, PHOTO, **told)
    nurse.piece(where, 0, PHOTO[:HALF])

    again = nurse.begin(PHOTO, **told)

    assert (again["Location"], again["Upload-Offset"]) == (where, str(HALF))


def test_a_file_of_500_mb_is_refused_before_its_first_byte(nurse: Sender, folder: Path) -> None:
    answer = nurse.begin(PHOTO, size=500 * 2**20)

    assert answer.status_code == 413
    assert answer.json()["detail"] == "Tệp 500 MB lớn quá: ở đây nhận nhiều nhất 20 MB."
    assert nothing_is_left(folder)


def test_more_than_was_announced_is_cut_off_and_nothing_is_kept(
    nurse: Sender, folder: Path
) -> None:
    where = begun(nurse, PHOTO, size=200_000)
    nurse.piece(where, 0, PHOTO[:HALF])

    assert nurse.piece(where, HALF, PHOTO[HALF:]).status_code == 413

    assert nothing_is_left(folder)
    assert nurse.client.head(where).status_code == 404


def test_a_sender_that_says_nothing_of_the_length_is_cut_off_at_it(
    nurse: Sender, account: Account, folder: Path
) -> None:
    begun(nurse, PHOTO, size=200_000)
    read: list[int] = []

    def endless() -> Any:
        while True:
            read.append(1)
            yield bytes(65_536)

    with pytest.raises(uploads.TooLarge):
        uploads.append(upload=Upload.objects.get(), offset=0, chunks=endless(), by=who(account))

    assert len(read) == 4
    assert nothing_is_left(folder)


def who(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


def test_a_file_that_is_not_what_was_announced_is_dropped(nurse: Sender, folder: Path) -> None:
    where = begun(nurse, PHOTO)

    answer = nurse.piece(where, 0, PHOTO[:-3] + b"x\xff\xd9")

    assert (answer.status_code, answer.json()["code"]) == (422, "cut_off")
    assert nothing_is_left(folder)


@pytest.mark.parametrize("content", [b"MZ" + bytes(40), files.table(), b"<svg/>"])
def test_the_kind_is_told_by_the_bytes_and_by_what_the_place_takes(
    nurse: Sender, folder: Path, content: bytes
) -> None:
    where = begun(nurse, content)

    assert nurse.piece(where, 0, content).status_code == 422
    assert nothing_is_left(folder)


def test_only_who_began_it_goes_on_with_it(nurse: Sender, station: ScopeNode) -> None:
    where = begun(nurse, PHOTO)
    other = Sender(browser_of(account_at(station, "station_nurse")))

    assert other.client.head(where).status_code == 404
    assert other.piece(where, 0, PHOTO).status_code == 404
    assert other.client.delete(where).status_code == 404
    assert nurse.offset(where) == 0


def test_a_visitor_announces_nothing(nurse: Sender) -> None:
    assert Sender(Client()).begin(PHOTO).status_code == 302


def test_a_full_disk_is_said_and_the_file_goes_on_when_there_is_room(nurse: Sender) -> None:
    where = begun(nurse, PHOTO)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        answer = nurse.piece(where, 0, PHOTO)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert (answer.status_code, answer.json()["code"]) == (507, "disk_full")
    here = nurse.offset(where)
    assert here == 100_000
    assert nurse.piece(where, here, PHOTO[here:]).status_code == 204
    assert FormFile.objects.get().size_bytes == len(PHOTO)


def test_a_disk_without_room_is_said_before_the_first_byte(
    nurse: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "SPARE_BYTES", 2**60)

    assert nurse.begin(PHOTO).status_code == 507


def test_without_a_verdict_of_the_scanner_the_file_is_held(
    nurse: Sender, settings: Any, tmp_path: Path
) -> None:
    settings.TUYEN_CLAMD = f"unix:{tmp_path / 'nobody'}"
    where = begun(nurse, PHOTO)

    nurse.piece(where, 0, PHOTO)

    assert Blob.objects.get().state == BlobState.HELD


def test_what_nobody_went_on_with_is_thrown_away_after_a_week(nurse: Sender, folder: Path) -> None:
    import os

    left, going = begun(nurse, PHOTO), begun(nurse, PHOTO)
    for where in (left, going):
        nurse.piece(where, 0, PHOTO[:HALF])
    old = clock.now() - dt.timedelta(days=8)
    Upload.objects.update(begun_at=old)
    first = Upload.objects.get(pk=left.strip("/").split("/")[-1])
    os.utime(pieces.path_of(first.id), (old.timestamp(), old.timestamp()))

    uploads.prune()

    assert nurse.client.head(left).status_code == 404
    assert nurse.offset(going) == HALF
    assert len(list(pieces.folder().iterdir())) == 1


@pytest.mark.parametrize(
    "headers, status",
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Length": "viel"}, 400),
        ({"Upload-Metadata": "purpose ?"}, 400),
        ({"Upload-Metadata": ""}, 422),
    ],
)
def test_words_that_are_not_of_the_protocol_are_refused(
    nurse: Sender, headers: dict[str, str], status: int
) -> None:
    given = nurse.headers | {"Upload-Length": "10"} | headers

    assert nurse.client.post("/uploads/", headers=given).status_code == status
    assert nurse.client.options("/uploads/")["Tus-Version"] == "1.0.0"
