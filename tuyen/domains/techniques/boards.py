"""Numbers for the boards of both sides; each opens its list."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.techniques import rules
from tuyen.domains.techniques.queries.transfers import GONE_QUIET, visible_to, with_lapse
from tuyen.platform.ui.cards import Card
from tuyen.registry.facilities import direction


def below(who: Actor) -> Iterator[Card]:
    """The upper side: on its way, waiting for an answer, lapsed. One statement."""
    yield from _cards(_counted(who, Q(), clock.today()), "")


def here(who: Actor) -> Iterator[Card]:
    """The lower side: what our facility asked for and learns. One statement."""
    own = direction.facility_of(who.unit_id)
    yield from _cards(_counted(who, Q(unit_id=own), clock.today()), "&side=received")


def _cards(counts: dict[str, int], side: str) -> Iterator[Card]:
    ledger = reverse("techniques:ledger")
    yield Card(_("Kỹ thuật đang chuyển giao"), counts["open"], f"{ledger}?stage=open{side}")
    yield Card(
        _("Đề nghị kỹ thuật chờ khảo sát"),
        counts["requested"],
        f"{ledger}?stage=requested{side}",
        tone="info" if counts["requested"] else "neutral",
    )
    yield Card(
        _("Kỹ thuật mai một"),
        counts["lapsed"],
        f"{ledger}?stage=lapsed{side}",
        _("không có ca trong thời hạn"),
        "warn" if counts["lapsed"] else "neutral",
    )


def _counted(who: Actor, which: Q, on: dt.date) -> dict[str, int]:
    rows = with_lapse(visible_to(who).filter(which), on)
    return rows.aggregate(
        open=Count("id", filter=Q(stage__in=sorted(rules.OPEN))),
        requested=Count("id", filter=Q(stage=rules.Stage.REQUESTED)),
        lapsed=Count("id", filter=Q(stage=rules.Stage.LAPSED) | GONE_QUIET),
    )
