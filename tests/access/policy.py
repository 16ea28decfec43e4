"""What a browser would refuse to run or load under the policy of our pages, read from the page itself."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

# attributes that load something or run as a script, and the schemes that each may name
LOADS = {
    ("script", "src"): (),
    ("img", "src"): ("data", "blob"),
    ("link", "href"): (),
    ("iframe", "src"): (),
    ("audio", "src"): (),
    ("video", "src"): (),
    ("source", "src"): (),
    ("object", "data"): (),
    ("embed", "src"): (),
    ("base", "href"): (),
    ("form", "action"): (),
    ("button", "formaction"): (),
    ("use", "href"): (),
}
NOT_RUN = ("application/json", "text/template")  # blocks that a browser keeps as text
FORBIDDEN = ("'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: (value or "").strip() for name, value in attrs}
        if tag == "script" and "src" not in said and said.get("type", "") not in NOT_RUN:
            self.faults.append("a script in the page")
        if tag == "style":
            self.faults.append("a style in the page")
        self.faults += [f"<{tag} {fault}>" for fault in _faults_of(tag, said)]


def _faults_of(tag: str, said: dict[str, str]) -> Iterator[str]:
    for name, value in said.items():
        scheme = urlsplit(value).scheme.lower() if ":" in value else ""
        runs = name.startswith(("on", "hx-on")) or name == "style"
        runs = runs or scheme == "javascript" or value.startswith("js:")
        is_elsewhere = bool(scheme) or value.startswith("//")
        if runs or (is_elsewhere and scheme not in LOADS.get((tag, name), (scheme,))):
            yield f'{name}="{value[:60]}"'


def faults_in(html: str) -> list[str]:
    """One line for each thing that the policy would stop."""
    page = _Page()
    page.feed(html)
    return page.faults


def faults_of_header(answer: Any) -> list[str]:
    """The policy must be there and must forbid what it is for."""
    policy = answer.headers.get("Content-Security-Policy", "")
    said = {words[0]: words[1:] for part in policy.split(";") if (words := part.split())}
    if said.get("default-src") != ["'self'"]:
        return ["no policy that begins with 'self'"]
    return [
        f"the policy allows {word} in {name}"
        for name, words in said.items()
        for word in words
        if word in FORBIDDEN
    ]


def faults_of(name: str, answer: Any) -> list[str]:
    """What is wrong with a page of this name; nothing of what is no page."""
    is_page = answer.headers.get("Content-Type", "").startswith("text/html")
    if not is_page or answer.streaming or not answer.content:
        return []
    faults = [*faults_of_header(answer), *faults_in(answer.content.decode())]
    return [f"{name}: {fault}" for fault in faults]
