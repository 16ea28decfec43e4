"""An adverse event is told, sent upwards in time, and its lot held and released."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions.watch import left_for_reaction
from tuyen.domains.immunization.models import AdverseEvent
from tuyen.domains.immunization.queries.watch import watched_with
from tuyen.platform import changes
from tuyen.record.chart import chart_of
from tuyen.record.models import DoseStatus, Immunization

RULES = "immunization/adverse_events"


def tell_event(
    *, dose: Immunization, is_serious: bool, began_at: dt.datetime, signs: str, care: str, by: Actor
) -> AdverseEvent:
    """A serious one starts the clock of the law and holds the lot at this unit.

    Whoever was watched after the dose leaves that list with it.
    """
    permissions.require_vaccinate(by)
    chart_of(dose.patient_id, by)
    _require_sound(dose, began_at, signs, by)
    now = clock.now()
    hours = int(rulebook.on(RULES, clock.today())["serious_hours"])
    row = AdverseEvent(
        id=uuid7(),
        patient_id=dose.patient_id,
        compartment=dose.compartment,
        immunization_id=dose.id,
        unit_id=by.unit_id,
        vaccine=dose.vaccine,
        lot=dose.lot,
        is_serious=is_serious,
        began_at=began_at,
        signs=nfc(signs)[:300],
        care=nfc(care)[:300],
        told_at=now,
        told_by_name=by.name,
        due_at=now + dt.timedelta(hours=hours) if is_serious else None,
        holds_lot=is_serious and bool(dose.lot),
    )
    visit = watched_with(dose.session_id, dose.patient_id)
    with changes.apply(actor=by, reason="immunization.event") as log:
        log.create(row)
        if visit is not None:
            log.change(visit, left_for_reaction(visit, by))
    return row


def send_event(*, event: AdverseEvent, by: Actor) -> AdverseEvent:
    """It was told to the department and the CDC; the clock stops."""
    _require_ours(event, by)
    if event.sent_at is not None:
        raise Refused(_("Đã ghi là báo cáo rồi."), code="stale")
    event.sent_at, event.sent_by_name = clock.now(), by.name
    with changes.apply(actor=by, reason="immunization.event_sent") as log:
        log.change(event, ["sent_at", "sent_by_name"])
    return event


def release_lot(*, event: AdverseEvent, by: Actor) -> AdverseEvent:
    """The investigation cleared the lot: it may be given again here."""
    _require_ours(event, by)
    if not event.holds_lot or event.released_at is not None:
        raise Refused(_("Lô này không còn tạm dừng vì phản ứng này."), code="stale")
    event.released_at, event.released_by_name = clock.now(), by.name
    with changes.apply(actor=by, reason="immunization.lot_released") as log:
        log.change(event, ["released_at", "released_by_name"])
    return event


def _require_sound(dose: Immunization, began_at: dt.datetime, signs: str, by: Actor) -> None:
    if dose.unit_id != by.unit_id:
        raise NotPermitted(_("Phản ứng được ghi ở nơi đã tiêm mũi này."))
    if dose.status != DoseStatus.COMPLETED:
        raise Refused(_("Mũi này không tiêm hoặc đã gạch."), code="stale")
    if not nfc(signs):
        raise Refused(_("Ghi biểu hiện của phản ứng."), field="signs")
    if began_at > clock.now():
        raise Refused(_("Giờ bắt đầu ở tương lai: kiểm tra lại."), field="day")
    if clock.day_of(began_at) < dose.given_on:
        raise Refused(_("Phản ứng bắt đầu trước ngày tiêm: kiểm tra lại."), field="day")


def _require_ours(event: AdverseEvent, by: Actor) -> None:
    permissions.require_vaccinate(by)
    if event.unit_id != by.unit_id:
        raise NotPermitted(_("Chỉ nơi đã ghi phản ứng này làm được bước này."))
