"""What a person does while the plan is in force: change the phase, strike a change, mark a measure."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.core.errors import Refused
from tuyen.domains.response_plans import forms, permissions
from tuyen.domains.response_plans.actions import phases as actions
from tuyen.domains.response_plans.queries import plans as queries
from tuyen.domains.response_plans.views.plans import acted, found_plan
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice


@require_POST
@protected(permissions.APPROVE)
def switch(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    row = found_plan(request, plan_id)
    form = forms.SwitchForm(request.POST, phases=queries.phases_of(row))
    return acted(
        request,
        row,
        ("switch_form", form),
        lambda: actions.switch(plan=row, by=who_asks(request), **form.cleaned_data),
    )


@require_POST
@protected(permissions.APPROVE)
def strike(request: HttpRequest, plan_id: UUID, switch_id: UUID) -> HttpResponse:
    row, form = found_plan(request, plan_id), forms.StrikeForm(request.POST)
    return acted(
        request,
        row,
        ("strike_form", form),
        lambda: actions.strike(
            plan=row,
            switch_id=switch_id,
            why=form.cleaned_data["strike_why"],
            by=who_asks(request),
        ),
    )


@require_POST
@protected(permissions.WRITE)
def mark(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    row, form = found_plan(request, plan_id), forms.MarkForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Chọn việc và ghi đã làm hay chưa làm; ghi chú dài nhất 300 chữ."))
    said = form.cleaned_data
    actions.mark(
        plan=row,
        measure=said["measure"],
        is_done=said["done"] == "1",
        note=said["note"],
        by=who_asks(request),
    )
    notice(request, _("Đã ghi."))
    return after(request, "response_plans:plan", row.id)
