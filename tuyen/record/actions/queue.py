"""Arriving, being seen, leaving: the queue of a unit's day."""

import uuid

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.nodes import numbers
from tuyen.record import permissions
from tuyen.record.actions import appointments
from tuyen.record.chart import visible_person
from tuyen.record.models import QueueEntry
from tuyen.record.rules import queue
from tuyen.record.rules.appointments import Status
from tuyen.registry.persons.identity import same_person_ids
from tuyen.registry.persons.models import Person

TRIES = 3  # two desks may draw one number; the second draws again


def enqueue(
    *,
    person_id: uuid.UUID,
    by: Actor,
    reason: str = "",
    reason_code: str = "",
    priority: int = 0,
) -> QueueEntry:
    """A person has come to this unit today. Whoever already waits or is seen keeps their place."""
    permissions.require_queue(by)
    person = visible_person(person_id, by)
    compartment = permissions.compartment_for(by, person.compartment)
    for turn in range(1, TRIES + 1):
        if waiting := _open_entry(person.id, by):
            return waiting
        entry = QueueEntry(
            unit_id=by.unit_id,
            patient_id=person.id,
            compartment=compartment,
            day=clock.today(),
            number=_next_number(by.unit_id),
            reason=nfc(reason),
            reason_code=reason_code,
            priority=priority,
            arrived_at=clock.now(),
        )
        try:
            with changes.apply(actor=by, reason="queue.enqueue") as log:
                log.check(lambda entry=entry: _require_free(entry))  # type: ignore[misc]
                log.create(entry)
                appointments.come(entry, log)
        except Stale:
            if turn == TRIES:
                raise
        else:
            break
    return entry


def _today(unit_id: uuid.UUID) -> QuerySet[QueueEntry]:
    return QueueEntry.objects.filter(unit_id=unit_id, day=clock.today())


def _open_entry(patient_id: uuid.UUID, by: Actor) -> QueueEntry | None:
    found = _today(by.unit_id).filter(patient_id=patient_id, status__in=queue.OPEN)
    entry: QueueEntry | None = found.first()
    return entry


def _next_number(unit_id: uuid.UUID) -> int:
    """After the last that this machine gave today; another machine of the unit has its own thousands."""
    start = numbers.line_start(unit_id)
    given = _today(unit_id).filter(number__gt=start, number__lt=numbers.line_end(start))
    return int(given.aggregate(last=Max("number"))["last"] or start) + 1


def _require_free(entry: QueueEntry) -> None:
    if _today(entry.unit_id).filter(number=entry.number).exists():
        raise Stale(_("Số thứ tự vừa được cấp ở bàn khác. Xin bấm lại."))


def start(*, entry: QueueEntry, by: Actor) -> QueueEntry:
    """Call the person in. Starting again what one already sees changes nothing."""
    permissions.require_record(by)
    require_not_held(entry, by)
    if entry.status == queue.Status.IN_PROGRESS:
        return entry
    _move(entry, queue.Status.IN_PROGRESS)
    _seat(entry, by)
    with changes.apply(actor=by, reason="queue.start") as log:
        log.change(entry, ["status", *SEAT])
    return entry


def take_over(*, entry: QueueEntry, by: Actor) -> QueueEntry:
    """The colleague who began cannot go on: from now on `by` sees this person."""
    permissions.require_record(by)
    if entry.status != queue.Status.IN_PROGRESS:
        return start(entry=entry, by=by)
    _seat(entry, by)
    with changes.apply(actor=by, reason="queue.take_over") as log:
        log.change(entry, list(SEAT))
    return entry


def put_back(*, entry: QueueEntry, by: Actor) -> QueueEntry:
    """Back to waiting: called too early, or come again after having left."""
    permissions.require_queue(by)
    require_not_held(entry, by)
    _move(entry, queue.Status.WAITING)
    entry.seen_by, entry.seen_by_name, entry.started_at = None, "", None
    with changes.apply(actor=by, reason="queue.put_back") as log:
        log.change(entry, ["status", *SEAT])
        appointments.gone(entry, Status.ARRIVED, log)
    return entry


def leave(*, entry: QueueEntry, by: Actor, why: str = "") -> QueueEntry:
    """The person went home without being seen."""
    permissions.require_queue(by)
    require_not_held(entry, by)
    _move(entry, queue.Status.LEFT)
    entry.finished_at = clock.now()
    with changes.apply(actor=by, reason="queue.leave", why=nfc(why)) as log:
        log.change(entry, ["status", "finished_at"])
        appointments.gone(entry, Status.BOOKED, log)
    return entry


def leave_queue(log: changes.Log, person: Person, by: Actor) -> None:
    """Whoever was given a bed waits for no visit any more; one that has begun is finished by its doctor."""
    waiting = _today(by.unit_id).filter(
        patient_id__in=same_person_ids(person), status=queue.Status.WAITING
    )
    for entry in waiting:
        entry.status, entry.finished_at = queue.Status.DONE, clock.now()
        log.change(entry, ["status", "finished_at"])


SEAT = ("seen_by", "seen_by_name", "started_at")


def _seat(entry: QueueEntry, by: Actor) -> None:
    entry.seen_by = by.account_id
    entry.seen_by_name = by.name
    entry.started_at = clock.now()


def _move(entry: QueueEntry, then: queue.Status) -> None:
    if not queue.may_follow(entry.status, then):
        raise Refused(
            _("Lượt này đang ở trạng thái “%(status)s” nên không làm được bước này.")
            % {"status": entry.get_status_display()}
        )
    entry.status = then


def require_not_held(entry: QueueEntry, by: Actor) -> None:
    """Two nurses, one chart: the second hears who sees the person, and since when."""
    if queue.is_held_by_another(entry.status, entry.seen_by, by.account_id):
        raise Refused(
            _(
                "%(name)s đang khám người này từ %(hour)s. "
                "Bấm “Nhận khám thay” nếu bạn khám tiếp; phần đã nhập vẫn còn đây."
            )
            % {
                "name": entry.seen_by_name,
                "hour": f"{entry.started_at.astimezone(clock.VIETNAM):%H:%M}"
                if entry.started_at
                else "?",
            },
            code="held",
        )
