"""Provinces and communes with the days on which they existed.

A code alone is no key: 00004 was the ward Trúc Bạch and is the ward Ba Đình.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import primary_key
from tuyen.platform.changes.shape import Shape, catalogue


class Area(models.Model):
    """One administrative unit in one version. Addresses keep the code that was valid at entry."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Tỉnh, thành phố")
        COMMUNE = "commune", _("Xã, phường, đặc khu")

    shape: ClassVar[Shape] = catalogue()

    id = primary_key()
    code = models.CharField(_("Mã"), max_length=5)
    level = models.CharField(_("Cấp"), max_length=10, choices=Level.choices)
    name = models.CharField(_("Tên"), max_length=80)
    full_name = models.CharField(_("Tên đầy đủ"), max_length=100)
    search_fold = models.CharField(max_length=250)
    kind = models.CharField(_("Loại"), max_length=40)
    parent_code = models.CharField(_("Thuộc"), max_length=2, blank=True)
    former_district = models.CharField(_("Huyện cũ"), max_length=80, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    area_km2 = models.FloatField(_("Diện tích (km²)"), null=True)
    valid_from = models.DateField(_("Từ ngày"))
    valid_to = models.DateField(_("Đến ngày"), null=True)
    legal_basis = models.CharField(_("Căn cứ"), max_length=200)

    class Meta:
        verbose_name = _("Địa bàn")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["level", "code", "valid_from"], name="one_area_a_code_and_day"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["level", "parent_code", "name"], name="area_by_parent")
        ]

    def __str__(self) -> str:
        return self.full_name


class AreaChange(models.Model):
    """What became of an area: the new one took all of it, or a part."""

    class Link(models.TextChoices):
        WHOLE = "whole", _("Toàn bộ")
        SPLIT = "split", _("Một phần")
        SPLIT_DEFAULT = "split-default", _("Phần lớn")

    shape: ClassVar[Shape] = catalogue()

    id = primary_key()
    level = models.CharField(max_length=10, choices=Area.Level.choices)
    old_code = models.CharField(max_length=5)
    new_code = models.CharField(max_length=5)
    link = models.CharField(max_length=15, choices=Link.choices)
    effective_on = models.DateField()

    class Meta:
        verbose_name = _("Thay đổi địa bàn")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["level", "old_code", "new_code", "effective_on"],
                name="one_link_a_change",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["new_code"], name="area_change_by_new")]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}"
