"""The network: every unit in one tree of two chains, and what is licensed, coded and tied across it."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "own chain of command; of the other chain only kinds marked open in the rulebook"


class Chain(models.TextChoices):
    """Two chains of command direct the network."""

    MOH = "moh", _("Ngành y tế")
    POLICE = "police", _("Công an nhân dân")


class NetworkRow(ChangingModel):
    """A row of the network: the same on every node, its history kept under the unit it tells of."""

    class Meta:
        abstract = True

    def log_key(self) -> tuple[uuid.UUID | None, uuid.UUID | None, str]:
        return None, self.told_of(), ""

    def told_of(self) -> uuid.UUID:
        raise NotImplementedError


class Unit(NetworkRow):
    """Any node of the tree. `path` is made of the ids above it and is how scope is asked:
    a unit is below another when its path begins with the other's."""

    shape: ClassVar[Shape] = Shape(
        "reference",
        "register",
        SCOPE,
        groups=(
            ("parent_id", "path", "chain"),
            ("commune_code", "province_code", "address", "lat", "lon"),
            ("valid_from", "valid_to", "legal_basis"),
        ),
    )

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("Trực thuộc")
    )
    path = models.CharField(max_length=400, db_index=True)
    kind = models.CharField(_("Loại"), max_length=40)
    chain = models.CharField(_("Hệ thống"), max_length=20, choices=Chain)
    name = models.CharField(_("Tên đơn vị"), max_length=200)
    short_name = models.CharField(_("Tên ngắn"), max_length=60, blank=True)
    name_fold = models.CharField(max_length=260)
    commune_code = models.CharField(_("Xã, phường"), max_length=5, blank=True)
    province_code = models.CharField(_("Tỉnh, thành phố"), max_length=2, blank=True)
    address = models.CharField(_("Địa chỉ"), max_length=200, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=30, blank=True)
    lat = models.FloatField(_("Vĩ độ"), null=True)
    lon = models.FloatField(_("Kinh độ"), null=True)
    valid_from = models.DateField(_("Từ ngày"), null=True)
    valid_to = models.DateField(_("Đến ngày"), null=True)
    legal_basis = models.CharField(_("Văn bản"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Đơn vị")
        indexes: ClassVar = [
            models.Index(fields=["parent", "name"], name="unit_by_parent"),
            models.Index(fields=["province_code", "kind"], name="unit_by_province"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="unit_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return self.short_name or self.name

    def told_of(self) -> uuid.UUID:
        id_: uuid.UUID = self.id
        return id_


class Facility(NetworkRow):
    """A unit licensed to treat, as rated over one period. A new rating is a new row, because
    a report counts by the class that held on the day of the visit."""

    shape: ClassVar[Shape] = Shape(
        "reference",
        "register",
        SCOPE,
        groups=(
            ("care_level", "score", "scored_on"),
            ("valid_from", "valid_to", "legal_basis"),
        ),
    )

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ratings")
    licence_number = models.CharField(_("Số giấy phép hoạt động"), max_length=60, blank=True)
    care_level = models.CharField(_("Cấp chuyên môn"), max_length=20, blank=True)
    score = models.FloatField(_("Điểm xếp cấp"), null=True)
    scored_on = models.DateField(_("Ngày chấm điểm"), null=True)
    tier = models.CharField(_("Tuyến trước đây"), max_length=20, blank=True)
    facility_class = models.CharField(_("Hạng"), max_length=10, blank=True)
    beds = models.PositiveIntegerField(_("Giường kế hoạch"), null=True)
    valid_from = models.DateField(_("Từ ngày"), null=True)
    valid_to = models.DateField(_("Đến ngày"), null=True)
    legal_basis = models.CharField(_("Văn bản"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Xếp cấp, hạng")
        indexes: ClassVar = [models.Index(fields=["unit", "valid_from"], name="rating_by_unit")]

    def __str__(self) -> str:
        return f"{self.care_level} {self.facility_class}".strip()

    def told_of(self) -> uuid.UUID:
        return self.unit_id


class CodeSystem(models.TextChoices):
    """Who gave the code. Insurance: 5 characters; practice management: GLN of 13 digits."""

    BHYT5 = "bhyt5", _("Mã bảo hiểm y tế (5 ký tự)")
    GLN13 = "gln13", _("Mã GLN (13 số)")
    INTERNAL = "internal", _("Mã nội bộ")


class FacilityCode(NetworkRow):
    """A code that a unit bears over a time; codes change with mergers and are kept."""

    shape: ClassVar[Shape] = Shape(
        "reference", "register", SCOPE, groups=(("valid_from", "valid_to", "legal_basis"),)
    )

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="codes")
    system = models.CharField(_("Loại mã"), max_length=10, choices=CodeSystem)
    code = models.CharField(_("Mã"), max_length=20)
    valid_from = models.DateField(_("Từ ngày"), null=True)
    valid_to = models.DateField(_("Đến ngày"), null=True)
    legal_basis = models.CharField(_("Văn bản"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Mã đơn vị")
        indexes: ClassVar = [models.Index(fields=["system", "code"], name="unit_by_code")]

    def __str__(self) -> str:
        return self.code

    def told_of(self) -> uuid.UUID:
        return self.unit_id


class AffiliationKind(models.TextChoices):
    """Ties across the tree; `upper` first, `lower` second."""

    SATELLITE = "satellite", _("Bệnh viện hạt nhân – vệ tinh")
    REGION_LEAD = "region_lead", _("Bệnh viện đầu mối của cụm")
    REGION_MEMBER = "region_member", _("Đơn vị trong cụm")
    STEERING = "steering", _("Chỉ đạo tuyến")
    TRAINING = "training", _("Cơ sở đào tạo – thực hành")


class Affiliation(NetworkRow):
    """Two units tied over a time: core and satellite, a region and its lead or a member."""

    shape: ClassVar[Shape] = Shape(
        "reference", "register", SCOPE, groups=(("valid_from", "valid_to", "legal_basis"),)
    )

    upper = models.ForeignKey(Unit, models.PROTECT, related_name="ties_down")
    lower = models.ForeignKey(Unit, models.PROTECT, related_name="ties_up")
    kind = models.CharField(_("Quan hệ"), max_length=20, choices=AffiliationKind)
    valid_from = models.DateField(_("Từ ngày"), null=True)
    valid_to = models.DateField(_("Đến ngày"), null=True)
    legal_basis = models.CharField(_("Văn bản"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Quan hệ giữa đơn vị")

    def __str__(self) -> str:
        return self.kind

    def told_of(self) -> uuid.UUID:
        return self.upper_id
