"""What waits for each other machine, how far it has come, and which records that machine holds."""

from typing import ClassVar

from django.db import models

from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.shape import Shape, local

_KEEPERS = "whoever runs the node (node.manage)"


class Letter(models.Model):
    """One thing for one peer. `nseq` has no gaps within (peer, stream); lower streams go first.

    kind: `bundle`, or an instruction (`forget`, `forgotten`) whose words are in `content`.
    """

    shape: ClassVar[Shape] = local(_KEEPERS)

    id = primary_key()
    peer_id = IdField()
    stream = models.PositiveSmallIntegerField()
    nseq = models.BigIntegerField()
    kind = models.CharField(max_length=10, default="bundle")
    bundle_id = IdField(null=True)
    content = models.BinaryField(default=bytes)
    at_ms = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["peer_id", "stream", "nseq"], name="one_letter_a_number"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["bundle_id", "peer_id"],
                name="letter_of_bundle",
                condition=models.Q(bundle_id__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stream}.{self.nseq}"


class Counter(models.Model):
    """The last number given in a stream for a peer; locked by whoever gives the next ones."""

    shape: ClassVar[Shape] = local(_KEEPERS)

    id = primary_key()
    peer_id = IdField()
    stream = models.PositiveSmallIntegerField()
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer_id", "stream"], name="one_counter_a_stream")
        ]

    def __str__(self) -> str:
        return f"{self.stream}: {self.last}"


class Cursor(models.Model):
    """How far a stream has come. received: applied or held here of theirs, written in the transaction
    that applied. acked: what the peer says it has of ours; less than before after it was restored."""

    shape: ClassVar[Shape] = local(_KEEPERS)

    id = primary_key()
    peer_id = IdField()
    stream = models.PositiveSmallIntegerField()
    received = models.BigIntegerField(default=0)
    acked = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer_id", "stream"], name="one_cursor_a_stream")
        ]

    def __str__(self) -> str:
        return f"{self.stream}: {self.received}/{self.acked}"


class Fed(models.Model):
    """How far our own log has been put into mailboxes, by lane."""

    shape: ClassVar[Shape] = local(_KEEPERS)

    id = primary_key()
    lane = models.PositiveSmallIntegerField(unique=True)
    epoch = models.PositiveIntegerField(default=0)
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.lane}: {self.seq}"


class Holding(models.Model):
    """A peer holds this person's record, or held it. Kept when it ends: who was exposed is asked later.

    until_ms: it was told to forget; forgotten_ms: it said that it did.
    """

    shape: ClassVar[Shape] = local("privacy officers; whoever runs the node")

    id = primary_key()
    peer_id = IdField()
    patient_id = IdField()
    since_ms = models.BigIntegerField()
    until_ms = models.BigIntegerField(null=True)
    forgotten_ms = models.BigIntegerField(null=True)
    # nobody there cares just now, and something was written since that was not sent
    is_behind = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["patient_id", "peer_id"], name="one_holding_a_peer")
        ]
        indexes: ClassVar = [models.Index(fields=["peer_id"], name="holding_of_peer")]

    def __str__(self) -> str:
        return str(self.patient_id)


class Trace(models.Model):
    """Which bundles speak of a unit's row that other units may be named by: to send all of it later."""

    shape: ClassVar[Shape] = local("the log itself")

    id = primary_key()
    row_id = IdField()
    bundle_id = IdField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["row_id", "bundle_id"], name="one_trace_a_bundle")
        ]

    def __str__(self) -> str:
        return str(self.row_id)


class Enlisting(models.Model):
    """The first sending to a peer, piece by piece; goes on where it was after a stop."""

    shape: ClassVar[Shape] = local(_KEEPERS)

    peer_id = IdField(primary_key=True)
    stage = models.CharField(max_length=10)
    place = models.CharField(max_length=80, blank=True)
    begun_ms = models.BigIntegerField()
    done_ms = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.stage


class Neighbour(models.Model):
    """What we agreed with a peer. epoch: ours, when we agreed how far the numbers are.

    After a restore numbers that are given already would be given again: until the peer says what it has,
    letters are parked (post.py).
    """

    shape: ClassVar[Shape] = local(_KEEPERS)

    peer_id = IdField(primary_key=True)
    epoch = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.epoch)


class Forgotten(models.Model):
    """A person's record that this node deleted on the word of its hub: the id, when and why stay."""

    shape: ClassVar[Shape] = local("privacy officers; whoever runs the node")

    id = primary_key()
    patient_id = IdField(db_index=True)
    peer_id = IdField()
    why = models.CharField(max_length=40)
    rows = models.PositiveIntegerField()
    at_ms = models.BigIntegerField()

    def __str__(self) -> str:
        return self.why
