"""Forms: what there is, trying one out, drawing one, workbooks in and out, files sent ahead."""

import base64
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.platform import forms
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.rules import XLSX
from tuyen.platform.forms import actions, drawing, files, kinds, permissions, queries, sentences
from tuyen.platform.forms.forms import (
    AboutForm,
    ImportForm,
    ItemForm,
    NewForm,
    PublishForm,
    first_values,
)
from tuyen.platform.forms.models import FormVersion
from tuyen.platform.forms.rules import body as bodies
from tuyen.platform.forms.rules.items import BadForm, Form, levels_of
from tuyen.platform.forms.xlsform_out import workbook
from tuyen.platform.ui.respond import after, notice, page

MANAGE = permissions.MANAGE


@require_GET
@protected(MANAGE)
def home(request: HttpRequest) -> HttpResponse:
    return _home(request, NewForm(), ImportForm())


def _home(
    request: HttpRequest, new: NewForm, importing: ImportForm, status: int = 200
) -> HttpResponse:
    words = kinds.labels()
    drawn = queries.drawn_forms(who_asks(request))[:200]
    context = {
        "shipped": [(f, words.get(f.kind, "")) for f in queries.shipped_forms(clock.today())],
        "drawn": [(row, words.get(row.body.get("kind", ""), "")) for row in drawn],
        "new_form": new,
        "import_form": importing,
    }
    return page(request, "forms/home.html", context, status=status)


@require_POST
@protected(MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    form = NewForm(request.POST)
    if not form.is_valid():
        return _home(request, form, ImportForm(), status=422)
    row = actions.draw_form(**form.cleaned_data, by=who_asks(request))
    return after(request, "forms:version", row.id)


@require_POST
@protected(MANAGE)
def take_in(request: HttpRequest) -> HttpResponse:
    """An XLSForm from elsewhere."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _home(request, NewForm(), form, status=422)
    try:
        row = actions.import_form(content=form.cleaned_data["file"].read(), by=who_asks(request))
    except Refused as refusal:
        form.add_error("file", refusal.message)
        return _home(request, NewForm(), form, status=refusal.status)
    notice(request, _("Đã nhận biểu mẫu: xem lại rồi cho dùng."))
    return after(request, "forms:version", row.id)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def show(request: HttpRequest, code: str, version: str) -> HttpResponse:
    """A version that ships: try it out, take it along, copy it."""
    form = forms.kept(code, version)
    title = form.title(get_language() or "vi")
    context: dict[str, Any] = {"form": form, "version": None, "title": title, "kind": _kind(form)}
    context["levels"] = form.levels
    return _tried(request, form, context)


def _kind(form: Form | None) -> str:
    return kinds.labels().get(form.kind, "") if form else ""


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """A version drawn here or elsewhere; a draft of one's own may be changed."""
    row = _found(request, version_id)
    who = who_asks(request)
    try:
        form, fault = queries.form_from(row), ""
    except BadForm as bad:
        form, fault = None, sentences.of_bad_form(bad)
    is_draft = row.status == FormVersion.Status.DRAFT
    context = {
        "form": form,
        "fault": fault,
        "version": row,
        "title": row.title,
        "kind": kinds.labels().get(row.body.get("kind", ""), ""),
        "levels": levels_of(row.body),
        "outline": list(bodies.walk(row.body)),
        "may_draw": is_draft and permissions.may_change(who, row),
        "may_change": permissions.may_change(who, row),
        "publish_form": PublishForm(),
    }
    return _tried(request, form, context)


def _tried(request: HttpRequest, form: Form | None, context: dict[str, Any]) -> HttpResponse:
    """Nothing is kept: the same reading and the same points as in earnest."""
    status = 200
    if form and request.method == "POST":
        answers, faults = forms.read(form, request.POST)
        more = request.POST.get(drawing.MORE, "")
        context |= {"answers": answers, "more": more}
        if not drawing.wants_redraw(request.POST):
            status = 422 if faults else 200
            context |= {"faults": faults}
            if not faults:
                context |= _judged(form, answers)
    return page(request, "forms/form.html", context, status=status)


def _judged(form: Form, answers: dict[str, Any]) -> dict[str, Any]:
    language = get_language() or "vi"
    score = forms.score(form, answers, language)
    return {"score": score, "level": score.level.label(language) if score.level else ""}


@require_POST
@protected(MANAGE)
def copy(request: HttpRequest, code: str, version: str) -> HttpResponse:
    row = actions.copy_form(form=forms.kept(code, version), by=who_asks(request))
    return after(request, "forms:version", row.id)


@require_POST
@protected(MANAGE)
def revise(request: HttpRequest, version_id: UUID) -> HttpResponse:
    row = actions.revise_form(version=_found(request, version_id), by=who_asks(request))
    return after(request, "forms:version", row.id)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def about(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Title, kind and levels of a draft."""
    row = _found(request, version_id)
    form = AboutForm(request.POST or None, row.body)
    if request.method == "GET":
        return page(request, "forms/about.html", {"version": row, "about_form": form})
    if form.is_valid():
        names = ("title", "kind", "about", "for_units")
        said = {name: form.cleaned_data[name] for name in names}
        try:
            actions.describe(version=row, levels=form.levels(), by=who_asks(request), **said)
            return after(request, "forms:version", row.id)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return page(request, "forms/about.html", {"version": row, "about_form": form}, status=422)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def item(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """One question or group: `link` in the address is the one to change, `parent` where a new one goes."""
    row = _found(request, version_id)
    link, parent = request.GET.get("link", ""), request.GET.get("parent", "")
    known = _known(row, link)
    form = _standing(row)
    if request.method == "GET":
        said = first_values(known) if known else {"kind": "boolean"}
        return _item_page(request, row, ItemForm(None, form, initial=said), link, parent)
    sent = ItemForm(request.POST, form)
    if not sent.is_valid():
        return _item_page(request, row, sent, link, parent, status=422)
    try:
        actions.put_item(
            version=row, raw=sent.raw(), parent=parent, instead_of=link, by=who_asks(request)
        )
    except Refused as refusal:
        sent.add_error(None, refusal.message)
        return _item_page(request, row, sent, link, parent, status=refusal.status)
    if "again" in request.POST:
        query = {"parent": parent} if parent else {}
        return after(request, "forms:item", row.id, **query)
    return after(request, "forms:version", row.id)


def _item_page(
    request: HttpRequest,
    row: FormVersion,
    form: ItemForm,
    link: str,
    parent: str,
    status: int = 200,
) -> HttpResponse:
    context = {"version": row, "item_form": form, "link": link, "parent": parent}
    return page(request, "forms/item.html", context, status=status)


def _standing(row: FormVersion) -> Form | None:
    try:
        return queries.form_from(row)
    except BadForm:
        return None


def _known(row: FormVersion, link: str) -> Any:
    """The item with this link as the editor shows it; None for a new one."""
    if not link:
        return None
    form = _standing(row)
    if form and link in form.by_link:
        return form.by_link[link]
    raise Http404


@require_POST
@protected(MANAGE)
def drop(request: HttpRequest, version_id: UUID) -> HttpResponse:
    row = _found(request, version_id)
    actions.drop_item(version=row, link=request.POST.get("link", ""), by=who_asks(request))
    return after(request, "forms:version", version_id)


@require_POST
@protected(MANAGE)
def move(request: HttpRequest, version_id: UUID) -> HttpResponse:
    row, up = _found(request, version_id), "up" in request.POST
    link = request.POST.get("up") or request.POST.get("down", "")
    actions.move_item(version=row, link=link, places=-1 if up else 1, by=who_asks(request))
    return after(request, "forms:version", version_id)


@require_POST
@protected(MANAGE)
def publish(request: HttpRequest, version_id: UUID) -> HttpResponse:
    form = PublishForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Nhập ngày như 21/11/2026."), field="valid_from")
    row = _found(request, version_id)
    actions.publish(version=row, valid_from=form.cleaned_data["valid_from"], by=who_asks(request))
    notice(request, _("Biểu mẫu đã được dùng từ ngày đã chọn."))
    return after(request, "forms:version", version_id)


@require_POST
@protected(MANAGE)
def withdraw(request: HttpRequest, version_id: UUID) -> HttpResponse:
    actions.withdraw(version=_found(request, version_id), by=who_asks(request))
    notice(request, _("Biểu mẫu thôi dùng; phiếu cũ vẫn đọc được."))
    return after(request, "forms:home")


@require_GET
@protected(MANAGE)
def export(request: HttpRequest, version_id: UUID) -> HttpResponse:
    try:
        form = queries.form_from(_found(request, version_id))
    except BadForm as bad:
        raise Refused(sentences.of_bad_form(bad), code=bad.code) from None
    return _workbook(form)


@require_GET
@protected(MANAGE)
def export_shipped(request: HttpRequest, code: str, version: str) -> HttpResponse:
    return _workbook(forms.kept(code, version))


def _workbook(form: Form) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{form.code}.xlsx"'}
    return HttpResponse(workbook(form), content_type=XLSX, headers=headers)


@require_http_methods(["GET", "POST"])
@protected()
def file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """A photo sent ahead of its form, under the id that the form will name. Text tells what is wrong."""
    if request.method == "GET":
        return redirect("drafts:outbox")
    try:
        content = base64.b64decode(request.POST.get("content", ""), validate=True)
        files.keep(
            [content],
            name=request.POST.get("name", ""),
            by=who_asks(request),
            file_id=file_id,
        )
    except ValueError:  # no Base64, or not even its letters
        return HttpResponse(_("Ảnh bị hỏng trên đường gửi."), status=422)
    except Refused as refusal:
        return HttpResponse(str(refusal.message), status=refusal.status)
    return HttpResponse(status=204)


def _found(request: HttpRequest, version_id: UUID) -> FormVersion:
    row: FormVersion = get_object_or_404(queries.drawn_forms(who_asks(request)), pk=version_id)
    return row
