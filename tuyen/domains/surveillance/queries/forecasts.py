"""Forecasts as they were made, their scores against the flat line, and what may be scored now."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Avg, Max, Q, QuerySet

from tuyen.domains.surveillance.models import Forecast, WeeklyCount
from tuyen.domains.surveillance.rules.forecast_names import FLAT, HORIZONS, POOLED

TOLD_AFTER = 4  # weeks after its end a week counts as told
SCORED_WEEKS = 26
DAY = dt.timedelta(days=1)


def stands(disease: str, origin: dt.date) -> bool:
    return Forecast.objects.filter(target=disease, origin_date=origin).exists()


def diseases_of_late(today: dt.date) -> list[str]:
    """With a case within a year."""
    found = WeeklyCount.objects.filter(monday__gte=today - 365 * DAY).order_by()
    return sorted(found.values_list("disease", flat=True).distinct())


def unscored(disease: str, today: dt.date) -> QuerySet[Forecast]:
    """Of weeks that ended long enough ago; the horizon decides which that is."""
    ended = Q()
    for ahead in range(1, HORIZONS + 1):
        until = today - 7 * (ahead + TOLD_AFTER) * DAY
        ended |= Q(horizon=ahead, origin_date__lt=until)
    return Forecast.objects.filter(ended, target=disease, truth=None).order_by("id")


def week_foretold(row: Forecast) -> dt.date:
    """Its Monday."""
    return row.origin_date + DAY + (row.horizon - 1) * 7 * DAY


@dataclass(frozen=True)
class Newest:
    """ours, flat: a row a horizon, nearest first."""

    origin: dt.date
    ours: list[Forecast]
    flat: list[Forecast]


def newest(disease: str, location: str) -> Newest | None:
    """The last forecast made of this place; two statements."""
    rows = Forecast.objects.filter(target=disease, location=location)
    origin = rows.aggregate(last=Max("origin_date"))["last"]
    if origin is None:
        return None
    found = list(rows.filter(origin_date=origin).order_by("horizon"))
    of = {each: [row for row in found if row.model_id == each] for each in (POOLED, FLAT)}
    return Newest(origin, of[POOLED], of[FLAT])


@dataclass(frozen=True)
class Past:
    """Mean scores of the forecasts of half a year that have a truth; smaller is better."""

    n: int
    ours: float
    flat: float

    @property
    def ratio(self) -> float | None:
        return self.ours / self.flat if self.flat else None


def past_score(disease: str, location: str, until: dt.date) -> Past | None:
    """None where no forecast of this place has a truth yet; one statement."""
    found = Forecast.objects.filter(
        target=disease,
        location=location,
        truth__isnull=False,
        origin_date__gte=until - 7 * (SCORED_WEEKS + TOLD_AFTER + HORIZONS) * DAY,
    )
    sums = found.aggregate(
        ours=Avg("interval_score", filter=Q(model_id=POOLED)),
        flat=Avg("interval_score", filter=Q(model_id=FLAT)),
    )
    if sums["ours"] is None or sums["flat"] is None:
        return None
    return Past(found.filter(model_id=POOLED).count(), sums["ours"], sums["flat"])


HUB = ("origin_date", "target", "horizon", "location", "output_type", "output_type_id", "value")


def as_hub(rows: Iterable[Forecast], levels: Iterable[float]) -> list[list[object]]:
    """One line a quantile, in the columns of the forecast hubs, the model before them."""
    names = [f"{level:g}" for level in levels]
    return [
        [
            *(row.model_id, f"{row.origin_date:%Y-%m-%d}", f"wk inc {row.target} case"),
            *(row.horizon, row.location, row.output_type, name, value),
        ]
        for row in rows
        for name, value in zip(names, row.values, strict=True)
    ]
