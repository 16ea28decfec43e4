"""Lists of appointments on paper."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.appointments.queries import Line, lines_of
from tuyen.platform.print import render
from tuyen.platform.print.tables import Column, TablePaper, table_pdf
from tuyen.platform.ui.ages import age_text
from tuyen.record.models import Appointment
from tuyen.record.queries.reminders import Ready

LETTER = Path(__file__).with_name("letter.typ")
MOST = 500


def list_pdf(title: str, on: dt.date, found: Iterable[Appointment], who: Actor) -> bytes:
    """A4, wide, with room for what is said on the telephone."""
    lines = lines_of(list(found)[:MOST], who)
    columns = (
        Column(_("STT"), "right"),
        Column(_("Ngày hẹn")),
        Column(_("Họ tên"), share=2),
        Column(_("Tuổi, giới")),
        Column(_("Nơi ở"), share=2),
        Column(_("Điện thoại")),
        Column(_("Lý do"), share=1.5),
        Column(_("Kết quả gọi"), share=2),
    )
    return table_pdf(
        TablePaper(
            title=title,
            unit=who.unit_name,
            period=f"{on:%d/%m/%Y}",
            columns=columns,
            rows=tuple(_cells(number, line) for number, line in enumerate(lines, start=1)),
            source=_("Lập lúc %(at)s")
            % {"at": f"{clock.now().astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"},
            is_wide=True,
        )
    )


def _cells(number: int, line: Line) -> tuple[str, ...]:
    row, person = line.appointment, line.person
    age = age_text(person.birth_date, clock.today(), person.birth_precision)
    hour = f" {row.hour:%H:%M}" if row.hour else ""
    return (
        str(number),
        f"{row.day:%d/%m/%Y}{hour}",
        person.name,
        f"{age}, {person.get_sex_display()}",
        person.address_line,
        person.phone,
        row.reason,
        row.get_last_result_display() if row.last_result else "",
    )


def letters_pdf(found: Sequence[Ready]) -> bytes:
    """One A5 page each: to whom, where, when; never why."""
    said = {
        "title": _("GIẤY NHẮC HẸN"),
        "to": _("Kính gửi"),
        "letters": [
            {
                "name": each.person.name,
                "address": each.person.address_line,
                "text": each.text,
            }
            for each in found
        ],
        "made": _("Lập ngày %(day)s") % {"day": f"{clock.today():%d/%m/%Y}"},
        "note": _("Ai nhận nhầm thư này xin gửi lại nơi gửi."),
    }
    return render(LETTER, said)
