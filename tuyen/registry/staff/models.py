"""Who works in the network: people, their licences and certificates, where they work and worked."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape

SCOPE = "everyone of the unit and of the units above it, inside the chain of command"


class Sex(models.TextChoices):
    """FHIR administrative-gender."""

    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")
    OTHER = "other", _("Khác")
    UNKNOWN = "unknown", _("Không rõ")


class StaffMember(ChangingModel):
    """A person who works (FHIR Practitioner). `unit_id` is the unit that entered them and never
    changes; where they work stands in their posts."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    unit_id = IdField()
    name = models.CharField(_("Họ và tên"), max_length=120)
    name_fold = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)
    birth_year = models.PositiveSmallIntegerField(_("Năm sinh"), null=True)
    sex = models.CharField(_("Giới tính"), max_length=10, choices=Sex, default=Sex.UNKNOWN)
    phone = models.CharField(_("Điện thoại"), max_length=30, blank=True)
    email = models.CharField(_("Thư điện tử"), max_length=120, blank=True)
    profession = models.CharField(_("Chức danh"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("Nhân viên y tế")
        indexes: ClassVar = [models.Index(fields=["name_fold"], name="staff_by_name")]

    def __str__(self) -> str:
        return self.name


class Licence(ChangingModel):
    """A practice licence (giấy phép hành nghề): its number stands on prescriptions and claims."""

    shape: ClassVar[Shape] = Shape(
        "unit",
        "register",
        SCOPE,
        groups=(("issued_on", "valid_to", "ended_reason"), ("profession", "scope", "scope_text")),
        reach="up",
    )

    unit_id = IdField()
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="licences")
    number = models.CharField(_("Số giấy phép"), max_length=40)
    profession = models.CharField(_("Chức danh"), max_length=30)
    scope = models.CharField(_("Phạm vi hành nghề"), max_length=30)
    scope_text = models.CharField(_("Phạm vi ghi trên giấy phép"), max_length=300, blank=True)
    issued_by = models.CharField(_("Nơi cấp"), max_length=120, blank=True)
    issued_on = models.DateField(_("Ngày cấp"), null=True)
    valid_to = models.DateField(_("Có giá trị đến"), null=True)
    ended_reason = models.CharField(_("Lý do hết giá trị"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Giấy phép hành nghề")
        indexes: ClassVar = [models.Index(fields=["number"], name="licence_by_number")]

    def __str__(self) -> str:
        return self.number


class QualificationKind(models.TextChoices):
    DEGREE = "degree", _("Bằng cấp")
    SPECIALTY = "specialty", _("Chuyên khoa")
    CERTIFICATE = "certificate", _("Chứng chỉ")


class Qualification(ChangingModel):
    """A degree or certificate (FHIR Practitioner.qualification). `topic`: what it enables, as courses,
    surveys and needs name it (rulebook staff/topics); `valid_to`: it lapsed or was revoked."""

    shape: ClassVar[Shape] = Shape("unit", "register", SCOPE, reach="up")

    unit_id = IdField()
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="qualifications")
    kind = models.CharField(_("Loại"), max_length=12, choices=QualificationKind)
    title = models.CharField(_("Tên văn bằng, chứng chỉ"), max_length=200)
    number = models.CharField(_("Số hiệu"), max_length=60, blank=True)
    issued_by = models.CharField(_("Nơi cấp"), max_length=200, blank=True)
    issued_on = models.DateField(_("Ngày cấp"), null=True)
    topic = models.CharField(_("Chủ đề"), max_length=40, blank=True, default="")
    valid_to = models.DateField(_("Có giá trị đến"), null=True)

    class Meta:
        verbose_name = _("Văn bằng, chứng chỉ")

    def __str__(self) -> str:
        return self.title


class Post(ChangingModel):
    """Work at a unit from one day to another (FHIR PractitionerRole). The person may come from
    another unit, so the link is a bare id."""

    shape: ClassVar[Shape] = Shape(
        "unit", "register", SCOPE, groups=(("valid_from", "valid_to", "legal_basis"),), reach="up"
    )

    unit_id = IdField()
    staff_id = IdField(db_index=True)
    position = models.CharField(_("Vị trí việc làm"), max_length=120)
    specialty = models.CharField(_("Chuyên khoa"), max_length=80, blank=True)
    is_main = models.BooleanField(_("Nơi làm việc chính"), default=True)
    valid_from = models.DateField(_("Từ ngày"), null=True)
    valid_to = models.DateField(_("Đến ngày"), null=True)
    legal_basis = models.CharField(_("Văn bản"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Nơi làm việc")
        indexes: ClassVar = [models.Index(fields=["unit_id", "valid_to"], name="post_by_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_from__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="post_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return self.position
