"""Places on a page that other rooms fill: a tab of a person's record, a next step after a visit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.platform.ui.addresses import address_of

PATIENT_TABS = "patient.tabs"
PATIENT_ACTIONS = "patient.actions"
VISIT_ACTIONS = "visit.actions"
REFERRAL_ACTIONS = "referral.actions"  # of a referral that has come here; takes its id
STAY_TABS = "stay.tabs"  # of an inpatient stay; the address takes the id of the admission
UNIT_TABS = "unit.tabs"  # of a unit's page; the address takes the unit's id
CONSULT_PARTS = "consult.parts"  # next steps on a case put before an expert; takes its id
HOTLINE_ACTIONS = "hotline.actions"  # a saved call; takes the id of the call
DIRECTION_TABS = "direction.tabs"  # of directing the lower tiers; addresses without an id
OUTBREAK_ACTIONS = "outbreak.actions"  # an outbreak; takes its id
CASE_ACTIONS = "case.actions"  # a notified case; takes its id
CONTACT_ACTIONS = "contact.actions"  # somebody who was near a case; takes the id of the person
QUEUE_ACTIONS = "queue.actions"  # the visit in progress; takes the id of its place in the queue


# Slots with more tabs than a line holds: their groups in order. A link there names its group.
GROUPS: dict[str, tuple[tuple[str, Any], ...]] = {
    DIRECTION_TABS: (
        ("overview", _("Tổng quan")),
        ("capability", _("Năng lực")),
        ("people", _("Đào tạo, luân phiên")),
        ("supervision", _("Giám sát")),
        ("support", _("Hỗ trợ")),
        ("office", _("Điều hành")),
    )
}


@dataclass(frozen=True)
class Link:
    """One link in a slot; its address takes the id of the page's subject (person, encounter).

    permission: code that the actor must hold; empty for whoever sees the page.
    fits: asked with the page's subject itself, where a link suits only some (small children).
    group: in a slot with groups, the code of one of them.
    """

    label: Any
    url_name: str
    permission: str = ""
    icon: str = ""
    order: int = 50
    fits: Callable[[Any], bool] | None = None
    group: str = ""


@dataclass(frozen=True)
class Shown:
    label: Any
    url: str
    icon: str
    is_current: bool
    group: str = ""


@dataclass(frozen=True)
class Group:
    """Links that belong together; the group itself opens the first that the reader may follow."""

    label: Any
    links: tuple[Shown, ...]

    @property
    def url(self) -> str:
        return self.links[0].url

    @property
    def current(self) -> Shown | None:
        return next((link for link in self.links if link.is_current), None)


_slots: dict[str, dict[str, Link]] = {}


def register(slot: str, link: Link) -> None:
    """Called from AppConfig.ready(); the same url name twice keeps the later link."""
    if slot in GROUPS and link.group not in dict(GROUPS[slot]):
        raise ValueError(f"{link.url_name}: no group {link.group!r} in {slot}")
    _slots.setdefault(slot, {})[link.url_name] = link


def links_in(
    slot: str, who: Actor, subject_id: UUID | None, path: str = "", subject: Any = None
) -> list[Shown]:
    """What this actor may follow from here, in order; the one that owns `path` is current."""
    return addressed(open_to(slot, who, subject), subject_id, path)


def open_to(slot: str, who: Actor, subject: Any = None) -> tuple[Link, ...]:
    """The links that this actor may follow, in order."""
    mine = [
        link
        for link in _slots.get(slot, {}).values()
        if (not link.permission or who.may(link.permission)) and _fits(link, subject)
    ]
    mine.sort(key=lambda link: (link.order, link.url_name))
    return tuple(mine)


def addressed(links: Iterable[Link], subject_id: Any, path: str = "") -> list[Shown]:
    """With the address of each for this subject; the one that owns `path` is current."""
    there = [(link, address_of(link.url_name, subject_id)) for link in links]
    current = owner_of(path, [url for _, url in there])
    return [Shown(link.label, url, link.icon, url == current, link.group) for link, url in there]


def owner_of(path: str, urls: Iterable[str]) -> str:
    """The longest of these addresses under which the path lies; empty when none."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def groups_in(slot: str, who: Actor, path: str = "") -> list[Group]:
    """The same links by their groups; a group of which the reader may follow none is left out."""
    links = links_in(slot, who, None, path)
    groups = (
        Group(label, tuple(link for link in links if link.group == code))
        for code, label in GROUPS[slot]
    )
    return [group for group in groups if group.links]


def _fits(link: Link, subject: Any) -> bool:
    return link.fits is None or (subject is not None and link.fits(subject))
