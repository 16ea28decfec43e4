"""Surveys from both sides: campaigns of whoever directs, the paper of the unit, what it shows."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.domains.capability import forms, lists, permissions, sheets
from tuyen.domains.capability import papers as own_papers
from tuyen.domains.capability.actions import needs as need_acts
from tuyen.domains.capability.actions import surveys as actions
from tuyen.domains.capability.models import SurveyCampaign, UnitSurvey
from tuyen.domains.capability.queries import needs as need_queries
from tuyen.domains.capability.queries import surveys as queries
from tuyen.domains.capability.views.doors import (
    ROWS,
    done,
    form_page,
    repeat_of,
    spreadsheet,
    unit_of,
)
from tuyen.platform import changes
from tuyen.platform import forms as papers
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.forms import drawing
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.models import UnitResponse
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.kinds import kind_labels


@require_GET
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    """Whoever directs sees the campaigns; a unit sees what it is asked and what it asks for."""
    who = who_asks(request)
    if who.scope != "subtree" or "own" in request.GET:
        return redirect("capability:unit", direction.facility_of(who.unit_id))
    shown = Paginator(queries.campaigns_of(who), ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "rows": queries.with_turnout(shown),
        "may_survey": permissions.may_survey(who),
        "tab": "surveys",
    }
    return page(request, "capability/home.html", context)


@require_GET
@protected(permissions.SEE)
def owed(request: HttpRequest) -> HttpResponse:
    """Papers not handed in yet by the units within reach, the most urgent first; or the late ones alone."""
    found, today = queries.to_answer(direction.reach(who_asks(request))), clock.today()
    is_late = request.GET.get("which") == "late"
    if is_late:
        found = queries.late(found)
    shown = Paginator(found.select_related("campaign"), ROWS).get_page(request.GET.get("page"))
    context = {"page_obj": shown, "is_late": is_late, "today": today, "tab": "surveys"}
    return page(request, "capability/owed.html", context)


@require_http_methods(["GET", "POST"])
@protected(permissions.SURVEY)
def new_campaign(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = forms.CampaignForm(
        request.POST or None, papers=own_papers.grouped(clock.today(), get_language() or "vi")
    )
    made: list[SurveyCampaign] = []
    if (
        form.is_bound
        and form.is_valid()
        and done(form, lambda told: made.append(actions.draw_up(by=who, **told)))
    ):
        return after(request, "capability:campaign", made[0].id)
    return form_page(
        request,
        form,
        title=_("Đợt khảo sát mới"),
        about=_("Phiếu được điền sẵn từ sổ sách của từng đơn vị khi họ mở ra."),
        back="capability:home",
    )


@require_GET
@protected(permissions.SEE)
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Units of one campaign: state, points, last year's beside them."""
    who = who_asks(request)
    found: Any = get_object_or_404(queries.campaigns_of(who), pk=campaign_id)
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    unit_kind = request.GET.get("kind", "")
    rows = queries.of_campaign(found, words=words, state=state, unit_kind=unit_kind)
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    by_kind = [] if found.unit_kind else queries.kinds_of_campaign(found)
    context = {
        "campaign": found,
        "page_obj": shown,
        "standings": queries.standings(shown),
        "summary": queries.summed(by_kind) if by_kind else queries.campaign_summary(found),
        "effects": queries.effects_of_campaign(found),
        "by_kind": by_kind,
        "kinds": kind_labels(),
        "kind": unit_kind,
        "q": words,
        "state": state,
        "is_own": _is_own(who, found),
        "today": clock.today(),
        "tab": "surveys",
    }
    return page(request, "capability/campaign.html#found", context)


def _is_own(who: Actor, found: SurveyCampaign) -> bool:
    if not permissions.may_survey(who):
        return False
    return who.unit_id == found.unit_id or direction.facility_of(who.unit_id) == found.unit_id


@require_POST
@protected(permissions.SURVEY)
def send(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found: Any = get_object_or_404(queries.campaigns_of(who), pk=campaign_id)
    count = actions.send(campaign=found, units=queries.units_to_ask(who, found.unit_kind), by=who)
    notice(request, _("Đã gửi phiếu đến %(n)d đơn vị.") % {"n": count})
    return after(request, "capability:campaign", campaign_id)


@require_POST
@protected(permissions.SURVEY)
def close(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found: Any = get_object_or_404(queries.campaigns_of(who), pk=campaign_id)
    actions.close(campaign=found, by=who)
    notice(request, _("Đã khóa đợt khảo sát."))
    return after(request, "capability:campaign", campaign_id)


@require_GET
@protected(permissions.SEE)
def sheet(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    found: Any = get_object_or_404(queries.campaigns_of(who_asks(request)), pk=campaign_id)
    return spreadsheet(sheets.campaign_sheet(found), "khao-sat-nang-luc")


@require_GET
@protected(permissions.SEE)
def survey(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """One unit's survey: not handed in, it leads to the questions; handed in, what it shows."""
    who = who_asks(request)
    found = _survey(who, survey_id)
    if found.state != UnitSurvey.State.SUBMITTED:
        if permissions.may_answer(who, found):
            return redirect("capability:answer", survey_id)
        return page(request, "capability/waiting.html", {"survey": found})
    return page(request, "capability/survey.html", _result(who, found))


def _result(who: Actor, found: UnitSurvey) -> dict[str, Any]:
    assert found.response_id is not None  # kept by a constraint of the table
    response = UnitResponse.objects.get(pk=found.response_id)
    form = papers.kept(response.form_code, response.form_version)
    former = queries.before(found)
    known = need_queries.standing_of(found.to_unit_id)
    gaps = list(queries.gaps_in(found))
    language = get_language() or "vi"
    return {
        "survey": found,
        "form": form,
        "answers": response.answers,
        "score": papers.score(form, response.answers, language),
        "former": former,
        "peers": queries.peers_percent(found),
        "gaps": [
            {"gap": gap, "need": known.get((gap.kind, gap.code))}
            for gap in gaps
        ],
        "without": sum(1 for g in gaps if g.lost > 0 and (g.kind, g.code) not in known),
        "kinds": lists.kind_labels(),
        "may_raise": permissions.may_propose(who),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@protected(permissions.ANSWER, permissions.SURVEY)
def answer(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """The questions, filled in from the registers; kept half done, or handed in once."""
    who = who_asks(request)
    found = _survey(who, survey_id)
    permissions.require_answer(who, found)
    repeat = repeat_of(request)
    if repeat and isinstance(repeat.outcome(), changes.Repeated):
        return after(request, "capability:survey", survey_id)
    actions.require_waiting(found)
    form = actions.form_of(found)
    if request.method == "GET":
        return _paper(request, found, form, actions.first_answers(found, form))
    answers, faults = papers.read(form, request.POST, files=request.FILES, by=who)
    if drawing.wants_redraw(request.POST):
        return _paper(request, found, form, answers, more=request.POST.get(drawing.MORE, ""))
    if "later" in request.POST:
        actions.save(survey=found, answers=answers, by=who)
        notice(request, _("Đã lưu, chưa nộp."))
        return after(request, "capability:unit", found.to_unit_id)
    if faults:
        return _paper(request, found, form, answers, faults=faults, status=422)
    actions.submit(survey=found, answers=answers, by=who, repeat=repeat)
    notice(request, _("Đã nộp phiếu khảo sát."))
    return after(request, "capability:survey", survey_id)


def _paper(
    request: HttpRequest,
    found: UnitSurvey,
    form: papers.Form,
    answers: Any,
    *,
    faults: Any = (),
    more: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "survey": found,
        "form": form,
        "answers": answers,
        "faults": faults,
        "more": more,
        "about": form.about(get_language() or "vi"),
        "repeat": request.POST.get("repeat") or uuid7(),
    }
    return page(request, "capability/answer.html", context, status=status)


@require_POST
@protected(permissions.PROPOSE, permissions.PLAN)
def raise_needs(request: HttpRequest, survey_id: UUID) -> HttpResponse:
    """One gap, or all that have no need yet, become needs."""
    who = who_asks(request)
    found = _survey(who, survey_id)
    gaps = queries.gaps_in(found)
    if chosen := request.POST.get("gap", ""):
        gaps = gaps.filter(kind=chosen.partition(":")[0], code=chosen.partition(":")[2])
    made = need_acts.raise_from_gaps(survey=found, gaps=gaps, by=who)
    notice(request, _("Đã thêm %(n)d nhu cầu.") % {"n": len(made)})
    return after(request, "capability:survey", survey_id)


@require_GET
@protected(permissions.SEE)
def unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Surveys of one unit over the years, and what the last one found."""
    who = who_asks(request)
    found = unit_of(who, unit_id)
    surveys = list(queries.of_unit(unit_id)[:20])
    last = next((each for each in surveys if each.state == UnitSurvey.State.SUBMITTED), None)
    context = {
        "unit": found,
        "surveys": surveys,
        "last": last,
        "gaps": [gap for gap in queries.gaps_in(last) if gap.lost > 0] if last else [],
        "kinds": lists.kind_labels(),
        "today": clock.today(),
        "tab": "surveys",
    }
    return page(request, "capability/unit.html", context)


def _survey(who: Actor, survey_id: UUID) -> UnitSurvey:
    rows = queries.visible_to(who)
    found: UnitSurvey = get_object_or_404(rows, pk=survey_id)
    return found
