"""The machine fails in the middle of the work: one sentence, and never a word of the database."""

import errno
from typing import Any

import pytest
from django.db.utils import OperationalError
from django.test import RequestFactory

from tuyen.edge.api.problems import _machine_fails
from tuyen.platform.ui.middleware import PageMiddleware

FAULTS = [
    (OperationalError("database is locked"), "đang bận"),
    (OperationalError("database or disk is full"), "đã đầy"),
    (OperationalError("attempt to write a readonly database"), "không ghi được"),
    (OSError(errno.ENOSPC, "No space left on device", "/var/tuyen/blobs/x"), "đã đầy"),
    (OSError(errno.EROFS, "Read-only file system", "/var/tuyen/blobs/x"), "không ghi được"),
]


def spoken(fault: Exception, **headers: str) -> Any:
    request = RequestFactory().get("/", headers=headers)
    return PageMiddleware(lambda _request: None).process_exception(request, fault)  # type: ignore[arg-type,return-value]


@pytest.mark.django_db
@pytest.mark.parametrize("fault, said", FAULTS, ids=[str(fault) for fault, _said in FAULTS])
def test_a_fault_of_the_machine_outside_an_action_is_said_in_words(
    fault: Exception, said: str
) -> None:
    """Opening a chart writes the log of readers, signing in writes the session: both may fail so."""
    answer = spoken(fault, HX_Request="true")
    text = answer.content.decode()

    assert answer.status_code == 503
    assert said in text
    assert "database" not in text
    assert "/var/" not in text


def test_a_program_is_told_in_its_own_shape_and_may_try_again() -> None:
    answer = _machine_fails(RequestFactory().get("/"), OperationalError("database is locked"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert b"database" not in answer.content
    with pytest.raises(OperationalError):
        _machine_fails(RequestFactory().get("/"), OperationalError("no such column: x"))


@pytest.mark.django_db
def test_a_fault_that_only_an_engineer_can_read_stays_an_error() -> None:
    assert spoken(OperationalError("no such table: persons_person")) is None
    assert spoken(FileNotFoundError(errno.ENOENT, "No such file", "x")) is None
