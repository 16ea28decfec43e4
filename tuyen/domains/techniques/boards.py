"""Numbers for the boards of both sides; each opens its list."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.techniques import permissions, rules
from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.domains.techniques.queries import approved
from tuyen.domains.techniques.queries.transfers import GONE_QUIET, visible_to, with_lapse
from tuyen.platform.ui import cards
from tuyen.platform.ui.cards import Card
from tuyen.platform.ui.counting import Counts, Found
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit


def register_all() -> None:
    upper, lower, see = cards.DIRECTION, cards.OUR_UNIT, permissions.SEE
    cards.register(upper, "techniques.transfers", below_counted, below, see, order=30)
    cards.register(upper, "techniques.coverage", coverage_counted, coverage, see, order=31)
    cards.register(lower, "techniques.transfers", here_counted, here, see, order=30)


def below_counted(who: Actor) -> Iterator[Counts]:
    yield _counted(visible_to(who))


def below(_who: Actor, found: Found) -> Iterator[Card]:
    """The upper side: on its way, waiting for an answer, lapsed."""
    yield from _cards(found, "")


def coverage_counted(who: Actor) -> Iterator[Counts]:
    short = approved.short_of_level(who, clock.today()).values("pk")
    yield Counts(Unit.objects.filter(pk__in=short), {"units_short": Count("id")})


def coverage(_who: Actor, found: Found) -> Iterator[Card]:
    """Units below, and ours, that may not do every technique of their level."""
    url = reverse("techniques:coverage", query={"show": "missing"})
    note = _("so với phân tuyến cũ, chưa xác minh")
    yield Card(_("Đơn vị chưa đủ kỹ thuật của tuyến"), found["units_short"], url, note)


def here_counted(who: Actor) -> Iterator[Counts]:
    yield _counted(visible_to(who).filter(unit_id=direction.facility_of(who.unit_id)))


def here(_who: Actor, found: Found) -> Iterator[Card]:
    """The lower side: what our facility asked for and learns."""
    yield from _cards(found, "&side=received")


def _cards(found: Found, side: str) -> Iterator[Card]:
    ledger = reverse("techniques:ledger")
    requested, lapsed = found["transfers_requested"], found["transfers_lapsed"]
    yield Card(
        _("Kỹ thuật đang chuyển giao"), found["transfers_open"], f"{ledger}?stage=open{side}"
    )
    yield Card(
        _("Đề nghị kỹ thuật chờ khảo sát"),
        requested,
        f"{ledger}?stage=requested{side}",
        tone="info" if requested else "neutral",
    )
    yield Card(
        _("Kỹ thuật mai một"),
        lapsed,
        f"{ledger}?stage=lapsed{side}",
        _("không có ca trong thời hạn"),
        "warn" if lapsed else "neutral",
    )


def _counted(rows: QuerySet[TechniqueTransfer]) -> Counts:
    numbers = {
        "transfers_open": Count("id", filter=Q(stage__in=sorted(rules.OPEN))),
        "transfers_requested": Count("id", filter=Q(stage=rules.Stage.REQUESTED)),
        "transfers_lapsed": Count("id", filter=Q(stage=rules.Stage.LAPSED) | GONE_QUIET),
    }
    return Counts(with_lapse(rows, clock.today()), numbers)
