"""Code lists in their dated versions. Loaded from the rulebook, never edited by hand."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape, catalogue


class CodeSet(models.Model):
    """One version of one list: ICD-10 of Decision 4469, visit kinds of Decision 1804."""

    shape: ClassVar[Shape] = catalogue()

    id = primary_key()
    scheme = models.CharField(_("Danh mục"), max_length=40)
    version = models.CharField(_("Phiên bản"), max_length=40)
    title_vi = models.CharField(_("Tên"), max_length=200)
    title_en = models.CharField(_("Tên tiếng Anh"), max_length=200)
    source = models.CharField(_("Nguồn"), max_length=400)
    legal_basis = models.CharField(_("Căn cứ"), max_length=200)
    note_vi = models.CharField(_("Ghi chú"), max_length=400)
    valid_from = models.DateField(_("Từ ngày"))
    valid_to = models.DateField(_("Đến ngày"), null=True)
    verified = models.CharField(_("Mức xác minh"), max_length=1)
    sha256 = models.CharField(max_length=64)
    first = models.IntegerField()
    last = models.IntegerField()
    loaded_at = models.DateTimeField(_("Nạp lúc"), default=clock.now)

    class Meta:
        verbose_name = _("Danh mục")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scheme", "version"], name="one_version_of_a_scheme")
        ]

    def __str__(self) -> str:
        return str(self.title_en if get_language() == "en" and self.title_en else self.title_vi)

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    @property
    def is_unverified(self) -> bool:
        return self.verified == "M"


class Code(models.Model):
    """One entry. `position` is its place in the order in which search offers the entries."""

    shape: ClassVar[Shape] = catalogue()

    id = primary_key()
    code_set = models.ForeignKey(CodeSet, models.PROTECT, related_name="codes")
    position = models.IntegerField(unique=True)
    code = models.CharField(_("Mã"), max_length=20)
    code_printed = models.CharField(_("Mã như in"), max_length=20)
    name_vi = models.CharField(_("Tên"), max_length=300)
    name_en = models.CharField(_("Tên tiếng Anh"), max_length=300, blank=True)
    parent = models.CharField(_("Thuộc"), max_length=20, blank=True)
    fold = models.CharField(max_length=500)
    valid_from = models.DateField(_("Từ ngày"), null=True)
    valid_to = models.DateField(_("Đến ngày"), null=True)
    attributes: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("Mã")
        indexes: ClassVar = [
            models.Index(fields=["code_set", "code"], name="code_of_a_set"),
            models.Index(fields=["code_set", "parent"], name="code_by_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.code_printed} {self.name}"

    @property
    def name(self) -> str:
        """The name in the language of the page; Vietnamese where there is no other."""
        return str(self.name_en if get_language() == "en" and self.name_en else self.name_vi)

    @property
    def is_common(self) -> bool:
        """Does it stand in the list of common entries of its scheme?"""
        return bool(self.attributes.get("common"))


class FacilityDrug(ChangingModel):
    """A drug of the unit's own list; the unit's prescriptions offer these before the starter list.

    ingredients: names as in the starter formulary, joined by “;”, so that allergies are checked.
    """

    shape: ClassVar[Shape] = Shape(
        "unit", "register", "staff of the unit", groups=(("name", "strength", "form", "fold"),)
    )

    class Control(models.TextChoices):
        """TT 26/2025/TT-BYT: which book and which prescription form."""

        COMMON = "C", _("Thuốc thường")
        NARCOTIC = "N", _("Gây nghiện")
        PSYCHOTROPIC = "H", _("Hướng thần, tiền chất")

    unit_id = IdField()
    name = models.CharField(_("Tên thuốc"), max_length=200)
    ingredients = models.CharField(_("Hoạt chất"), max_length=300, blank=True)
    strength = models.CharField(_("Hàm lượng"), max_length=60, blank=True)
    form = models.CharField(_("Dạng bào chế"), max_length=40, blank=True)
    route = models.CharField(_("Đường dùng"), max_length=30, blank=True)
    pack_unit = models.CharField(_("Đơn vị tính"), max_length=20)
    dose = models.CharField(_("Cách dùng thường ghi"), max_length=300, blank=True)
    control = models.CharField(_("Loại"), max_length=1, choices=Control, default=Control.COMMON)
    insurance_code = models.CharField(_("Mã thuốc BHYT"), max_length=40, blank=True)
    registration_number = models.CharField(_("Số đăng ký"), max_length=40, blank=True)
    is_used = models.BooleanField(_("Đang dùng"), default=True)
    fold = models.CharField(max_length=400)

    class Meta:
        verbose_name = _("Thuốc của đơn vị")
        indexes: ClassVar = [models.Index(fields=["unit_id", "fold"], name="drug_of_unit")]

    def __str__(self) -> str:
        return f"{self.name} {self.strength}".strip()


class LocalValue(ChangingModel):
    """What a unit confirmed of an unverified rule: it counts in that unit and in those below it."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        "staff of the unit and of units below",
        groups=(("value", "source", "confirmed_by", "confirmed_by_id", "confirmed_on"),),
        safety=frozenset({"value"}),
        reach="down",
    )

    unit_id = IdField()
    rule = models.CharField(max_length=60)
    row = models.CharField(max_length=60)
    field = models.CharField(max_length=40)
    value = models.CharField(_("Giá trị"), max_length=300)
    source = models.CharField(_("Nguồn"), max_length=300)
    confirmed_by = models.CharField(_("Người xác nhận"), max_length=120)
    confirmed_by_id = IdField()
    confirmed_on = models.DateField(_("Xác nhận ngày"))
    valid_from = models.DateField(_("Áp dụng từ"))
    valid_to = models.DateField(_("Áp dụng đến"), null=True)

    class Meta:
        verbose_name = _("Giá trị đơn vị xác nhận")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "rule", "row"], name="local_value_of_unit")
        ]

    def __str__(self) -> str:
        return self.value
