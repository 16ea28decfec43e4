"""The machines below this one as rows of a page: who answers, who is behind, what needs a person."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen import __version__
from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.edge.sync.pages.waiting import waiting_for
from tuyen.edge.sync.pages.words import ago, of_the_clock
from tuyen.platform.changes import schemas
from tuyen.platform.nodes import queries
from tuyen.platform.nodes.models import NodeAct, Peer, State
from tuyen.platform.nodes.refusals import sentence_of
from tuyen.platform.ui.templatetags.tuyen import number

SILENT_AFTER = dt.timedelta(hours=24)
CLOCK_OFF_MS = 60_000
LITTLE_DISK_MB = 2_000
FILTERS = ("all", "pending", "silent", "flagged", "shut")


@dataclass(frozen=True)
class NodeRow:
    """One machine in words. waiting_here: what lies here for it; waiting_there: what it told us."""

    peer: Peer
    seen: str
    clock: str
    is_clock_off: bool
    is_silent: bool
    is_other_version: bool
    upgrade: str
    is_disk_short: bool
    waiting_here: int
    waiting_there: int | None

    @property
    def tone(self) -> str:
        tones = {State.PENDING: "info", State.SUSPENDED: "warn", State.LOST: "danger"}
        if self.peer.state in tones:
            return tones[State(self.peer.state)]
        return "warn" if self.is_silent else "good"

    @property
    def state(self) -> str:
        if self.peer.state == State.ACTIVE and self.is_silent:
            return _("Lâu không gửi")
        return self.peer.get_state_display()

    @property
    def disk(self) -> str:
        free = self.peer.disk_free_mb
        return "" if free is None else _("còn %(n)s GB") % {"n": number(round(free / 1024, 1), 1)}


def counted(who: Actor) -> dict[str, int]:
    """How many machines of each filter; one statement."""
    silent = clock.now() - SILENT_AFTER
    return queries.nodes_of(who).aggregate(
        all=Count("id"),
        pending=Count("id", filter=Q(state=State.PENDING)),
        silent=Count("id", filter=_silent_since(silent)),
        flagged=Count("id", filter=~Q(flagged="")),
        shut=Count("id", filter=Q(state__in=[State.SUSPENDED, State.LOST])),
    )


def listed(who: Actor, chosen: str, text: str = "") -> QuerySet[Peer]:
    """Machines of one filter; those that wait for a person first, then the longest silent."""
    conditions = {
        "pending": Q(state=State.PENDING),
        "silent": _silent_since(clock.now() - SILENT_AFTER),
        "flagged": ~Q(flagged=""),
        "shut": Q(state__in=[State.SUSPENDED, State.LOST]),
    }
    found = queries.nodes_of(who).filter(conditions.get(chosen, Q()))
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(unit_name__icontains=word))
    first = Case(When(state=State.PENDING, then=0), When(~Q(flagged=""), then=1), default=2)
    longest = F("last_seen_at").asc(nulls_first=True)
    return found.annotate(first=first).order_by("first", longest, "name", "id")


def _silent_since(moment: dt.datetime) -> Q:
    return Q(state=State.ACTIVE) & (Q(last_seen_at=None) | Q(last_seen_at__lt=moment))


def rows_of(peers: Iterable[Peer]) -> list[NodeRow]:
    peers = list(peers)
    here = waiting_for(peer.id for peer in peers)
    silent = clock.now() - SILENT_AFTER
    return [
        NodeRow(
            peer=peer,
            seen=ago(peer.last_seen_at),
            clock=of_the_clock(peer.offset_ms),
            is_clock_off=abs(peer.offset_ms or 0) >= CLOCK_OFF_MS,
            is_silent=peer.last_seen_at is None or peer.last_seen_at < silent,
            is_other_version=bool(peer.version) and peer.version != __version__,
            upgrade=_upgrade(peer),
            is_disk_short=peer.disk_free_mb is not None and peer.disk_free_mb < LITTLE_DISK_MB,
            waiting_here=here.get(peer.id, 0),
            waiting_there=_told(peer.queue),
        )
        for peer in peers
    ]


def _upgrade(peer: Peer) -> str:
    """What is to be done about two releases that differ in their tables; nothing when they do not."""
    here = schemas.version()
    if not peer.schema_ver or peer.schema_ver == here:
        return ""
    if peer.schema_ver > here:
        return _(
            "Máy này mới hơn máy trung tâm: việc mới hơn nằm chờ ở đây. Nâng cấp máy trung tâm."
        )
    if peer.schema_ver < here - schemas.SPOKEN:
        return _("Máy này quá cũ, quá hai bản: phải nâng cấp ngay. Việc đã gửi xuống không mất.")
    return _("Máy này cần nâng cấp: việc mới hơn bản của máy nằm chờ ở máy ấy, không mất.")


def _told(queue: Any) -> int | None:
    """Counts as another machine told them; nothing for what is not a count."""
    if not isinstance(queue, dict) or not queue:
        return None
    return sum(count for count in queue.values() if isinstance(count, int) and count > 0)


def compartment_labels() -> dict[str, str]:
    rows = rulebook.on("compartments", clock.today()).rows
    language = get_language() or "vi"
    return {str(row["code"]): rulebook.label(row, language) for row in rows}


def compartment_words(peer: Peer) -> list[str]:
    """The hidden records that this machine may hold, by name."""
    labels = compartment_labels()
    return [labels.get(code, code) for code in peer.compartments]


def acts_in_words(acts: Iterable[NodeAct]) -> list[dict[str, Any]]:
    labels = compartment_labels()
    return [
        {"at": act.at, "who": act.by_name, "what": _act(act.act, labels), "why": act.why}
        for act in acts
    ]


def _act(code: str, labels: dict[str, str]) -> str:
    verb, _mark, compartment = code.partition("_")
    if compartment in labels and verb in ("open", "close"):
        said = _("Cho giữ: %(what)s") if verb == "open" else _("Thôi cho giữ: %(what)s")
        return said % {"what": labels[compartment]}
    return {
        "invited": _("Cấp mã mời"),
        "uninvited": _("Thu hồi mã mời"),
        "asked": _("Máy xin vào mạng"),
        "approved": _("Duyệt máy"),
        "misread": _("Đọc sai dãy số đối chiếu"),
        "rejected": _("Từ chối máy"),
        "suspended": _("Tạm ngừng máy"),
        "resumed": _("Cho dùng lại"),
        "lost": _("Báo mất máy"),
        "looked_at": _("Đã xem điều cần chú ý"),
        "left": _("Rời máy trung tâm"),
        "clock": _("Chỉnh lại đồng hồ đã chạy trước"),
        "epoch": _("Máy được khôi phục"),
    }.get(code, code)


def refused_lately() -> list[dict[str, Any]]:
    """What was turned away in the last week, by reason, most often first."""
    name = Peer.objects.filter(pk=OuterRef("peer_id")).values("name")[:1]
    return [
        {
            "said": sentence_of(row.code),
            "times": row.times,
            "from": row.machine or _("máy không rõ"),
            "last_at": row.last_at,
        }
        for row in queries.refusals(days=7).annotate(machine=Subquery(name))
    ]
