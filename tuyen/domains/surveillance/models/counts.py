"""Counts kept while cases are written."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.shape import Shape, local


class WeeklyCount(models.Model):
    """n cases of one disease that began in one commune in one week, alike in class, age, sex and delay.

    monday: of the ISO week of onset. delay: weeks until told, 0 to 8; 8 is eight or more.
    custody_site_id: began inside; such rows are nobody's but that place's and those above.
    """

    shape: ClassVar[Shape] = local("whoever answers for the area; a place of custody for its own")

    disease = models.CharField(_("Bệnh"), max_length=30)
    area_id = IdField(null=True)
    monday = models.DateField(_("Tuần từ ngày"))
    custody_site_id = IdField(null=True)
    classification = models.CharField(_("Phân loại"), max_length=14)
    age_band = models.CharField(_("Nhóm tuổi"), max_length=10)
    sex = models.CharField(_("Giới tính"), max_length=10)
    delay = models.PositiveSmallIntegerField(_("Báo chậm (tuần)"))
    n = models.PositiveIntegerField(_("Số ca"))

    class Meta:
        verbose_name = _("Số ca theo tuần")
        indexes: ClassVar = [
            models.Index(fields=["disease", "monday", "area_id"], name="weekly_count_of_disease")
        ]

    def __str__(self) -> str:
        return f"{self.disease} {self.monday} {self.n}"
