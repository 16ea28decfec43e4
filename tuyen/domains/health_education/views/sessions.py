"""Sessions of a campaign: told, struck out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from tuyen.domains.health_education import forms, permissions
from tuyen.domains.health_education.actions import sessions as actions
from tuyen.domains.health_education.models import EducationSession
from tuyen.domains.health_education.queries import campaigns as queries
from tuyen.domains.health_education.views.campaigns import acted, found_campaign
from tuyen.platform.access.doors import protected, who_asks


@require_POST
@protected(permissions.HOLD)
def tell(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    row, who = found_campaign(request, campaign_id), who_asks(request)
    form = forms.SessionForm(request.POST)
    return acted(
        request,
        row,
        ("session_form", form),
        lambda: actions.tell_session(campaign=row, said=actions.Told(**form.cleaned_data), by=who),
    )


@require_POST
@protected(permissions.HOLD)
def strike(request: HttpRequest, campaign_id: UUID, session_id: UUID) -> HttpResponse:
    row, who = found_campaign(request, campaign_id), who_asks(request)
    session: EducationSession = get_object_or_404(queries.sessions_of(row, who), pk=session_id)
    form = forms.StrikeForm(request.POST)
    return acted(
        request,
        row,
        ("strike_form", form),
        lambda: actions.strike_session(session=session, by=who, **form.cleaned_data),
    )
