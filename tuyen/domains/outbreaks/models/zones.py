"""Zones (khoanh vùng) of an outbreak: the orders behind one, who lives inside, what was handed out."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.outbreaks.models.outbreaks import SCOPE, Outbreak
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class Zone(ChangingModel):
    """level and measures: codes of rulebook surveillance/zones.toml. hamlets: one in a line; none: the
    whole commune. *_known: as the registry counted; households, people: as a person corrected them."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("status", "lifted_on"),
            ("households_known", "people_known", "counted_on"),
            ("households", "people", "corrected_why", "corrected_by_name"),
        ),
        reach="up",
    )

    class Status(models.TextChoices):
        ACTIVE = "active", _("Đang khoanh vùng")
        LIFTED = "lifted", _("Đã dỡ bỏ")

    unit_id = IdField()
    outbreak = models.ForeignKey(Outbreak, models.PROTECT, related_name="zones")
    name = models.CharField(_("Tên vùng"), max_length=120)
    level = models.CharField(_("Mức khoanh vùng"), max_length=20)
    hamlets = models.TextField(_("Thôn, bản, tổ"), blank=True)
    bounds = models.CharField(
        _("Ranh giới, số hộ nêu trong quyết định"), max_length=500, blank=True
    )
    measures = models.JSONField(_("Biện pháp"), default=list)
    status = models.CharField(_("Tình trạng"), max_length=8, choices=Status, default="active")
    starts_on = models.DateField(_("Từ ngày"))
    until_on = models.DateField(_("Dự kiến đến ngày"))
    lifted_on = models.DateField(_("Ngày dỡ bỏ"), null=True)
    households_known = models.PositiveIntegerField(_("Số hộ trong sổ"), null=True)
    people_known = models.PositiveIntegerField(_("Số người trong sổ"), null=True)
    counted_on = models.DateField(_("Đếm ngày"), null=True)
    households = models.PositiveIntegerField(_("Số hộ thực tế"), null=True)
    people = models.PositiveIntegerField(_("Số người thực tế"), null=True)
    corrected_why = models.CharField(_("Căn cứ sửa số"), max_length=200, blank=True)
    corrected_by_name = models.CharField(_("Người sửa số"), max_length=120, blank=True)
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Vùng cách ly")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "outbreak", "starts_on"], name="zone_of_outbreak")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="active", lifted_on=None)
                | Q(status="lifted", lifted_on__isnull=False),
                name="a_lifted_zone_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("starts_on")), name="a_zone_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ZoneOrder(ChangingModel):
    """A zone is set, extended and lifted by an order each; what it said stays as it was said."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    class Kind(models.TextChoices):
        SET = "set", _("Thiết lập")
        EXTEND = "extend", _("Gia hạn")
        LIFT = "lift", _("Dỡ bỏ")

    unit_id = IdField()
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="orders")
    kind = models.CharField(_("Loại quyết định"), max_length=6, choices=Kind)
    number = models.CharField(_("Số quyết định"), max_length=60)
    signed_on = models.DateField(_("Ngày ký"))
    signed_by = models.CharField(_("Người ký"), max_length=120)
    why = models.CharField(_("Lý do, căn cứ"), max_length=300)
    effective_on = models.DateField(_("Hiệu lực từ"))
    until_on = models.DateField(_("Dự kiến đến ngày"), null=True)
    entered_at = models.DateTimeField(_("Ghi lúc"))
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Quyết định khoanh vùng")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "zone", "signed_on"], name="order_of_zone")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="lift", until_on=None)
                | (~Q(kind="lift") & Q(until_on__isnull=False)),
                name="an_order_of_a_zone_says_until_when",
            )
        ]

    def __str__(self) -> str:
        return self.number


class ZoneSupply(ChangingModel):
    """What the households inside were given on one day."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    unit_id = IdField()
    zone = models.ForeignKey(Zone, models.PROTECT, related_name="supplies")
    item = models.CharField(_("Mặt hàng"), max_length=120)
    amount = models.PositiveIntegerField(_("Số lượng"))
    amount_unit = models.CharField(_("Đơn vị tính"), max_length=30)
    households = models.PositiveIntegerField(_("Số hộ nhận"), null=True)
    given_on = models.DateField(_("Ngày cấp"))
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Vật tư cấp cho vùng cách ly")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "zone", "given_on"], name="supply_of_zone")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="a_supply_of_a_zone_is_something"
            )
        ]

    def __str__(self) -> str:
        return self.item
