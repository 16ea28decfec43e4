"""The receiving unit: answer, scan the paper at the door, reply, send back."""

import uuid
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.referral import codes
from tuyen.domains.referral.forms import AnswerForm, ReplyForm
from tuyen.domains.referral.views.cases import shown
from tuyen.domains.referral.views.sending import found
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice
from tuyen.record.actions import receiving as acts
from tuyen.record.chart import chart_of
from tuyen.record.queries.referrals import patient_of


@require_POST
@protected("referral.receive")
def answer(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Come; not here; or there instead."""
    who = who_asks(request)
    row = found(referral_id, who)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return shown(request, chart_of(row.patient_id, who), row, answer=form, status=422)
    said = form.cleaned_data
    try:
        if said["verb"] == "accept":
            acts.accept(referral=row, note=said["note"], by=who)
            notice(request, _("Đã nhận lời."))
            return after(request, "referral:case", row.id)
        if said["verb"] == "refuse":
            acts.refuse(referral=row, why=said["note"], by=who)
            notice(request, _("Đã từ chối, nơi chuyển đã được báo."))
        else:
            acts.redirect(referral=row, to_unit_id=said["to_unit"], why=said["note"], by=who)
            notice(request, _("Đã chuyển giấy sang nơi mới, nơi chuyển đã được báo."))
    except Refused as refusal:
        row.refresh_from_db()
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        chart = chart_of(row.patient_id, who)
        return shown(request, chart, row, answer=form, status=refusal.status)
    return after(request, "referral:board")


@require_POST
@protected("referral.receive")
def arrive(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = acts.arrive(referral=found(referral_id, who), by=who)
    notice(request, _("Đã ghi đến nơi và xếp vào hàng chờ."))
    return after(request, "referral:case", row.id)


@require_POST
@protected("referral.receive")
def scan(request: HttpRequest) -> HttpResponse:
    """The code of the paper, from a reader or by hand: the case, or a sentence."""
    who = who_asks(request)
    read: uuid.UUID | None = codes.referral_in(request.POST.get("code", ""))
    if read is None or patient_of(read, who) is None:
        raise Refused(
            _("Không thấy giấy chuyển nào mang mã này. Tìm người bằng số giấy tờ ở ô tìm."),
            field="code",
        )
    return after(request, "referral:case", read)


@require_POST
@protected("referral.receive")
def reply(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found(referral_id, who)
    form = ReplyForm(request.POST, on=clock.today())
    chart = chart_of(row.patient_id, who)
    if not form.is_valid():
        return shown(request, chart, row, reply=form, status=422)
    try:
        if form.cleaned_data["verb"] == "return":
            acts.send_back(referral=row, answer=form.answer(), plan=form.return_plan(), by=who)
            notice(request, _("Đã chuyển về kèm kế hoạch theo dõi. In giấy đưa người bệnh."))
        else:
            acts.reply(referral=row, answer=form.answer(), by=who)
            notice(request, _("Đã gửi phản hồi cho nơi chuyển."))
    except Refused as refusal:
        row.refresh_from_db()
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return shown(request, chart, row, reply=form, status=refusal.status)
    return after(request, "referral:case", row.id)
