"""What a turn means for a unit, done by the machine that works for that unit and by no other (ADR 0023).

The guest's post and role stand at the receiving unit, open tasks at either: where the two sides have machines
of their own, each hears of the turn over the line and does its part, however often it is told, to one end.
"""

import datetime as dt
import uuid

from tuyen.core.actor import SYSTEM
from tuyen.domains.rotation import host_account, queries, rules
from tuyen.domains.rotation.models import RotationTurn, Stage
from tuyen.platform import changes
from tuyen.platform.nodes.queries import units_worked_for, works_for
from tuyen.record.actions.tasks import mark_done
from tuyen.record.models import Task
from tuyen.registry.staff.models import Post


def do(turn_id: uuid.UUID) -> None:
    turn = queries.turn_here(turn_id)
    if turn is None:
        return
    if works_for(turn.to_unit_id):
        _receive(turn)
    _close_tasks(turn)


def _receive(turn: RotationTurn) -> None:
    if turn.stage == Stage.DECIDED:
        _open_post(turn)
        host_account.open_role(turn)
    elif turn.stage in (Stage.ENDED, Stage.CANCELLED):
        _close_post(turn)


def _open_post(turn: RotationTurn) -> None:
    if turn.post_id is None or Post.objects.filter(pk=turn.post_id).exists():
        return
    with changes.apply(actor=SYSTEM, reason="rotation.post") as log:
        log.create(
            Post(
                id=turn.post_id,
                unit_id=turn.to_unit_id,
                staff_id=turn.staff_id,
                position=turn.position,
                specialty=turn.specialty,
                is_main=False,
                valid_from=turn.starts_on,
                valid_to=turn.ends_on,
                legal_basis=turn.decision,
            )
        )


def _close_post(turn: RotationTurn) -> None:
    """The post and the role end with the turn; of one that never began, on the day before."""
    last = turn.ended_on or turn.starts_on - dt.timedelta(days=1)
    post = Post.objects.filter(pk=turn.post_id).first() if turn.post_id else None
    role = host_account.closed_role(turn, last)
    with changes.apply(actor=SYSTEM, reason="rotation.post_ended") as log:
        if post is not None and (post.valid_to is None or post.valid_to > last):
            names = ["valid_to"]
            post.valid_to = last
            if post.valid_from and post.valid_from > last:
                post.valid_from, names = last, ["valid_from", "valid_to"]
            log.change(post, names)
        if role is not None:
            log.change(role, ["valid_to"])


def _close_tasks(turn: RotationTurn) -> None:
    tasks = open_here(turn.id, *_over(turn))
    if not tasks:
        return
    with changes.apply(actor=SYSTEM, reason="rotation.task_over") as log:
        for task in tasks:
            log.change(task, mark_done(task, by=SYSTEM, outcome=turn.end_reason[:300]))


def _over(turn: RotationTurn) -> set[str]:
    return rules.tasks_over(
        turn.stage,
        is_taken=turn.taken_on is not None,
        has_role=turn.role_id is not None,
        is_graded=bool(turn.grade),
    )


def open_here(turn_id: uuid.UUID, *kinds: str) -> list[Task]:
    """Open tasks about the turn at units that this machine works for: the others' are closed by theirs."""
    rows = Task.objects.filter(subject_id=turn_id, kind__in=kinds, status="requested")
    return list(rows.filter(unit_id__in=units_worked_for())) if kinds else []
