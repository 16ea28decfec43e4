"""One child of the day: what is proposed, given by one key, or why not."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions import screening
from tuyen.domains.immunization.actions import visits as actions
from tuyen.domains.immunization.forms.screening import ScreenForm
from tuyen.domains.immunization.forms.sessions import ReasonForm
from tuyen.domains.immunization.models import ImmunizationSession, SessionVisit
from tuyen.domains.immunization.queries import cards
from tuyen.domains.immunization.queries import screening as items
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.domains.immunization.views.sessions import found
from tuyen.platform import changes
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import vaccines
from tuyen.record.chart import Chart, opened_chart

DECISIONS = dict(SessionVisit.Decision.choices)
CHILD = "immunization/session_child.html"


@require_POST
@protected(permissions.GIVE)
def arrive(request: HttpRequest, session_id: UUID, person_id: UUID) -> HttpResponse:
    row, who = found(request, session_id), who_asks(request)
    actions.arrive(session=row, person_id=person_id, by=who)
    return after(request, "immunization:session_child", row.id, person_id)


@require_GET
@never_cache
@protected(permissions.GIVE)
def child(request: HttpRequest, session_id: UUID, person_id: UUID) -> HttpResponse:
    row = found(request, session_id)
    chart = opened_chart(person_id, who_asks(request), what="immunizations")
    return page(request, CHILD, _shown(row, chart))


@require_POST
@protected(permissions.SCREEN)
def screen(request: HttpRequest, session_id: UUID, person_id: UUID) -> HttpResponse:
    row, who = found(request, session_id), who_asks(request)
    chart, form = opened_chart(person_id, who, what="immunizations"), ScreenForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        try:
            screening.screen(
                session=row,
                person_id=person_id,
                found=said["found"],
                decision=said["decision"],
                reason=said["decision_reason"],
                by=who,
            )
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
        else:
            said_of = {"name": chart.person.name, "decision": DECISIONS[said["decision"]]}
            notice(request, _("%(name)s: %(decision)s.") % said_of)
            return after(request, "immunization:session", row.id)
    return page(request, CHILD, _shown(row, chart, screen_form=form), status=422)


@require_POST
@protected(permissions.GIVE)
def give(request: HttpRequest, session_id: UUID, person_id: UUID) -> HttpResponse:
    row, who = found(request, session_id), who_asks(request)
    chart = opened_chart(person_id, who, what="immunizations")
    try:
        doses = actions.give(
            session=row,
            person_id=person_id,
            chosen=request.POST.getlist("vaccine"),
            by=who,
            repeat=_repeat(request),
        )
    except changes.Repeated:
        return after(request, "immunization:session", row.id)
    except Refused as refusal:
        return page(request, CHILD, _shown(row, chart, str(refusal.message)), status=422)
    names = ", ".join(vaccines.name_of(dose.vaccine, row.day) for dose in doses)
    said = {"name": chart.person.name, "names": names}
    notice(request, _("%(name)s: đã tiêm %(names)s. Theo dõi 30 phút tại chỗ.") % said)
    return after(request, "immunization:session", row.id)


@require_POST
@protected(permissions.GIVE)
def withhold(request: HttpRequest, session_id: UUID, person_id: UUID) -> HttpResponse:
    row, who = found(request, session_id), who_asks(request)
    chart, form = opened_chart(person_id, who, what="immunizations"), ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.withhold(session=row, person_id=person_id, why=form.cleaned_data["why"], by=who)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, refusal.message)
        else:
            notice(request, _("%(name)s: đã ghi không tiêm.") % {"name": chart.person.name})
            return after(request, "immunization:session", row.id)
    return page(request, CHILD, _shown(row, chart, reason_form=form), status=422)


def _shown(
    row: ImmunizationSession,
    chart: Chart,
    refused: str = "",
    reason_form: Form | None = None,
    screen_form: Form | None = None,
) -> dict[str, Any]:
    card, visit = cards.card_of(chart, row.day), queries.visit_of(row, chart.person.id)
    source, is_unverified = items.source(row.day)
    return {
        "session": row,
        "person": chart.person,
        "visit": visit,
        "screen_form": screen_form or ScreenForm(initial={"decision": "fit"}),
        "found": _found_words(visit, row),
        "source": source,
        "is_unverified": is_unverified,
        "offers": queries.offers_of(row, card),
        "delayed": [
            each for each in card.series if queries.is_delayed(each, chart.person, row.day)
        ],
        "lines": card.lines[:8],
        "refused": refused,
        "reason_form": reason_form or ReasonForm(),
        "repeat": str(uuid7()),
        "now": clock.now(),
    }


def _found_words(visit: SessionVisit | None, row: ImmunizationSession) -> list[str]:
    words = items.words(row.day)
    said = visit.answers if visit else {}
    return [words.get(code, code) for code, is_yes in said.items() if is_yes]


def _repeat(request: HttpRequest) -> changes.Repeat | None:
    try:
        key = UUID(request.POST.get("repeat", ""))
    except ValueError:
        return None
    said = [request.path, *request.POST.getlist("vaccine")]
    return changes.Repeat(key, who_asks(request).account_id, changes.digest_of(said))
