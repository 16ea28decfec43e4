"""Pictures of the demo, invented on the spot: a chest CT and an ECG of people who are here today."""

import datetime as dt
import io
from typing import Any
from uuid import UUID

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.text import fold
from tuyen.domains.imaging import reading, synthetic
from tuyen.edge.demo import people
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.changes.bulk import row_of
from tuyen.record.models import ImagingInstance, ImagingStudy, QueueEntry
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person

SLICES, SIDE = 24, 256


def write(unit: Unit, ids: people.Ids) -> None:
    """Whoever is seen first today has a CT and an ECG, so that the first row of the list leads there."""
    entries = QueueEntry.objects.filter(unit_id=unit.id, day=clock.today(), status="in_progress")
    first = entries.order_by("number").first()
    if first is None:
        return
    person = Person.objects.get(pk=first.patient_id)
    scanned = _subject(person, clock.now() - dt.timedelta(days=9))
    slices = [
        synthetic.ct_slice(number, of=SLICES, side=SIDE, subject=scanned)
        for number in range(SLICES)
    ]
    _study(person, unit.id, slices, ids)
    heart = _subject(person, clock.now() - dt.timedelta(days=40))
    _study(person, unit.id, [synthetic.ecg(subject=heart)], ids)


def _subject(person: Person, at: dt.datetime) -> synthetic.Subject:
    """As a machine would be told: capital letters without marks."""
    return synthetic.Subject(
        name=fold(person.name).upper(),
        number=f"MAU-{person.id.hex[-6:].upper()}",
        birth_date=f"{person.birth_date:%Y%m%d}" if person.birth_date else "",
        sex={"male": "M", "female": "F"}.get(person.sex, "O"),
        at=at.astimezone(clock.VIETNAM).replace(hour=9, minute=20, second=0, microsecond=0),
    )


def _study(person: Person, unit_id: UUID, files: list[bytes], ids: people.Ids) -> None:
    found = [reading.read(io.BytesIO(content)) for content in files]
    about: dict[str, Any] = {"patient_id": person.id, "compartment": person.compartment}
    said = found[0].study
    study = row_of(
        ImagingStudy,
        ids.next(),
        **about,
        **said,
        unit_id=unit_id,
        day=clock.day_of(said["performed_at"]),
        added_at=said["performed_at"],
        added_by=SYSTEM.account_id,
    )
    rows = []
    for each, content in zip(found, files, strict=True):
        blob = attachments.keep(chunks=[content], by=SYSTEM)
        rows.append(
            row_of(
                ImagingInstance,
                ids.next(),
                **about,
                **each.instance,
                study_id=study.id,
                sha256=blob.sha256,
                size_bytes=blob.size_bytes,
            )
        )
    with changes.apply(actor=SYSTEM, reason="demo.images") as log:
        log.create(study, *rows)
