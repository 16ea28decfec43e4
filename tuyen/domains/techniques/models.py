"""What a facility may do, and how it learns more: the ledger of transfers with both sides."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape
from tuyen.record.models.procedures import ProcedureOutcome

SCOPE = "both sides of the line of direction: the unit itself and whoever directs it"


class Source(models.TextChoices):
    DECISION = "decision", _("Quyết định")
    IMPORT = "import", _("Nhập từ tệp")
    TRANSFER = "transfer", _("Chuyển giao")


class ApprovedTechnique(ChangingModel):
    """A technique that a facility may do, by whose decision, from when to when.

    letter: tier of the former list (A–D), taken over from the catalogue so that coverage is counted by
    the index alone.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(("valid_from", "valid_to", "ended_reason"),),
        reach="up",
        along=("transfer_id",),
        by_both=True,
    )

    unit_id = IdField()
    code = models.CharField(_("Mã kỹ thuật"), max_length=20)
    name = models.CharField(_("Tên kỹ thuật"), max_length=300)
    chapter = models.CharField(_("Chương"), max_length=10, blank=True)
    letter = models.CharField(max_length=1, blank=True)
    technique_class = models.CharField(_("Loại"), max_length=5, blank=True)
    decision_number = models.CharField(_("Số quyết định"), max_length=60)
    valid_from = models.DateField(_("Ngày quyết định"))
    valid_to = models.DateField(_("Thôi làm từ ngày"), null=True)
    ended_reason = models.CharField(_("Lý do thôi"), max_length=300, blank=True)
    source = models.CharField(_("Nguồn"), max_length=10, choices=Source, default=Source.DECISION)
    transfer_id = IdField(null=True)

    class Meta:
        verbose_name = _("Kỹ thuật được duyệt")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "code"], name="approved_of_unit"),
            models.Index(fields=["unit_id", "valid_to", "letter"], name="approved_by_letter"),
        ]

    def __str__(self) -> str:
        return self.name


class TechniqueTransfer(ChangingModel):
    """One technique on its way from one facility (giver) to another (`unit_id`, the receiver).

    supervised_cases: how many cases under the expert's eyes the two have agreed on; empty: the
    rulebook's number. last_case_on: newest case at the receiver; kept by a projection, does not travel.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("stage", "stage_on"),
            ("agreement_number", "agreement_id", "supervised_cases", "agreed_on"),
            ("certified_on", "decision_number"),
        ),
        reach="up",
        to=("giver_unit_id",),
        needs=("agreement_id",),
    )
    local_fields: ClassVar[tuple[str, ...]] = ("last_case_on",)

    unit_id = IdField()
    giver_unit_id = IdField(db_index=True)
    code = models.CharField(_("Mã kỹ thuật"), max_length=20)
    name = models.CharField(_("Tên kỹ thuật"), max_length=300)
    stage = models.CharField(_("Bước"), max_length=12)
    stage_on = models.DateField(_("Từ ngày"))
    requested_on = models.DateField(_("Ngày đề nghị"))
    reason = models.CharField(_("Vì sao cần"), max_length=500, blank=True)
    agreed_on = models.DateField(_("Ngày thỏa thuận"), null=True)
    agreement_number = models.CharField(_("Số thỏa thuận"), max_length=60, blank=True)
    agreement_id = IdField(null=True)
    supervised_cases = models.PositiveSmallIntegerField(_("Số ca làm có kèm"), null=True)
    certified_on = models.DateField(_("Ngày công nhận"), null=True)
    decision_number = models.CharField(_("Số quyết định"), max_length=60, blank=True)
    last_case_on = models.DateField(_("Ca gần nhất"), null=True)

    class Meta:
        verbose_name = _("Chuyển giao kỹ thuật")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "code"], name="transfer_of_unit"),
            models.Index(fields=["code", "stage"], name="transfer_by_code"),
        ]

    def __str__(self) -> str:
        return self.name


class Side(models.TextChoices):
    GIVER = "giver", _("Bên chuyển giao")
    RECEIVER = "receiver", _("Bên tiếp nhận")


class TransferMember(ChangingModel):
    """Somebody who takes part, of either side; an expert of the giver signs, a learner does cases."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        reach="up",
        along=("transfer_id",),
        needs=("staff_id",),
        by_both=True,
    )

    unit_id = IdField()
    transfer_id = IdField()
    staff_id = IdField(db_index=True)
    name = models.CharField(_("Họ tên"), max_length=120)
    side = models.CharField(_("Bên"), max_length=10, choices=Side)
    task = models.CharField(_("Việc"), max_length=120, blank=True)
    valid_from = models.DateField(_("Từ ngày"))
    valid_to = models.DateField(_("Đến ngày"), null=True)

    class Meta:
        verbose_name = _("Người tham gia chuyển giao")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "transfer_id"], name="member_of_transfer")
        ]

    def __str__(self) -> str:
        return self.name


class TransferStep(SyncedModel):
    """One stage that was reached: by whose signature, on how many cases, with what paper."""

    shape: ClassVar[Shape] = Shape(
        "unit", "fact", SCOPE, reach="up", along=("transfer_id",), by_both=True
    )

    unit_id = IdField()
    transfer_id = IdField()
    stage = models.CharField(_("Bước"), max_length=12)
    day = models.DateField(_("Ngày"))
    signer_id = IdField(null=True)
    signer_name = models.CharField(_("Người ký"), max_length=120, blank=True)
    cases = models.PositiveIntegerField(_("Số ca đã có"), default=0)
    document = models.CharField(_("Số văn bản"), max_length=60, blank=True)
    note = models.TextField(_("Nhận xét"), blank=True)
    recorded_at = models.DateTimeField(_("Ghi lúc"))
    recorded_by_name = models.CharField(_("Người ghi"), max_length=120, blank=True)
    recorded_unit_name = models.CharField(_("Đơn vị ghi"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Bước chuyển giao")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "transfer_id"], name="step_of_transfer")
        ]

    def __str__(self) -> str:
        return self.stage


class PrerequisiteNote(SyncedModel):
    """Where no register answers, somebody looked: it is there, or it is not. The newest counts."""

    shape: ClassVar[Shape] = Shape(
        "unit", "fact", SCOPE, reach="up", along=("transfer_id",), by_both=True
    )

    unit_id = IdField()
    transfer_id = IdField()
    kind = models.CharField(_("Loại"), max_length=12)
    code = models.CharField(_("Mã"), max_length=60)
    is_there = models.BooleanField(_("Đã có"))
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)
    noted_at = models.DateTimeField(_("Ghi lúc"))
    noted_by_name = models.CharField(_("Người ghi"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Điều kiện đã xem")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "transfer_id"], name="prerequisite_of_transfer")
        ]

    def __str__(self) -> str:
        return self.code


class TransferCase(ChangingModel):
    """A case at one of the two facilities in which people of the transfer took part, without its patient.

    What the other side counts and signs by where it works at a machine that never gets the chart
    (ADR 0024). unit_id: the facility where it was done, which alone writes it; other_unit_id: the other
    side. The id follows from the transfer and the procedure; code is the transfer's.
    """

    shape: ClassVar[Shape] = Shape(
        "unit", "register", SCOPE, reach="up", to=("other_unit_id",), along=("transfer_id",)
    )

    unit_id = IdField()
    other_unit_id = IdField()
    transfer_id = IdField()
    procedure_id = IdField()
    code = models.CharField(_("Mã kỹ thuật"), max_length=20)
    day = models.DateField(_("Ngày làm"))
    performer_id = IdField(null=True)
    performer_name = models.CharField(_("Người làm chính"), max_length=120)
    supervisor_id = IdField(null=True)
    supervisor_name = models.CharField(_("Chuyên gia kèm"), max_length=120, blank=True)
    assistants: Any = models.JSONField(_("Người phụ"), default=list)
    outcome = models.CharField(_("Kết quả"), max_length=12, choices=ProcedureOutcome)
    is_struck = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Ca của lần chuyển giao")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "transfer_id"], name="case_of_transfer"),
            models.Index(fields=["unit_id", "code", "day"], name="told_case_at_facility"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.day:%d/%m/%Y}"

    @property
    def facility_id(self) -> Any:
        return self.unit_id

    @property
    def assistant_ids(self) -> list[str]:
        return [each["id"] for each in self.assistants if each.get("id")]

    @property
    def assistant_names(self) -> str:
        return ", ".join(each["name"] for each in self.assistants)
