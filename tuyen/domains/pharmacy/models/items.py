"""What a store keeps, and the lots in which it came."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.pharmacy.rules import lots
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

STAFF = "staff of the unit who dispense or keep its store"


class Item(ChangingModel):
    """One drug, vaccine or supply of a unit's store, counted in `pack_unit` (tablet, bottle, piece).

    drug_code: how prescriptions name it (formulary or the unit's own list); empty for supplies.
    ingredients: names as allergies are checked by, joined by “;”.
    """

    shape: ClassVar[Shape] = Shape(
        "unit", "register", STAFF, groups=(("name", "strength", "form", "fold"),)
    )

    class Kind(models.TextChoices):
        DRUG = "drug", _("Thuốc")
        VACCINE = "vaccine", _("Vắc xin, sinh phẩm")
        SUPPLY = "supply", _("Vật tư")

    class Control(models.TextChoices):
        """TT 26/2025/TT-BYT, TT 20/2017/TT-BYT: which book it stands in, who must sign."""

        COMMON = "C", _("Thuốc thường")
        NARCOTIC = "N", _("Gây nghiện")
        PSYCHOTROPIC = "H", _("Hướng thần, tiền chất")

    unit_id = IdField()
    kind = models.CharField(_("Loại"), max_length=10, choices=Kind, default=Kind.DRUG)
    drug_code = models.CharField(max_length=40, blank=True)
    name = models.CharField(_("Tên"), max_length=200)
    ingredients = models.CharField(_("Hoạt chất"), max_length=300, blank=True)
    strength = models.CharField(_("Hàm lượng"), max_length=60, blank=True)
    form = models.CharField(_("Dạng bào chế"), max_length=40, blank=True)
    route = models.CharField(_("Đường dùng"), max_length=30, blank=True)
    pack_unit = models.CharField(_("Đơn vị tính"), max_length=20)
    control = models.CharField(
        _("Kiểm soát"), max_length=1, choices=Control, default=Control.COMMON
    )
    is_used = models.BooleanField(_("Đang dùng"), default=True)
    fold = models.CharField(max_length=400)

    class Meta:
        verbose_name = _("Mặt hàng")
        indexes: ClassVar = [models.Index(fields=["unit_id", "fold"], name="item_of_unit")]

    def __str__(self) -> str:
        return f"{self.name} {self.strength}".strip()

    @property
    def is_controlled(self) -> bool:
        return self.control != self.Control.COMMON


class ItemCode(ChangingModel):
    """A code of the item in another's list: insurance, ATC, the national drug database."""

    shape: ClassVar[Shape] = Shape("unit", "set", STAFF)

    class Scheme(models.TextChoices):
        INSURANCE = "bhyt", _("Mã thuốc BHYT")
        ATC = "atc", _("Mã ATC")
        REGISTRATION = "registration", _("Số đăng ký")
        NATIONAL = "national", _("Mã cơ sở dữ liệu dược quốc gia")

    unit_id = IdField()
    item = models.ForeignKey(Item, models.PROTECT, related_name="codes")
    scheme = models.CharField(_("Bảng mã"), max_length=20, choices=Scheme)
    code = models.CharField(_("Mã"), max_length=40)

    class Meta:
        verbose_name = _("Mã của mặt hàng")

    def __str__(self) -> str:
        return self.code


class StockLot(ChangingModel):
    """One lot of one item from one source. `unit_price`: whole đồng for one `pack_unit`."""

    shape: ClassVar[Shape] = Shape(
        "unit", "register", STAFF, groups=(("status", "recall_reason", "recalled_on"),)
    )

    class Status(models.TextChoices):
        USABLE = lots.Status.USABLE.value, _("Dùng được")
        RECALLED = lots.Status.RECALLED.value, _("Bị thu hồi")

    unit_id = IdField()
    item = models.ForeignKey(Item, models.PROTECT, related_name="lots")
    drug_code = models.CharField(max_length=40, blank=True)
    lot_number = models.CharField(_("Số lô"), max_length=40)
    expires_on = models.DateField(_("Hạn dùng"), null=True)
    source = models.CharField(_("Nguồn"), max_length=20)
    source_note = models.CharField(_("Chương trình, nhà tài trợ"), max_length=120, blank=True)
    maker = models.CharField(_("Nhà sản xuất"), max_length=120, blank=True)
    registration_number = models.CharField(_("Số đăng ký"), max_length=40, blank=True)
    unit_price = models.BigIntegerField(_("Đơn giá"), null=True)
    status = models.CharField(_("Trạng thái"), max_length=10, choices=Status, default="usable")
    recall_reason = models.CharField(_("Căn cứ thu hồi"), max_length=300, blank=True)
    recalled_on = models.DateField(_("Thu hồi ngày"), null=True)

    class Meta:
        verbose_name = _("Lô")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status="usable", recalled_on=None)
                | models.Q(status="recalled", recalled_on__isnull=False),
                name="a_recall_has_its_day",
            )
        ]

    def __str__(self) -> str:
        return self.lot_number
