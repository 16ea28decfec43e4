"""A line that breaks and a machine that dies in the middle of a large file: it goes on at that byte."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.network import account_at, browser_of, node
from tuyen.platform.accounts.models import Account
from tuyen.platform.attachments import pieces, store
from tuyen.platform.attachments.models import Upload
from tuyen.platform.attachments.tests.pieces import PIECE, Sender, photo
from tuyen.platform.forms.models import FormFile

PHOTO = photo(900_000)
STEP = 65_536


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"
    settings.TUYEN_CLAMD = ""


@pytest.fixture
def account() -> Account:
    return account_at(node("Trạm Y tế xã Mẫu"), "station_nurse")


def goes_on(sender: Sender, where: str) -> None:
    """From the byte that the server names; every byte before it is sent once."""
    here = sender.offset(where)
    assert 0 < here < len(PHOTO)
    assert sender.piece(where, here, PHOTO[here:]).status_code == 204
    with store.open_blob(FormFile.objects.get().sha256) as file:
        assert file.read() == PHOTO


@pytest.mark.django_db(transaction=True)
def test_a_line_cut_in_the_middle_of_a_piece_keeps_what_came(
    live_server: Any, account: Account
) -> None:
    sender = Sender(browser_of(account))
    where = sender.begin(PHOTO)["Location"]
    at = urlsplit(live_server.url)
    token = "t" * 32
    head = (
        f"PATCH {where} HTTP/1.1\r\nHost: {at.netloc}\r\nContent-Type: {PIECE}\r\n"
        f"Content-Length: {len(PHOTO)}\r\nUpload-Offset: 0\r\nTus-Resumable: 1.0.0\r\n"
        f"Cookie: sessionid={sender.client.cookies['sessionid'].value}; csrftoken={token}\r\n"
        f"X-CSRFToken: {token}\r\nReferer: {live_server.url}/\r\n\r\n"
    )

    with socket.create_connection((at.hostname, at.port or 80), timeout=10) as line:
        line.sendall(head.encode() + PHOTO[: 5 * STEP])
        line.shutdown(socket.SHUT_WR)
        while line.recv(4096):
            pass

    assert sender.offset(where) == 5 * STEP
    goes_on(sender, where)


@pytest.mark.django_db
def test_a_session_that_ends_between_two_pieces_loses_nothing(account: Account) -> None:
    sender = Sender(browser_of(account))
    where = sender.begin(PHOTO)["Location"]
    sender.piece(where, 0, PHOTO[:STEP])
    sender.client.logout()

    sender.headers["HX-Request"] = "true"
    assert sender.piece(where, STEP, PHOTO[STEP : 2 * STEP]).status_code == 401

    again = Sender(browser_of(account))
    assert again.offset(where) == STEP
    goes_on(again, where)


@pytest.mark.django_db(transaction=True)
def test_kill_9_between_and_within_pieces_loses_nothing_that_had_its_receipt(
    account: Account,
) -> None:
    sender = Sender(browser_of(account))
    where = sender.begin(PHOTO)["Location"]
    upload_id = Upload.objects.get().id
    sender.piece(where, 0, PHOTO[:STEP])

    child = os.fork()
    if child == 0:  # a server process that dies while it writes the second piece
        with pieces.held(upload_id) as file:
            pieces.grow(file, _dies_after_two(), len(PHOTO))
    os.waitpid(child, 0)

    assert sender.offset(where) >= STEP
    goes_on(sender, where)


def _dies_after_two() -> Iterator[bytes]:
    yield PHOTO[STEP : 2 * STEP]
    yield PHOTO[2 * STEP : 3 * STEP]
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
def test_kill_9_after_the_last_byte_and_before_the_receipt_is_made_good_by_an_empty_piece(
    account: Account,
) -> None:
    sender = Sender(browser_of(account))
    where = sender.begin(PHOTO)["Location"]
    with pieces.held(Upload.objects.get().id) as file:
        pieces.grow(file, [PHOTO], len(PHOTO))

    assert sender.offset(where) == len(PHOTO)
    assert not FormFile.objects.exists()
    assert sender.piece(where, len(PHOTO), b"").status_code == 204

    assert FormFile.objects.get().size_bytes == len(PHOTO)
    assert sender.client.get(where).json()["finished_at"]
