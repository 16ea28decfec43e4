"""Numbers that people read (referral, consultation, specimen, waiting line) and that are never given twice.

A node that works alone numbers as ever: `2026-00013`. A node below a hub puts letters of its hub before
its numbers: `A-2026-00013`. A restored node has forgotten numbers that stand on paper, so it goes on under
other letters: at once under some of its own (`ZKQT-…`), and under the hub's next ones as soon as the hub
answers. Letters never run out off line, as leased ranges would.
"""

import secrets
from typing import Any
from uuid import UUID

from tuyen.core import clock
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes import node
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.nodes import queries, rules
from tuyen.platform.nodes.models import Mark, Peer, Role


def start(series: str, *, year: int | None = None) -> str:
    """How the numbers of a series begin at this node: `start("2026-")` is `A-2026-`.

    year: of the series, where a paper may be entered late; otherwise this year.
    """
    text = _text_in(mark_of_this_node(), year or clock.today().year)
    return f"{text}-{series}" if text else series


def line_start(unit_id: UUID) -> int:
    """The number before the first that this node may give in a waiting line today."""
    mark = mark_of_this_node()
    base = rules.line_base(mark.slot, is_covering=_covers(unit_id), depth=mark.depth)
    began = mark.began_at.astimezone(clock.VIETNAM)
    if mark.epoch > 1 and began.date() == clock.today():
        return rules.later_start(base, began.hour * 60 + began.minute)
    return base


def line_end(start_at: int) -> int:
    """Numbers from here on are another machine's."""
    return start_at - start_at % rules.LINE_WIDTH + rules.LINE_WIDTH


def mark_of_this_node() -> Mark:
    epoch = node.this_node().epoch
    last = Mark.objects.order_by("-epoch").first()
    if last and last.epoch == epoch:
        return last
    if epoch == 1:
        return Mark(epoch=1)
    return _of_our_own(epoch, last)


def take_given(*, epoch: int, text: str, slot: int, depth: int) -> None:
    """The hub's letters for this epoch. A mark of an older epoch (an answer come late) is left alone."""
    if epoch != node.this_node().epoch:
        return
    told = {"text": text, "slot": slot, "depth": depth, "is_given": True}
    with write_turn():
        if not Mark.objects.filter(epoch=epoch).update(**told):
            Mark.objects.create(epoch=epoch, **told)


def _of_our_own(epoch: int, last: Mark | None) -> Mark:
    letters = "".join(secrets.choice(rules.MARK_LETTERS) for _ in range(3))
    made: dict[str, Any] = {"text": rules.OWN_MARK + letters}
    if last:
        made |= {"slot": last.slot, "depth": last.depth}
    with write_turn():
        row, _made = Mark.objects.get_or_create(epoch=epoch, defaults=made)
    return row


def _text_in(mark: Mark, year: int) -> str:
    """Letters of our own are needed until the year of the restore is over: numbers carry their year."""
    if mark.is_given or year <= mark.began_at.astimezone(clock.VIETNAM).year:
        return mark.text
    given = Mark.objects.filter(is_given=True).order_by("-epoch").values_list("text", flat=True)
    return given.first() or ""


def _covers(unit_id: UUID) -> bool:
    """Does this node receive people for a unit that has a machine of its own?"""
    if not Peer.objects.filter(role=Role.CHILD, enrolled_at__isnull=False).exists():
        return False
    path = ScopeNode.objects.filter(unit_id=unit_id).values_list("path", flat=True).first()
    return path is not None and queries.path_is_served(path)
