"""Which columns name files that travel after the records."""

import datetime as dt

import pytest
from django.apps import apps

from tuyen.core import clock
from tuyen.core.ids import uuid7
from tuyen.edge.sync import files
from tuyen.edge.sync.models import WantedFile
from tuyen.platform.changes.models import SyncedModel

SHA256 = "ab" * 32
NOT_FILES = {"signing.signedpaper": "the fingerprint of a paper whose file another row names"}


def test_every_column_that_names_a_file_is_seen() -> None:
    """A new column `…sha256` is declared in `Shape.blobs`, or named here with the reason why it is none."""
    synced = [model for model in apps.get_models() if issubclass(model, SyncedModel)]
    columns = {
        (model._meta.label_lower, field.attname)
        for model in synced
        for field in model._meta.concrete_fields
        if "sha256" in field.attname
    }

    seen = {each for each in columns if files.named_in(_operation(*each))}

    assert seen == {each for each in columns if each[0] not in NOT_FILES}
    assert ("record.document", "sha256") in seen


def _operation(label: str, name: str) -> bytes:
    return f'[["{label}","{"0" * 32}",{{"{name}":"{SHA256}"}},0]]'.encode()


@pytest.mark.django_db
def test_files_that_nobody_has_do_not_stand_before_the_others() -> None:
    peer_id, began = uuid7(), clock.now()
    for number in range(files.AT_ONCE + 1):
        named = {"sha256": f"{number:064x}", "bundle_id": uuid7(), "asked_at_ms": number}
        WantedFile.objects.create(peer_id=peer_id, **named)

    with clock.stopped(began):
        first = {wanted.sha256 for wanted, _offset in files.still_wanted(peer_id)}
    with clock.stopped(began + dt.timedelta(minutes=10)):
        again = next(wanted.sha256 for wanted, _offset in files.still_wanted(peer_id))

    assert len(first) == files.AT_ONCE
    assert again not in first
