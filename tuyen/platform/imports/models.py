"""One import from upload to result, and the column mapping that a source was last read with."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.fields import IdField, primary_key
from tuyen.platform.changes.shape import Shape, local


class ImportRun(models.Model):
    """What was uploaded, how its columns are read, and what became of its rows."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Chờ chọn cột")
        CHECKING = "checking", _("Đang kiểm tra")
        CHECKED = "checked", _("Đã kiểm tra, chưa ghi")
        APPLYING = "applying", _("Đang ghi")
        DONE = "done", _("Đã ghi")
        STOPPED = "stopped", _("Đã dừng")

    shape: ClassVar[Shape] = local("the account that uploaded the file")

    id = primary_key()
    kind = models.CharField(_("Loại"), max_length=40)
    file_name = models.CharField(_("Tệp"), max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    rows_total = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_created = models.PositiveIntegerField(default=0)
    rows_changed = models.PositiveIntegerField(default=0)
    rows_unchanged = models.PositiveIntegerField(default=0)
    rows_bad = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    account_id = IdField(db_index=True)
    unit_id = IdField()
    post_id = IdField(null=True)
    beat_at = models.DateTimeField(null=True)
    uploaded_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Lần nhập dữ liệu")

    def __str__(self) -> str:
        return self.file_name

    @property
    def folder(self) -> Path:
        return settings.TUYEN_HOME / "imports" / str(self.id)

    @property
    def source_path(self) -> Path:
        """The uploaded file under a name of ours; it is deleted when its rows have been written."""
        return self.folder / f"source{Path(self.file_name).suffix.lower()}"

    @property
    def errors_path(self) -> Path:
        return self.folder / "errors.xlsx"

    @property
    def is_busy(self) -> bool:
        return self.state in (self.State.CHECKING, self.State.APPLYING)

    @property
    def rows_good(self) -> int:
        return self.rows_created + self.rows_changed + self.rows_unchanged

    @property
    def percent(self) -> int:
        return min(100, 100 * self.rows_read // self.rows_total) if self.rows_total else 0


class RememberedMapping(models.Model):
    """The same headings come again every month: they are read as last time."""

    shape: ClassVar[Shape] = local("everyone of the unit who imports")

    id = primary_key()
    unit_id = IdField()
    source = models.CharField(max_length=32)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit_id", "source"], name="one_mapping_a_source")
        ]

    def __str__(self) -> str:
        return self.source
