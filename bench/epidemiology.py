"""Alarms, Rt and forecasts of ten thousand series: how long the newest week takes, and how good they are."""

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import ground

SERIES, WEEKS, FORETOLD_FROM = 10_000, 330, 260
REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference" / "epi"
# panel: weeks before the first origin, weeks from one origin to the next, relative score aimed at
PANELS = {"measlesDE": (60, 1, 0.83), "ha": (92, 3, 0.63)}


def run(*, quick: bool = False) -> None:
    import tuyen  # noqa: F401 — says how many threads numpy may use
    import numpy as np  # isort: skip

    series = 500 if quick else SERIES
    chance = np.random.default_rng(1)
    mean = chance.gamma(2, 1, (series, 1)) * (1 + 0.5 * np.sin(2 * np.pi * np.arange(WEEKS) / 52))
    counts = chance.negative_binomial(3, 3 / (3 + mean)).astype(np.float64)
    _alarms(counts)
    _reproduction(chance.poisson(3, (series, 364)).astype(np.float64))
    _refresh(counts)
    _need_sheet(110)
    for name, (start, every, goal) in PANELS.items():
        if REFERENCE.exists():
            _panel(name, start, 10 * every if quick else every, goal)
    if REFERENCE.exists() and not quick:
        for disease in ("measles", "dengue"):
            _monthly(disease)


def _timed(what: str, do: Callable[[], Any], goal: float, **told: Any) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    do()
    seconds = round(time.perf_counter() - wall, 2)
    used = round(time.process_time() - cpu, 2)
    ground.line(what, **told, seconds=seconds, cpu_s=used, goal={"seconds": goal})


def _alarms(counts: Any) -> None:
    from tuyen.domains.surveillance.rules.farrington import detect

    _timed("alarms of the newest week", lambda: detect(counts, WEEKS - 1), 5, series=len(counts))


def _reproduction(cases: Any) -> None:
    from tuyen.domains.surveillance.rules import reproduction

    interval = reproduction.serial_interval(11.7, 2.5, 40)

    def every_week() -> None:
        found = reproduction.estimate(cases, interval, step=7)
        for level in (0.025, 0.5, 0.975):
            found.quantile(level)

    _timed("Rt by week of a year", every_week, 2, series=len(cases))


def _refresh(counts: Any) -> None:
    """As the nightly job does it: learnt again, both models, all quantiles, five years."""
    import datetime as dt

    from tuyen.domains.surveillance.rules.foretelling import foretell

    known, first = counts[:, -FORETOLD_FROM:], dt.date(2020, 1, 6)
    _timed("forecast learnt again and made", lambda: foretell(known, first), 15, series=len(counts))


def _need_sheet(communes: int) -> None:
    """A province worked out: communes, each with eight age bands, and three scenarios of a forecast."""
    from tuyen.domains.vaccine_supply.rules import sheet
    from tuyen.domains.vaccine_supply.rules.need import Assumptions

    given = Assumptions(coverage=0.95, wastage=0.4, buffer=0.25, doses_a_vial=10)
    pace = sheet.Pace(3.0, 100.0, 5)
    bands = [[37 * commune % 900 + 11 * band for band in range(8)] for commune in range(communes)]

    def province() -> None:
        places = [sheet.Place(str(n), sum(each), n % 60, n % 7) for n, each in enumerate(bands)]
        sheet.order(places, given, pace)
        for cases in (20, 60, 200):
            sheet.scenario(places, given, pace, cases, 40)

    _timed("need sheet of a province", province, 0.1, communes=communes, bands=8)


def _panel(name: str, start: int, every: int, goal: float) -> None:
    """Rolling origins, four weeks ahead, learnt again every 26 weeks, against the flat line."""
    import numpy as np

    from tuyen.domains.surveillance.rules import forecast as rule
    from tuyen.domains.surveillance.rules.flat_line import flat_line
    from tuyen.domains.surveillance.rules.scores import (
        LEVELS,
        coverage,
        interval_score,
        randomised_pit,
    )

    with (REFERENCE / f"input_{name}.csv").open() as lines:
        counts = np.array([list(row.values())[2:] for row in csv.DictReader(lines)], dtype=float).T
    season, models, learnt = np.arange(counts.shape[1]) % 52, [], -26
    ours, flat, fell = 0.0, 0.0, []
    for origin in range(start, counts.shape[1] - 4, every):
        told = counts[:, : origin + 1]
        known = rule.past(told, season[: origin + 1], 52)
        if origin - learnt >= 26:
            found = [rule.fit(told, known, season, ahead) for ahead in (1, 2, 3, 4)]
            models, learnt = [each for each in found if each is not None], origin
        said = rule.forecast(models, known, origin, season[origin + 1 : origin + 5])
        seen = counts[:, origin + 1 : origin + 5]
        ours += interval_score(said.quantiles(LEVELS), seen).total.mean()
        flat += interval_score(flat_line(told, 4), seen).total.mean()
        fell.append(randomised_pit(said.mean, said.phi, seen, seed=origin).ravel())
    pit = np.concatenate(fell)
    ground.line(
        "forecast against the flat line",
        panel=name,
        origins=len(fell),
        relative_score=round(ours / flat, 3),
        inside_50=round(100 * coverage(pit, 0.5), 1),
        inside_90=round(100 * coverage(pit, 0.9), 1),
        goal={"relative_score": goal, "inside_50": "43-57", "inside_90": "86-94"},
    )


def _monthly(disease: str) -> None:
    from bench import monthly

    found = monthly.scores(disease)
    ground.line(
        "monthly forecast, Viet Nam 1980 to 2012",
        disease=disease,
        origins=len(monthly.ORIGINS),
        against_flat_line=round(found.ours / found.flat, 3),
        against_same_month_last_year=round(found.ours / found.last_year, 3),
        goal={"against_flat_line": "below 1", "against_same_month_last_year": "below 1"},
    )
