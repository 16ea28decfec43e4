"""Arrivals in an emergency: sorted by how soon a doctor must come, and what became of them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.ward import rules
from tuyen.domains.ward.models import EmergencyArrival
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions.day_locks import require_open_day
from tuyen.record.chart import visible_person
from tuyen.record.models import Observation
from tuyen.record.queries import beds
from tuyen.record.rules.admissions import CUSTODY
from tuyen.record.sheet import Reading
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.vitals import vitals

OPEN = ("waiting", "in_care")


def require_triage(who: Actor) -> None:
    if not who.may("triage.record"):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao phân loại cấp cứu."))


@dataclass(frozen=True)
class Triage:
    level: int
    complaint: str
    how: str = "walk"
    readings: Sequence[Reading] = ()
    in_custody: bool = False


def visible_to(who: Actor) -> QuerySet[EmergencyArrival]:
    """Arrivals at my unit and its departments, hidden compartments left out."""
    return EmergencyArrival.objects.filter(
        unit_id__in=beds.units_here(who).values("unit_id"),
        compartment__in=["", *who.compartments],
    )


def triage(
    *, person_id: uuid.UUID, said: Triage, by: Actor, repeat: changes.Repeat | None = None
) -> EmergencyArrival:
    """Somebody has come: how urgent, what was measured. Coming in person opens the chart for the day."""
    require_triage(by)
    person = visible_person(person_id, by)
    now = clock.now()
    _require_level(said.level, now)
    if not nfc(said.complaint):
        raise Refused(_("Ghi lý do đến cấp cứu."), field="complaint")
    if person.is_deceased:
        raise Refused(_("Người này đã mất theo hồ sơ. Kiểm tra lại người bệnh."))
    row = _arrival(person, said, by, now)
    measured = [_observation(row, reading, now) for reading in said.readings]
    with changes.apply(actor=by, reason="emergency.triage", repeat=repeat) as log:
        log.check(lambda: require_open_day(by, row.day))
        log.check(lambda: _require_not_here(person, by))
        log.create(row, *measured)
        log.result_id = row.id
    return row


def _require_level(level: int, now: dt.datetime) -> None:
    if level not in {each.level for each in rules.levels(clock.day_of(now))}:
        raise Refused(_("Chọn mức cấp cứu."), field="level")


def _require_not_here(person: Person, by: Actor) -> None:
    """Inside the transaction; the person's row is the lock."""
    Person.objects.select_for_update().filter(pk=person.id).first()
    if visible_to(by).filter(patient_id=person.id, status__in=OPEN).exists():
        raise Refused(_("Người này đang có trong danh sách cấp cứu. Phân loại lại ở dòng đó."))


def _arrival(person: Person, said: Triage, by: Actor, now: dt.datetime) -> EmergencyArrival:
    compartment = permissions.compartment_for(by, person.compartment)
    if said.in_custody:
        compartment = CUSTODY
    if not by.sees(compartment):
        raise NotPermitted(_("Nhận người bị giam, giữ cần quyền riêng. Xin cán bộ được giao."))
    return EmergencyArrival(
        id=uuid7(),
        unit_id=by.unit_id,
        patient_id=person.id,
        compartment=compartment,
        day=clock.day_of(now),
        arrived_at=now,
        how=said.how,
        complaint=nfc(said.complaint),
        scale=str(rulebook.on(rules.TRIAGE, clock.day_of(now))["scale"]),
        level=said.level,
        triaged_at=now,
        triaged_by_name=by.name,
        signs=" ".join(_danger(person, said.readings)),
    )


def _danger(person: Person, readings: Sequence[Reading]) -> list[str]:
    today = clock.today()
    years = today.year - person.birth_date.year if person.birth_date else None
    return rules.danger_signs({each.code: each.value for each in readings}, years, today)


def _observation(row: EmergencyArrival, reading: Reading, at: dt.datetime) -> Observation:
    return Observation(
        patient_id=row.patient_id,
        compartment=row.compartment,
        code=reading.code,
        value=reading.value,
        unit=reading.unit,
        low=reading.low,
        high=reading.high,
        interpretation=reading.interpretation,
        day=clock.day_of(at),
        occurred_at=at,
    )


def triage_again(*, arrival: EmergencyArrival, level: int, by: Actor, why: str) -> EmergencyArrival:
    """Worse or better while waiting; the log keeps the level before."""
    require_triage(by)
    now = clock.now()
    _require_level(level, now)
    if arrival.status not in OPEN:
        raise Refused(_("Lượt cấp cứu này đã xong."))
    if not nfc(why):
        raise Refused(_("Ghi vì sao đổi mức."), field="why")
    arrival.level, arrival.triaged_at, arrival.triaged_by_name = level, now, by.name
    with changes.apply(actor=by, reason="emergency.again", why=nfc(why)) as log:
        log.check(lambda: require_open_day(by, clock.day_of(now)))
        log.change(arrival, ["level", "triaged_at", "triaged_by_name"])
    return arrival


def set_status(
    *,
    arrival: EmergencyArrival,
    status: str,
    by: Actor,
    note: str = "",
    admission_id: uuid.UUID | None = None,
) -> EmergencyArrival:
    """A doctor has come; admitted, sent home, referred, gone."""
    require_triage(by)
    if not rules.may_become(arrival.status, status):
        raise Refused(
            _("Lượt cấp cứu đang ở trạng thái “%(status)s” nên không làm được bước này.")
            % {"status": arrival.get_status_display()}
        )
    arrival.status, arrival.note, arrival.admission_id = status, nfc(note), admission_id
    if status == "in_care":
        arrival.seen_at, arrival.seen_by_name = clock.now(), by.name
    else:
        arrival.ended_at = clock.now()
    with changes.apply(actor=by, reason="emergency.status") as log:
        log.check(lambda: require_open_day(by, clock.today()))
        log.change(
            arrival, ["status", "note", "admission_id", "seen_at", "seen_by_name", "ended_at"]
        )
    return arrival


@dataclass(frozen=True)
class Row:
    """One line of the emergency list; `minutes_left` below zero: the doctor is late."""

    arrival: EmergencyArrival
    person: Person
    level: rules.Level
    minutes_left: int | None
    signs: str

    @property
    def is_late(self) -> bool:
        return self.minutes_left is not None and self.minutes_left < 0


def listed(who: Actor) -> tuple[list[Row], list[Row]]:
    """Who waits or is cared for (gravest first, then longest), and who was served today."""
    found = list(visible_to(who).filter(Q(status__in=OPEN) | Q(day=clock.today()))[:200])
    people = beds.names_of((row.patient_id for row in found), who)
    known = {each.level: each for each in rules.levels(clock.today())}
    rows = [
        _row(row, people[row.patient_id], known)
        for row in found
        if row.patient_id in people and row.level in known
    ]
    waiting = [row for row in rows if row.arrival.status in OPEN]
    waiting.sort(
        key=lambda row: (row.arrival.status != "waiting", row.level.level, row.arrival.arrived_at)
    )
    done = [row for row in rows if row.arrival.status not in OPEN]
    done.sort(key=lambda row: row.arrival.arrived_at, reverse=True)
    return waiting, done


def _row(arrival: EmergencyArrival, person: Person, known: dict[int, rules.Level]) -> Row:
    level = known[arrival.level]
    left = None
    if arrival.status == "waiting":
        due = arrival.triaged_at + dt.timedelta(minutes=level.minutes)
        left = int((due - clock.now()).total_seconds() // 60)
    return Row(arrival, person, level, left, signs_said(arrival.signs))


def signs_said(codes: str) -> str:
    known, language = vitals(clock.today()), get_language() or "vi"
    return ", ".join(known[c].short.spoken(language) for c in codes.split() if c in known)
