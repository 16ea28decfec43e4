"""What the pages of this room share: finding a row within reach, trying an act."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import changes
from tuyen.platform.access.doors import who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.ui.respond import page
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

ROWS = 50
_SKIPPED = ("csrfmiddlewaretoken", "repeat")


def repeat_of(request: HttpRequest) -> changes.Repeat | None:
    """The key that came with a form: sent again from a phone that was off line, it is the same act."""
    try:
        key = UUID(request.POST.get("repeat", ""))
    except ValueError:
        return None
    said = {name: values for name, values in request.POST.lists() if name not in _SKIPPED}
    return changes.Repeat(key, who_asks(request).account_id, changes.digest_of(said))


def unit_of(who: Actor, unit_id: UUID) -> Unit:
    """Within reach, or it is not there."""
    return get_object_or_404(Unit.objects.filter(pk__in=direction.reach(who)), pk=unit_id)


def done(form: django_forms.Form, act: Callable[[dict[str, Any]], Any]) -> bool:
    """Did the act succeed? A refusal stands in the form."""
    try:
        act(dict(form.cleaned_data))
    except Refused as refused:
        field = refused.field if refused.field in form.fields else None
        form.add_error(field, str(refused.message))
        return False
    return True


def form_page(
    request: HttpRequest, form: django_forms.Form, *, title: str, about: str, back: str
) -> HttpResponse:
    context = {"form": form, "title": title, "about": about, "back": back}
    return page(request, "capability/form.html", context, status=422 if form.is_bound else 200)


def spreadsheet(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'},
    )
