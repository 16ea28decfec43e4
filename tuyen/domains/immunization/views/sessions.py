"""Immunisation days: listed, opened, their sheet, their lots, taken along, closed."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions import sessions as actions
from tuyen.domains.immunization.forms.sessions import LotsForm, OpenForm
from tuyen.domains.immunization.models import ImmunizationSession
from tuyen.domains.immunization.papers import session as papers
from tuyen.domains.immunization.queries import due
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import vaccines

ROWS = 30
LIST, SHEET = "immunization/sessions.html", "immunization/session.html"


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.GIVE)
def sessions(request: HttpRequest) -> HttpResponse:
    who, is_post = who_asks(request), request.method == "POST"
    usual = {"kind": "fixed", "place": who.unit_name}
    form = OpenForm(request.POST) if is_post else OpenForm(initial=usual)
    if is_post and form.is_valid():
        try:
            row = actions.open_session(by=who, **form.cleaned_data)
        except Refused as refusal:
            _say(form, refusal)
        else:
            notice(request, _("Đã mở buổi tiêm. Chọn lô của từng vắc xin."))
            return after(request, "immunization:session", row.id)
    shown = Paginator(queries.visible_to(who), ROWS).get_page(request.GET.get("page"))
    context = {"page_obj": shown, "rows": list(shown.object_list), "form": form}
    return page(request, LIST, context, status=422 if is_post else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.GIVE)
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A name is searched by POST: it never stands in an address."""
    row = found(request, session_id)
    return page(request, SHEET, _sheet(request, row, None))


@require_POST
@protected(permissions.GIVE)
def lots(request: HttpRequest, session_id: UUID) -> HttpResponse:
    row, who = found(request, session_id), who_asks(request)
    form = _lots_form(queries.sheet(row, who), row, request.POST)
    if form.is_valid():
        try:
            actions.choose_lots(session=row, lots=form.lots(), by=who)
        except Refused as refusal:
            _say(form, refusal)
        else:
            notice(request, _("Đã ghi lô của buổi tiêm."))
            return after(request, "immunization:session", row.id)
    return page(request, SHEET, _sheet(request, row, form), status=422)


@require_GET
@never_cache
@protected(permissions.GIVE)
def taken_along(request: HttpRequest, session_id: UUID, form: str) -> HttpResponse:
    """The sheet as paper, spreadsheet or plain text."""
    if form not in papers.FORMS:
        raise Http404
    row, who = found(request, session_id), who_asks(request)
    body = papers.file_of(row, queries.sheet(row, who), who.unit_name, form)
    name = f'attachment; filename="buoi-tiem-{row.day:%Y%m%d}.{form}"'
    headers = {"Content-Disposition": name}
    return HttpResponse(body, content_type=papers.FORMS[form], headers=headers)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.GIVE)
def close(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What the day came to; closing it."""
    row, who = found(request, session_id), who_asks(request)
    refused = ""
    if request.method == "POST":
        try:
            actions.close_session(session=row, by=who)
        except Refused as refusal:
            refused = str(refusal.message)
        else:
            notice(request, _("Đã kết thúc buổi tiêm."))
            return after(request, "immunization:session_close", row.id)
    lines = queries.sheet(row, who)
    context = {
        "session": row,
        "used": queries.used_in(row),
        "reasons": queries.reasons_in(row, who),
        "progress": queries.progress(lines),
        "refused": refused,
    }
    return page(request, "immunization/session_close.html", context, status=422 if refused else 200)


def found(request: HttpRequest, session_id: UUID) -> ImmunizationSession:
    rows: Any = queries.visible_to(who_asks(request))
    row: ImmunizationSession = get_object_or_404(rows, pk=session_id)
    return row


def _sheet(request: HttpRequest, row: ImmunizationSession, form: LotsForm | None) -> dict[str, Any]:
    who, text = who_asks(request), request.POST.get("q", "") if form is None else ""
    view = request.GET.get("view", "left" if row.is_open else "all")
    village = request.GET.get("village", "")
    lines = queries.sheet(row, who)
    fitting = queries.shown(lines, "all" if text else view, village, text)
    shown = Paginator(fitting, ROWS).get_page(request.GET.get("page"))
    return {
        "session": row,
        "page_obj": shown,
        "lines": shown.object_list,
        "progress": queries.progress(lines),
        "villages": due.villages(lines),
        "village": village,
        "view": view,
        "q": text,
        "lots_form": form or _lots_form(lines, row),
        "vials": [
            (each, vaccines.name_of(each.vaccine, row.day)) for each in queries.vials_of(row)
        ],
        "now": clock.now(),
        "is_today": row.day == clock.today(),
        "hits": queries.hits(who, text, lines) if text and not fitting else [],
    }


def _lots_form(lines: list[queries.Line], row: ImmunizationSession, *said: Any) -> LotsForm:
    codes = [offer.vaccine for line in lines for offer in line.offers]
    return LotsForm(sorted(set(codes)), queries.lots_of(row), *said)


def _say(form: Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
