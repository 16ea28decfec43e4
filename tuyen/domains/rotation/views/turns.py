"""One turn: what was intended, what came of it, its decision on paper."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock, rulebook
from tuyen.core.errors import Refused
from tuyen.domains.rotation import actions, permissions, queries
from tuyen.domains.rotation.models import RotationTurn, Stage
from tuyen.domains.rotation.papers.decision import Paper, decision_pdf
from tuyen.domains.rotation.views.board import standing
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page


def turn_of(request: HttpRequest, turn_id: UUID) -> RotationTurn:
    found = queries.turn_for(who_asks(request), turn_id)
    if found is None:
        raise Http404
    return found


@require_GET
@protected(permissions.SEE)
def turn(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    """Facts, duties, what it yielded from the chart, the judgement of the receiving unit."""
    who, found, today = who_asks(request), turn_of(request, turn_id), clock.today()
    duties = queries.tasks_of(found)
    word, tone = standing(found, today, queries.remind_days(today))
    rule = rulebook.on(queries.RULE, found.starts_on)
    days = queries.span_of(found).days
    usual = rule["usual_days_least"] <= days <= rule["usual_days_most"]
    partner = queries.pair_of(found)
    context = {
        "turn": found,
        "partner": partner,
        "units": queries.unit_names([found.unit_id, found.to_unit_id]),
        "duties": duties,
        "names": queries.technique_names((row.technique_code for row in duties), today),
        "word": word,
        "tone": tone,
        "days": days,
        "is_unusual": not usual,
        "yielded": queries.yield_of(found, who),
        "partner_yield": queries.yield_of(partner, who) if partner else None,
        "is_planned": found.stage == Stage.PLANNED,
        "is_decided": found.stage == Stage.DECIDED,
        "has_begun": found.starts_on <= today,
        "may_decide": permissions.may_decide(who, found),
        "may_end": permissions.may_end(who, found),
        "may_grade": permissions.may_grade(who, found),
    }
    return page(request, "rotation/turn.html", context)


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
