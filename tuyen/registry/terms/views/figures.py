"""Pages “Mốc, thời hạn”: the figures that a unit may set, and the one who answers for each."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.core.text import fold
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.terms import actions, permissions, settled
from tuyen.registry.terms.figures import Figure, figures, with_code
from tuyen.registry.terms.forms import ValueForm
from tuyen.registry.terms.models import LocalValue

MARKS = ("open", "confirmed")


@dataclass(frozen=True)
class Line:
    """One figure with what counts here: the unit's own, one from above, or the proposal."""

    figure: Figure
    confirmed: LocalValue | None

    @property
    def label(self) -> str:
        return self.figure.label.spoken(_language())

    @property
    def group(self) -> str:
        return self.figure.group_label.spoken(_language())

    @property
    def measure(self) -> str:
        return self.figure.measure.spoken(_language())

    @property
    def value(self) -> str:
        return _spoken(self.confirmed.value if self.confirmed else self.figure.text)

    @property
    def proposed(self) -> str:
        return _spoken(self.figure.text)


@require_GET
@protected()
def listed(request: HttpRequest) -> HttpResponse:
    """Every figure of my unit, by room; what nobody has verified says so."""
    who, today = who_asks(request), clock.today()
    asked = {key: request.GET.get(key, "").strip() for key in ("q", "group", "mark")}
    standing = settled.at_unit(today, who.unit_id)
    every = [Line(each, standing.get((each.rule, each.row, each.field))) for each in figures(today)]
    context = {
        "lines": [line for line in every if _fits(line, asked)],
        "groups": dict.fromkeys((line.figure.group, line.group) for line in every),
        "asked": asked,
        "waiting": sum(line.confirmed is None for line in every),
        "total": len(every),
        "may_confirm": permissions.may_confirm(who),
    }
    return page(request, "terms/figures.html#found", context)


@require_http_methods(["GET", "POST"])
@protected(permissions.CONFIRM)
def figure(request: HttpRequest, code: str) -> HttpResponse:
    """Set or confirm one figure, with its source and the day from which it counts."""
    who, asked = who_asks(request), _asked(code)
    now = settled.at_unit(clock.today(), who.unit_id).get((asked.rule, asked.row, asked.field))
    line = Line(asked, now)
    form = ValueForm(request.POST or None, initial={"value": line.value}, open_value=asked)
    if request.method == "POST" and form.is_valid():
        try:
            kept = actions.confirm_value(open_value=asked, by=who, **form.cleaned_data)
        except Refused as refused:
            if not refused.field:
                raise
            form.add_error(refused.field, str(refused.message))
        else:
            said = _("Đã ghi “%(label)s”: %(value)s %(unit)s.") % {
                "label": line.label,
                "value": _spoken(kept.value),
                "unit": line.measure,
            }
            notice(request, said, undo=reverse("terms:figure_undo", args=[kept.pk]))
            return after(request, "terms:figures")
    context = {
        "line": line,
        "form": form,
        "is_own": now is not None and now.unit_id == who.unit_id,
        "history": _history(asked, who.unit_id),
    }
    status = 422 if request.method == "POST" else 200
    return page(request, "terms/figure.html#form", context, status)


@require_POST
@protected(permissions.CONFIRM)
def undo(request: HttpRequest, value_id: UUID) -> HttpResponse:
    """Take back what was just confirmed; what counted before counts on."""
    who = who_asks(request)
    kept = get_object_or_404(LocalValue, pk=value_id, unit_id=who.unit_id)
    actions.take_back_value(confirmed=kept, by=who)
    notice(request, _("Đã trả lại giá trị trước."))
    return redirect("terms:figures")


@require_POST
@protected(permissions.CONFIRM)
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """From today the proposal, or the figure of a unit above, counts again."""
    who, asked = who_asks(request), _asked(code)
    now = settled.at_unit(clock.today(), who.unit_id).get((asked.rule, asked.row, asked.field))
    if now is None:
        raise Http404
    actions.withdraw_value(confirmed=now, by=who)
    notice(request, _("Từ hôm nay dùng lại giá trị đề xuất hoặc của cấp trên."))
    return after(request, "terms:figures")


def _fits(line: Line, asked: dict[str, str]) -> bool:
    if asked["group"] and line.figure.group != asked["group"]:
        return False
    if asked["mark"] in MARKS and (line.confirmed is None) != (asked["mark"] == "open"):
        return False
    return fold(asked["q"]) in fold(f"{line.figure.label.vi} {line.figure.label.en} {line.group}")


def _history(asked: Figure, unit_id: UUID) -> list[tuple[str, LocalValue]]:
    """What the unit has said of this figure, newest first."""
    rows = LocalValue.objects.filter(
        unit_id=unit_id, rule=asked.rule, row=asked.row, field=asked.field
    )
    return [(_spoken(row.value), row) for row in rows.order_by("-valid_from", "-hlc")[:20]]


def _asked(code: str) -> Figure:
    found = with_code(code, clock.today())
    if found is None:
        raise Http404
    return found


def _spoken(value: str) -> str:
    return value if _language().startswith("en") else value.replace(".", ",")


def _language() -> str:
    return get_language() or "vi"
