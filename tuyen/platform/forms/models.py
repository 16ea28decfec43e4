"""Forms drawn or imported by an administrator, and files that wait for the answer they belong to."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.models import ChangingModel
from tuyen.platform.changes.shape import Shape, local


class FormVersion(ChangingModel):
    """FHIR Questionnaire. A draft may be changed; a published version never is: the next one is drawn.

    body: what `rules.items.form_of` reads. Shipped forms are rulebook files and have no row.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Đang soạn")
        PUBLISHED = "published", _("Đang dùng")
        WITHDRAWN = "withdrawn", _("Đã thôi dùng")

    shape: ClassVar[Shape] = Shape(
        "unit", "state", "everyone signed in reads; the unit that drew it changes it", reach="all"
    )

    unit_id = IdField()
    code = models.CharField(_("Mã biểu mẫu"), max_length=60)
    version = models.PositiveIntegerField(_("Phiên bản"), default=1)
    title = models.CharField(_("Tên biểu mẫu"), max_length=200)
    status = models.CharField(
        _("Trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    body = models.JSONField(default=dict)
    valid_from = models.DateField(_("Dùng từ ngày"), null=True)
    valid_to = models.DateField(_("Dùng đến hết ngày"), null=True)
    made_by_name = models.CharField(_("Người soạn"), max_length=120)
    changed_at = models.DateTimeField(_("Sửa lúc"))

    class Meta:
        verbose_name = _("Biểu mẫu")
        indexes: ClassVar = [models.Index(fields=["code", "status"], name="form_by_code")]

    def __str__(self) -> str:
        return self.title


class FormFile(models.Model):
    """A photo or paper sent ahead of its form; `id` is made in the browser, so that the form may name it.

    It becomes part of the record when an answer names its bytes; its own row is forgotten later.
    """

    shape: ClassVar[Shape] = local("the account that sent it")

    id = primary_key()
    account_id = IdField()
    sha256 = models.CharField(max_length=64)
    content_type = models.CharField(max_length=60)
    size_bytes = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sent_at"], name="form_file_by_age")]

    def __str__(self) -> str:
        return self.name
