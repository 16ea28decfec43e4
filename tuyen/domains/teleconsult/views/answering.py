"""The asked facility: takes a case, talks it over, advises, passes it on."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.core.errors import Refused
from tuyen.domains.teleconsult.forms import AdviceForm
from tuyen.domains.teleconsult.views import opening
from tuyen.domains.teleconsult.views.cases import shown
from tuyen.domains.teleconsult.views.opening import repeat_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice
from tuyen.record.actions import consult_answers as acts
from tuyen.record.chart import Chart, chart_of
from tuyen.record.consulting import Expert
from tuyen.record.models import Consult
from tuyen.record.queries import consults as queries


@require_POST
@protected("consult.answer")
def accept(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """Taking the case opens the chart to the expert's own department."""
    who = who_asks(request)
    acts.accept(consult=opening.found(consult_id, who), by=who)
    return after(request, "teleconsult:case", consult_id)


@require_POST
@protected("consult.answer")
def answer(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """verb: draft, sign (asked once whether sure), more, refuse."""
    who = who_asks(request)
    chart, row = opening.found_with_chart(consult_id, who)
    form = AdviceForm(request.POST)
    verb = request.POST.get("verb", "")
    if not form.is_valid():
        return shown(request, chart, row, advice=form, status=422)
    try:
        if verb == "draft":
            acts.keep_draft(consult=row, advice=form.advice(), by=who)
            notice(request, _("Đã lưu nháp, chỉ bạn thấy."))
        elif verb == "more":
            acts.ask_more(consult=row, text=form.cleaned_data["text"], by=who)
            notice(request, _("Đã báo nơi hỏi bổ sung."))
        else:
            return _signed(request, chart, row, form)
    except Refused as refusal:
        return _refused(request, row, form, refusal)
    return after(request, "teleconsult:case", row.id)


def _signed(request: HttpRequest, chart: Chart, row: Consult, form: AdviceForm) -> HttpResponse:
    """Shown once as it will stand, then signed: a signed advice never changes."""
    who, advice = chart.who, form.advice()
    if request.POST.get("sure") != "1":
        acts.require_signable(consult=row, advice=advice, by=who)
        return shown(request, chart, row, advice=form, sure=advice)
    acts.sign(consult=row, advice=advice, by=who, repeat=repeat_of(request, who))
    notice(request, _("Đã ký và gửi lời khuyên."))
    return after(request, "teleconsult:case", row.id)


def _refused(
    request: HttpRequest, row: Consult, form: AdviceForm, refusal: Refused
) -> HttpResponse:
    row.refresh_from_db()
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    chart = chart_of(row.patient_id, who_asks(request))
    said = str(refusal.message)
    return shown(request, chart, row, advice=form, problem=said, status=refusal.status)


@require_POST
@protected("consult.answer")
def refuse(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = opening.found(consult_id, who)
    acts.refuse(consult=row, why=request.POST.get("note", ""), by=who)
    notice(request, _("Đã từ chối, nơi hỏi đã được báo."))
    return after(request, "teleconsult:board")


@require_POST
@protected("consult.answer")
def redirect(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """verb=second: a further facility beside us; else the case leaves us."""
    who = who_asks(request)
    row = opening.found(consult_id, who)
    to_unit_id, note = _id(request, "to_unit"), request.POST.get("note", "")
    if to_unit_id is None:
        raise Refused(_("Chọn nơi sẽ được hỏi."), field="to_unit")
    if request.POST.get("verb") == "second":
        acts.second_opinion(consult=row, to_unit_id=to_unit_id, question=note, by=who)
        notice(request, _("Đã hỏi thêm ý kiến; ca này vẫn ở đây."))
        return after(request, "teleconsult:case", row.id)
    acts.redirect(consult=row, to_unit_id=to_unit_id, why=note, by=who)
    notice(request, _("Đã chuyển ca, nơi hỏi đã được báo."))
    return after(request, "teleconsult:board")


@require_POST
@protected("consult.answer", "consult.manage")
def assign(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """verb=invite: one more at the table; else the case is this expert's from now on."""
    who = who_asks(request)
    row = opening.found(consult_id, who)
    expert = _expert(request, row)
    if request.POST.get("verb") == "invite":
        acts.invite(consult=row, expert=expert, by=who)
        notice(request, _("Đã mời %(name)s tham gia.") % {"name": expert.name})
    else:
        acts.assign(consult=row, expert=expert, by=who)
        notice(request, _("Đã giao ca cho %(name)s.") % {"name": expert.name})
    is_reader = who.may("chart.open")
    return (
        after(request, "teleconsult:case", row.id)
        if is_reader
        else after(request, "teleconsult:board")
    )


@require_POST
@protected("consult.answer")
def begin(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    who = who_asks(request)
    acts.begin(consult=opening.found(consult_id, who), by=who)
    return after(request, "teleconsult:case", consult_id)


@require_POST
@protected("consult.answer")
def add(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = opening.found(consult_id, who)
    acts.add_to(consult=row, text=request.POST.get("text", ""), by=who)
    notice(request, _("Đã ghi bổ sung."))
    return after(request, "teleconsult:case", row.id)


def _expert(request: HttpRequest, row: Consult) -> Expert:
    known = {each.account_id: each for each in queries.experts_at(row.to_unit_id)}
    wanted = _id(request, "expert")
    if wanted is None:
        raise Refused(_("Chọn chuyên gia."), field="expert")
    if wanted not in known:
        raise Http404
    return known[wanted]


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None
