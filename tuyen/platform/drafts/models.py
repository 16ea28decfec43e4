"""What somebody is still typing. A draft is no record: it travels nowhere and is thrown away."""

from typing import ClassVar

from django.db import models

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.shape import Shape, local


class Draft(models.Model):
    """One form in work of one account; `subject_id` is what the form is about."""

    shape: ClassVar[Shape] = local("the account that types")

    id = primary_key()
    account_id = IdField()
    kind = models.CharField(max_length=30)
    subject_id = IdField()
    body = models.JSONField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account_id", "kind", "subject_id"], name="one_draft_of_a_form"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["saved_at"], name="draft_by_age")]

    def __str__(self) -> str:
        return self.kind
