"""A station with a doctor and somebody who has come; files in a folder of the test."""

import io
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.domains.imaging import dicom
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.queue import enqueue
from tuyen.registry.persons.models import Person


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"
    settings.TUYEN_CLAMD = ""


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


@pytest.fixture
def patient(doctor: Actor) -> Person:
    """Somebody who has come today: the chart is open to the station."""
    row = person(doctor)
    enqueue(person_id=row.id, by=doctor, reason="Ho kéo dài")
    return row


def reference(name: str) -> bytes:
    """A test file of pydicom (its README: free to use)."""
    folder = Path(os.path.dirname(dicom.library().__file__)) / "data" / "test_files"
    return (folder / f"{name}.dcm").read_bytes()


def zipped(**files: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def sent(browser: Client, patient: Person, *files: bytes) -> Any:
    """The answer of the form to these files."""
    given = [SimpleUploadedFile(f"anh{n}.dcm", content) for n, content in enumerate(files)]
    return browser.post(reverse("imaging:add", args=[patient.id]), {"pictures": given})
