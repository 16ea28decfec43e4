"""One turn: what was intended, what came of it, its decision on paper."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.memory import asked_once
from tuyen.domains.rotation import actions, forms, host_account, permissions, queries
from tuyen.domains.rotation.models import RotationTurn, Stage
from tuyen.domains.rotation.papers.decision import Paper, decision_pdf
from tuyen.domains.rotation.views.board import standing
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.answer import download
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities.forms import refused_by
from tuyen.registry.terms import settled


def turn_of(request: HttpRequest, turn_id: UUID) -> RotationTurn:
    found = queries.turn_for(who_asks(request), turn_id)
    if found is None:
        raise Http404
    return found


@require_GET
@protected(permissions.SEE)
@asked_once()
def turn(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    """Facts, duties, what it yielded from the chart, the judgement of the receiving unit."""
    who, today = who_asks(request), clock.today()
    found: Any = turn_of(request, turn_id)
    duties, partner = queries.tasks_of(found), queries.pair_of(found)
    yielded = queries.yields_of([each for each in (found, partner) if each], who)
    word, tone = standing(found, today, queries.remind_days(today, found.unit_id))
    rule = settled.on(queries.RULE, found.starts_on, found.unit_id)
    days = queries.span_of(found).days
    usual = rule["usual_days_least"] <= days <= rule["usual_days_most"]
    context = {
        "turn": found,
        "partner": partner,
        "units": {found.unit_id: found.from_name, found.to_unit_id: found.to_name},
        "duties": duties,
        "names": queries.technique_names((row.technique_code for row in duties), today),
        "word": word,
        "tone": tone,
        "days": days,
        "is_unusual": not usual,
        "yielded": yielded[0],
        "partner_yield": yielded[1] if partner else None,
        "is_planned": found.stage == Stage.PLANNED,
        "is_decided": found.stage == Stage.DECIDED,
        "has_begun": found.starts_on <= today,
        "may_decide": permissions.may_decide(who, found),
        "may_end": permissions.may_end(who, found),
        "may_grade": permissions.may_grade(who, found),
        **_at_the_host(found, who),
    }
    return page(request, "rotation/turn.html", context)


def _at_the_host(found: RotationTurn, who: Actor) -> dict[str, object]:
    """Is the person wanted there, and with which account."""
    said, tone = host_account.sign_in_words(found)
    is_open = found.stage in (Stage.PLANNED, Stage.DECIDED)
    return {
        "account_said": said,
        "account_tone": tone,
        "may_take": is_open and found.taken_on is None and permissions.may_take(who, found),
    }


@require_POST
@protected(*permissions.TAKE)
def take(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    """The receiving unit says yes."""
    host_account.take(turn=turn_of(request, turn_id), by=who_asks(request))
    notice(
        request, _("Đã nhận. Tài khoản của cán bộ có vai trò ở đơn vị trong những ngày luân phiên.")
    )
    return after(request, "rotation:turn", turn_id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("account.manage")
def account(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    """The host's administrator makes the account of somebody who has none; the first password is
    shown once."""
    who, found = who_asks(request), turn_of(request, turn_id)
    host_account.require_manager(who, found)
    form = forms.AccountForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            made, password = host_account.create_account(
                turn=found, username=form.cleaned_data["username"], by=who
            )
        except Refused as refusal:
            refused_by(form, refusal)
        else:
            context = {"turn": found, "account": made, "password": password}
            return page(request, "rotation/first_password.html", context)
    said, _tone = host_account.sign_in_words(found)
    context = {
        "turn": found,
        "form": form,
        "units": queries.unit_names([found.unit_id, found.to_unit_id]),
        "said": said,
        "is_needed": host_account.account_of(found) is None and found.role_id is None,
        "role": host_account.role_label(host_account.role_at_host(found)),
        "may_see": who.may(permissions.SEE),
    }
    return page(request, "rotation/account.html", context, 422 if form.is_bound else 200)


@require_POST
@protected(permissions.MANAGE)
def attach(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    found, file = turn_of(request, turn_id), request.FILES.get("file")
    if file is None:
        raise Refused(_("Chọn tệp quyết định đã ký (PDF hoặc ảnh)."), field="file")
    actions.attach_scan(turn=found, chunks=file.chunks(), by=who_asks(request))
    notice(request, _("Đã đính kèm quyết định đã ký."))
    return after(request, "rotation:turn", turn_id)


@require_GET
@protected(permissions.SEE)
def scan(request: HttpRequest, turn_id: UUID) -> FileResponse:
    """The signed decision, for both sides."""
    found = turn_of(request, turn_id)
    return download(
        found.scan_sha256, may_read=lambda: bool(found.scan_sha256), name=_("Quyết định đã ký")
    )


@require_POST
@protected(permissions.SEE)
def duty_done(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    duty = queries.duty(duty_id)
    if duty is None or queries.turn_for(who_asks(request), duty.turn_id) is None:
        raise Http404
    actions.tick_duty(duty=duty, by=who_asks(request))
    notice(request, _("Đã lưu."))
    return after(request, "rotation:turn", duty.turn_id)


@require_GET
@never_cache
@protected(permissions.SEE)
def paper(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    """The decision as PDF: once it has a number."""
    found = turn_of(request, turn_id)
    if not found.decision or found.decided_on is None:
        raise Refused(_("Chưa có quyết định: ghi số quyết định rồi in."))
    units = queries.unit_names([found.unit_id, found.to_unit_id])
    said = Paper(
        issuer=units.get(found.unit_id, ""),
        receiver=units.get(found.to_unit_id, ""),
        number=found.decision,
        day=found.decided_on,
        name=found.name,
        specialty=found.specialty,
        position=found.position,
        kind=str(found.get_kind_display()),
        first=found.starts_on,
        last=found.ends_on,
        purpose=found.purpose,
        duties=tuple(row.title for row in queries.tasks_of(found)),
        backfill=found.backfill_name,
        signed_by=found.signed_by,
    )
    return HttpResponse(
        decision_pdf(said),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="quyet-dinh-luan-phien.pdf"'},
    )
