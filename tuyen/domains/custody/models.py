"""Care in custody: the authority's papers, who must not meet, who guards, what was handed over."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "staff of the unit with custody.roster and the grant to custody; nobody else, in no count"


class LegalState(models.TextChoices):
    SENTENCED = "sentenced", _("Phạm nhân")
    PRE_TRIAL = "pre_trial", _("Người bị tạm giam")
    HELD = "held", _("Người bị tạm giữ")


class Paper(ChangingModel):
    """The legal side of one stay: whose custody, by which document, and the hand-over back."""

    shape: ClassVar[Shape] = Shape(
        "patient",
        "register",
        SCOPE,
        groups=(("handed_back_at", "handed_back_to", "hand_back_number"),),
    )

    patient_id = IdField()
    unit_id = IdField()
    compartment = models.CharField(max_length=20, default="custody")
    admission_id = IdField()
    legal_state = models.CharField(
        _("Tình trạng pháp lý"), max_length=12, choices=LegalState, default="sentenced"
    )
    authority = models.CharField(_("Cơ quan giam giữ"), max_length=200)
    number = models.CharField(_("Số lệnh trích xuất"), max_length=60)
    issued_on = models.DateField(_("Ngày ký"), null=True)
    guard_unit = models.CharField(_("Đơn vị canh gác"), max_length=120, blank=True)
    restraint = models.CharField(_("Biện pháp canh giữ"), max_length=300, blank=True)
    family_told_at = models.DateTimeField(_("Báo thân nhân lúc"), null=True)
    handed_back_at = models.DateTimeField(_("Bàn giao lại lúc"), null=True)
    handed_back_to = models.CharField(_("Người nhận lại"), max_length=120, blank=True)
    hand_back_number = models.CharField(_("Số văn bản bàn giao"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Giấy tờ giam giữ")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "admission_id"], name="custody_paper_of_stay")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(handed_back_at=None)
                | (Q(handed_back_to__gt="") & Q(hand_back_number__gt="")),
                name="handed_back_to_somebody_by_paper",
            )
        ]

    def __str__(self) -> str:
        return self.number


class NoContact(ChangingModel):
    """Two persons who must not meet (one case, or one endangers the other). `patient_id` < `other_id`."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE)

    unit_id = IdField()
    compartment = models.CharField(max_length=20, default="custody")
    patient_id = IdField()
    other_id = IdField()
    number = models.CharField(_("Số văn bản"), max_length=60, blank=True)
    ended_on = models.DateField(_("Hết hiệu lực"), null=True)

    class Meta:
        verbose_name = _("Cặp không được tiếp xúc")
        indexes: ClassVar = [
            models.Index(fields=["unit_id"], name="no_contact_at_unit"),
            models.Index(fields=["patient_id"], name="no_contact_of_person"),
            models.Index(fields=["other_id"], name="no_contact_of_other"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(patient_id=F("other_id")), name="no_contact_is_between_two"
            )
        ]

    def __str__(self) -> str:
        return self.number


class GuardDuty(ChangingModel):
    """One officer on one shift: which room is guarded, where the officer rests, whether meals are kept."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE)

    unit_id = IdField()
    compartment = models.CharField(max_length=20, default="custody")
    day = models.DateField(_("Ngày"))
    shift = models.CharField(_("Ca"), max_length=12)
    officer = models.CharField(_("Cán bộ"), max_length=120)
    force = models.CharField(_("Đơn vị cử"), max_length=120, blank=True)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    room_id = IdField(null=True)
    quarters_id = IdField(null=True)
    has_meals = models.BooleanField(_("Báo suất ăn"), default=True)
    is_off = models.BooleanField(_("Đã gỡ khỏi lịch"), default=False)

    class Meta:
        verbose_name = _("Lượt gác")
        indexes: ClassVar = [models.Index(fields=["unit_id", "day"], name="guard_duty_of_day")]

    def __str__(self) -> str:
        return self.officer


class HandOver(ChangingModel):
    """One shift gives the rooms to the next: how many by the roster, how many by count, what to know.

    Given by one officer, taken by another; a difference is never taken without a word on it.
    """

    shape: ClassVar[Shape] = Shape(
        "unit", "state", SCOPE, groups=(("taken_by", "taken_by_name", "taken_at", "counted"),)
    )

    unit_id = IdField()
    compartment = models.CharField(max_length=20, default="custody")
    day = models.DateField(_("Ngày"))
    shift = models.CharField(_("Ca"), max_length=12)
    listed = models.PositiveSmallIntegerField(_("Số người theo danh sách"))
    said = models.PositiveSmallIntegerField(_("Số người ca trước đếm"))
    counted = models.PositiveSmallIntegerField(_("Số người ca sau đếm"), null=True)
    note = models.CharField(_("Lưu ý"), max_length=500, blank=True)
    difference = models.CharField(_("Giải thích chênh lệch"), max_length=300, blank=True)
    given_by = IdField()
    given_by_name = models.CharField(_("Người giao"), max_length=120)
    given_at = models.DateTimeField(_("Giao lúc"))
    taken_by = IdField(null=True)
    taken_by_name = models.CharField(_("Người nhận"), max_length=120, blank=True)
    taken_at = models.DateTimeField(_("Nhận lúc"), null=True)

    class Meta:
        verbose_name = _("Bàn giao ca gác")
        indexes: ClassVar = [models.Index(fields=["unit_id", "given_at"], name="hand_over_at_unit")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
