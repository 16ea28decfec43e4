"""A page in a browser, and what a job on it costs: keys, clicks, requests (ux.md, budgets)."""

from dataclasses import dataclass
from typing import Any

from tests import entry_times

DEMO_LINE = 30  # pixels of the line above every page of a demo


@dataclass
class Budget:
    job: str
    clicks: int
    keys: int
    requests: int  # to the node, files of the page's dress not counted


class Hands:
    """A page, and what it cost: keys, clicks, requests that the node answered."""

    def __init__(self, page: Any, origin: str) -> None:
        self.page, self.origin = page, origin
        self.keys = self.clicks = self.requests = 0
        self.faults: list[str] = []
        page.on("request", self._asked)
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def _asked(self, request: Any) -> None:
        self.requests += "/static/" not in request.url and "sw.js" not in request.url

    def go(self, url: str) -> None:
        self.page.goto(self.origin + url)
        self.page.wait_for_load_state("networkidle")
        self.requests = 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def click(self, selector: str) -> None:
        self.page.click(selector)
        self.clicks += 1

    def scan(self, line: str) -> None:
        """A scanner's keys are not a nurse's."""
        self.page.keyboard.type(line)
        self.page.keyboard.press("Enter")

    def sees_all(self, parts: str, *, above: str) -> None:
        """On a screen of 1366×768 every part ends above the bar; the line of the demo takes its place too."""
        self.page.set_viewport_size({"width": 1366, "height": 768 - DEMO_LINE})
        ends, bar = self.page.evaluate(
            """([parts, above]) => {
                 window.scrollTo(0, 0);
                 const box = (each) => each.getBoundingClientRect();
                 const ends = [...document.querySelectorAll(parts)].map((each) => box(each).bottom);
                 return [Math.max(...ends), box(document.querySelector(above)).top];
               }""",
            [parts, above],
        )
        assert ends <= bar, f"the form ends at {ends:.0f}, the bar begins at {bar:.0f}"

    def within(self, budget: Budget) -> None:
        """Print the line of the table, keep it for `make docs`, and hold it against the budget."""
        entry_times.keep(budget, self)
        print(  # noqa: T201  the table is what this test is for
            f"\n{budget.job:16} clicks {self.clicks:3} of {budget.clicks:3} · keys {self.keys:3} "
            f"of {budget.keys:3} · requests {self.requests:3} of {budget.requests:3}"
        )
        assert self.clicks <= budget.clicks
        assert self.keys <= budget.keys
        assert self.requests <= budget.requests
        assert not self.faults
