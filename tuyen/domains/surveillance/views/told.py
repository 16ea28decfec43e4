"""Weekly reports: what this station owes, who has told of a week, one report with its corrections."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.surveillance import permissions, standing_words, words
from tuyen.domains.surveillance.actions import reports as actions
from tuyen.domains.surveillance.forms import SendForm
from tuyen.domains.surveillance.models import ReportReceived
from tuyen.domains.surveillance.queries import reports as queries
from tuyen.domains.surveillance.queries import series
from tuyen.domains.surveillance.queries.grounds import ground_of
from tuyen.domains.surveillance.rules.reports import Sent
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.domains.surveillance.views.stands import week_asked
from tuyen.domains.surveillance.views.tabs import TABS
from tuyen.platform.access.doors import who_asks
from tuyen.platform.ui.respond import after, notice, page

WEEKS_BACK = 12
TONES = {Sent.IN_TIME: "good", Sent.LATE: "warn", Sent.WAITED_FOR: "info", Sent.MISSING: "danger"}


def weeks(request: HttpRequest) -> HttpResponse:
    return _drawn(request, SendForm(), 200)


def send(request: HttpRequest) -> HttpResponse:
    form = SendForm(request.POST)
    if form.is_valid():
        try:
            actions.send_week(by=who_asks(request), **form.cleaned_data)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
        else:
            notice(request, _("Đã gửi báo cáo tuần."))
            return after(request, "surveillance:weeks")
    return _drawn(request, form, 422)


def week(request: HttpRequest, report_id: UUID) -> HttpResponse:
    who = who_asks(request)
    report: ReportReceived = get_object_or_404(queries.visible_to(who), pk=report_id)
    ground = ground_of(who, clock.today())
    found = queries.corrected(report, ground) if ground else queries.Corrected([], [])
    context = {
        "tabs": TABS,
        "tab": "weeks",
        "report": report,
        "label": standing_words.week_label(report.monday),
        "signed": _named(report.counts),
        "corrections": [
            (words.label_of(each.disease), each.signed, each.now) for each in found.corrections
        ],
        "reasons": [(at, words.label_of(disease), why) for at, disease, why in found.reasons],
    }
    return page(request, "surveillance/week.html", context)


def _named(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(words.label_of(code), n) for code, n in sorted(counts.items())]


def _drawn(request: HttpRequest, form: SendForm, status: int) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    ground = ground_of(who, today)
    monday = week_asked(request.GET.get("week", ""), today)
    newest = series.last_ended(today)
    offered = [newest - series.WEEK * back for back in range(WEEKS_BACK)]
    communes = queries.of_week(ground, monday) if ground else []
    context: dict[str, Any] = {
        "tabs": TABS,
        "tab": "weeks",
        "form": form,
        "owed": [
            (each, standing_words.week_label(each.monday), _named(each.counts))
            for each in (queries.owed_by(who) if permissions.may_send(who) else [])
        ],
        "rows": [(each, sent_word(each.state), TONES[each.state]) for each in communes],
        "in_time": sum(each.state == Sent.IN_TIME for each in communes),
        "weeks": [(str(week_of(each)), standing_words.week_label(each)) for each in offered],
        "week": str(week_of(monday)),
        "due": queries.due_at(monday),
        "is_exchanged": ground is not None and not ground.sites,
    }
    return page(request, "surveillance/weeks.html", context, status=status)


def sent_word(state: Sent) -> str:
    return {
        Sent.IN_TIME: _("Đúng hạn"),
        Sent.LATE: _("Trễ hạn"),
        Sent.WAITED_FOR: _("Chưa gửi, còn hạn"),
        Sent.MISSING: _("Thiếu báo cáo"),
    }[state]
