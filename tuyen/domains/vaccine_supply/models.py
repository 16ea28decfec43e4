"""Sheets of vaccine need: what is reckoned with, place by place."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the unit, the units above it and the units that direct it"


class NeedSheet(ChangingModel):
    """How many doses of one vaccine for one period. Shares stand in percent.

    sources: name of a figure → where it was taken from; a figure without one is shown as not verified.
    version: how often the figures or places were changed; it is printed. cases_…: expected cases at the
    low, middle and high quantile of a forecast.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(("starts_on", "ends_on"), ("cases_low", "cases_mid", "cases_high")),
        reach="up",
    )

    unit_id = IdField()
    title = models.CharField(_("Tên bảng"), max_length=200)
    vaccine = models.CharField(_("Vắc xin"), max_length=40)
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến ngày"))
    version = models.PositiveIntegerField(_("Lần sửa"), default=1)
    coverage = models.FloatField(_("Tỷ lệ tiêm đạt (%)"))
    wastage = models.FloatField(_("Hao phí (%)"))
    buffer = models.FloatField(_("Dự phòng (%)"))
    spoilt = models.FloatField(_("Hỏng bơm kim tiêm (%)"))
    doses_a_vial = models.PositiveSmallIntegerField(_("Số liều một lọ"))
    doses_a_person = models.PositiveSmallIntegerField(_("Số liều một người"), default=1)
    cubic_cm_a_dose = models.FloatField(_("Thể tích bảo quản một liều (cm³)"))
    fridge_litres = models.FloatField(_("Dung tích tủ lạnh còn trống (lít)"), null=True)
    doses_a_team_day = models.FloatField(_("Số liều một đội tiêm một ngày"))
    team_days = models.PositiveSmallIntegerField(_("Số ngày tiêm"), default=1)
    round_a_case = models.FloatField(_("Số người tiêm quanh một ca dự báo"))
    cases_low = models.FloatField(_("Số ca dự báo, mức thấp"), default=0)
    cases_mid = models.FloatField(_("Số ca dự báo, mức giữa"), default=0)
    cases_high = models.FloatField(_("Số ca dự báo, mức cao"), default=0)
    sources = models.JSONField(_("Nguồn số liệu"), default=dict)
    is_struck = models.BooleanField(_("Đã bỏ"), default=False)

    class Meta:
        verbose_name = _("Bảng nhu cầu vắc xin")
        indexes: ClassVar = [models.Index(fields=["unit_id", "starts_on"], name="need_sheet_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="need_sheet_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.title


class NeedPlace(ChangingModel):
    """A place that draws its own vials. people: age band → people; source: where their number is from."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        reach="up",
        along=("sheet_id",),
        stays=(
            ("of_unit_id", "what a unit reckons for those below; they write sheets of their own"),
        ),
    )

    unit_id = IdField()
    sheet = models.ForeignKey(NeedSheet, models.PROTECT, related_name="places")
    of_unit_id = IdField(null=True)
    name = models.CharField(_("Xã, đơn vị"), max_length=200)
    name_fold = models.CharField(max_length=260)
    people = models.JSONField(_("Đối tượng theo nhóm tuổi"), default=dict)
    stock = models.PositiveIntegerField(_("Tồn dùng được (liều)"), default=0)
    sessions = models.PositiveSmallIntegerField(_("Số buổi tiêm"), default=0)
    source = models.CharField(_("Nguồn số đối tượng"), max_length=200, blank=True)
    is_struck = models.BooleanField(_("Đã bỏ"), default=False)

    class Meta:
        verbose_name = _("Nơi sử dụng vắc xin")

    def __str__(self) -> str:
        return self.name
