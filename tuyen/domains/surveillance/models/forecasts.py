"""Forecasts as they were made. None is ever written over; a score is added once the truth is in."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tuyen.platform.changes.shape import Shape, local


class Forecast(models.Model):
    """What one model said of one place and week, in the columns of the forecast hubs, quantiles side by side.

    origin_date: the Sunday that ends the last week looked at; horizon: weeks after it. target: the disease.
    location: code of a commune or province. values: at the levels of `rules/scores.py`, in their order.
    parameters: fingerprint of version, settings and numbers learnt. truth: as told when it was scored.
    """

    shape: ClassVar[Shape] = local("whoever answers for the area")

    origin_date = models.DateField(_("Dự báo từ ngày"))
    target = models.CharField(_("Bệnh"), max_length=30)
    location = models.CharField(_("Địa bàn"), max_length=5)
    horizon = models.PositiveSmallIntegerField(_("Số tuần tới"))
    model_id = models.CharField(_("Mô hình"), max_length=20)
    output_type = models.CharField(_("Loại"), max_length=10, default="quantile")
    values = models.JSONField(_("Phân vị"))
    mean = models.FloatField(null=True)
    phi = models.FloatField(null=True)
    version = models.CharField(_("Phiên bản"), max_length=20)
    parameters = models.CharField(_("Dấu tham số"), max_length=16)
    made_at = models.DateTimeField(_("Tính lúc"))
    truth = models.FloatField(_("Số ca thật"), null=True)
    interval_score = models.FloatField(_("Điểm WIS"), null=True)
    pit = models.FloatField(_("PIT"), null=True)

    class Meta:
        verbose_name = _("Dự báo")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["target", "location", "origin_date", "horizon", "model_id"],
                name="one_forecast_a_week_and_model",
            ),
            models.CheckConstraint(
                condition=models.Q(truth=None, interval_score=None)
                | models.Q(truth__isnull=False, interval_score__isnull=False),
                name="a_forecast_is_scored_by_a_truth",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["target", "origin_date"], name="forecast_by_origin")
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.location} {self.origin_date} +{self.horizon}"
