"""How soon the side that is asked from afar answers, as an agreement promises."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.domains.steering.models.agreements import SCOPE, Agreement
from tuyen.platform.changes.models import SyncedModel
from tuyen.platform.changes.shape import Shape


class AgreedLimit(SyncedModel):
    """A promise of an agreement in minutes; the newest of an urgency counts, none of it: nothing was
    promised. urgency: rulebook `teleconsult/choices`."""

    shape: ClassVar[Shape] = Shape("unit", "fact", SCOPE, reach="up", along=("agreement_id",))

    unit_id = IdField()
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="limits")
    urgency = models.CharField(_("Mức khẩn"), max_length=12)
    answer_minutes = models.PositiveIntegerField(_("Trả lời trong (phút)"), null=True)
    conclude_minutes = models.PositiveIntegerField(_("Kết luận trong (phút)"), null=True)
    at = models.DateTimeField(_("Ghi lúc"))
    by_name = models.CharField(_("Người ghi"), max_length=120)

    class Meta:
        verbose_name = _("Thời hạn cam kết")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer_minutes__isnull=True)
                | Q(conclude_minutes__isnull=True)
                | Q(conclude_minutes__gte=F("answer_minutes")),
                name="agreed_conclusion_after_answer",
            )
        ]

    def __str__(self) -> str:
        return self.urgency
