"""A formal consultation about a case (Luật KCB Điều 64), and the signed papers that came of a case."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import ChangingChartRow
from tuyen.record.models.consults import SCOPE


class SessionState(models.TextChoices):
    DRAFT = "draft", _("Đang ghi")
    CONCLUDED = "concluded", _("Chờ ký")
    SIGNED = "signed", _("Đã ký")


class ConsultSession(ChangingChartRow):
    """Who sat together, what each said, what was concluded. Written by the secretary; once the minutes
    are signed nothing of it changes.

    participants: [{"name", "title", "licence", "unit", "opinion", "account_id", "staff_id"}]; the ids
    are "" for somebody outside the system. paper_id: the minutes that wait for signatures, or bear them.
    """

    shape: ClassVar[Shape] = Shape(
        "patient",
        "state",
        SCOPE,
        groups=(
            ("chair_id", "chair_name", "chair_place", "chair_licence"),
            ("secretary_id", "secretary_name", "secretary_place", "secretary_licence"),
            ("status", "paper_id", "concluded_at", "signed_at"),
        ),
    )

    consult_id = IdField()
    unit_id = IdField()
    number = models.CharField(_("Số biên bản"), max_length=30)
    status = models.CharField(max_length=10, choices=SessionState, default="draft")
    started_at = models.DateTimeField(_("Bắt đầu"))
    ended_at = models.DateTimeField(_("Kết thúc"), null=True)
    place = models.CharField(_("Địa điểm"), max_length=200, blank=True)
    room_link = models.CharField(_("Phòng họp"), max_length=300, blank=True)
    chair_id = IdField(null=True)
    chair_name = models.CharField(_("Chủ tọa"), max_length=120, blank=True)
    chair_place = models.CharField(max_length=200, blank=True)
    chair_licence = models.CharField(max_length=40, blank=True)
    secretary_id = IdField(null=True)
    secretary_name = models.CharField(_("Thư ký"), max_length=120, blank=True)
    secretary_place = models.CharField(max_length=200, blank=True)
    secretary_licence = models.CharField(max_length=40, blank=True)
    participants = models.JSONField(_("Người dự"), default=list)
    discussion = models.TextField(_("Thảo luận"), blank=True)
    diagnosis = models.CharField(_("Chẩn đoán"), max_length=300, blank=True)
    conclusion = models.TextField(_("Kết luận"), blank=True)
    treatment = models.TextField(_("Hướng điều trị"), blank=True)
    technique = models.CharField(_("Kỹ thuật"), max_length=200, blank=True)
    destination = models.CharField(_("Chuyển đến"), max_length=200, blank=True)
    follow_plan = models.CharField(_("Theo dõi tiếp"), max_length=300, blank=True)
    link_quality = models.CharField(_("Đường truyền"), max_length=10, blank=True)
    link_note = models.CharField(_("Ghi chú đường truyền"), max_length=200, blank=True)
    opened_by = IdField()
    opened_by_name = models.CharField(_("Người mở"), max_length=120)
    paper_id = IdField(null=True)
    concluded_at = models.DateTimeField(_("Kết luận lúc"), null=True)
    signed_at = models.DateTimeField(_("Đủ chữ ký lúc"), null=True)

    class Meta:
        verbose_name = _("Phiên hội chẩn")
        indexes: ClassVar = [
            models.Index(fields=["consult_id", "patient_id"], name="session_of_consult")
        ]

    def __str__(self) -> str:
        return self.number


class PaperKind(models.TextChoices):
    MINUTES = "minutes", _("Biên bản hội chẩn")
    ADDENDUM = "addendum", _("Bản bổ sung biên bản hội chẩn")
    ADVICE = "advice", _("Phiếu tư vấn hội chẩn từ xa")


class ConsultPaper(ChangingChartRow):
    """Which signed paper (`platform.signing`) belongs to which case; its id is the paper's subject.

    paper_id: the SignedPaper. text: of an addendum. document_id: where it stands in the chart once
    every signature is there.
    """

    shape: ClassVar[Shape] = Shape(
        "patient", "state", SCOPE, groups=(("signed_at", "document_id"),)
    )

    consult_id = IdField()
    session_id = IdField(null=True)
    advice_id = IdField(null=True)
    kind = models.CharField(max_length=10, choices=PaperKind)
    number = models.CharField(_("Số"), max_length=40)
    text = models.TextField(_("Nội dung bổ sung"), blank=True)
    paper_id = IdField()
    issued_at = models.DateTimeField(_("Lập lúc"))
    issued_by = IdField()
    issued_by_name = models.CharField(_("Người lập"), max_length=120)
    signed_at = models.DateTimeField(_("Đủ chữ ký lúc"), null=True)
    document_id = IdField(null=True)

    class Meta:
        verbose_name = _("Giấy của ca hội chẩn")
        indexes: ClassVar = [
            models.Index(fields=["consult_id", "patient_id"], name="paper_of_consult")
        ]

    def __str__(self) -> str:
        return self.number
