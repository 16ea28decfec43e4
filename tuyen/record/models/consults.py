"""A case put before an expert elsewhere: asked, talked over, advised, followed until discharge."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.chart import ChangingChartRow, ChartRow

SCOPE = "chart_of; the asking and the asked unit; the compartment"


class ConsultStatus(models.TextChoices):
    ASKED = "asked", _("Mới")
    ACCEPTED = "accepted", _("Đã nhận")
    IN_CONSULT = "in_consult", _("Đang hội chẩn")
    MORE_ASKED = "more_asked", _("Chờ bổ sung")
    ADVISED = "advised", _("Chờ kết quả điều trị")
    OUTCOME = "outcome", _("Đã có kết quả")
    CLOSED = "closed", _("Đã đóng")
    REFUSED = "refused", _("Từ chối")
    REDIRECTED = "redirected", _("Đã chuyển tiếp")
    CANCELLED = "cancelled", _("Đã rút")


class Consult(ChangingChartRow):
    """FHIR ServiceRequest with its Task. One row from question to outcome; the next tier is a new row.

    What it says of the person was true when it was sent. Modes: rulebook `teleconsult/modes`.
    group_ids: [{"account_id", "name", "unit_id"}], who answers beside the expert. study_ids,
    document_ids: pictures and papers of the chart that were pointed at. owed, owed_on: what the asking
    unit owes next after an advice, and by when: follow (ask the person), result (how it ended).
    """

    shape: ClassVar[Shape] = Shape(
        "patient",
        "state",
        SCOPE,
        ends_care="ended_on",
        groups=(
            ("outcome", "outcome_on", "discharged_on", "agreed", "agreed_note"),
            ("expert_id", "expert_staff_id", "expert_name", "expert_unit_id"),
        ),
    )

    number = models.CharField(_("Số phiếu"), max_length=20)
    encounter_id = IdField(null=True)
    follows_id = IdField(null=True)
    hotline_call_id = IdField(null=True)
    referral_id = IdField(null=True)
    from_unit_id = IdField()
    to_unit_id = IdField()
    day = models.DateField(_("Ngày hỏi"))
    status = models.CharField(
        _("Trạng thái"), max_length=12, choices=ConsultStatus, default="asked"
    )
    mode = models.CharField(_("Hình thức"), max_length=12, default="support")
    urgency = models.CharField(_("Mức khẩn"), max_length=12)
    specialty = models.CharField(_("Chuyên khoa"), max_length=20)
    question = models.CharField(_("Câu hỏi"), max_length=200)
    response_id = IdField(null=True)
    diagnosis_code = models.CharField(_("Mã bệnh"), max_length=10, blank=True)
    diagnosis = models.CharField(_("Chẩn đoán sơ bộ"), max_length=300, blank=True)
    signs = models.TextField(_("Bệnh sử, dấu hiệu"), blank=True)
    results = models.TextField(_("Kết quả"), blank=True)
    treatment = models.TextField(_("Đã xử trí"), blank=True)
    document_ids = models.JSONField(default=list)
    study_ids = models.JSONField(default=list)
    is_informed = models.BooleanField(_("Người bệnh đã được thông báo"), default=False)
    consent_id = IdField(null=True)
    agreement_id = IdField(null=True)
    agreement_number = models.CharField(_("Theo thỏa thuận"), max_length=60, blank=True)
    asked_at = models.DateTimeField(_("Hỏi lúc"))
    asked_by = IdField()
    asked_by_name = models.CharField(_("Người hỏi"), max_length=120)
    asked_by_licence = models.CharField(_("Số giấy phép"), max_length=40, blank=True)
    answer_due_at = models.DateTimeField(_("Trả lời trước"))
    conclude_due_at = models.DateTimeField(_("Kết luận trước"))
    limits_from = models.CharField(_("Thời hạn theo"), max_length=12, blank=True)
    tier = models.PositiveSmallIntegerField(_("Lần chuyển cấp"), default=0)
    answered_at = models.DateTimeField(_("Trả lời đầu tiên"), null=True)
    expert_id = IdField(null=True)
    expert_staff_id = IdField(null=True)
    expert_unit_id = IdField(null=True)
    expert_name = models.CharField(_("Chuyên gia"), max_length=120, blank=True)
    group_ids = models.JSONField(default=list)
    decision_note = models.CharField(_("Lời nhắn"), max_length=300, blank=True)
    next_unit_id = IdField(null=True)
    advised_at = models.DateTimeField(_("Kết luận lúc"), null=True)
    owed = models.CharField(max_length=8, blank=True)
    owed_on = models.DateField(_("Bước sau trước ngày"), null=True)
    outcome = models.CharField(_("Kết quả điều trị"), max_length=2, blank=True)
    outcome_on = models.DateField(_("Ghi kết quả ngày"), null=True)
    discharged_on = models.DateField(_("Ra viện ngày"), null=True)
    agreed = models.CharField(_("Làm theo lời khuyên"), max_length=10, blank=True)
    agreed_note = models.CharField(_("Vì sao"), max_length=300, blank=True)
    held = models.CharField(_("Lời khuyên có đúng"), max_length=10, blank=True)
    closed_at = models.DateTimeField(_("Đóng lúc"), null=True)
    closed_by_name = models.CharField(_("Người đóng"), max_length=120, blank=True)
    billed_code = models.CharField(_("Mã dịch vụ"), max_length=30, blank=True)
    ended_on = models.DateField(_("Thôi mở hồ sơ từ"), null=True)

    class Meta:
        verbose_name = _("Hội chẩn từ xa")
        indexes: ClassVar = [
            models.Index(fields=["patient_id", "asked_at"], name="consult_of_patient"),
            models.Index(fields=["to_unit_id", "status", "asked_at"], name="consult_to_unit"),
            models.Index(fields=["from_unit_id", "status", "asked_at"], name="consult_from_unit"),
            models.Index(fields=["status", "answer_due_at"], name="consult_unanswered"),
        ]

    def __str__(self) -> str:
        return self.number


class ConsultBill(ChartRow):
    """What a person decided to bill for a case, or not to; the rulebook only proposes.

    unit_id: who bills. payer: rulebook `teleconsult/billing`. A later decision is a further row.
    """

    consult_id = IdField()
    unit_id = IdField()
    is_billed = models.BooleanField(_("Có thu"))
    code = models.CharField(_("Mã dịch vụ"), max_length=30, blank=True)
    name = models.CharField(_("Tên dịch vụ"), max_length=250, blank=True)
    payer = models.CharField(_("Ai trả"), max_length=12, blank=True)
    amount_dong = models.PositiveBigIntegerField(_("Số tiền"), null=True)
    basis = models.CharField(_("Căn cứ"), max_length=300, blank=True)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    at = models.DateTimeField(_("Lúc"))
    by_name = models.CharField(_("Người quyết định"), max_length=120)

    class Meta:
        verbose_name = _("Thanh toán hội chẩn")
        indexes: ClassVar = [
            models.Index(fields=["consult_id", "patient_id"], name="bill_of_consult")
        ]

    def __str__(self) -> str:
        return self.code


class ConsultStep(ChartRow):
    """One thing that happened or was said, in its order. FHIR Communication where something is said."""

    consult_id = IdField()
    kind = models.CharField(max_length=12)
    text = models.TextField(_("Nội dung"), blank=True)
    document_ids = models.JSONField(default=list)
    at = models.DateTimeField(_("Lúc"))
    by_id = IdField()
    by_name = models.CharField(_("Người ghi"), max_length=120)
    unit_id = IdField()
    minutes = models.PositiveIntegerField(_("Phút"), null=True)

    class Meta:
        verbose_name = _("Diễn biến hội chẩn")
        indexes: ClassVar = [
            models.Index(fields=["consult_id", "patient_id", "at"], name="step_of_consult")
        ]

    def __str__(self) -> str:
        return self.kind


class ConsultAdvice(ChangingChartRow):
    """What the expert proposes; the local doctor decides. A draft until signed, then never changed:
    an addendum is a new row that names the first (`adds_to_id`).

    proposals: [{"kind": "drug" or "test", "code", "name", "dose", "days", "quantity", "unit"}], taken
    over by the local doctor one by one."""

    shape: ClassVar[Shape] = Shape(
        "patient",
        "state",
        SCOPE,
        groups=(("status", "signed_at", "text", "kind", "orders", "proposals"),),
    )

    consult_id = IdField()
    adds_to_id = IdField(null=True)
    unit_id = IdField()
    status = models.CharField(max_length=8, default="draft")
    kind = models.CharField(_("Lời khuyên"), max_length=12, blank=True)
    diagnosis_code = models.CharField(_("Mã bệnh"), max_length=10, blank=True)
    diagnosis = models.CharField(_("Chẩn đoán"), max_length=300, blank=True)
    text = models.TextField(_("Ý kiến"), blank=True)
    orders = models.TextField(_("Thuốc, chỉ định đề nghị"), blank=True)
    proposals = models.JSONField(_("Đề nghị từng dòng"), default=list)
    technique_code = models.CharField(_("Kỹ thuật"), max_length=40, blank=True)
    destination = models.CharField(_("Chuyển đến"), max_length=200, blank=True)
    follow_days = models.JSONField(_("Theo dõi sau (ngày)"), default=list)
    author_id = IdField()
    author_name = models.CharField(_("Người khuyên"), max_length=120)
    author_licence = models.CharField(_("Số giấy phép"), max_length=40, blank=True)
    written_at = models.DateTimeField(_("Viết lúc"))
    signed_at = models.DateTimeField(_("Ký lúc"), null=True)

    class Meta:
        verbose_name = _("Lời khuyên hội chẩn")
        indexes: ClassVar = [
            models.Index(fields=["consult_id", "patient_id"], name="advice_of_consult")
        ]

    def __str__(self) -> str:
        return self.kind


class ConsultFollow(ChartRow):
    """How the person was after the advice. point: d1, d3, d7 …, discharge."""

    consult_id = IdField()
    unit_id = IdField()
    point = models.CharField(max_length=10)
    state = models.CharField(_("Tình trạng"), max_length=12)
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    at = models.DateTimeField(_("Lúc"))
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Theo dõi sau hội chẩn")
        indexes: ClassVar = [
            models.Index(fields=["consult_id", "patient_id"], name="follow_of_consult")
        ]

    def __str__(self) -> str:
        return self.point
