"""Doormen of the hours of continuing education, of one unit's training, and of the money."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.text import whole_number
from tuyen.domains.training import clock_of_hours, forms, permissions, queries, rules, teaching
from tuyen.domains.training.models import Stage
from tuyen.domains.training.views import seen
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import titles
from tuyen.registry.staff.models import StaffMember
from tuyen.registry.terms import settled

ROWS = 40
SHEET_ROWS = 20_000
SEE, ATTEND = "direction.see", permissions.ATTEND

OUTLOOKS = ("short", "too_early", "on_course", "done")


def outlook_word(outlook: rules.Outlook) -> str:
    return {
        rules.Outlook.DONE: _("Đủ giờ"),
        rules.Outlook.ON_COURSE: _("Dự kiến đủ"),
        rules.Outlook.TOO_EARLY: _("Mới đầu kỳ"),
        rules.Outlook.SHORT: _("Sẽ thiếu"),
    }[outlook]


TONES = {
    rules.Outlook.DONE: "good",
    rules.Outlook.ON_COURSE: "info",
    rules.Outlook.TOO_EARLY: "neutral",
    rules.Outlook.SHORT: "warn",
}


def _row(standing: clock_of_hours.Standing) -> dict[str, Any]:
    outlook = standing.projection.outlook
    return {"standing": standing, "word": outlook_word(outlook), "tone": TONES[outlook]}


@require_GET
@protected(SEE, ATTEND)
def hours(request: HttpRequest) -> HttpResponse:
    """Who works here and practises under a licence: hours in the running period, who will fall short."""
    who, today = who_asks(request), clock.today()
    unit = _unit_asked(request)
    found = clock_of_hours.standings(queries.licensed_at(unit.id), today, unit.id)
    counts = {code: sum(s.projection.outlook == code for s in found) for code in OUTLOOKS}
    chosen = request.GET.get("outlook", "")
    shown = [s for s in found if chosen not in OUTLOOKS or s.projection.outlook == chosen]
    listed = Paginator(shown, ROWS).get_page(request.GET.get("page"))
    rule = settled.on(clock_of_hours.RULE, today, unit.id)
    context = {
        "page_obj": listed,
        "rows": [_row(each) for each in listed],
        "counts": [(code, outlook_word(rules.Outlook(code)), counts[code]) for code in OUTLOOKS],
        "outlook": chosen,
        "unit": unit,
        "is_own": unit.id == who.unit_id,
        "rule": rule,
        "asked": rule["hours"],
        "years": rule["years"],
    }
    return page(request, "training/hours.html", context)


def _unit_asked(request: HttpRequest) -> Unit:
    who = who_asks(request)
    asked = request.GET.get("unit", "")
    unit_id = seen.uuid_or_404(asked) if asked else who.unit_id
    if asked and not queries.is_within_reach(who, unit_id):
        raise Http404
    return get_object_or_404(Unit, pk=unit_id)


@require_GET
@protected(SEE, ATTEND)
def hours_sheet(request: HttpRequest) -> HttpResponse:
    unit, today = _unit_asked(request), clock.today()
    found = clock_of_hours.standings(queries.licensed_at(unit.id)[:SHEET_ROWS], today, unit.id)
    labels = titles.profession_labels()
    rows: list[list[Any]] = [
        [
            each.member.name,
            labels.get(each.member.profession, ""),
            each.licence,
            seen.day_text(each.period.first),
            seen.day_text(each.period.last),
            each.projection.earned,
            each.taught,
            each.projection.expected,
            each.projection.missing,
            outlook_word(each.projection.outlook),
        ]
        for each in found
    ]
    header = [
        _("Họ và tên"),
        _("Chức danh"),
        _("Giấy phép hành nghề"),
        _("Kỳ từ ngày"),
        _("Kỳ đến ngày"),
        _("Giờ đã có"),
        _("Trong đó giảng dạy"),
        _("Dự kiến cuối kỳ"),
        _("Còn thiếu"),
        _("Đánh giá"),
    ]
    widths = [28, 16, 22, 12, 12, 10, 12, 12, 10, 14]
    return seen.sheet_answer(
        header, rows, name=_("Giờ đào tạo liên tục"), file="gio-dao-tao", widths=widths
    )


@require_GET
@protected()
def mine(request: HttpRequest) -> HttpResponse:
    """My own hours, certificates and courses."""
    who = who_asks(request)
    member = queries.member(who.staff_id) if who.staff_id else None
    if member is None:
        return page(request, "training/person.html", {"member": None, "is_mine": True})
    return _person_page(request, member, is_mine=True)


@require_GET
@protected(SEE, ATTEND)
def person(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = get_object_or_404(queries.staff_within_reach(who), pk=staff_id)
    return _person_page(request, found, is_mine=found.id == who.staff_id)


def _person_page(request: HttpRequest, member: StaffMember, *, is_mine: bool) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    standing = next(iter(clock_of_hours.standings([member], today, who.unit_id)), None)
    context = {
        "member": member,
        "is_mine": is_mine,
        "row": _row(standing) if standing else None,
        "asked": settled.on(clock_of_hours.RULE, today, who.unit_id)["hours"],
        "certificates": list(queries.certificates_of(member.id)),
        "enrolments": list(queries.enrolments_of(member.id)),
        "lessons": teaching.lessons_of(member.id, today),
        "topics": titles.topic_labels(),
        "judged": (Stage.OPEN, Stage.ENDED),
        "today": today,
    }
    return page(request, "training/person.html", context)


@require_GET
@protected(SEE)
def of_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """What one unit has by way of training: certificates by topic, courses, who is registered."""
    who = who_asks(request)
    if not queries.is_within_reach(who, unit_id):
        raise Http404
    unit, labels = get_object_or_404(Unit, pk=unit_id), titles.topic_labels()
    held = queries.holders_by_topic(unit_id, clock.today())
    context = {
        "unit": unit,
        "topics": sorted((labels.get(code, code), count) for code, count in held.items()),
        "enrolments": list(queries.enrolments_from(unit_id)[:ROWS]),
        "may_manage": who.may(permissions.MANAGE),
    }
    return page(request, "training/of_unit.html", context)


@require_GET
@protected(permissions.MANAGE)
def money(request: HttpRequest) -> HttpResponse:
    """Planned and spent of a year's courses, by source."""
    who, today = who_asks(request), clock.today()
    asked = whole_number(request.GET.get("year", ""), today.year + 2) or 0
    year = asked if asked >= 2000 else today.year
    labels = forms.money_labels()
    rows = queries.money_by_source(queries.courses_led(who), year)
    lines = [
        (label, rows.get(code, (0, 0))[0], rows.get(code, (0, 0))[1])
        for code, label in labels.items()
    ]
    context = {
        "year": year,
        "lines": lines,
        "planned": sum(line[1] for line in lines),
        "spent": sum(line[2] for line in lines),
        "courses": queries.money_by_course(queries.courses_led(who), year),
    }
    return page(request, "training/money.html", context)
