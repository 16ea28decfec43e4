"""Somebody at a screen: opens pages, fills the forms that stand there, sends them as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.registry.facilities.models import Unit

Fields = dict[str, list[str]]


@dataclass
class Form:
    action: str
    fields: Fields = field(default_factory=dict)

    def put(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)


class _Forms(HTMLParser):
    """Every form of a page with what a browser would send if nothing were touched."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open: Form | None = None
        self._select = self._text = ""
        self._first_option = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(said.get("action", ""))
            self.found.append(self._open)
        elif self._open is not None:
            self._control(tag, said, self._open)

    def _control(self, tag: str, said: dict[str, str], form: Form) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self._select, self._first_option = name, True
        elif tag == "option" and self._select:
            self._option(said, form)
        elif tag == "textarea":
            self._text = name
            form.put(name, "")
        elif tag == "input" and name and _is_sent(kind, said):
            form.put(name, said.get("value", "on" if kind == "checkbox" else ""))

    def _option(self, said: dict[str, str], form: Form) -> None:
        if "selected" in said or self._first_option:
            form.fields[self._select] = [said.get("value", "")]
        self._first_option = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        self._select = "" if tag == "select" else self._select
        self._text = "" if tag == "textarea" else self._text

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._text:
            self._open.fields[self._text][-1] += data


def _is_sent(kind: str, said: dict[str, str]) -> bool:
    return kind not in ("submit", "button", "file") and (
        kind not in ("radio", "checkbox") or "checked" in said
    )


class Desk:
    """A signed-in browser. `faults` of a form are said with the page that came back."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.browser: Client = browser_of(account)

    @property
    def who(self) -> Actor:
        actor = actor_of(self.account)
        assert actor is not None
        return actor

    def see(self, url_name: str, *args: Any, **query: str) -> str:
        return self.at(reverse(url_name, args=args), **query)

    def at(self, address: str, *, status: int = 200, **query: str) -> str:
        answer = self.browser.get(address, query, follow=True)
        assert answer.status_code == status, f"{address}: {answer.status_code}"
        return answer.content.decode()

    def misses(self, url_name: str, *args: Any) -> bool:
        """What one may not see is not there."""
        return self.browser.get(reverse(url_name, args=args)).status_code == 404

    def fill(self, address: str, to: str = "", **changed: Any) -> Any:
        """On the page at `address`, send the form that goes to `to` (to the page itself when empty)."""
        forms = _Forms()
        forms.feed(self.at(address))
        form = next((each for each in forms.found if each.action == to), None)
        assert form is not None, f"{address}: no form to {to!r}: {[f.action for f in forms.found]}"
        return self.send(to or address, **(form.fields | changed))

    def send(self, action: str, **said: Any) -> Any:
        """The answer of the server: the page again or where to go on."""
        answer = self.browser.post(action, said)
        assert answer.status_code in (200, 302), _faults(action, answer)
        return answer


def _faults(action: str, answer: Any) -> str:
    text = answer.content.decode()
    start = max(text.find("error"), text.find("problem"), 0)
    return f"{action}: {answer.status_code} {text[start : start + 3000]}"


def desk_in(unit: Unit, role: str, *grants: str) -> tuple[Client, Actor]:
    """A browser of a new post in the unit, and who sits before it."""
    desk = Desk(account_at(ScopeNode.objects.get(unit_id=unit.id), role, grants=grants))
    return desk.browser, desk.who


def sent(browser: Client, url_name: str, *args: object, **said: Any) -> None:
    """A form that is taken: the server says where to go on."""
    answer = browser.post(reverse(url_name, args=args), said)
    assert answer.status_code == 302, _faults(url_name, answer)
