"""The tabs: each room registers its own entry when it is loaded; a person sees what the role allows."""

import functools
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from tuyen.core import rulebook

BAR_TABS = 4
DESK_TABS = 8


@dataclass(frozen=True)
class Entry:
    """permission: code that the actor must hold; empty for everyone who is signed in.

    also: starts of other addresses that belong to this tab, such as "/visits/".
    """

    label: Any
    url_name: str
    permission: str = ""
    icon: str = "file-text"
    order: int = 50
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True)
class Menu:
    """tabs: all, in order. bar: the first ones on a phone; the rest wait behind “Thêm”.

    key: two menus with the same key look the same. own: addresses of the rooms in which this role
    works most; on a phone they stand behind the first tab.
    """

    tabs: tuple[Tab, ...] = ()
    key: str = ""
    own: tuple[str, ...] = ()

    @property
    def desk(self) -> tuple[Tab, ...]:
        return self.tabs[:DESK_TABS]

    @property
    def desk_rest(self) -> tuple[Tab, ...]:
        return self.tabs[DESK_TABS:]

    @property
    def bar(self) -> tuple[Tab, ...]:
        return self._on_a_phone[: self._bar_size]

    @property
    def bar_rest(self) -> tuple[Tab, ...]:
        return self._on_a_phone[self._bar_size :]

    @property
    def _on_a_phone(self) -> tuple[Tab, ...]:
        others = sorted(self.tabs[1:], key=lambda tab: tab.url not in self.own)
        return (*self.tabs[:1], *others)

    @property
    def _bar_size(self) -> int:
        """A sheet “Thêm” with a single entry would only cost a tap."""
        return BAR_TABS if len(self.tabs) > BAR_TABS + 1 else BAR_TABS + 1


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Called from AppConfig.ready(); the same url name twice keeps the later entry."""
    _entries[entry.url_name] = entry
    forget()


def forget() -> None:
    """What was worked out for the roles is worked out anew."""
    _shown_to.cache_clear()
    _own_rooms.cache_clear()


def menu_for(actor: Any, path: str) -> Menu:
    """Tabs of this actor in order; the one whose address is the longest start of `path` is current."""
    if not actor:
        return Menu()
    addressed = _shown_to(actor.permissions, actor.is_system)
    current = _current(addressed, path)
    tabs = tuple(Tab(e.label, url, e.icon, url == current) for e, url in addressed)
    own = _own_rooms(actor.role)
    return Menu(tabs, " ".join((actor.role, current, *(url for _, url in addressed))), own)


@functools.lru_cache(maxsize=64)
def _own_rooms(role: str) -> tuple[str, ...]:
    """As the rulebook of roles names them."""
    said = rulebook.versions("roles")[-1]["role"].get(role, {})
    return tuple(filter(None, map(_address, said.get("own_rooms", ()))))


Addressed = tuple[tuple[Entry, str], ...]


@functools.lru_cache(maxsize=64)
def _shown_to(permissions: frozenset[str], is_system: bool) -> Addressed:
    """Entries of a role with their addresses, in order."""
    shown = [
        e for e in _entries.values() if not e.permission or is_system or e.permission in permissions
    ]
    shown.sort(key=lambda entry: (entry.order, entry.url_name))
    return tuple((entry, url) for entry in shown if (url := _address(entry.url_name)))


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _current(addressed: Addressed, path: str) -> str:
    """The address of the tab that owns the longest start of this path."""
    longest, current = 0, ""
    for entry, url in addressed:
        for start in (url, *entry.also):
            is_owner = path == "/" if start == "/" else path.startswith(start)
            if is_owner and len(start) > longest:
                longest, current = len(start), url
    return current
