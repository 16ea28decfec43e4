"""A form that is filled, acted upon, and shown again with the sentence when the act is refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.platform.ui.respond import page
from tuyen.registry.facilities.forms import refused_by

Act = Callable[[], HttpResponse]


def filled(
    request: HttpRequest, form: forms.Form, act: Act, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Act on a sound form; otherwise the page again, with what was typed and why it was refused."""
    if request.method == "POST" and form.is_valid():
        try:
            return act()
        except (NotPermitted, Stale):
            raise
        except Refused as refusal:
            refused_by(form, refusal)
    status = 422 if request.method == "POST" else 200
    return page(request, template, {"form": form, **context}, status=status)
