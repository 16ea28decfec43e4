"""How the doormen of the room answer: a form shown, an act tried, a refusal in the form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from tuyen.core.errors import Refused
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities.forms import refused_by

ROWS = 30
Act = Callable[[dict[str, Any]], tuple[str, Any, str]]


def form_page(
    request: HttpRequest, template: str, form: forms.Form, act: Act, context: dict[str, Any]
) -> HttpResponse:
    """`act` gets what was typed and says where to go, with which id, and the line of thanks."""
    if request.method == "POST" and form.is_valid():
        try:
            url_name, id_, said = act(dict(form.cleaned_data))
        except Refused as refusal:
            refused_by(form, refusal)
        else:
            notice(request, said)
            return after(request, url_name, id_) if id_ else after(request, url_name)
    status = 422 if form.is_bound else 200
    return page(request, template, {"form": form, **context}, status=status)


def sheet(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )


def pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


def year_of(request: HttpRequest) -> int | None:
    said = request.GET.get("year", "")
    return int(said) if said.isdecimal() and len(said) == 4 else None
