"""Both sides talk; the asking unit follows, ends or takes back; the experts close."""

from contextlib import suppress
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.core.errors import Refused
from tuyen.domains.teleconsult import calls
from tuyen.domains.teleconsult.forms import OutcomeForm
from tuyen.domains.teleconsult.views import opening, talk_photos
from tuyen.domains.teleconsult.views.cases import shown
from tuyen.domains.teleconsult.views.opening import repeat_of
from tuyen.platform import changes
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.live.actions import open_call
from tuyen.platform.ui.respond import after, notice
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consults as acts


@require_POST
@protected("consult.ask", "consult.answer")
def say(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """A line, and pictures of the phone if there are any; one form sent twice is one line."""
    who = who_asks(request)
    _chart, row = opening.found_with_chart(consult_id, who)
    ids = tuple(talk_photos.documents(request, row, who))
    with suppress(changes.Repeated):
        acts.say(
            consult=row,
            text=request.POST.get("text", ""),
            by=who,
            document_ids=ids,
            repeat=repeat_of(request, who),
        )
    return after(request, "teleconsult:case", row.id)


@require_POST
@protected("consult.ask")
def cancel(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    who = who_asks(request)
    _chart, row = opening.found_with_chart(consult_id, who)
    acts.cancel(consult=row, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã rút câu hỏi."))
    return after(request, "teleconsult:case", row.id)


@require_POST
@protected("consult.ask")
def read(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    who = who_asks(request)
    _chart, row = opening.found_with_chart(consult_id, who)
    answers.read_advice(consult=row, by=who)
    return after(request, "teleconsult:case", row.id)


@require_POST
@protected("consult.ask")
def follow(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """One key a day."""
    who = who_asks(request)
    _chart, row = opening.found_with_chart(consult_id, who)
    said = request.POST
    acts.follow(
        consult=row,
        point=said.get("point", ""),
        state=said.get("state", ""),
        note=said.get("note", ""),
        by=who,
    )
    notice(request, _("Đã ghi tình trạng người bệnh."))
    return after(request, "teleconsult:case", row.id)


@require_POST
@protected("consult.ask")
def outcome(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart, row = opening.found_with_chart(consult_id, who)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return shown(request, chart, row, outcome=form, status=422)
    try:
        acts.record_outcome(consult=row, outcome=form.said(), by=who)
    except Refused as refusal:
        row.refresh_from_db()
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return shown(request, chart, row, outcome=form, status=refusal.status)
    notice(request, _("Đã ghi kết quả, chuyên gia sẽ thấy."))
    return after(request, "teleconsult:case", row.id)


@require_POST
@protected("consult.answer")
def close(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    who = who_asks(request)
    _chart, row = opening.found_with_chart(consult_id, who)
    acts.close(consult=row, held=request.POST.get("held", ""), by=who)
    notice(request, _("Đã đóng ca."))
    return after(request, "teleconsult:board")


@require_POST
@protected("consult.ask", "consult.answer")
def video(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """Into the call about this case; the first who comes opens it."""
    who = who_asks(request)
    _chart, row = opening.found_with_chart(consult_id, who)
    title = _("Hội chẩn %(number)s") % {"number": row.number}
    call = open_call(subject=calls.KIND, subject_id=row.id, title=title, by=who)
    return after(request, "live:call", call.id)
