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


class Node(models.Model):
    """This node's own name and key; exactly one row, made at `init`."""

    shape: ClassVar[Shape] = local("node administrators")

    id = primary_key()
    name = models.CharField(max_length=120)
    epoch = models.PositiveIntegerField(default=1)
    public_key = models.BinaryField(default=bytes)
    is_demo = models.BooleanField(default=False)
    is_enrolled = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Lane(models.Model):
    """One gapless sequence and hash chain of this node; several only where several workers write."""

    shape: ClassVar[Shape] = local("the log itself")

    number = models.PositiveSmallIntegerField(primary_key=True)
    seq = models.BigIntegerField(default=0)
    sha = models.BinaryField(default=bytes)
    hlc = models.BigIntegerField(default=0)

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
