"""A person, the numbers that name them, households, and which records are one person."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape, local


class BirthPrecision(models.TextChoices):
    DAY = "day", _("Đủ ngày tháng năm")
    MONTH = "month", _("Chỉ biết tháng, năm")
    YEAR = "year", _("Chỉ biết năm")
    ESTIMATED = "estimated", _("Ước tính")
    UNKNOWN = "unknown", _("Không rõ")


class Sex(models.TextChoices):
    """FHIR administrative-gender."""

    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")
    OTHER = "other", _("Khác")
    UNKNOWN = "unknown", _("Không rõ")


class PersonKind(models.TextChoices):
    KNOWN = "known", _("Đã rõ danh tính")
    UNKNOWN = "unknown", _("Chưa rõ danh tính")
    NEWBORN = "newborn", _("Trẻ sơ sinh chưa có số định danh")


class Person(ChangingModel):
    """Birth date and its precision win or lose together; address keeps the commune code valid at entry."""

    shape: ClassVar[Shape] = Shape(
        "patient",
        "register",
        "by exact number anywhere; by name inside one's own area; opened on a care link",
        groups=(
            ("birth_date", "birth_precision"),
            ("commune_code", "address_line", "address_from"),
            ("is_deceased", "deceased_on"),
        ),
        safety=frozenset({"birth_date", "sex"}),
        leads=True,
        ends_care="home_unit_id",
    )

    local_fields: ClassVar[tuple[str, ...]] = ("canonical_id",)

    kind = models.CharField(_("Danh tính"), max_length=10, choices=PersonKind, default="known")
    name = models.CharField(_("Họ và tên"), max_length=120)
    birth_date = models.DateField(_("Ngày sinh"), null=True)
    birth_precision = models.CharField(
        _("Độ chính xác ngày sinh"), max_length=10, choices=BirthPrecision, default="day"
    )
    sex = models.CharField(_("Giới tính"), max_length=10, choices=Sex, default="unknown")
    ethnic_code = models.CharField(_("Dân tộc"), max_length=3, blank=True)
    occupation_code = models.CharField(_("Nghề nghiệp"), max_length=5, blank=True)
    nationality_code = models.CharField(_("Quốc tịch"), max_length=3, default="VN")
    commune_code = models.CharField(_("Xã, phường"), max_length=5, blank=True)
    address_line = models.CharField(_("Địa chỉ"), max_length=200, blank=True)
    address_from = models.DateField(_("Địa chỉ từ ngày"), null=True)
    phone = models.CharField(_("Điện thoại"), max_length=20, blank=True)
    carer_name = models.CharField(_("Người chăm sóc"), max_length=120, blank=True)
    household_id = IdField(_("Hộ gia đình"), null=True)
    mother_id = IdField(_("Mẹ"), null=True)
    birth_order = models.PositiveSmallIntegerField(_("Thứ tự khi sinh đôi, sinh ba"), null=True)
    is_deceased = models.BooleanField(_("Đã mất"), default=False)
    deceased_on = models.DateField(_("Ngày mất"), null=True)
    home_unit_id = IdField(_("Trạm quản lý"), null=True)
    entered_unit_id = IdField(_("Nơi lập hồ sơ"), null=True)
    # Only in custody? Then the person's very entry in a list belongs to the compartment.
    compartment = models.CharField(max_length=20, blank=True)
    # The record that speaks for all that are this person; empty while never merged (identity.py).
    canonical_id = IdField(null=True)

    class Meta:
        verbose_name = _("Người dân")
        indexes: ClassVar = [
            models.Index(
                fields=["household_id"],
                name="person_by_household",
                condition=models.Q(household_id__isnull=False),
            ),
            models.Index(
                fields=["canonical_id"],
                name="person_by_canonical",
                condition=models.Q(canonical_id__isnull=False),
            ),
            models.Index(
                fields=["phone"], name="person_by_phone", condition=models.Q(phone__gt="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IdentifierSystem(models.TextChoices):
    CITIZEN_ID = "citizen_id", _("Số định danh cá nhân (CCCD)")
    OLD_ID = "old_id", _("Số CMND")
    PASSPORT = "passport", _("Hộ chiếu")
    INSURANCE_CARD = "insurance_card", _("Thẻ BHYT")
    SOCIAL_INSURANCE = "social_insurance", _("Mã số BHXH")
    BIRTH_CERTIFICATE = "birth_certificate", _("Số giấy khai sinh")
    TEMPORARY = "temporary", _("Mã tạm")


class PersonIdentifier(ChangingModel):
    """A number with its time of validity. Unique only by the action's check (rulings 2)."""

    shape: ClassVar[Shape] = Shape("patient", "set", "as the person", leads=True)

    patient_id = IdField()
    system = models.CharField(_("Loại số"), max_length=20, choices=IdentifierSystem)
    value = models.CharField(_("Số"), max_length=40)
    valid_from = models.DateField(_("Có giá trị từ"), null=True)
    valid_to = models.DateField(_("Có giá trị đến"), null=True)
    status = models.CharField(_("Trạng thái"), max_length=20, default="active")
    source = models.CharField(_("Nguồn"), max_length=20, default="manual")
    compartment = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("Giấy tờ")
        indexes: ClassVar = [
            models.Index(fields=["value"], name="identifier_by_value"),
            models.Index(fields=["patient_id"], name="identifier_of_person"),
        ]

    def __str__(self) -> str:
        return self.get_system_display()


class PersonLink(ChangingModel):
    """Two records are one person: the loser's rows stay where they are, reads follow the link."""

    shape: ClassVar[Shape] = Shape("patient", "register", "as the person", leads=True)

    patient_id = IdField(_("Hồ sơ được gộp"))
    survivor_id = IdField(_("Hồ sơ giữ lại"))
    why = models.CharField(_("Lý do"), max_length=300)
    is_active = models.BooleanField(_("Đang gộp"), default=True)
    linked_by = IdField()
    linked_at = models.DateTimeField(_("Gộp lúc"))
    compartment = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("Gộp hồ sơ")
        indexes: ClassVar = [
            models.Index(fields=["patient_id"], name="link_of_loser"),
            models.Index(fields=["survivor_id"], name="link_of_survivor"),
        ]

    def __str__(self) -> str:
        return self.why


class Household(ChangingModel):
    """Who lives together: a family, or a barrack. People name it in `Person.household_id`."""

    shape: ClassVar[Shape] = Shape("unit", "register", "the unit that keeps it; as each member")

    unit_id = IdField(_("Trạm quản lý"))
    head_id = IdField(_("Chủ hộ"), null=True)
    commune_code = models.CharField(_("Xã, phường"), max_length=5, blank=True)
    address_line = models.CharField(_("Địa chỉ"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Hộ gia đình")
        indexes: ClassVar = [models.Index(fields=["unit_id"], name="household_of_unit")]

    def __str__(self) -> str:
        return self.address_line


class PersonSearch(models.Model):
    """One line of search a person (see words.py); `n` is its number in the index beside this table.

    The index: `person_words` (FTS5) on SQLite, the column `words` (tsvector, GIN) on PostgreSQL.
    """

    shape: ClassVar[Shape] = local("projection of persons, numbers and care links")

    n = models.BigAutoField(primary_key=True)
    person_id = IdField(unique=True)
    fold = models.TextField()

    class Meta:
        db_table = "person_search"

    def __str__(self) -> str:
        return str(self.n)
