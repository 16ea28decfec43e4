"""What a death certificate says: causes from the immediate one down to the underlying one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.record.models.chart import CorrectableRow


class DeathMode(models.TextChoices):
    DISEASE = "disease", _("Bệnh tật")
    ACCIDENT = "accident", _("Tai nạn")
    SELF_HARM = "self_harm", _("Tự gây hại")
    ASSAULT = "assault", _("Bị tấn công")
    UNKNOWN = "unknown", _("Chưa xác định")


class Death(CorrectableRow):
    """Content of the certificate by the international form: a because of b because of c because of d."""

    admission_id = IdField(null=True)
    unit_id = IdField()
    day = models.DateField(_("Ngày tử vong"))
    died_at = models.DateTimeField(_("Giờ tử vong"))
    cause_a = models.CharField(_("Nguyên nhân trực tiếp"), max_length=200)
    cause_b = models.CharField(_("do"), max_length=200, blank=True)
    cause_c = models.CharField(_("do"), max_length=200, blank=True)
    cause_d = models.CharField(_("do"), max_length=200, blank=True)
    underlying_code = models.CharField(
        _("Mã bệnh của nguyên nhân chính"), max_length=10, blank=True
    )
    underlying = models.CharField(_("Nguyên nhân chính"), max_length=300)
    other = models.CharField(_("Bệnh khác góp phần"), max_length=300, blank=True)
    mode = models.CharField(
        _("Hình thức tử vong"), max_length=10, choices=DeathMode, default="disease"
    )
    certifier_id = IdField(null=True)
    certifier_name = models.CharField(_("Người xác nhận"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Tử vong")
        indexes: ClassVar = [models.Index(fields=["unit_id", "day"], name="death_at_unit")]

    def __str__(self) -> str:
        return self.underlying
