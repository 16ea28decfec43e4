"""The same journey on one machine and on machines of their own: the same pages in the end.

    compared(net_on, play) == []

A play does a journey by pages and says where to look in the end, each from which desk. What no two machines
share is left out of the comparison: ids, letters before numbers, hours, the line about the machine itself.
"""

import difflib
import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from tests.journeys.desk import Desk
from tests.network import account_at
from tests.sync.net import Net, Node
from tests.sync.spread import Spread, spreading
from tuyen.core.actor import SYSTEM
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

_MAIN = re.compile(r"<main.*?>(.*)</main>", re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|template|svg)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_OWN = [
    (re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "id"),
    (re.compile(r"\b([A-Z]{1,3}-)?(20\d\d-)\d{5}\b"), r"\g<2>number"),
    (re.compile(r"\d\d:\d\d(:\d\d)?"), "hour"),
    (re.compile(r"\d+ (phút|giây)"), "a while"),
    (re.compile(r"vừa xong"), "a while"),
]


@dataclass(frozen=True)
class Look:
    """A page, from whose desk, and words that must stand there: an empty list equals an empty list.

    status 403: the page that says why, and what to do.
    """

    desk: Desk
    url: str
    words: str
    status: int = 200


@dataclass
class Stage:
    """A department on the hub's machine; a hospital and its station with a machine each, or not."""

    spread: Spread

    def __post_init__(self) -> None:
        self.top = self.unit(None, "health_department", "Sở Y tế mẫu", chain="moh")
        self.hospital = self.unit(self.top, "hospital", "Bệnh viện mẫu")
        self.other = self.unit(self.top, "hospital", "Bệnh viện khác")
        self.station = self.unit(self.hospital, "health_station", "Trạm Y tế mẫu")

    @staticmethod
    def unit(parent: Unit | None, kind: str, name: str, **said: Any) -> Unit:
        return create_unit(parent=parent, kind=kind, name=name, by=SYSTEM, **said)

    def desk(self, unit: Unit, role: str, name: str = "", grants: tuple[str, ...] = ()) -> Desk:
        at = ScopeNode.objects.get(unit_id=unit.id)
        return Desk(account_at(at, role, name=name or f"Mẫu {role}", grants=grants))

    def at(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """An action, done at the machine of whoever does it."""
        return self.spread.at_desk(act)

    def by_the_clock(self, job: Callable[[], object]) -> None:
        """Every machine looks at its clock."""
        self.spread.catch_up()
        for node in (self.spread.hub, *self.spread.nodes.values()):
            with self.spread.net.at(node):
                job()
            self.spread.acted(node)


Play = Callable[[Stage], list[Look]]
Nets = Callable[[str], Net]


def url(name: str, *args: Any, **query: str) -> str:
    return str(reverse(name, args=args, query=query))


def text_of(page: str) -> list[str]:
    """What a person reads on it, line by line, without what differs from machine to machine."""
    found = _MAIN.search(page)
    assert found is not None, page[:500]
    shown = html.unescape(_TAG.sub("\n", _UNSEEN.sub("", found[1])))
    for pattern, instead in _OWN:
        shown = pattern.sub(instead, shown)
    return [line.strip() for line in shown.splitlines() if line.strip()]


@contextmanager
def stage_on(net: Net, like: Node | None, machines: int) -> Iterator[Stage]:
    hub = net.node("hub", like=like) if like else net.node("hub")
    spread = Spread(net, hub, like, most=machines)
    with pytest.MonkeyPatch.context() as patch, spreading(spread, patch):
        yield Stage(spread)


def seen_in(stage: Stage, play: Play) -> list[tuple[str, list[str]]]:
    looks = play(stage)
    for desk in {id(look.desk): look.desk for look in looks}.values():
        desk.at("/")  # what was said after the last act is read
    stage.spread.catch_up()
    found = []
    for look in looks:
        page = look.desk.at(look.url, status=look.status)
        lacks = f"{look.desk.who.unit_name}, {look.url}: {look.words!r} is not in {text_of(page)}"
        assert look.words in html.unescape(page), lacks
        found.append((f"{look.desk.who.unit_name}: {look.url.partition('?')[0]}", text_of(page)))
    return found


def compared(nets: Nets, play: Play, like: Node | None = None) -> list[str]:
    """What differs, and whatever is wrong where each unit has a machine of its own."""
    with stage_on(nets("one"), like, machines=0) as stage:
        alone = seen_in(stage, play)
    with stage_on(nets("many"), like, machines=2) as stage:
        spread = seen_in(stage, play)
        faults = stage.spread.faults()
        assert len(stage.spread.nodes) == 2
    for (where, lines), (_where, other) in zip(alone, spread, strict=True):
        differences = difflib.unified_diff(lines, other, "one machine", "two machines", n=1)
        faults += [f"{where} {line}" for line in differences]
    return faults
