"""Signals: what is to be verified first, one of them with what the program saw and what people made of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.domains.surveillance import forms, permissions, standing_words, words
from tuyen.domains.surveillance.actions import signals as actions
from tuyen.domains.surveillance.models import Signal
from tuyen.domains.surveillance.queries import signals as queries
from tuyen.domains.surveillance.rules.signals import NEXT, Status
from tuyen.domains.surveillance.views.tabs import TABS
from tuyen.platform.access.doors import who_asks
from tuyen.platform.ui.respond import after, notice, page

ROWS = 50
ASSESS_ID = "assess_%s"  # two forms of one page
TONES = {
    Status.NEW: "warn",
    Status.VERIFIED: "danger",
    Status.FALSE: "neutral",
    Status.CLOSED: "good",
}


def listed(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    asked = request.GET.get("status", "")
    status = asked if asked in Signal.Status.values else Status.NEW.value
    shown = Paginator(queries.listed(who, status), ROWS).get_page(request.GET.get("page"))
    context = {
        "tabs": TABS,
        "tab": "signals",
        "page_obj": shown,
        "rows": [_row(each) for each in shown],
        "status": status,
        "statuses": Signal.Status.choices,
        "may_look": permissions.may_judge(who) and who.scope == "subtree",
    }
    return page(request, "surveillance/signals.html", context)


def look(request: HttpRequest) -> HttpResponse:
    n = actions.look_now(by=who_asks(request))
    notice(request, _("Đã tìm xong: %(n)d tín hiệu mới.") % {"n": n})
    return after(request, "surveillance:signals")


def one(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    return _drawn(request, _found(request, signal_id), {})


def judge(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    row, who = _found(request, signal_id), who_asks(request)
    form = forms.JudgeForm(request.POST)
    return _acted(
        request,
        row,
        ("judge_form", form),
        lambda: actions.judge(signal=row, by=who, **form.cleaned_data),
    )


def assess(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    row, who = _found(request, signal_id), who_asks(request)
    form = forms.AssessForm(request.POST, auto_id=ASSESS_ID)
    return _acted(
        request,
        row,
        ("assess_form", form),
        lambda: actions.assess(signal=row, by=who, **form.cleaned_data),
    )


def _acted(
    request: HttpRequest,
    row: Signal,
    sent: tuple[str, django_forms.Form],
    act: Callable[[], Any],
) -> HttpResponse:
    """Done and back to the page, or the page with what was typed and what is the matter."""
    name, form = sent
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
        else:
            notice(request, _("Đã lưu."))
            return after(request, "surveillance:signal", row.id)
    return _drawn(request, _found(request, row.id), {name: form}, status=422)


def _found(request: HttpRequest, signal_id: UUID) -> Signal:
    row: Signal = get_object_or_404(queries.visible_to(who_asks(request)), pk=signal_id)
    return row


def _row(row: Signal) -> dict[str, Any]:
    return {
        "id": row.id,
        "row": row,
        "disease": words.label_of(row.disease),
        "place": row.place_name,
        "week": standing_words.week_label(row.monday),
        "why": standing_words.signal_why(row),
        "state": row.get_status_display(),
        "tone": TONES[Status(row.status)],
    }


def _drawn(
    request: HttpRequest, row: Signal, typed: dict[str, django_forms.Form], status: int = 200
) -> HttpResponse:
    who = who_asks(request)
    steps = [
        (each.value, Signal.Status(each.value).label)
        for each in Status
        if each in NEXT[Status(row.status)]
    ]
    context = {
        "signal": row,
        "said": _row(row),
        "steps": steps,
        "may_judge": permissions.may_judge(who),
        "may_assess": row.status == Status.VERIFIED,
        "cases": queries.cases_behind(row, who) if row.status == Status.VERIFIED else [],
        "judge_form": forms.JudgeForm(),
        "assess_form": forms.AssessForm(
            initial={"risk": row.risk, "why": row.assessment}, auto_id=ASSESS_ID
        ),
        **typed,
    }
    return page(request, "surveillance/signal.html", context, status=status)
