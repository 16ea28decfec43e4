"""Whose turn it is to talk: requests are numbered, so two conversations at once would refuse each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from tuyen.core import clock
from tuyen.edge.sync.models import Turn
from tuyen.platform.changes.unit_of_work import write_turn

LEASE_MS = 120_000  # a process that died is waited for so long; a living one says that it goes on


class Busy(Exception):
    """Another process of this node talks to the hub just now."""


class Held:
    """The turn in hand."""

    def __init__(self, peer_id: UUID) -> None:
        self._peer_id, self.until_ms = peer_id, 0

    def go_on(self) -> None:
        """Said after each message: the conversation lives. Written when half of the lease is gone."""
        if self.until_ms - _now_ms() < LEASE_MS // 2 and not self._move(self.until_ms):
            raise Busy

    def _move(self, seen_ms: int) -> bool:
        until_ms = _now_ms() + LEASE_MS
        with write_turn():
            moved = Turn.objects.filter(pk=self._peer_id, until_ms=seen_ms).update(
                until_ms=until_ms
            )
        self.until_ms = until_ms
        return bool(moved)

    def take(self) -> None:
        row = Turn.objects.filter(pk=self._peer_id).first()
        if row is None:
            with write_turn(), transaction.atomic():
                row, _is_new = Turn.objects.get_or_create(pk=self._peer_id)
        if row.until_ms > _now_ms() or not self._move(row.until_ms):
            raise Busy

    def give_back(self) -> None:
        with write_turn():
            Turn.objects.filter(pk=self._peer_id, until_ms=self.until_ms).update(until_ms=0)


def is_greeting_due(peer_id: UUID, every_ms: int) -> bool:
    said = Turn.objects.filter(pk=peer_id).values_list("greeted_ms", flat=True).first() or 0
    return not 0 <= _now_ms() - said < every_ms


def note_greeting(peer_id: UUID, *, was_heard: bool) -> None:
    """Not heard: say it again before anything else."""
    with write_turn(), transaction.atomic():
        greeted_ms = _now_ms() if was_heard else 0
        Turn.objects.update_or_create(pk=peer_id, defaults={"greeted_ms": greeted_ms})


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


@contextmanager
def turn_with(peer_id: UUID) -> Iterator[Held]:
    held = Held(peer_id)
    held.take()
    try:
        yield held
    finally:
        held.give_back()
