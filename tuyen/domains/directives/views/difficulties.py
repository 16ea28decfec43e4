"""Doormen of difficulties: raised below, grouped and answered above."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.directives import permissions, words
from tuyen.domains.directives.actions import difficulties as actions
from tuyen.domains.directives.difficulty_board import (
    CASE_STATES,
    STATES,
    case_page,
    case_rows,
    difficulty_page,
    difficulty_rows,
    unit_rows,
)
from tuyen.domains.directives.forms.difficulties import AnswerForm, GroupForm, NoteForm, RaiseForm
from tuyen.domains.directives.models import Difficulty, TopicCase
from tuyen.domains.directives.papers.difficulties import cases_sheet, difficulties_sheet
from tuyen.domains.directives.queries import difficulties as queries
from tuyen.domains.directives.views.answers import ROWS, form_page, sheet
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

MOST_GROUPED = 300


@protected(permissions.SEE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What we raised, or what was raised to us."""
    who, asked = who_asks(request), asked_of(request)
    box = _box(request, who)
    shown = Paginator(_found(box, who, asked), ROWS).get_page(request.GET.get("page"))
    context = {
        "box": box,
        "asked": asked,
        "page_obj": shown,
        "rows": difficulty_rows(list(shown)),
        "topics": words.labels("topic", clock.today()),
        "states": STATES,
        "may_raise": who.may(permissions.RAISE),
        "may_answer": who.may(permissions.ANSWER),
        "query": urlencode({k: v for k, v in request.GET.items() if k != "page" and v}),
    }
    return page(request, "directives/difficulties.html", context)


@protected(permissions.SEE)
@require_GET
def home_sheet(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file."""
    who = who_asks(request)
    found = _found(_box(request, who), who, asked_of(request))
    return sheet(difficulties_sheet(difficulty_rows(list(found[:5000]))), "kho-khan")


def _box(request: HttpRequest, who: Actor) -> str:
    box = request.GET.get("box") or ("in" if who.may(permissions.ANSWER) else "out")
    return "in" if box == "in" else "out"


def _found(box: str, who: Actor, asked: queries.Asked) -> Any:
    return queries.raised_to_us(who, asked) if box == "in" else queries.raised_by_us(who, asked)


def asked_of(request: HttpRequest) -> queries.Asked:
    said = request.GET
    try:
        unit = UUID(said.get("unit", ""))
    except ValueError:
        unit = None
    return queries.Asked(
        words=said.get("q", "")[:100],
        topic=said.get("topic", ""),
        status=said.get("status", ""),
        unit=unit,
    )


@protected(permissions.RAISE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = RaiseForm(request.POST or None, who=who)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        row = actions.raise_difficulty(said=actions.Said(**told), by=who)
        said = _("Đã gửi. Hạn trả lời %(day)s.") % {"day": f"{row.answer_due_on:%d/%m/%Y}"}
        return "directives:difficulty", row.id, said

    return form_page(request, "directives/difficulty_form.html", form, act, {})


@protected(permissions.SEE)
@require_GET
def difficulty(request: HttpRequest, difficulty_id: UUID) -> HttpResponse:
    who = who_asks(request)
    context = difficulty_page(_seen(difficulty_id, who), who)
    return page(request, "directives/difficulty.html", context)


@protected(permissions.RAISE)
@require_POST
def settle(request: HttpRequest, difficulty_id: UUID) -> HttpResponse:
    """“Đã giải quyết”, “Chưa được” or “Rút lại”, by the button pressed."""
    who = who_asks(request)
    row, form = _seen(difficulty_id, who), NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    verdict = request.POST.get("verdict")
    if verdict == "solved":
        actions.settle(difficulty=row, note=note, by=who)
    elif verdict == "reopen":
        actions.reopen(difficulty=row, why=note, by=who)
    else:
        actions.take_back(difficulty=row, why=note, by=who)
    notice(request, _("Đã ghi."))
    return after(request, "directives:difficulty", row.id)


@protected(permissions.ANSWER)
@require_http_methods(["GET", "POST"])
def gather(request: HttpRequest) -> HttpResponse:
    """What was raised to us and is in no case yet, and cases passed up to us: tick and group."""
    who, topic = who_asks(request), request.GET.get("topic", "")
    home_id = permissions.home(who)
    loose = list(queries.loose_at(home_id, topic)[:MOST_GROUPED])
    waiting = [c for c in queries.open_cases_at(home_id) if not topic or c.topic == topic]
    form = GroupForm(request.POST or None, open_cases=waiting)
    ticked = set(request.POST.getlist("difficulty")) | set(request.POST.getlist("case"))

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        rows = [row for row in loose if told["everything"] or str(row.id) in ticked]
        into = next((c for c in waiting if str(c.id) == told["into"]), None)
        if into:
            case = actions.add_to_case(case=into, difficulties=rows, by=who)
        else:
            cases = [case for case in waiting if str(case.id) in ticked]
            grouping = actions.Grouping(
                topic=(rows or cases or [Difficulty()])[0].topic,
                title=told["title"],
                summary=told["summary"],
            )
            case = actions.group(grouping=grouping, difficulties=rows, cases=cases, by=who)
        said = _("Đã gom vấn đề của %(n)d đơn vị.") % {"n": case.units_count}
        return "directives:case", case.id, said

    context = {
        "rows": difficulty_rows(loose),
        "cases": case_rows([case for case in waiting if case.unit_id != home_id]),
        "topic": topic,
        "topics": words.labels("topic", clock.today()),
        "ticked": ticked,
    }
    return form_page(request, "directives/group.html", form, act, context)


@protected(permissions.SEE)
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    who, asked = who_asks(request), asked_of(request)
    shown = Paginator(queries.case_list(who, asked), ROWS).get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "page_obj": shown,
        "rows": case_rows(list(shown)),
        "topics": words.labels("topic", clock.today()),
        "states": CASE_STATES,
        "may_answer": who.may(permissions.ANSWER),
    }
    return page(request, "directives/cases.html", context)


@protected(permissions.SEE)
@require_GET
def cases_list(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file."""
    found = queries.case_list(who_asks(request), asked_of(request))
    return sheet(cases_sheet(case_rows(list(found[:5000]))), "van-de-chung")


@protected(permissions.SEE)
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case: who raised it, its way up, the answer for all."""
    who = who_asks(request)
    row = _case(case_id, who)
    form = AnswerForm(request.POST or None)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        actions.answer(case=row, said=actions.Answer(**told), by=who)
        said = _("Đã trả lời chung cho %(n)d đơn vị.") % {"n": row.units_count}
        return "directives:case", row.id, said

    return form_page(request, "directives/case.html", form, act, case_page(row, who))


@protected(permissions.ANSWER)
@require_POST
def pass_up(request: HttpRequest, case_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row, form = _case(case_id, who), NoteForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Ghi nhiều nhất 300 chữ."), field="note")
    actions.pass_up(case=row, note=form.cleaned_data["note"], by=who)
    notice(request, _("Đã chuyển lên cấp trên."))
    return after(request, "directives:case", row.id)


@protected(permissions.SEE)
@require_GET
def by_unit(request: HttpRequest) -> HttpResponse:
    """How many are open at each unit below us."""
    rows = unit_rows(queries.open_by_unit(who_asks(request)))
    shown = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return page(request, "directives/open_by_unit.html", {"page_obj": shown, "rows": shown})


@protected(permissions.SEE)
@require_GET
def of_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Tab of a unit: what it raised."""
    who = who_asks(request)
    unit = get_object_or_404(Unit.objects.filter(pk__in=direction.reach(who)), pk=unit_id)
    found = queries.of_unit(unit.id)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {"unit": unit, "page_obj": shown, "rows": difficulty_rows(list(shown))}
    return page(request, "directives/difficulties_of_unit.html", context)


def _seen(difficulty_id: UUID, who: Actor) -> Difficulty:
    return get_object_or_404(queries.seen_by(who), pk=difficulty_id)


def _case(case_id: UUID, who: Actor) -> TopicCase:
    return get_object_or_404(queries.cases_seen_by(who), pk=case_id)
