"""`{% load questionnaires %}`: a form to fill in, and answers to read."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString

from tuyen.platform.forms.drawing import draw
from tuyen.platform.forms.rules.answers import Fault
from tuyen.platform.forms.rules.items import Form
from tuyen.platform.forms.shown import draw_answers

register = template.Library()


@register.simple_tag
def questionnaire(
    form: Form,
    answers: Mapping[str, Any] | None = None,
    faults: Iterable[Fault] = (),
    more: str = "",
) -> SafeString:
    """The questions inside a page's own <form>, with what was answered and what must be mended."""
    return draw(form, answers, faults or (), more)


@register.simple_tag
def answered(form: Form, answers: Mapping[str, Any], files: str = "") -> SafeString:
    """The answers to read; files: address of the files of this answer, ending with a slash."""
    return draw_answers(form, answers, files)
