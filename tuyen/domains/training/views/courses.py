"""Doormen of programmes and courses."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.memory import asked_once
from tuyen.domains.training import forms, permissions, queries
from tuyen.domains.training.actions import courses as actions
from tuyen.domains.training.models import Course, Method, MoneyLine, Programme, Stage
from tuyen.domains.training.views import seen
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.forms import refused_by
from tuyen.registry.staff import titles

ROWS = 30
SHEET_ROWS = 5000
SEE, MANAGE = "direction.see", permissions.MANAGE
WHENS, OURS = ("now", "over", "planned", "ended", "off"), "ours"


def _asked(request: HttpRequest) -> dict[str, str]:
    told = {name: request.GET.get(name, "") for name in ("q", "when", "topic", "side")}
    when, side = told["when"], told["side"]
    return told | {"when": when if when in WHENS else "", "side": side if side == OURS else ""}


def _reader(who: Actor, asked: dict[str, str]) -> Actor:
    """As the facility itself, where the list is of our own unit."""
    if asked["side"] != OURS:
        return who
    return direction.as_facility(who, direction.our_side(who, clock.today()).facility)


def _rows(who: Actor, asked: dict[str, str]) -> QuerySet[Course]:
    """What is over waits for who teaches it, not for who sent somebody."""
    reader = _reader(who, asked)
    if asked["when"] == "over":
        return queries.courses_led(reader)
    return queries.courses_for(reader)


@require_GET
@protected(SEE, "training.attend")
@asked_once()
def home(request: HttpRequest) -> HttpResponse:
    """Courses that concern my unit: those it teaches, those it may send to."""
    who, asked = who_asks(request), _asked(request)
    rows = _rows(who, asked)
    found = queries.listed(rows, words=asked["q"], when=asked["when"], topic=asked["topic"])
    shown = Paginator(queries.with_lines(found), ROWS).get_page(request.GET.get("page"))
    context = {
        **asked,
        "page_obj": shown,
        "courses": list(shown.object_list),
        "counts": queries.counts_by_stage(rows),
        "over": asked["when"] == "over",
        "topics": titles.topic_labels(),
        "may_lead": who.may(MANAGE),
        "today": clock.today(),
    }
    return page(request, "training/home.html", context)


@require_GET
@protected(SEE, "training.attend")
def sheet(request: HttpRequest) -> HttpResponse:
    asked = _asked(request)
    rows = _rows(who_asks(request), asked)
    found = queries.listed(rows, words=asked["q"], when=asked["when"], topic=asked["topic"])
    courses = queries.with_lines(found)[:SHEET_ROWS]
    header = [
        _("Khóa học"),
        _("Đơn vị mở lớp"),
        _("Chủ đề"),
        _("Hình thức"),
        _("Khai giảng"),
        _("Bế giảng"),
        _("Số giờ tín chỉ"),
        _("Học viên"),
        _("Trạng thái"),
    ]
    return seen.sheet_answer(
        header,
        list(_sheet_rows(courses)),
        name=_("Khóa học"),
        file="khoa-hoc",
        widths=[50, 36, 24, 14, 12, 12, 10, 10, 14],
    )


def _sheet_rows(courses: Iterable[Any]) -> Iterator[list[Any]]:
    topics = titles.topic_labels()
    for course in courses:
        yield [
            course.title,
            course.unit_name,
            topics.get(course.topic, course.topic),
            str(Method(course.method).label),
            seen.day_text(course.starts_on),
            seen.day_text(course.ends_on),
            course.hours,
            course.taken,
            str(Stage(course.stage).label),
        ]


@require_GET
@protected(SEE)
def programmes(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    shown = Paginator(queries.programmes_for(who), ROWS).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    context = {
        "page_obj": shown,
        "rows": rows,
        "units": queries.unit_names(row.unit_id for row in rows),
        "topics": titles.topic_labels(),
        "may_lead": who.may(MANAGE),
    }
    return page(request, "training/programmes.html", context)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def new_programme(request: HttpRequest) -> HttpResponse:
    form = forms.ProgrammeForm(request.POST or None, unit_id=who_asks(request).unit_id)

    def act() -> Any:
        return actions.write_programme(
            said=actions.ProgrammeSaid(**form.said()), by=who_asks(request)
        )

    back = ("training:programmes",)
    return seen.form_page(request, form, act, back=back, title=_("Chương trình mới"))


@require_http_methods(["GET", "POST"])
@protected(SEE)
def programme(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    """A programme and the courses held after it; whoever leads it may change it here."""
    who, found = who_asks(request), seen.programme_of(request, programme_id)
    chosen = {"form_code": found.form_code}
    form = (
        forms.ProgrammeForm(request.POST, initial=chosen)
        if request.POST
        else forms.ProgrammeForm.of(found)
    )
    if form.is_bound and form.is_valid():
        try:
            said = actions.ProgrammeSaid(**form.said())
            actions.write_programme(said=said, by=who, programme=found)
        except Refused as refusal:
            refused_by(form, refusal)
        else:
            notice(request, _("Đã lưu chương trình."))
            return after(request, "training:programmes")
    context = {
        "form": form,
        "programme": found,
        "topics": titles.topic_labels(),
        "professions": [
            titles.profession_labels().get(c, c) for c in found.professions.split(",") if c
        ],
        "courses": list(queries.with_lines(found.courses.order_by("-starts_on"))[:ROWS]),
        "may_lead": permissions.may_lead(who, found.unit_id),
    }
    return page(request, "training/programme.html", context, status=422 if form.is_bound else 200)


@require_POST
@protected(MANAGE)
def programme_use(request: HttpRequest, programme_id: UUID) -> HttpResponse:
    found = seen.programme_of(request, programme_id)
    actions.retire_programme(programme=found, by=who_asks(request))
    notice(request, _("Đã lưu."))
    return after(request, "training:programme", programme_id)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def new_course(request: HttpRequest) -> HttpResponse:
    """A course after a programme; `need` (of the survey) may be named in the address, more than once."""
    who = who_asks(request)
    known = list(queries.own_programmes(who))
    needs = list(_needs(request, who))
    initial = {"programme": request.GET.get("programme", "") or _fitting(known, needs)}
    form = forms.CourseForm(request.POST or None, programmes=known, who=who, initial=initial)

    def act() -> Any:
        chosen = next(each for each in known if str(each.id) == form.cleaned_data["programme"])
        said = actions.CourseSaid(**form.said())
        return actions.plan_course(programme=chosen, said=said, by=who, needs=needs)

    return seen.form_page(
        request,
        form,
        act,
        back=("training:home",),
        to=lambda made: ("training:course", made.id),
        said=_("Đã lập khóa học. Thêm lịch học, chia chỉ tiêu rồi mở đăng ký."),
        title=_("Khóa học mới"),
        needs=needs,
        units=queries.unit_names(need.unit_id for need in needs),
        is_course=True,
        lacks_programmes=not known,
    )


def _fitting(known: list[Programme], needs: list[actions.NeedSaid]) -> str:
    """The one programme whose topic is that of the needs; none where several or none fit."""
    topics = {need.topic for need in needs if need.topic}
    found = [each for each in known if each.topic in topics]
    return str(found[0].id) if len(found) == 1 else ""


def _needs(request: HttpRequest, who: Actor) -> Iterator[actions.NeedSaid]:
    """The needs named in the address, as far as the survey's room knows them."""
    named = request.GET.getlist("need")
    if not named or "capability.need" not in facts.published():
        return
    for text in named[:200]:
        id_ = seen.uuid_or_none(text)
        need = facts.ask("capability.need", id=id_) if id_ else None
        if need is not None and queries.is_within_reach(who, need.unit_id):
            yield actions.NeedSaid(need.id, need.unit_id, need.title, need.code)


@require_GET
@protected(SEE, "training.attend")
def course(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """One course: what, when, where; timetable, quotas, needs, money."""
    who = who_asks(request)
    return page(request, "training/course.html", _course_page(request, who, course_id))


def _course_page(request: HttpRequest, who: Actor, course_id: UUID) -> dict[str, Any]:
    found = seen.course_of(request, course_id)
    leads = permissions.may_lead(who, found.unit_id)
    quotas, taken = queries.quotas_of(found), queries.places_taken(found)
    needs = list(found.needs.order_by("id"))
    ids = {*quotas, *taken, found.unit_id, *(need.of_unit_id for need in needs)}
    if found.held_at_id:
        ids.add(found.held_at_id)
    units = queries.unit_names(ids)
    return {
        "course": found,
        "units": units,
        "topic": titles.topic_labels().get(found.topic, found.topic),
        "sessions": queries.sessions_of(found),
        "needs": needs,
        "quotas": [
            (units.get(id_, ""), id_, quotas.get(id_), taken.get(id_, 0))
            for id_ in sorted({*quotas, *taken}, key=lambda id_: units.get(id_, ""))
        ],
        "taken": sum(taken.values()),
        "money": list(found.money.order_by("id")) if leads else [],
        "leads": leads,
        "may_enrol": found.stage == Stage.OPEN and permissions.may_enrol(who, leads=leads),
        "today": clock.today(),
        "tab": "course",
    }


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def change(request: HttpRequest, course_id: UUID) -> HttpResponse:
    who, found = who_asks(request), seen.course_of(request, course_id)
    permissions.require_lead(who, found.unit_id)
    initial = {name: getattr(found, name, "") for name in forms.CourseForm.base_fields}
    initial |= {"programme": str(found.programme_id), "held_at": found.held_at_id or ""}
    form = forms.CourseForm(
        request.POST or None, programmes=[found.programme], who=who, initial=initial
    )

    def act() -> Any:
        return actions.change_course(course=found, said=actions.CourseSaid(**form.said()), by=who)

    back = ("training:course", course_id)
    return seen.form_page(request, form, act, back=back, title=_("Sửa khóa học"), about=found.title)


@require_POST
@protected(MANAGE)
def move(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Open, end or cancel."""
    found = seen.course_of(request, course_id)
    to, why = request.POST.get("to", ""), request.POST.get("why", "")
    actions.move_course(course=found, to=to, why=why, by=who_asks(request))
    notice(request, _("Khóa học: %(stage)s.") % {"stage": Stage(found.stage).label})
    return after(request, "training:course", course_id)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def quota(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """How many one unit may send."""
    who, found = who_asks(request), seen.course_of(request, course_id)
    permissions.require_lead(who, found.unit_id)
    form = forms.QuotaForm(request.POST or None, who=who)

    def act() -> None:
        told = form.cleaned_data
        actions.set_quotas(course=found, places={told["unit"].id: told["places"]}, by=who)

    back = ("training:course", course_id)
    return seen.form_page(
        request, form, act, back=back, title=_("Chỉ tiêu của một đơn vị"), about=found.title
    )


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def course_money(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """A line of the budget: a new one, or (`line`) one that is known."""
    who, found = who_asks(request), seen.course_of(request, course_id)
    permissions.require_lead(who, found.unit_id)
    line = _line(found, request.GET.get("line", ""))
    form = forms.MoneyForm(request.POST or None, initial=forms.MoneyForm.told(line))

    def act() -> Any:
        return actions.write_money(course=found, by=who, line=line, **form.cleaned_data)

    back = ("training:course", course_id)
    return seen.form_page(
        request, form, act, back=back, title=_("Kinh phí khóa học"), about=found.title
    )


def _line(found: Course, text: str) -> MoneyLine | None:
    id_ = seen.uuid_or_none(text)
    return found.money.filter(pk=id_).first() if id_ else None
