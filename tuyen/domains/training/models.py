"""Programmes, courses with their timetable and trainees, attendance, certificates, money."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "the unit that teaches, the units that direct it, and the units that send trainees"


class Method(models.TextChoices):
    ON_SITE = "on_site", _("Tập trung")
    ON_LINE = "on_line", _("Trực tuyến")
    BLENDED = "blended", _("Kết hợp")
    HANDS_ON = "hands_on", _("Cầm tay chỉ việc")


class Programme(ChangingModel):
    """What is taught, for how long, to whom; courses are held after it. `professions`: codes, with commas;
    empty: everyone."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    unit_id = IdField()
    title = models.CharField(_("Tên chương trình"), max_length=200)
    topic = models.CharField(_("Chủ đề"), max_length=40)
    hours = models.FloatField(_("Số giờ tín chỉ"))
    method = models.CharField(_("Hình thức"), max_length=10, choices=Method)
    professions = models.CharField(_("Đối tượng"), max_length=200, blank=True)
    attendance_percent = models.PositiveSmallIntegerField(_("Dự học ít nhất (%)"))
    pass_mark = models.FloatField(_("Điểm đạt (thang 10)"), null=True)
    form_code = models.CharField(_("Bài kiểm tra"), max_length=60, blank=True)
    decision = models.CharField(_("Quyết định ban hành"), max_length=120, blank=True)
    about = models.CharField(_("Nội dung"), max_length=2000, blank=True)
    is_open = models.BooleanField(_("Đang dùng"), default=True)

    class Meta:
        verbose_name = _("Chương trình đào tạo")
        indexes: ClassVar = [models.Index(fields=["unit_id"], name="programme_of_unit")]

    def __str__(self) -> str:
        return self.title


class Stage(models.TextChoices):
    PLANNED = "planned", _("Dự kiến")
    OPEN = "open", _("Đang mở")
    ENDED = "ended", _("Đã kết thúc")
    CANCELLED = "cancelled", _("Đã hủy")


class Course(ChangingModel):
    """A programme held once. `places`: most trainees, 0 for no end. Title, topic, hours and thresholds
    are copied: a later change of the programme leaves this course as it was announced."""

    shape: ClassVar[Shape] = Shape(
        "unit", "state", SCOPE, groups=(("starts_on", "ends_on"),), reach="up", to=("held_at_id",)
    )

    unit_id = IdField()
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="courses")
    title = models.CharField(_("Tên khóa học"), max_length=200)
    title_fold = models.CharField(max_length=220)
    topic = models.CharField(_("Chủ đề"), max_length=40)
    hours = models.FloatField(_("Số giờ tín chỉ"))
    method = models.CharField(_("Hình thức"), max_length=10, choices=Method)
    attendance_percent = models.PositiveSmallIntegerField(_("Dự học ít nhất (%)"))
    pass_mark = models.FloatField(_("Điểm đạt (thang 10)"), null=True)
    place = models.CharField(_("Địa điểm"), max_length=200, blank=True)
    held_at_id = IdField(
        null=True
    )  # the unit where it is taught, when that is not the teaching unit
    link = models.CharField(_("Đường dẫn lớp trực tuyến"), max_length=300, blank=True)
    starts_on = models.DateField(_("Khai giảng"))
    ends_on = models.DateField(_("Bế giảng"))
    places = models.PositiveSmallIntegerField(_("Số học viên tối đa"), default=0)
    decision = models.CharField(_("Quyết định mở lớp"), max_length=120, blank=True)
    stage = models.CharField(_("Trạng thái"), max_length=10, choices=Stage, default=Stage.PLANNED)
    reason = models.CharField(_("Lý do hủy"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Khóa học")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "starts_on"], name="course_of_unit"),
            models.Index(fields=["topic", "starts_on"], name="course_of_topic"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="course_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.title


class CourseNeed(ChangingModel):
    """A need that the course is to meet; the need itself lives with the survey of capability."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up", to=("of_unit_id",))

    unit_id = IdField()
    course = models.ForeignKey(Course, models.PROTECT, related_name="needs")
    need_id = IdField(db_index=True)
    title = models.CharField(_("Nhu cầu"), max_length=200)
    of_unit_id = IdField()

    class Meta:
        verbose_name = _("Nhu cầu của khóa học")

    def __str__(self) -> str:
        return self.title


class Quota(ChangingModel):
    """How many one unit may send. A course without quotas is open to every unit below."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up", to=("for_unit_id",))

    unit_id = IdField()
    course = models.ForeignKey(Course, models.PROTECT, related_name="quotas")
    for_unit_id = IdField(db_index=True)
    places = models.PositiveSmallIntegerField(_("Chỉ tiêu"))

    class Meta:
        verbose_name = _("Chỉ tiêu")

    def __str__(self) -> str:
        return str(self.places)


class CourseSession(ChangingModel):
    """One line of the timetable. The lecturer is somebody of the network, or a name from outside."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up", along=("course_id",))

    unit_id = IdField()
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions")
    day = models.DateField(_("Ngày"))
    starts_at = models.DateTimeField(_("Bắt đầu"))
    minutes = models.PositiveSmallIntegerField(_("Số phút"))
    title = models.CharField(_("Bài học"), max_length=200)
    lecturer_id = IdField(null=True, db_index=True)
    lecturer_name = models.CharField(_("Giảng viên"), max_length=120, blank=True)
    place = models.CharField(_("Phòng học"), max_length=120, blank=True)
    is_off = models.BooleanField(_("Đã bỏ"), default=False)

    class Meta:
        verbose_name = _("Buổi học")

    def __str__(self) -> str:
        return self.title


class Place(models.TextChoices):
    """What became of a registration."""

    TAKEN = "taken", _("Học viên")
    WAITING = "waiting", _("Chờ chỗ")
    WITHDRAWN = "withdrawn", _("Đã rút")


class Enrolment(ChangingModel):
    """Somebody of `from_unit_id` at a course; the mark is of ten."""

    shape: ClassVar[Shape] = Shape("unit", "state", SCOPE, reach="up", to=("from_unit_id",))

    unit_id = IdField()
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    staff_id = IdField(db_index=True)
    from_unit_id = IdField(db_index=True)
    name = models.CharField(_("Học viên"), max_length=120)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=Place, default=Place.TAKEN)
    asked_at = models.DateTimeField(_("Đăng ký lúc"))
    mark = models.FloatField(_("Điểm"), null=True)
    response_id = IdField(null=True)  # the answered test, where the mark comes from a form
    note = models.CharField(_("Ghi chú"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("Học viên")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(mark=None) | (Q(mark__gte=0) & Q(mark__lte=10)),
                name="mark_is_of_ten",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Attendance(ChangingModel):
    """Somebody was at a session: by the code on the screen, or by the list. Taken back: not present."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up", along=("enrolment_id",))

    unit_id = IdField()
    session = models.ForeignKey(CourseSession, models.PROTECT, related_name="attendance")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="attendance")
    is_present = models.BooleanField(_("Có mặt"), default=True)
    by_code = models.BooleanField(_("Tự quét mã"), default=False)
    at = models.DateTimeField(_("Lúc"))

    class Meta:
        verbose_name = _("Điểm danh")

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}"


class Certificate(ChangingModel):
    """A certificate with a number: given after a course here, or shown from elsewhere with its scan.

    What is printed stands in the row and never changes; a wrong one is revoked with a reason.
    `qualification_id`: the row in the register of staff that it became.
    """

    shape: ClassVar[Shape] = Shape(
        "unit",
        "state",
        SCOPE,
        groups=(("revoked_on", "revoked_reason", "revoked_by_name"),),
        reach="up",
        along=("enrolment_id",),
        blobs=("sha256",),
    )

    unit_id = IdField()
    staff_id = IdField(db_index=True)
    enrolment_id = IdField(null=True)
    course_id = IdField(null=True, db_index=True)
    qualification_id = IdField(null=True)
    name = models.CharField(_("Họ và tên"), max_length=120)
    title = models.CharField(_("Nội dung đào tạo"), max_length=200)
    topic = models.CharField(_("Chủ đề"), max_length=40)
    hours = models.FloatField(_("Số giờ tín chỉ"))
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(_("Số chứng chỉ"), max_length=60)
    issued_by = models.CharField(_("Nơi cấp"), max_length=200)
    issued_on = models.DateField(_("Ngày cấp"))
    valid_to = models.DateField(_("Có giá trị đến"), null=True)
    signed_by = models.CharField(_("Người ký"), max_length=120, blank=True)
    is_external = models.BooleanField(_("Cấp ở nơi khác"), default=False)
    sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=60, blank=True)
    revoked_on = models.DateField(_("Thu hồi ngày"), null=True)
    revoked_reason = models.CharField(_("Lý do thu hồi"), max_length=300, blank=True)
    revoked_by_name = models.CharField(_("Người thu hồi"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Chứng chỉ")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "issued_on"], name="certificate_of_unit"),
            models.Index(fields=["topic", "staff_id"], name="certificate_of_topic"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(revoked_on=None) | Q(revoked_reason__gt=""),
                name="certificate_revoked_with_a_reason",
            )
        ]

    def __str__(self) -> str:
        return self.number


class MoneyLine(ChangingModel):
    """One item of a course's budget, in whole đồng: planned, and spent so far, by source."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    unit_id = IdField()
    course = models.ForeignKey(Course, models.PROTECT, related_name="money")
    source = models.CharField(_("Nguồn kinh phí"), max_length=30)
    item = models.CharField(_("Nội dung chi"), max_length=200)
    planned_vnd = models.PositiveBigIntegerField(_("Dự toán (đồng)"), default=0)
    spent_vnd = models.PositiveBigIntegerField(_("Đã chi (đồng)"), default=0)

    class Meta:
        verbose_name = _("Kinh phí khóa học")

    def __str__(self) -> str:
        return self.item
