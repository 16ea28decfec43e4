"""What somebody must do by a day; every room may add one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core.fields import IdField
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape


class Task(ChangingModel):
    """FHIR Task, owned by a unit. `role` narrows it to one role. `subject_id`: what it is about."""

    shape: ClassVar[Shape] = Shape(
        "unit", "state", "staff of the unit, and the role where one is named", for_others=True
    )

    unit_id = IdField()
    role = models.CharField(max_length=40, blank=True)
    patient_id = IdField(null=True)
    compartment = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=40)
    subject_id = IdField(null=True)
    title = models.CharField(_("Việc"), max_length=200)
    due_on = models.DateField(_("Hạn"))
    priority = models.PositiveSmallIntegerField(default=0)
    status = models.CharField(_("Trạng thái"), max_length=12, default="requested")
    outcome = models.CharField(_("Kết quả"), max_length=300, blank=True)
    done_by = IdField(null=True)
    done_at = models.DateTimeField(_("Xong lúc"), null=True)

    class Meta:
        verbose_name = _("Việc cần làm")
        indexes: ClassVar = [
            models.Index(fields=["unit_id", "status", "due_on"], name="task_of_unit")
        ]

    def __str__(self) -> str:
        return self.title
