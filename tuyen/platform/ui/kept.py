"""Parts of the shell that are the same from page to page, drawn once and kept in this process.

`{% kept "words" %}…{% endkept %}` keeps its content for each language; further arguments say what
else it depends on. Whatever is drawn inside must depend on nothing but these: never on a person's
record. The form token and the address of the page differ each time and are put in afterwards: write
`{% csrf_token %}` and `{{ here }}`.
"""

import threading
from collections.abc import Hashable
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tuyen.platform.ui.markup import safe

KEPT_AT_MOST = 512
TOKEN_MARK = "tuyen-token-mark"
HERE_MARK = "tuyen-here-mark"

_kept: dict[Hashable, str] = {}
_lock = threading.Lock()


class KeptNode(template.Node):
    def __init__(self, nodes: template.NodeList, varies: list[Any]) -> None:
        self.nodes, self.varies = nodes, varies

    def render(self, context: template.Context) -> SafeString:
        key = (self.varies[0].token, get_language(), *(v.resolve(context) for v in self.varies[1:]))
        text = _kept.get(key)
        if text is None:
            text = self._drawn(context)
            _keep(key, text)
        if TOKEN_MARK in text:
            text = text.replace(TOKEN_MARK, str(context.get("csrf_token", "")))
        if HERE_MARK in text:
            text = text.replace(HERE_MARK, safe(context["request"].get_full_path()))
        return SafeString(text)

    def _drawn(self, context: template.Context) -> str:
        with context.push(csrf_token=TOKEN_MARK, here=HERE_MARK):
            return str(self.nodes.render(context))


def _keep(key: Hashable, text: str) -> None:
    with _lock:
        if len(_kept) >= KEPT_AT_MOST:
            _kept.clear()
        _kept[key] = text


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
    return KeptNode(nodes, [parser.compile_filter(each) for each in arguments])
