"""The change log and the base of every table that synchronises."""

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, NoReturn, Self

from django.db import models

from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.shape import Shape, local


class WrittenOutsideTheLog(Exception):
    """A synced table was written directly. Use `changes.apply` in an action."""


def _refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise WrittenOutsideTheLog("write synced models through changes.apply")


class SyncedQuerySet(models.QuerySet[Any]):
    """Reads as usual; every direct write is refused."""

    create = bulk_create = bulk_update = get_or_create = update_or_create = _refuse
    update = delete = _refuse


class SyncedModel(models.Model):
    """A row whose every change goes through the log. `hlc` is the clock of its last change."""

    shape: ClassVar[Shape]

    id = primary_key()
    hlc = models.BigIntegerField(default=0, editable=False)

    objects = SyncedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **mode: Any) -> Self:
        row = super().from_db(db, field_names, values, **mode)
        row.remember(field_names, values)
        return row

    def remember(self, names: Sequence[str], values: Sequence[Any]) -> None:
        """What stands in the table, for whoever asks later what has changed."""
        self._loaded = (names, values)

    def as_loaded(self) -> Self | None:
        """The row as it was read, or None for a row that is new."""
        if (loaded := getattr(self, "_loaded", None)) is None:
            return None
        names, values = loaded
        row = type(self).__new__(type(self))
        row.__dict__ = {**self.__dict__, **dict(zip(names, values, strict=True))}
        return row

    def log_key(self) -> tuple[uuid.UUID | None, uuid.UUID | None, str]:
        """(patient, unit, compartment) under which the change is logged and routed."""
        row: Any = self
        compartment = getattr(row, "compartment", "")
        if self.shape.shard == "patient":
            return getattr(row, "patient_id", self.id), None, compartment
        if self.shape.shard == "unit":
            return None, getattr(row, "unit_id", self.id), compartment
        return None, None, compartment

    save = save_base = delete = _refuse


class ChangingModel(SyncedModel):
    """A row that changes in place, on several nodes at once: merge class register, state or set.

    `clocks`: which change each group of fields stands at, by the first field of the group
    (`clocks.py`); None while every field is as it was when the row was made. Written by the log only.
    """

    clocks = models.BinaryField(null=True, editable=False)

    class Meta:
        abstract = True


class Node(models.Model):
    """This node's own name and key; exactly one row, made at `init`."""

    shape: ClassVar[Shape] = local("node administrators")

    id = primary_key()
    name = models.CharField(max_length=120)
    epoch = models.PositiveIntegerField(default=1)
    public_key = models.BinaryField(default=bytes)
    is_demo = models.BooleanField(default=False)
    is_enrolled = models.BooleanField(default=False)
    # Which chain this machine belongs to, as its hub said; of the topmost hub as its people said.
    chain = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name


class Lane(models.Model):
    """One gapless sequence and hash chain of this node; several only where several workers write."""

    shape: ClassVar[Shape] = local("the log itself")

    number = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    sha = models.BinaryField(default=bytes)
    hlc = models.BigIntegerField(default=0)
    # Our machine's own time at the last entry. `hlc` may run ahead of it when another node's clock did.
    wall_ms = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


class Bundle(models.Model):
    """All changes of one transaction to one person's (or unit's) rows in one compartment."""

    shape: ClassVar[Shape] = local("whoever may see the rows that it changed")

    id = primary_key()
    txn_id = IdField()
    origin_node = IdField()
    origin_lane = models.PositiveSmallIntegerField()
    origin_epoch = models.PositiveIntegerField()
    origin_seq = models.BigIntegerField()
    hlc = models.BigIntegerField()
    schema_ver = models.PositiveSmallIntegerField()
    actor_id = IdField()
    actor_name = models.CharField(max_length=120)
    actor_unit_id = IdField()
    reason = models.CharField(max_length=60)
    why = models.CharField(max_length=300, blank=True)
    patient_id = IdField(null=True)
    unit_id = IdField(null=True)
    compartment = models.CharField(max_length=20, blank=True)
    prev_sha = models.BinaryField()
    sha256 = models.BinaryField()
    signature = models.BinaryField(default=bytes)
    body = models.BinaryField()
    # Who brought it, and when; none for what was written here.
    from_peer = IdField(null=True)
    received_at_ms = models.BigIntegerField(null=True)
    # A clock far ahead that a person let pass: its changes count as of this one, on every node.
    clamp_hlc = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["origin_node", "origin_lane", "origin_epoch", "origin_seq"],
                name="one_bundle_a_number",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["patient_id", "hlc"],
                name="bundle_of_patient",
                condition=models.Q(patient_id__isnull=False),
            ),
            models.Index(
                fields=["unit_id", "hlc"],
                name="bundle_of_unit",
                condition=models.Q(unit_id__isnull=False),
            ),
            models.Index(
                fields=["hlc"],
                name="bundle_clamped",
                condition=models.Q(clamp_hlc__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.origin_seq}"


class RequestKey(models.Model):
    """A form sent twice is one act: the key made in the browser, what it said, what came of it."""

    shape: ClassVar[Shape] = local("the account that sent it")

    key = IdField(primary_key=True)
    account_id = IdField()
    digest = models.BinaryField()
    result_id = IdField(null=True)
    at_ms = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.key)


class Conflict(models.Model):
    """Two sides changed one group of fields without knowing of each other, or took two steps of which
    only one can stand. The value that did not win is kept here until a person has decided.

    `id` is made of the row, the group and the loser's clock: every node finds the same one.
    """

    shape: ClassVar[Shape] = local("whoever may see the row; the unit that owns it decides")

    id = primary_key()
    kind = models.CharField(max_length=5)  # "field" | "step"
    model = models.CharField(max_length=80)
    row_id = IdField()
    field = models.CharField(max_length=80)  # the first of its group
    patient_id = IdField(null=True)
    unit_id = IdField(null=True)
    compartment = models.CharField(max_length=20, blank=True)
    is_safety = models.BooleanField(default=False)
    winner_bundle_id = IdField(null=True)
    loser_bundle_id = IdField(null=True)
    winner_hlc = models.BigIntegerField()
    loser_hlc = models.BigIntegerField()
    loser_node8 = models.CharField(max_length=8)
    loser_value = models.BinaryField()  # JSON {attname: value}
    winner_value = models.BinaryField()
    at_ms = models.BigIntegerField()
    decided_bundle_id = IdField(null=True)
    decided_at_ms = models.BigIntegerField(null=True)
    decision = models.CharField(max_length=5, blank=True)  # "kept" | "taken" | "other"

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["decided_at_ms", "unit_id"], name="conflict_to_decide"),
            models.Index(
                fields=["patient_id"],
                name="conflict_of_patient",
                condition=models.Q(patient_id__isnull=False),
            ),
            models.Index(fields=["row_id"], name="conflict_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.field}"


class Held(models.Model):
    """A bundle from elsewhere that cannot be applied yet, or at all: kept whole, with the reason.

    `id` is the bundle's. Nothing is ever removed from here without a trace: `state` says what came of it.
    """

    shape: ClassVar[Shape] = local("node administrators")

    id = primary_key()
    from_peer = IdField()
    stream = models.PositiveSmallIntegerField(default=1)
    header = models.BinaryField()  # JSON, as `header.told` writes it
    raw = models.BinaryField()  # the operations, JSON
    origin_node = IdField()
    origin_lane = models.PositiveSmallIntegerField()
    origin_epoch = models.PositiveIntegerField()
    origin_seq = models.BigIntegerField()
    hlc = models.BigIntegerField()
    schema_ver = models.PositiveSmallIntegerField()
    actor_name = models.CharField(max_length=120)
    actor_unit_id = IdField()
    reason = models.CharField(max_length=60)
    patient_id = IdField(null=True)
    unit_id = IdField(null=True)
    compartment = models.CharField(max_length=20, blank=True)
    clamp_hlc = models.BigIntegerField(null=True)
    why = models.CharField(max_length=20)
    why_detail = models.CharField(max_length=300, blank=True)
    waits_for = IdField(null=True)
    at_ms = models.BigIntegerField()
    tried_at_ms = models.BigIntegerField()
    attempts = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, default="held")  # "held" | "applied" | "dropped"
    state_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "why"], name="held_by_reason"),
            models.Index(
                fields=["waits_for"],
                name="held_waiting",
                condition=models.Q(waits_for__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.reason}"
