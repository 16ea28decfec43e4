"""The other nodes that this one talks to, the invitations it gave, what it refused, its own letters."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.models import SyncedModel
from tuyen.platform.changes.shape import Shape, local

_KEEPERS = "whoever runs the node (node.manage)"

# What routing decides by: a change of anything else of a machine is no news to it.
ON_THE_ROLL = frozenset(
    {"id", "role", "state", "path", "chain", "hub_chain", "is_hub", "compartments"}
)


class Role(models.TextChoices):
    UPSTREAM = "upstream", _("Máy trung tâm")
    CHILD = "child", _("Máy trạm")


class State(models.TextChoices):
    PENDING = "pending", _("Chờ duyệt")
    ACTIVE = "active", _("Đang dùng")
    SUSPENDED = "suspended", _("Tạm ngừng")
    LOST = "lost", _("Báo mất")


class Roll(models.Model):
    """One row: a word made anew whenever the list of machines, or what one of them gets, changes. Whoever
    remembers the list asks for it instead of twelve thousand rows."""

    shape: ClassVar[Shape] = local(_KEEPERS)

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    word = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.word

    @classmethod
    def turn(cls) -> None:
        """In the transaction of the change. Never a number: one that was rolled back would come again."""
        cls.objects.update_or_create(pk=1, defaults={"word": uuid4().hex})


class PeerRows(models.QuerySet["Peer"]):
    """Every way in which the list of machines changes turns the roll."""

    def update(self, **values: Any) -> int:
        with transaction.atomic():
            if not ON_THE_ROLL.isdisjoint(values):
                Roll.turn()
            return super().update(**values)

    def bulk_create(self, *said: Any, **more: Any) -> Any:
        with transaction.atomic():
            Roll.turn()
            return super().bulk_create(*said, **more)

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            Roll.turn()
            return super().delete()


class Peer(models.Model):
    """Another node: the one hub above this one, or a node below it. `id` is that node's own id.

    counter: the last request of this epoch that was heard from it; sent_counter: the last one sent to it.
    path, chain: the subtree in which it may write (a child), kept as on the day of approval.
    hub_chain: of the hub above: the chain that it belongs to, as it said; empty: ours.
    mark: letters before every number that it gives (numbers.py), given for mark_epoch; mark_number: which
    letter of this hub that was; slot: its place among the nodes that may serve the same unit, from 1.
    offset_ms: the other clock minus ours, as last seen. queue: how much waits there, as it told.
    flagged: why a person should look at it, a sentence; empty when all is well.
    """

    shape: ClassVar[Shape] = local(_KEEPERS)

    id = primary_key()
    name = models.CharField(_("Tên máy"), max_length=120)
    role = models.CharField(max_length=10, choices=Role.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    url = models.CharField(_("Địa chỉ"), max_length=300, blank=True)
    public_key = models.BinaryField()
    box_key = models.BinaryField(default=bytes)
    is_hub = models.BooleanField(_("Có máy bên dưới"), default=False)

    unit_id = IdField(null=True)
    unit_name = models.CharField(_("Đơn vị"), max_length=200, blank=True)
    path = models.CharField(max_length=400, blank=True)
    chain = models.CharField(max_length=20, blank=True)
    hub_chain = models.CharField(max_length=20, blank=True)
    compartments = models.JSONField(default=list)
    slot = models.PositiveIntegerField(default=0)
    mark = models.CharField(max_length=12, blank=True)
    mark_number = models.PositiveIntegerField(default=0)
    mark_epoch = models.PositiveIntegerField(default=0)

    epoch = models.PositiveIntegerField(default=0)
    counter = models.BigIntegerField(default=0)
    sent_counter = models.BigIntegerField(default=0)

    version = models.CharField(_("Phiên bản"), max_length=40, blank=True)
    schema_ver = models.PositiveSmallIntegerField(default=0)
    offset_ms = models.BigIntegerField(null=True)
    queue = models.JSONField(default=dict)
    disk_free_mb = models.BigIntegerField(null=True)
    last_seen_at = models.DateTimeField(_("Nghe thấy lần cuối"), null=True)
    last_ok_at = models.DateTimeField(_("Trao đổi xong lần cuối"), null=True)
    last_error = models.CharField(_("Lỗi lần cuối"), max_length=300, blank=True)

    asked_at = models.DateTimeField(_("Xin vào lúc"), default=clock.now)
    enrolled_at = models.DateTimeField(_("Duyệt lúc"), null=True)
    approved_by = IdField(null=True)
    approved_by_name = models.CharField(_("Người duyệt"), max_length=120, blank=True)
    suspended_at = models.DateTimeField(_("Tạm ngừng lúc"), null=True)
    lost_at = models.DateTimeField(_("Báo mất lúc"), null=True)
    wrong_readings = models.PositiveSmallIntegerField(default=0)
    flagged = models.CharField(_("Cần xem"), max_length=300, blank=True)

    objects = PeerRows.as_manager()

    class Meta:
        verbose_name = _("Máy")
        indexes: ClassVar = [models.Index(fields=["role", "state"], name="peer_by_role")]

    def __str__(self) -> str:
        return self.name

    def save(self, *said: Any, **more: Any) -> None:
        with transaction.atomic():
            if not ON_THE_ROLL.isdisjoint(more.get("update_fields") or ON_THE_ROLL):
                Roll.turn()
            super().save(*said, **more)

    def delete(self, *said: Any, **more: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            Roll.turn()
            return super().delete(*said, **more)


class Invitation(models.Model):
    """A code that lets one machine ask, once. Only what proves the code is kept, never the code.

    for_node: a machine known already whose key is lost (its disk died); only it may come with a new key.
    """

    shape: ClassVar[Shape] = local(_KEEPERS)

    id = primary_key()
    locator = models.CharField(max_length=4, db_index=True)
    proof_key = models.BinaryField()
    unit_id = IdField()
    unit_name = models.CharField(_("Đơn vị"), max_length=200)
    path = models.CharField(max_length=400)
    chain = models.CharField(max_length=20)
    compartments = models.JSONField(default=list)
    is_hub = models.BooleanField(default=False)
    for_node = IdField(null=True)
    issued_at = models.DateTimeField(_("Cấp lúc"), default=clock.now)
    issued_by = IdField()
    issued_by_name = models.CharField(_("Người cấp"), max_length=120)
    expires_at = models.DateTimeField(_("Hết hạn lúc"))
    used_at = models.DateTimeField(_("Dùng lúc"), null=True)
    used_by = IdField(null=True)
    withdrawn_at = models.DateTimeField(_("Thu hồi lúc"), null=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("Mã mời máy trạm")

    def __str__(self) -> str:
        return self.locator


class Refusal(models.Model):
    """How often a kind of request was refused on a day, from whom; counted, never kept word for word."""

    shape: ClassVar[Shape] = local(_KEEPERS)

    id = primary_key()
    day = models.DateField()
    peer_id = IdField(null=True)
    code = models.CharField(max_length=30)
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["day", "code"], name="refusal_of_day")]

    def __str__(self) -> str:
        return self.code


class Mark(models.Model):
    """The letters before the numbers of this node, one an epoch; none until a hub or a restore asks for
    them. is_given: by the hub; else made here after a restore, until the hub answers. depth: how many
    hubs stand above; slot: see Peer."""

    shape: ClassVar[Shape] = local(_KEEPERS)

    epoch = models.PositiveIntegerField(primary_key=True)
    text = models.CharField(max_length=12, blank=True)
    slot = models.PositiveIntegerField(default=0)
    depth = models.PositiveIntegerField(default=0)
    is_given = models.BooleanField(default=False)
    began_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return self.text


class NodeAct(SyncedModel):
    """What was done about a machine, by whom: invited, asked, approved, suspended, resumed, lost …"""

    shape: ClassVar[Shape] = Shape("unit", "fact", _KEEPERS)

    unit_id = IdField()
    node_id = IdField(null=True)
    node_name = models.CharField(_("Máy"), max_length=120, blank=True)
    act = models.CharField(_("Việc"), max_length=30)
    why = models.CharField(_("Lý do"), max_length=300, blank=True)
    by_name = models.CharField(_("Người làm"), max_length=120)
    at = models.DateTimeField(_("Lúc"), default=clock.now)

    class Meta:
        verbose_name = _("Việc về máy")
        indexes: ClassVar = [
            models.Index(fields=["node_id", "at"], name="act_on_node"),
            models.Index(fields=["unit_id", "at"], name="act_on_node_of_unit"),
        ]

    def __str__(self) -> str:
        return self.act
