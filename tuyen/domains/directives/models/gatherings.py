"""Conferences, workshops and working visits: sites, guests, attendance, papers, conclusions."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.shape import Shape

SCOPE = (
    "the host and whoever directs it; the units invited, with a site, or with a conclusion to do"
)


class GatheringKind(models.TextChoices):
    CONFERENCE = "conference", _("Hội nghị")
    WORKSHOP = "workshop", _("Hội thảo, tập huấn")
    WORKING_VISIT = "working_visit", _("Đoàn công tác, làm việc")


class GatheringMode(models.TextChoices):
    ON_SITE = "on_site", _("Trực tiếp")
    ON_LINE = "on_line", _("Trực tuyến")
    BOTH = "both", _("Trực tiếp và trực tuyến")


class GatheringStatus(models.TextChoices):
    PLANNED = "planned", _("Đang chuẩn bị")
    INVITED = "invited", _("Đã mời")
    CONCLUDED = "concluded", _("Đã kết luận")
    CANCELLED = "cancelled", _("Đã hủy")


class Gathering(ChangingModel):
    """One meeting of the host (`unit_id`). The minutes are closed with `concluded`; then nothing changes
    but the conclusions, which are tasks. `code`: what attenders type or scan."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(
            ("starts_at", "ends_at", "day"),
            ("status", "concluded_at", "concluded_by_name", "cancelled_why"),
        ),
        reach="up",
    )

    unit_id = IdField()
    kind = models.CharField(_("Loại"), max_length=20, choices=GatheringKind)
    mode = models.CharField(_("Hình thức"), max_length=10, choices=GatheringMode)
    title = models.CharField(_("Tên"), max_length=200)
    title_fold = models.CharField(max_length=300)
    day = models.DateField(_("Ngày"))
    starts_at = models.DateTimeField(_("Bắt đầu"))
    ends_at = models.DateTimeField(_("Kết thúc"), null=True)
    place = models.CharField(_("Nơi họp"), max_length=200, blank=True)
    hosts = models.CharField(_("Chủ trì"), max_length=500)
    delegation = models.CharField(_("Thành phần đoàn"), max_length=2000, blank=True)
    secretary = models.CharField(_("Thư ký"), max_length=120, blank=True)
    agenda = models.CharField(_("Nội dung"), max_length=2000, blank=True)
    status = models.CharField(
        max_length=12, choices=GatheringStatus, default=GatheringStatus.PLANNED
    )
    code = models.CharField(max_length=12)
    discussion = models.TextField(_("Ý kiến thảo luận"), blank=True)
    concluded_at = models.DateTimeField(null=True)
    concluded_by_name = models.CharField(max_length=120, blank=True)
    cancelled_why = models.CharField(max_length=300, blank=True)
    made_by_name = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("Hội nghị, đoàn công tác")
        indexes: ClassVar = [models.Index(fields=["unit_id", "day"], name="gathering_of_host")]

    def __str__(self) -> str:
        return self.title


class Site(ChangingModel):
    """A place from which people take part (điểm cầu)."""

    shape: ClassVar[Shape] = Shape(
        "unit", "register", SCOPE, reach="up", to=("at_unit_id",), along=("gathering_id",)
    )

    unit_id = IdField()
    gathering_id = IdField()
    at_unit_id = IdField(null=True)
    name = models.CharField(_("Điểm cầu"), max_length=200)
    is_main = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Điểm cầu")
        indexes: ClassVar = [models.Index(fields=["gathering_id"], name="site_of_gathering")]

    def __str__(self) -> str:
        return self.name


class InvitationAnswer(models.TextChoices):
    WAITING = "waiting", _("Chưa trả lời")
    COMING = "coming", _("Dự")
    NOT_COMING = "not_coming", _("Không dự")


class Invitation(ChangingModel):
    """An invited unit (`unit_id`) with its seats, or a guest from outside (`guest`, owned by the host)."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("answer", "answered_at", "answered_by_name"),),
        reach="up",
        to=("host_id",),
        needs=("gathering_id",),
    )

    unit_id = IdField()
    host_id = IdField()
    gathering_id = IdField()
    site_id = IdField(null=True)
    title = models.CharField(max_length=200)
    day = models.DateField()
    guest = models.CharField(_("Khách mời"), max_length=200, blank=True)
    seats = models.PositiveSmallIntegerField(_("Số người"), default=1)
    answer = models.CharField(
        max_length=12, choices=InvitationAnswer, default=InvitationAnswer.WAITING
    )
    answer_note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=120, blank=True)
    task_id = IdField(null=True)

    class Meta:
        verbose_name = _("Giấy mời")
        indexes: ClassVar = [
            models.Index(fields=["gathering_id"], name="invitation_of_gathering"),
            models.Index(fields=["unit_id", "day"], name="invitation_of_unit"),
        ]

    def __str__(self) -> str:
        return self.guest


class AttendanceMethod(models.TextChoices):
    CODE = "code", _("Quét mã")
    LIST = "list", _("Ghi danh sách")


class Attendance(ChangingModel):
    """One person was there, at one site. Somebody not invited is kept with a note that says why."""

    shape: ClassVar[Shape] = Shape(
        "unit", "set", SCOPE, reach="up", to=("from_unit_id",), along=("gathering_id",)
    )

    unit_id = IdField()
    gathering_id = IdField()
    site_id = IdField()
    from_unit_id = IdField(null=True)
    organisation = models.CharField(max_length=200, blank=True)
    account_id = IdField(null=True)
    name = models.CharField(_("Họ và tên"), max_length=120)
    name_fold = models.CharField(max_length=160)
    position = models.CharField(_("Chức vụ"), max_length=120, blank=True)
    method = models.CharField(max_length=8, choices=AttendanceMethod)
    is_invited = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)
    is_struck = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Người dự")
        indexes: ClassVar = [
            models.Index(fields=["gathering_id", "site_id"], name="attendance_of_gathering")
        ]

    def __str__(self) -> str:
        return self.name


class HeardReport(ChangingModel):
    """A report that was heard."""

    shape: ClassVar[Shape] = Shape("unit", "set", SCOPE, reach="up", along=("gathering_id",))

    unit_id = IdField()
    gathering_id = IdField()
    title = models.CharField(_("Báo cáo"), max_length=200)
    speaker = models.CharField(_("Người trình bày"), max_length=120)
    organisation = models.CharField(_("Đơn vị"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Báo cáo đã nghe")
        indexes: ClassVar = [models.Index(fields=["gathering_id"], name="report_of_gathering")]

    def __str__(self) -> str:
        return self.title


class GatheringDocument(SyncedModel):
    """A file of the meeting: invitation, slides, report."""

    shape: ClassVar[Shape] = Shape(
        "unit", "fact", SCOPE, reach="up", along=("gathering_id",), blobs=("sha256",)
    )

    unit_id = IdField()
    gathering_id = IdField()
    title = models.CharField(_("Tài liệu"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=80)
    size_bytes = models.PositiveBigIntegerField()
    added_at = models.DateTimeField()
    added_by_name = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("Tài liệu hội nghị")
        indexes: ClassVar = [models.Index(fields=["gathering_id"], name="document_of_gathering")]

    def __str__(self) -> str:
        return self.title


class ConclusionStatus(models.TextChoices):
    OPEN = "open", _("Đang làm")
    DONE = "done", _("Đã xong")


class Conclusion(ChangingModel):
    """What was concluded, as a task of the unit that owns it (`unit_id`) with a deadline."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("status", "report", "done_at", "done_by_name"),),
        reach="up",
        to=("host_id",),
        needs=("gathering_id",),
    )

    unit_id = IdField()
    host_id = IdField()
    gathering_id = IdField()
    gathering_title = models.CharField(max_length=200)
    text = models.CharField(_("Kết luận"), max_length=500)
    owner_name = models.CharField(_("Người chịu trách nhiệm"), max_length=120, blank=True)
    due_on = models.DateField(_("Hạn"))
    status = models.CharField(
        max_length=12, choices=ConclusionStatus, default=ConclusionStatus.OPEN
    )
    report = models.CharField(_("Kết quả"), max_length=1000, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by_name = models.CharField(max_length=120, blank=True)
    task_id = IdField(null=True)

    class Meta:
        verbose_name = _("Kết luận")
        indexes: ClassVar = [
            models.Index(fields=["gathering_id"], name="conclusion_of_gathering"),
            models.Index(fields=["unit_id", "status", "due_on"], name="conclusion_of_unit"),
            models.Index(fields=["host_id", "status", "due_on"], name="conclusion_of_host"),
        ]

    def __str__(self) -> str:
        return self.text
