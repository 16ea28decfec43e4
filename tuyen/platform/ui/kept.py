"""Parts of the shell that are the same from page to page, drawn once and kept in this process.

`{% kept "words" %}…{% endkept %}` keeps its content for each language; further arguments say what
else it depends on. Whatever is drawn inside must depend on nothing but these: never on a person's
record. The form token, the address of the page and one id differ each time and are put in afterwards:
write `{% csrf_token %}`, `{{ here }}`, and with `{% kept "forms" may_record subject=person.id %}` also
`{% url "clinic:arrive" subject %}`.
"""

import threading
from collections.abc import Callable, Hashable
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tuyen.platform.ui.markup import safe

KEPT_AT_MOST = 512
TOKEN_MARK = "tuyen-token-mark"
HERE_MARK = "tuyen-here-mark"
SUBJECT_MARK = "7e3a1d1e-0000-4000-8000-5b1ec7000000"  # a UUID, so that addresses take it
SUBJECT = "subject="

_kept: dict[Hashable, str] = {}
_lock = threading.Lock()


class KeptNode(template.Node):
    def __init__(self, nodes: template.NodeList, varies: list[Any], subject: Any) -> None:
        self.nodes, self.varies, self.subject = nodes, varies, subject

    def render(self, context: template.Context) -> SafeString:
        key = (self.varies[0].token, get_language(), *(v.resolve(context) for v in self.varies[1:]))
        text = _kept.get(key) or _keep(key, self._drawn(context))
        if self.subject is not None:
            text = text.replace(SUBJECT_MARK, safe(self.subject.resolve(context)))
        if TOKEN_MARK in text:
            text = text.replace(TOKEN_MARK, str(context.get("csrf_token", "")))
        if HERE_MARK in text:
            text = text.replace(HERE_MARK, safe(context["request"].get_full_path()))
        return SafeString(text)

    def _drawn(self, context: template.Context) -> str:
        with context.push(csrf_token=TOKEN_MARK, here=HERE_MARK, subject=SUBJECT_MARK):
            return str(self.nodes.render(context))


def drawn_once(key: tuple[Hashable, ...], draw: Callable[[], str]) -> str:
    """The same for markup that a function draws; put the subject's id in the place of SUBJECT_MARK."""
    full = (*key, get_language())
    return _kept.get(full) or _keep(full, draw())


def _keep(key: Hashable, text: str) -> str:
    with _lock:
        if len(_kept) >= KEPT_AT_MOST:
            _kept.clear()
        _kept[key] = text
    return text


def forget() -> None:
    """Everything is drawn anew: for tests, and when the menu changes."""
    with _lock:
        _kept.clear()


def kept(parser: Any, token: Any) -> KeptNode:
    """The block tag; registered in the library of components."""
    arguments = token.split_contents()[1:]
    if not arguments:
        raise template.TemplateSyntaxError("kept: a name first, then what the content depends on")
    nodes = parser.parse(("endkept",))
    parser.delete_first_token()
    varies = [parser.compile_filter(each) for each in arguments if not each.startswith(SUBJECT)]
    subjects = [each.removeprefix(SUBJECT) for each in arguments if each.startswith(SUBJECT)]
    return KeptNode(nodes, varies, parser.compile_filter(subjects[0]) if subjects else None)
