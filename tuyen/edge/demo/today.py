"""Today at the main station: twenty people in every state of the queue, and what is to be done."""

import datetime as dt
from random import Random
from typing import Any
from uuid import UUID

from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.edge.demo import people
from tuyen.edge.demo.everyday import Everyday, Practice, book
from tuyen.platform import changes
from tuyen.platform.access.models import RoleAssignment
from tuyen.platform.accounts.models import Account
from tuyen.platform.changes import bulk
from tuyen.platform.changes.bulk import row_of
from tuyen.record.models import QueueEntry, Task

# How many are done, being seen, waiting, gone home.
_STATES = (("done", 6), ("in_progress", 1), ("waiting", 11), ("left", 2))
_OPENS = dt.timedelta(hours=7)
_TASKS = (
    ("follow_up", "Gọi hẹn tái khám tăng huyết áp", -9),
    ("follow_up", "Gọi hẹn tái khám đái tháo đường", -5),
    ("follow_up", "Hỏi thăm sau chuyển tuyến", -2),
    ("home_visit", "Thăm người cao tuổi tại nhà", 0),
    ("home_visit", "Thăm bà mẹ sau sinh", 1),
    ("follow_up", "Nhắc lịch lấy thuốc tháng này", 2),
    ("report", "Gửi báo cáo tháng lên trung tâm y tế", 5),
    ("stock", "Kiểm kê thuốc sắp hết hạn", 7),
)


class Today:
    """Written last, so that who waits is known already."""

    def __init__(self, everyday: Everyday, ids: people.Ids, chance: Random, today: dt.date) -> None:
        self._everyday, self._ids, self._chance, self._today = everyday, ids, chance, today
        self._doctor_id: UUID | None = None
        self._midnight = clock.start_of(today).astimezone(dt.UTC)

    def write(self, practice: Practice, known: list[Any]) -> None:
        self._doctor_id = _account_of(practice)
        come = self._chance.sample(known, sum(count for _status, count in _STATES))
        entries = [
            self._entry(practice, person, number, status)
            for number, (person, status) in enumerate(zip(come, _statuses(), strict=True), start=1)
        ]
        visits = [
            self._finished(practice, entry, person)
            for entry, person in zip(entries, come, strict=True)
        ]
        done = bulk.load(actor=SYSTEM, reason="demo.load", groups=[rows for rows in visits if rows])
        for _rows in done:
            pass
        with changes.apply(actor=SYSTEM, reason="demo.today") as log:
            log.create(*entries, *self._tasks(practice, known))

    def _entry(self, practice: Practice, person: Any, number: int, status: str) -> QueueEntry:
        arrived_at = self._midnight + _OPENS + dt.timedelta(minutes=6 * number)
        said = self._chance.choice(book()["acute"])
        is_seen = status in ("done", "in_progress")
        return row_of(
            QueueEntry,
            self._ids.next(),
            unit_id=practice.unit.id,
            patient_id=person.id,
            compartment=person.compartment,
            day=self._today,
            number=number,
            status=status,
            reason_code=said["reason"],
            reason=said["said"],
            arrived_at=arrived_at,
            started_at=arrived_at + dt.timedelta(minutes=15) if is_seen else None,
            finished_at=arrived_at + dt.timedelta(minutes=27)
            if status in ("done", "left")
            else None,
            seen_by=self._doctor_id if is_seen else None,
            seen_by_name=practice.doctor if is_seen else "",
        )

    def _finished(self, practice: Practice, entry: QueueEntry, person: Any) -> list[Any]:
        if entry.status != "done" or entry.started_at is None:
            return []
        rows = self._everyday.visit_on(practice, person, entry.started_at)
        visit = rows[0]
        entry.encounter_id = visit.id
        entry.reason_code, entry.reason = visit.reason_code, visit.reason
        return rows

    def _tasks(self, practice: Practice, known: list[Any]) -> list[Task]:
        return [
            row_of(
                Task,
                self._ids.next(),
                unit_id=practice.unit.id,
                patient_id=self._chance.choice(known).id
                if kind in ("follow_up", "home_visit")
                else None,
                kind=kind,
                title=title,
                due_on=self._today + dt.timedelta(days=days),
            )
            for kind, title, days in _TASKS
        ]


def _account_of(practice: Practice) -> UUID | None:
    """The demo sign-in of the doctor: whoever is being examined is not held by somebody else."""
    posts = RoleAssignment.objects.filter(unit_id=practice.unit.id).values("account_id")
    found = Account.objects.filter(pk__in=posts, full_name=practice.doctor)
    return found.values_list("pk", flat=True).first()


def _statuses() -> list[str]:
    return [status for status, count in _STATES for _n in range(count)]
