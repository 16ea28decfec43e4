"""Somebody who works at the screen by what stands on it: visible words, labels, keys."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.guide.screen import SIZES, Screen
from tuyen.edge.demo.accounts import PASSWORD


class Player(Screen):
    """Presses and writes as a user does; the words are those of the page."""

    def press(self, words: str, within: str = "main") -> None:
        """The button or link that says so; the page that follows is waited for."""
        place = self.page.locator(within)
        button = place.locator("button:visible, a:visible").filter(has_text=words).first
        button.click()
        self.page.wait_for_load_state("load")

    def write(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label: str, words: str) -> None:
        self.page.get_by_label(label).first.select_option(label=words)

    def pick(self, words: str) -> None:
        """A chip or a ticked line."""
        self.page.locator("main label:visible").filter(has_text=words).first.click()

    def find(self, field: str, text: str, line: str = "") -> None:
        """Type into a box that suggests, and take the line that says so."""
        box = self.page.locator(field)
        box.click()
        box.fill("")
        self.page.keyboard.type(text)
        self.page.locator("[role=option]:visible").filter(has_text=line or text).first.click()

    def key(self, keys: str) -> None:
        self.page.keyboard.press(keys)
        self.page.wait_for_load_state("load")

    def reads(self, words: str) -> None:
        """The page says so, now or in a moment."""
        self.page.get_by_text(words).first.wait_for()

    def says(self, words: str) -> bool:
        return words in self.page.locator("main").inner_text()

    def name(self) -> str:
        """As the head of the page calls whoever is signed in."""
        name: str = self.page.locator("header summary").first.inner_text()
        return name.strip()

    def here(self) -> str:
        """The path of the page in front."""
        path: str = self.page.url.removeprefix(self.address)
        return path


@contextmanager
def player(chromium: Any, address: str, username: str, size: str = "desk") -> Iterator[Player]:
    """Signed in as one of the accounts of the demo."""
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(45_000)
    _sign_in(context, address, username)
    yield Player(page, address, size)
    context.close()


def _sign_in(context: Any, address: str, username: str) -> None:
    """Without the page of it, which has tests of its own: seven people sign in for one journey."""
    gate = f"{address}/accounts/login/"
    said = context.request.get(gate).text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', said)
    assert token is not None
    form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    answer = context.request.post(gate, form=form, headers={"Referer": gate}, max_redirects=0)
    assert answer.status == 302, answer.text()[:500]
