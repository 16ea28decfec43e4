"""Reminding: a call, a message or a letter is written down with what came of it."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.record import permissions
from tuyen.record.models import Appointment, OpeningHours
from tuyen.record.models.reminders import Channel, Reminder, ReminderState
from tuyen.record.queries import reminders as queries
from tuyen.record.queries.appointments import own_hours
from tuyen.record.queries.consents import who_allow
from tuyen.record.queries.reminders import Ready
from tuyen.record.rules import reminders as rules

MESSAGE_FIELDS = ["message_text", "message_columns", "message_phone"]


def new_reminder(
    appointment: Appointment,
    *,
    channel: Channel,
    state: str,
    by: Actor,
    day: dt.date | None = None,
    text: str = "",
) -> Reminder:
    """A row not yet written: another act gives it to `log.create`."""
    return row_of(
        Reminder,
        uuid7(),
        unit_id=appointment.unit_id,
        patient_id=appointment.patient_id,
        compartment=appointment.compartment,
        appointment_id=appointment.id,
        day=day or appointment.day,
        channel=channel.value,
        state=state,
        text=text[:500],
        retry_on=appointment.call_again_on,
        at=clock.now(),
        by_name=by.name,
    )


def require_consent(appointment: Appointment) -> None:
    """A reminder in advance goes only to who said yes. Calling who did not come is part of their care."""
    if appointment.day < clock.today():
        return
    if not who_allow([appointment.patient_id], queries.PURPOSE):
        raise Refused(
            _("Người này chưa đồng ý được nhắc hẹn. Hỏi và ghi ở thẻ “Đồng ý” của hồ sơ trước."),
            code="no_consent",
        )


def send(*, ready: Sequence[Ready], channel: Channel, by: Actor) -> list[Reminder]:
    """These messages or letters went out: each person's history says when, how and in which words."""
    permissions.require_book(by)
    if any(each.appointment.unit_id != by.unit_id for each in ready):
        raise Refused(_("Lịch hẹn này của đơn vị khác."))
    made = []
    with changes.apply(actor=by, reason=f"reminder.{channel.value}") as log:
        for each in ready:
            each.appointment.reminded_at = clock.now()
            log.change(each.appointment, ["reminded_at"])
            text = each.text if channel == Channel.MESSAGE else ""
            row = new_reminder(
                each.appointment, channel=channel, state=ReminderState.SENT, by=by, text=text
            )
            log.create(row)
            made.append(row)
    return made


def set_messages(*, text: str, columns: str, phone: str, by: Actor) -> OpeningHours:
    """The unit's own words and file. Words that tell of an illness are refused; empty is the rulebook's."""
    permissions.require_book(by)
    said = " ".join(nfc(text).split())
    table = rulebook.on("appointments", clock.today())
    if told := rules.telling_words(said, table["never_in_messages"]):
        raise Refused(
            _("Lời nhắn không được nói về bệnh hay chương trình: bỏ “%(words)s”.")
            % {"words": ", ".join(told)},
            field="text",
        )
    if said and "{day}" not in said:
        raise Refused(_("Lời nhắn phải có {day}: ngày hẹn."), field="text")
    if phone not in (rules.NATIONAL, rules.INTERNATIONAL):
        raise Refused(_("Chọn cách viết số điện thoại."), field="phone")
    row = own_hours(by.unit_id)
    is_new = row is None
    row = row or OpeningHours(unit_id=by.unit_id, capacity=int(table["daily_capacity"]))
    if is_new:
        row.closed_weekdays = "".join(str(day) for day in table["closed_weekdays"])
    row.message_text, row.message_phone = said[:300], phone
    row.message_columns = ",".join(rules.columns_of(columns))
    with changes.apply(actor=by, reason="reminder.settings") as log:
        if is_new:
            log.create(row)
        else:
            log.change(row, MESSAGE_FIELDS)
    return row
