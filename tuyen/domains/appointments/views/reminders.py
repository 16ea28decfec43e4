"""Reminders: the message to copy, the file for whoever sends it, letters, and the unit's own words."""

import csv
from io import StringIO
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.appointments import papers, queries
from tuyen.domains.appointments.forms import MessageForm
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE, escaped, write_sheet
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions import reminders as acts
from tuyen.record.models import Appointment, Channel
from tuyen.record.queries import appointments as rows
from tuyen.record.queries import reminders as ready_queries
from tuyen.record.queries.reminders import Ready

HEADS = {"phone": "phone", "text": "text", "name": "name", "day": "day", "code": "code"}


def _waiting(who: Actor) -> list[Appointment]:
    days = queries.days_to_remind(clock.today(), rows.hours_at(who.unit_id))
    return list(rows.to_remind(who, days)[: papers.MOST])


@require_http_methods(["GET", "POST"])
@never_cache
@protected("appointment.manage")
def message(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """The words for one person, to be copied into Zalo or a telephone; then “đã gửi” with one tap."""
    who = who_asks(request)
    row = get_object_or_404(rows.visible_to(who), pk=appointment_id)
    found = ready_queries.messages([row], who)
    if not found:
        raise Refused(
            _(
                "Không soạn tin cho người này được: chưa đồng ý, không có số, đã nhắc hoặc diện riêng."
            ),
            code="no_message",
        )
    if request.method == "POST":
        acts.send(ready=found, channel=Channel.MESSAGE, by=who)
        notice(request, _("Đã ghi: đã gửi tin nhắn."))
        return after(request, "appointments:remind")
    context = {"ready": found[0], "person": found[0].person, "tab": "remind"}
    return page(request, "appointments/message.html", context)


@require_POST
@protected("appointment.manage")
def messages_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Every message that may go out, as a file for the sender of the unit; from now on they count as sent."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    who = who_asks(request)
    found = ready_queries.messages(_waiting(who), who)
    if not found:
        raise Refused(_("Không có ai để nhắn: chưa ai đồng ý và có số, hoặc đã nhắn hết."))
    columns = ready_queries.settings_at(who.unit_id).columns
    content = _file(found, columns, kind)
    acts.send(ready=found, channel=Channel.MESSAGE, by=who)
    note_reads({each.person.id for each in found}, who, what="reminder_file")
    type_ = CONTENT_TYPE if kind == "xlsx" else "text/csv; charset=utf-8"
    return _download(content, type_, f"tin-nhan-{clock.today():%Y%m%d}.{kind}")


def _file(found: list[Ready], columns: list[str], kind: str) -> bytes:
    cells = [each.cells(columns) for each in found]
    heads = [HEADS[name] for name in columns]
    if kind == "xlsx":
        return write_sheet(heads, cells, name=_("Tin nhắn"))
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([[escaped(cell) for cell in row] for row in cells])
    return out.getvalue().encode("utf-8-sig")


@require_POST
@protected("appointment.manage")
def letters(request: HttpRequest) -> HttpResponse:
    """A letter each, also for those without a telephone; from now on they count as sent."""
    who = who_asks(request)
    found = ready_queries.letters(_waiting(who), who)
    if not found:
        raise Refused(_("Không có ai để gửi thư: chưa ai đồng ý, hoặc đã nhắc hết."))
    pdf = papers.letters_pdf(found)
    acts.send(ready=found, channel=Channel.LETTER, by=who)
    note_reads({each.person.id for each in found}, who, what="reminder_letters")
    return _download(pdf, "application/pdf", f"thu-nhac-hen-{clock.today():%Y%m%d}.pdf")


def _download(content: bytes, type_: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=type_)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "POST"])
@protected("appointment.manage")
def settings(request: HttpRequest) -> HttpResponse:
    """The words of a reminder, and how the sender of the unit wants its file."""
    who = who_asks(request)
    form = MessageForm(request.POST or None, initial=_said(who))
    if request.method == "POST" and form.is_valid():
        try:
            acts.set_messages(by=who, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal.message))
        else:
            notice(request, _("Đã lưu lời nhắn."))
            return after(request, "appointments:remind")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "tab": "messages", "sample": ready_queries.sample(who)}
    return page(request, "appointments/messages.html", context, status=status)


def _said(who: Actor) -> dict[str, Any]:
    now = ready_queries.settings_at(who.unit_id)
    return {"text": now.text, "columns": ", ".join(now.columns), "phone": now.phone}
