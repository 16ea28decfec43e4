"""Forecasts are made once a week of origin, and scored once the truth is in; neither is ever done again."""

import datetime as dt
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tuyen.core import clock
from tuyen.domains.surveillance.models import Forecast
from tuyen.domains.surveillance.queries import counts, forecasts
from tuyen.domains.surveillance.queries.grounds import counts_in, of_province
from tuyen.domains.surveillance.rules import foretelling as rules
from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.forecast_names import FLAT, HORIZONS, POOLED
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.registry.areas.queries import provinces

BATCH = 500


@dataclass(frozen=True)
class Panel:
    """Series of one disease: communes that ever had a case, then their provinces."""

    locations: list[str]
    counts: Floats
    first: dt.date


def foretell(disease: str, today: dt.date) -> rules.Reason | int:
    """Forecasts from the last week that ended: how many rows; 0 where they stand already."""
    origin = counts.mondays(today, 1)[0] + dt.timedelta(days=6)
    if forecasts.stands(disease, origin):
        return 0
    panel = panel_of(disease, today)
    if panel is None:
        return rules.Reason.SHORT
    found = rules.foretell(panel.counts, panel.first)
    if isinstance(found, rules.Reason):
        return found
    rows = _rows(disease, origin, panel.locations, found)
    with write_turn():
        Forecast.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)


def panel_of(disease: str, today: dt.date) -> Panel | None:
    """Every province of which this machine holds counts; None where there never was a case."""
    shown = counts.mondays(today, counts.BASE_WEEKS)
    locations: list[str] = []
    series: list[Floats] = []
    for province in provinces(today):
        ground = of_province(province, today)
        rows = counts_in(ground)
        found = counts.by_commune(rows, disease, ground, shown)
        known = [code for code in sorted(found) if np.nansum(found[code])]
        if known:
            growth = counts.growth(rows, disease, shown)
            series += [found[code] * growth for code in known]
            series.append(counts.whole(found) * growth)
            locations += [*known, province.code]
    if not series:
        return None
    every = np.stack(series)
    start = int(np.flatnonzero(np.nansum(every, axis=0))[0])
    return Panel(locations, every[:, start:], shown[start])


def _rows(
    disease: str, origin: dt.date, locations: Sequence[str], found: rules.Foretold
) -> list[Forecast]:
    now, rows = clock.now(), []
    for at, location in enumerate(locations):
        for ahead in range(HORIZONS):
            alike = {
                "origin_date": origin,
                "target": disease,
                "location": location,
                "horizon": ahead + 1,
                "version": rules.VERSION,
                "parameters": found.parameters,
                "made_at": now,
            }
            ours = [float(each) for each in found.quantiles[at, ahead]]
            flat = [float(each) for each in found.flat[at, ahead]]
            mean, phi = float(found.mean[at, ahead]), float(found.phi[at, ahead])
            rows += [
                Forecast(**alike, model_id=POOLED, values=ours, mean=mean, phi=phi),
                Forecast(**alike, model_id=FLAT, values=flat),
            ]
    return rows


def score(disease: str, today: dt.date) -> int:
    """Adds the truth to forecasts of weeks that are told as good as fully; how many rows."""
    due = list(forecasts.unscored(disease, today))
    if not due:
        return 0
    seen = truths(disease, due, today)
    told = np.array([seen.get((row.location, forecasts.week_foretold(row)), 0.0) for row in due])
    due = [row for row, truth in zip(due, told, strict=True) if not np.isnan(truth)]
    told = told[~np.isnan(told)]
    if not due:
        return 0
    points = rules.scored(np.array([row.values for row in due], dtype=np.float64), told)
    for row, truth, point in zip(due, told, points, strict=True):
        row.truth, row.interval_score = float(truth), float(point)
        if row.mean is not None and row.phi is not None:
            seed = zlib.crc32(f"{row}".encode())  # the same wherever and whenever it is scored
            mean, phi = np.array([row.mean]), np.array([row.phi])
            row.pit = float(rules.fell(mean, phi, np.array([truth]), seed=seed)[0])
    with write_turn():
        Forecast.objects.bulk_update(due, ["truth", "interval_score", "pit"], batch_size=BATCH)
    return len(due)


def truths(
    disease: str, due: Sequence[Forecast], today: dt.date
) -> dict[tuple[str, dt.date], float]:
    """Cases told by now of each place and week asked for."""
    asked = sorted({forecasts.week_foretold(row) for row in due})
    weeks = [asked[0] + counts.WEEK * each for each in range((asked[-1] - asked[0]).days // 7 + 1)]
    wanted = {row.location for row in due}
    found: dict[tuple[str, dt.date], float] = {}
    for province in provinces(today):
        ground = of_province(province, today)
        if not wanted & {province.code, *ground.communes}:
            continue
        series = counts.by_commune(counts_in(ground), disease, ground, weeks)
        series[province.code] = counts.whole(series)
        for code, row in series.items():
            found |= {(code, week): float(n) for week, n in zip(weeks, row, strict=True)}
    return found
