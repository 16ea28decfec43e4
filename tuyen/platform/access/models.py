"""Who may do what, where. Units are known here only by id, path and chain (rulings 10)."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape, local


class ScopeNode(models.Model):
    """A unit as scope sees it; written by registry.facilities whenever the tree changes."""

    shape: ClassVar[Shape] = local("projection of the unit tree")

    unit_id = IdField(primary_key=True)
    path = models.CharField(max_length=400, db_index=True)
    chain = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    commune_code = models.CharField(max_length=5, blank=True)
    province_code = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return self.name


class RoleAssignment(ChangingModel):
    """One post of an account: a role at a unit, from one day to another."""

    shape: ClassVar[Shape] = Shape("unit", "register", "the account; administrators of the unit")

    account_id = IdField()
    unit_id = IdField()
    role = models.CharField(_("Vai trò"), max_length=40)
    valid_from = models.DateField(_("Từ ngày"), default=clock.today)
    valid_to = models.DateField(_("Đến ngày"), null=True, blank=True)
    granted_by = IdField(null=True)

    class Meta:
        verbose_name = _("Vị trí công tác")
        indexes: ClassVar = [
            models.Index(fields=["account_id"], name="post_of_account"),
            models.Index(fields=["unit_id"], name="post_at_unit"),
        ]

    def __str__(self) -> str:
        return self.role


class CompartmentGrant(ChangingModel):
    """Leave to see one sensitive compartment (custody, HIV…), given by a named person with a reason."""

    shape: ClassVar[Shape] = Shape("unit", "register", "the account; privacy officers")

    account_id = IdField()
    unit_id = IdField()
    compartment = models.CharField(_("Loại dữ liệu"), max_length=30)
    reason = models.CharField(_("Lý do"), max_length=300)
    granted_by = IdField(null=True)
    valid_from = models.DateField(_("Từ ngày"), default=clock.today)
    valid_to = models.DateField(_("Đến ngày"), null=True, blank=True)

    class Meta:
        verbose_name = _("Quyền xem dữ liệu nhạy cảm")
        indexes: ClassVar = [models.Index(fields=["account_id"], name="grant_of_account")]

    def __str__(self) -> str:
        return self.compartment

    def log_key(self) -> tuple[uuid.UUID | None, uuid.UUID | None, str]:
        """That somebody holds a grant is no secret of the compartment itself."""
        return None, self.unit_id, ""


class AccountAct(SyncedModel):
    """What was done to an account, by whom: created, password_reset, disabled, enabled, key_issued,
    key_revoked."""

    shape: ClassVar[Shape] = Shape("unit", "fact", "the account; administrators of the unit")

    account_id = IdField()
    unit_id = IdField()
    act = models.CharField(_("Việc"), max_length=30)
    username = models.CharField(_("Tên đăng nhập"), max_length=60)

    class Meta:
        verbose_name = _("Việc trên tài khoản")
        indexes: ClassVar = [models.Index(fields=["account_id"], name="act_on_account")]

    def __str__(self) -> str:
        return self.act


class CareLink(models.Model):
    """A unit cares for a person: the ground on which its staff may open the chart."""

    shape: ClassVar[Shape] = local("projection of visits, homes, referrals and custody")

    id = primary_key()
    patient_id = IdField()
    unit_id = IdField()
    kind = models.CharField(
        max_length=20
    )  # home, treating, referred, programme, teleconsult, custody
    compartment = models.CharField(max_length=20, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    # the clock at which its end was said: the latest word stands, in whatever order words arrive
    said_hlc = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient_id", "unit_id", "kind", "compartment"],
                name="one_link_of_a_kind",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "patient_id"], name="care_link_by_unit")
        ]

    def __str__(self) -> str:
        return self.kind


class ReadLog(models.Model):
    """Who looked at whose record, when and on what ground. Rows are added, never changed."""

    shape: ClassVar[Shape] = local("privacy officers; the person asked about")

    id = primary_key()
    at = models.DateTimeField(default=clock.now)
    account_id = IdField()
    unit_id = IdField(null=True)
    patient_id = IdField()
    what = models.CharField(max_length=40)
    ground = models.CharField(max_length=20)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["patient_id", "at"], name="read_log_by_person")]

    def __str__(self) -> str:
        return self.what


class BreakGlass(ChangingModel):
    """A chart opened in an emergency: with a reason, for an hour, for the privacy officer to judge."""

    shape: ClassVar[Shape] = Shape(
        "patient",
        "register",
        "whoever opened it; privacy officers; the person's own log",
    )

    patient_id = IdField()
    account_id = IdField()
    account_name = models.CharField(_("Người mở"), max_length=120)
    unit_id = IdField()
    reason = models.CharField(_("Lý do"), max_length=300)
    opened_at = models.DateTimeField(_("Mở lúc"))
    expires_at = models.DateTimeField(_("Hết hạn lúc"))
    reviewed_by = IdField(null=True)
    reviewed_at = models.DateTimeField(_("Duyệt lúc"), null=True)
    review = models.CharField(_("Kết luận"), max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["account_id", "expires_at"], name="break_glass_open"),
            models.Index(fields=["patient_id", "opened_at"], name="break_glass_of_person"),
        ]

    def __str__(self) -> str:
        return self.reason
