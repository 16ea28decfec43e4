"""Sheets of vaccine need: what is reckoned with, place by place."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.vaccine_supply.rules import supply
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
    """A place that draws its own vials. people: age band → people, empty while nobody said how many;
    source: where their number is from."""

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


class VaccineRequest(ChangingModel):
    """A unit asks the one above, or one of the other chain, for so many doses; that one allocates.

    sheet_id, sheet_version: the need sheet that the figure was taken from, as it stood then.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        f"{SCOPE}; the unit that is asked",
        groups=(
            (
                "state",
                "doses_allocated",
                "allocation_way",
                "allocation_note",
                "allocated_on",
                "allocated_by_name",
            ),
        ),
        reach="up",
        to=("to_unit_id",),
    )

    class State(models.TextChoices):
        ASKED = supply.Step.ASKED.value, _("Chờ phân bổ")
        ALLOCATED = supply.Step.ALLOCATED.value, _("Đã phân bổ")
        DECLINED = supply.Step.DECLINED.value, _("Không cấp")
        WITHDRAWN = supply.Step.WITHDRAWN.value, _("Đã rút")

    class Risk(models.IntegerChoices):
        USUAL = 1, _("Như thường lệ")
        HIGH = 2, _("Nguy cơ cao")
        OUTBREAK = 3, _("Đang có dịch")

    class Way(models.TextChoices):
        NEED = supply.Way.NEED.value, _("Theo nhu cầu")
        RISK = supply.Way.RISK.value, _("Theo nguy cơ")

    unit_id = IdField()
    to_unit_id = IdField()
    sheet_id = IdField(null=True)
    sheet_version = models.PositiveIntegerField(default=0)
    vaccine = models.CharField(_("Vắc xin"), max_length=40)
    doses_a_vial = models.PositiveSmallIntegerField(_("Số liều một lọ"))
    doses_asked = models.PositiveIntegerField(_("Số liều đề nghị"))
    people = models.PositiveIntegerField(_("Số đối tượng"), default=0)
    risk = models.PositiveSmallIntegerField(_("Nguy cơ"), choices=Risk, default=Risk.USUAL)
    reason = models.CharField(_("Lý do"), max_length=300, blank=True)
    asked_on = models.DateField(_("Ngày đề nghị"))
    asked_by_name = models.CharField(_("Người đề nghị"), max_length=120)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State, default=State.ASKED)
    doses_allocated = models.PositiveIntegerField(_("Số liều phân bổ"), default=0)
    allocation_way = models.CharField(_("Cách phân bổ"), max_length=6, choices=Way, blank=True)
    allocation_note = models.CharField(_("Ghi chú phân bổ"), max_length=300, blank=True)
    allocated_on = models.DateField(_("Phân bổ ngày"), null=True)
    allocated_by_name = models.CharField(_("Người phân bổ"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Đề nghị cấp vắc xin")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "asked_on"], name="request_of_unit"),
            models.Index(fields=["to_unit_id", "state"], name="request_to_unit"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(unit_id=F("to_unit_id")), name="request_goes_to_another_unit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.vaccine} {self.asked_on:%d/%m/%Y}"


class VaccineDelivery(ChangingModel):
    """One lot that was sent for a request, and what of it arrived. unit_id: who sends."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        f"{SCOPE}; the unit that it is sent to",
        groups=(("state", "doses_received", "difference", "received_on", "received_by_name"),),
        reach="up",
        to=("to_unit_id",),
        needs=("request_id",),
    )

    class State(models.TextChoices):
        SENT = "sent", _("Đang chuyển")
        RECEIVED = "received", _("Đã nhận")

    unit_id = IdField()
    to_unit_id = IdField()
    request_id = IdField(db_index=True)
    lot_number = models.CharField(_("Số lô"), max_length=40)
    expires_on = models.DateField(_("Hạn dùng"))
    doses = models.PositiveIntegerField(_("Số liều"))
    sent_on = models.DateField(_("Ngày gửi"))
    sent_by_name = models.CharField(_("Người gửi"), max_length=120)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State, default=State.SENT)
    doses_received = models.PositiveIntegerField(_("Số liều nhận"), null=True)
    difference = models.CharField(_("Chênh lệch"), max_length=300, blank=True)
    received_on = models.DateField(_("Ngày nhận"), null=True)
    received_by_name = models.CharField(_("Người nhận"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Lô vắc xin được cấp")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="sent", doses_received=None)
                | Q(state="received", doses_received__lte=F("doses"), received_on__isnull=False),
                name="a_lot_received_was_counted",
            )
        ]

    def __str__(self) -> str:
        return self.lot_number
