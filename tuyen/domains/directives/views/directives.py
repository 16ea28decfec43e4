"""Doormen of directives, the issuer's side."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import boards, permissions, words
from tuyen.domains.directives.actions import directives as actions
from tuyen.domains.directives.actions import receiving
from tuyen.domains.directives.forms.directives import DirectiveForm, IssueForm, WhyForm
from tuyen.domains.directives.models import Directive
from tuyen.domains.directives.papers.directive import directive_pdf
from tuyen.domains.directives.papers.sheets import directives_sheet, readers_sheet
from tuyen.domains.directives.queries import directives as queries
from tuyen.domains.directives.rules import directives as rules
from tuyen.domains.directives.rules import lists
from tuyen.domains.directives.views.answers import ROWS, form_page, pdf, sheet, year_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.answer import download
from tuyen.platform.nodes import numbers
from tuyen.platform.ui.respond import after, notice, page


@protected(permissions.SEE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Papers that came, or papers that we issue: offices begin with their own."""
    who = who_asks(request)
    box = request.GET.get("box") or ("out" if who.may(permissions.DRAFT) else "in")
    asked = asked_of(request)
    found = _found(box, who, asked)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    today = clock.today()
    context = {
        "box": box if box == "out" else "in",
        "asked": asked,
        "page_obj": shown,
        "rows": boards.out_rows(list(shown)) if box == "out" else boards.in_rows(list(shown)),
        "kinds": words.labels("kind", today),
        "states": boards.OUT_STATES if box == "out" else boards.IN_STATES,
        "years": range(today.year, today.year - 5, -1),
        "may_draft": who.may(permissions.DRAFT),
        "query": urlencode({k: v for k, v in request.GET.items() if k != "page" and v}),
    }
    return page(request, "directives/home.html", context)


@protected(permissions.SEE)
@require_GET
def home_sheet(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file."""
    who = who_asks(request)
    box = "out" if request.GET.get("box") == "out" else "in"
    found = list(_found(box, who, asked_of(request))[:5000])
    rows = boards.out_rows(found) if box == "out" else boards.in_rows(found)
    return sheet(directives_sheet(rows), "van-ban-chi-dao")


def _found(box: str, who: Actor, asked: queries.Asked) -> Any:
    if box == "out":
        return queries.issued_by(who, asked)
    return queries.received_by(permissions.home(who), asked)


def asked_of(request: HttpRequest) -> queries.Asked:
    said = request.GET
    return queries.Asked(
        words=said.get("q", "")[:100],
        kind=said.get("kind", ""),
        status=said.get("status", ""),
        year=year_of(request),
    )


@protected(permissions.SEE)
@require_GET
def directive(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """The paper, and for the issuer who has read it and what was done."""
    who = who_asks(request)
    seen = queries.visible(directive_id, who)
    if seen is None:
        raise Http404
    row, mine = seen
    context = boards.page_of(row, mine, who, clock.today())
    if row.is_out and (mine is None or context["is_issuer"]):
        context |= _lines(request, row)
    return page(request, "directives/directive.html", context)


def _lines(request: HttpRequest, row: Directive) -> dict[str, Any]:
    state = request.GET.get("state", "")
    found = queries.addressed_lines(row, state)
    progress = queries.progress(row)
    paginator = Paginator(found, ROWS)
    paginator.count = {"read": progress.read, "unread": progress.unread}.get(state, progress.sent)
    shown = paginator.get_page(request.GET.get("page"))
    return {
        "state": state,
        "page_obj": shown,
        "lines": queries.unit_lines(row, shown),
        "progress": progress,
    }


@protected(permissions.DRAFT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = DirectiveForm(request.POST or None, request.FILES or None, who=who, row=None)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        file = told.pop("file", None)
        row = actions.draft(said=actions.Said(**told), by=who)
        if file:
            actions.attach(directive=row, name=file.name, chunks=file.chunks(), by=who)
        return "directives:directive", row.id, _("Đã lưu bản thảo. Chuyển lãnh đạo duyệt.")

    context = {"title": _("Soạn văn bản"), "row": None}
    return form_page(request, "directives/directive_form.html", form, act, context)


@protected(permissions.DRAFT)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found_own(directive_id, who)
    form = DirectiveForm(request.POST or None, request.FILES or None, who=who, row=row)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        file = told.pop("file", None)
        actions.redraft(directive=row, said=actions.Said(**told), by=who)
        if file:
            actions.attach(directive=row, name=file.name, chunks=file.chunks(), by=who)
        return "directives:directive", row.id, _("Đã lưu bản thảo.")

    context = {"title": _("Sửa bản thảo"), "row": row}
    return form_page(request, "directives/directive_form.html", form, act, context)


@protected(permissions.APPROVE)
@require_POST
def approve(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found_own(directive_id, who)
    actions.approve(directive=row, by=who)
    notice(request, _("Đã duyệt. Ghi số và ban hành."))
    return after(request, "directives:directive", row.id)


@protected(permissions.APPROVE)
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found_own(directive_id, who)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        actions.send_back(directive=row, why=told["why"], by=who)
        return "directives:directive", row.id, _("Đã trả lại người soạn.")

    context = {"row": row, "title": _("Trả lại người soạn"), "button": _("Trả lại")}
    return form_page(request, "directives/step.html", WhyForm(request.POST or None), act, context)


@protected(permissions.APPROVE)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """The number, the day and who signs; then it goes out to all at once."""
    who = who_asks(request)
    row = found_own(directive_id, who)
    today = clock.today()
    mark = str(lists.rows("kind", today).get(row.kind, {}).get("mark", ""))
    used = queries.numbers_of(row.unit_id, today.year)
    number = rules.next_number(used, mark, today.year, numbers.start("", year=today.year))
    form = IssueForm(
        request.POST or None,
        initial={"number": number, "issued_on": today, "signed_by": who.name},
    )

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        actions.issue(directive=row, signed=actions.Signed(**told), by=who)
        said = _("Đã ban hành tới %(n)d đơn vị.") % {"n": row.sent_to}
        return "directives:directive", row.id, said

    context = {
        "row": row,
        "title": _("Ban hành"),
        "button": _("Ban hành"),
        "recipients": boards.recipients_of(row, today),
    }
    return form_page(request, "directives/step.html", form, act, context)


@protected(permissions.APPROVE)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found_own(directive_id, who)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        actions.withdraw(directive=row, why=told["why"], by=who)
        said = _("Đã thu hồi và báo cho %(n)d đơn vị.") % {"n": row.sent_to}
        return "directives:directive", row.id, said

    context = {"row": row, "title": _("Thu hồi văn bản"), "button": _("Thu hồi")}
    return form_page(request, "directives/step.html", WhyForm(request.POST or None), act, context)


@protected(permissions.DRAFT)
@require_POST
def remind(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found_own(directive_id, who)
    count = receiving.remind(directive=row, by=who)
    notice(request, _("Đã nhắc %(n)d đơn vị chưa đọc.") % {"n": count})
    return after(request, "directives:directive", row.id)


@protected(permissions.SEE)
@require_GET
def paper(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """The issued text as PDF; a draft says that it is one."""
    seen = queries.visible(directive_id, who_asks(request))
    if seen is None:
        raise Http404
    return pdf(directive_pdf(seen[0], clock.today()), "van-ban")


@protected(permissions.SEE)
@require_GET
def attached(request: HttpRequest, directive_id: UUID) -> FileResponse:
    seen = queries.visible(directive_id, who_asks(request))
    if seen is None or not seen[0].file_sha256:
        raise Http404
    name = seen[0].file_name.rsplit(".", 1)[0]
    return download(seen[0].file_sha256, may_read=lambda: True, name=name)


@protected(permissions.SEE)
@require_GET
def readers(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    """Which unit read it, who and when, what it did: as an Excel file for the issuer's side."""
    seen = queries.visible(directive_id, who_asks(request))
    if seen is None or seen[1] is not None:
        raise Http404
    lines = queries.unit_lines(seen[0], queries.addressed_lines(seen[0], ""))
    return sheet(readers_sheet(seen[0], lines), "da-doc-van-ban")


def found_own(directive_id: UUID, who: Actor) -> Directive:
    """A paper within reach; whether it is mine to move is for the action to say."""
    seen = queries.visible(directive_id, who)
    if seen is None or seen[1] is not None:
        raise Http404
    return seen[0]
