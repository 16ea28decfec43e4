"""Pages of rounds: the list, the opening, one round with its people, closing."""

import csv
from io import StringIO
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.sampling import forms, labels, permissions, rules, words
from tuyen.domains.sampling.actions import rounds as actions
from tuyen.domains.sampling.models import SampleRound
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.queries import rounds as queries
from tuyen.domains.sampling.rules import State
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import escaped
from tuyen.platform.ui.respond import after, notice, page

ROWS = 50
SHOWN = (
    State.PLANNED,
    State.TAKEN,
    State.SENT,
    State.RECEIVED,
    State.REJECTED,
    State.WAITS_CHECK,
    State.RETEST,
    State.POSITIVE,
    State.NEGATIVE,
    State.NEGATIVE_POOLED,
    State.INDETERMINATE,
)


@require_GET
@never_cache
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    is_closed = request.GET.get("status") == "closed"
    status = SampleRound.Status.CLOSED if is_closed else SampleRound.Status.OPEN
    shown = Paginator(queries.listed(who, status), ROWS).get_page(request.GET.get("page"))
    names = queries.unit_names(row.unit_id for row in shown)
    context = {
        "page_obj": shown,
        "rows": [
            (row, queries.disease_label(row.disease), queries.test_label(row.test),
             names.get(row.unit_id, ""))
            for row in shown
        ],
        "is_closed": is_closed,
        "may_lead": permissions.may_lead(who),
        "may_decide": who.may(permissions.DECIDE),
    }  # fmt: skip
    return page(request, "sampling/home.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.LEAD)
def open_(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = forms.OpenForm(request.POST or None, who=who, initial={"pool_size": 1})
    if form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        said["laboratory_id"] = UUID(said["laboratory_id"])
        try:
            made = actions.open_round(said=actions.Opening(**said), by=who)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã mở đợt lấy mẫu. Đưa người vào danh sách hoặc lấy mẫu ngay."))
            return after(request, "sampling:people", made.id)
    context = {"form": form, "is_unverified": rules.is_unverified(clock.today())}
    return page(request, "sampling/open.html", context, status=422 if form.errors else 200)


def told(form: django_forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def found_round(request: HttpRequest, round_id: UUID) -> SampleRound:
    row: SampleRound = get_object_or_404(queries.visible_to(who_asks(request)), pk=round_id)
    return row


def named_round(request: HttpRequest, round_id: UUID) -> SampleRound:
    """For pages that say names: 404 for whoever reads figures only."""
    row = found_round(request, round_id)
    if not queries.may_name(row, who_asks(request)):
        raise Http404
    return row


def frame(request: HttpRequest, row: SampleRound) -> dict[str, Any]:
    """What stands above every page of a round."""
    who = who_asks(request)
    return {
        "round": row,
        "disease": queries.disease_label(row.disease),
        "test": queries.test_label(row.test),
        "kind": queries.kind_label(row.specimen_kind),
        "reason": queries.reason_label(row.reason),
        "may_name": queries.may_name(row, who),
        "may_lead": permissions.may_lead(who, row),
        "may_take": permissions.may_take(who, row),
        "may_receive": permissions.may_receive(who, row),
        "may_enter": permissions.may_enter(who, row),
        "may_verify": permissions.may_verify(who, row),
        "may_pool": permissions.may_pool(who, row),
        "may_collect": who.may(permissions.TAKE),
        "is_own": row.unit_id == row.laboratory_id,
    }


@require_GET
@never_cache
@protected(permissions.SEE)
def round_(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Figures for everybody; names only where specimens are taken and answered."""
    row, who = found_round(request, round_id), who_asks(request)
    every = members.lines(members.of_round(row, who))
    counts = members.counts(every)
    context = {
        **frame(request, row),
        "counts": [
            (state, words.of_state(state), counts[state]) for state in SHOWN if counts[state]
        ],
        "total": len(every),
        "close_form": forms.CloseForm(),
    }
    if context["may_name"]:
        context |= _people(request, every)
    return page(request, "sampling/round.html", context)


def _people(request: HttpRequest, every: list[members.Line]) -> dict[str, Any]:
    who, wanted = who_asks(request), request.GET.get("state", "")
    found = [line for line in every if not wanted or line.state == wanted]
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    rows = members.named(list(shown), who)
    note_reads([line.member.patient_id for line in rows if line.person], who, what="sampling",
               ground="report")  # fmt: skip
    return {
        "page_obj": shown,
        "state": wanted,
        "lines": [
            (line, words.of_state(line.state), words.TONES.get(line.state, "neutral"))
            for line in rows
        ],
    }


@require_POST
@protected(permissions.LEAD)
def close(request: HttpRequest, round_id: UUID) -> HttpResponse:
    row = found_round(request, round_id)
    actions.close_round(row=row, note=request.POST.get("note", "")[:300], by=who_asks(request))
    notice(request, _("Đã khép đợt lấy mẫu. Kết quả vẫn tiếp tục nhận."))
    return after(request, "sampling:round", row.id)


@require_POST
@protected(permissions.LEAD)
def reopen(request: HttpRequest, round_id: UUID) -> HttpResponse:
    row = found_round(request, round_id)
    actions.reopen_round(row=row, by=who_asks(request))
    notice(request, _("Đã mở lại đợt lấy mẫu."))
    return after(request, "sampling:round", row.id)


@require_GET
@never_cache
@protected(permissions.TAKE)
def tube_labels(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Of one specimen (`?only=`) or of everything that was taken and not yet sent."""
    row, who = named_round(request, round_id), who_asks(request)
    lines = members.lines(members.of_round(row, who).exclude(specimen_id=None), who)
    only = request.GET.get("only", "")
    wanted = [
        line
        for line in lines
        if line.person and (str(line.member.id) == only or (not only and line.state == State.TAKEN))
    ]
    if not wanted:
        raise Http404
    note_reads([line.member.patient_id for line in wanted], who, what="specimen_labels",
               ground="report")  # fmt: skip
    return HttpResponse(
        labels.labels_pdf(row, wanted),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="nhan-mau.pdf"'},
    )


@require_GET
@never_cache
@protected(permissions.TAKE)
def rows_csv(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The list of the round as a file; each name in it is written into the log of readers."""
    row, who = named_round(request, round_id), who_asks(request)
    every = members.lines(members.of_round(row, who), who)
    named = [line for line in every if line.person]
    note_reads([line.member.patient_id for line in named], who, what="sampling_file",
               ground="report")  # fmt: skip
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow([_("Số mẫu"), _("Họ tên"), _("Ngày sinh"), _("Giới tính"), _("Lấy lúc"),
                    _("Mẫu gộp"), _("Tình trạng")])  # fmt: skip
    lines.writerows([escaped(cell) for cell in _cells(line)] for line in named)
    return HttpResponse(
        out.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="danh-sach-mau.csv"'},
    )


def _cells(line: members.Line) -> list[Any]:
    person, at = line.person, line.member.taken_at
    assert person is not None
    return [
        line.member.number,
        person.name,
        f"{person.birth_date:%d/%m/%Y}" if person.birth_date else "",
        str(person.get_sex_display()),
        f"{at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}" if at else "",
        line.pool.number if line.pool else "",
        words.of_state(line.state),
    ]
