"""What is foretold, drawn: the fan with the flat line beside it, and beds against what there is of them."""

import datetime as dt
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from tuyen.domains.surveillance import words
from tuyen.domains.surveillance.charts import fan
from tuyen.domains.surveillance.charts.table import figure
from tuyen.domains.surveillance.drawings import Asked, Draw, Drawn
from tuyen.domains.surveillance.models import Forecast
from tuyen.domains.surveillance.queries import counts as queries
from tuyen.domains.surveillance.queries import forecasts
from tuyen.domains.surveillance.queries.grounds import counts_in
from tuyen.domains.surveillance.rules import beds as bed_rules
from tuyen.domains.surveillance.rules.admissions import arrivals, stay_curve
from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.foretelling import FEWEST_WEEKS
from tuyen.domains.surveillance.rules.scores import LEVELS

SHOWN = [LEVELS.index(level) for level in fan.LEVELS]
TOO_MANY_BEDS = 0.1
PATHS = 2_000
# beds of the area, part of the cases that is admitted (%), days of stay on average
BED_FIGURES = {"beds": 30.0, "share": 20.0, "stay": 7.0}


def ahead(asked: Asked) -> Drawn:
    found = forecasts.newest(asked.disease, asked.ground.code)
    if found is None:
        return Drawn(None, reason=why_none(asked))
    past = forecasts.past_score(asked.disease, asked.ground.code, found.origin)
    shown = asked.mondays
    told = queries.told(counts_in(asked.ground), asked.disease, shown)
    is_worse = past is not None and past.ratio is not None and past.ratio > 1
    ours, flat = _values(found.ours), _values(found.flat)
    newest = found.origin + forecasts.DAY
    weeks = [newest + queries.WEEK * each for each in range(len(ours))]
    past_weeks = [monday < newest for monday in shown]
    given = fan.Ahead(
        [words.week_name(each) for each in [*(m for m in shown if m < newest), *weeks]],
        told.total[past_weeks],
        told.more[past_weeks],
        flat if is_worse else ours,
        flat,
    )
    notes = [_past_words(past), _made_words(found)]
    return Drawn(fan.fan(given, _fan_words(asked, given)), notes)


def _values(rows: list[Forecast]) -> Floats:
    """(horizons, 5) at the levels that are drawn."""
    return np.array([[row.values[at] for at in SHOWN] for row in rows], dtype=np.float64)


def why_none(asked: Asked) -> str:
    series = queries.totals(
        counts_in(asked.ground),
        asked.disease,
        queries.mondays(asked.today, queries.BASE_WEEKS),
    )
    known = int((~np.isnan(series)).sum())
    if not known:
        return _("Dự báo không tính được: chưa có ca nào của bệnh này.")
    if known < FEWEST_WEEKS:
        return _(
            "Dự báo không tính được: mới có %(n)s tuần số liệu, cần ít nhất %(need)s tuần."
        ) % {"n": known, "need": FEWEST_WEEKS}
    return _(
        "Chưa có dự báo: số liệu còn quá ít xã và tuần để học, hoặc lượt tính của tuần này chưa chạy."
    )


def _past_words(past: forecasts.Past | None) -> str:
    """The score of half a year in words, always against the flat line."""
    if past is None or past.ratio is None:
        return _("Chưa có điểm: chưa dự báo nào của nơi này đủ 4 tuần sau để so với số thật.")
    part = figure(abs(100 * (1 - past.ratio)), 0)
    if past.ratio > 1:
        return _(
            "26 tuần qua mô hình kém đường ngang %(part)s%% (%(n)s dự báo), nên hình vẽ đường ngang."
        ) % {"part": part, "n": past.n}
    return _("26 tuần qua mô hình tốt hơn đường ngang %(part)s%% (%(n)s dự báo, điểm WIS).") % {
        "part": part,
        "n": past.n,
    }


def _made_words(found: forecasts.Newest) -> str:
    row = found.ours[0]
    return _("Tính từ số liệu đến hết ngày %(day)s; %(version)s, dấu tham số %(mark)s.") % {
        "day": f"{found.origin:%d/%m/%Y}",
        "version": row.version,
        "mark": row.parameters,
    }


def _levels() -> list[str]:
    return [_("mức %(n)s%%") % {"n": figure(100 * level)} for level in fan.LEVELS]


def _fan_words(asked: Asked, given: fan.Ahead) -> fan.Words:
    last = given.fan[-1]
    said = _("Tuần thứ %(n)s: khoảng %(middle)s ca, 90%% nằm trong %(low)s–%(high)s.") % {
        "n": len(given.fan),
        "middle": figure(float(last[2])),
        "low": figure(float(last[0])),
        "high": figure(float(last[-1])),
    }
    return fan.Words(
        title=_("Dự báo số ca mỗi tuần: %(what)s") % {"what": asked.title},
        said=said,
        week=_("Tuần từ"),
        told=_("Đã báo cáo"),
        more=_("Còn báo thêm (ước tính)"),
        nine=_("Khoảng 90%"),
        half=_("Khoảng 50%"),
        middle=_("Giữa"),
        flat=_("Đường ngang"),
        levels=_levels(),
    )


def hub_rows(asked: Asked) -> list[list[object]]:
    """The newest forecast of both models in the columns of the forecast hubs."""
    found = forecasts.newest(asked.disease, asked.ground.code)
    return forecasts.as_hub([*found.ours, *found.flat], LEVELS) if found else []


class BedFigure(NamedTuple):
    name: str
    label: str
    value: str


def bed_figures(asked: Asked) -> list[BedFigure]:
    labels = {
        "beds": _("Số giường"),
        "share": _("Tỷ lệ nhập viện (%)"),
        "stay": _("Số ngày nằm"),
    }
    return [BedFigure(name, label, figure(_figure(asked, name))) for name, label in labels.items()]


def _figure(asked: Asked, name: str) -> float:
    given = asked.figures.get(name)
    return BED_FIGURES[name] if given is None else given


def taken(asked: Asked) -> Drawn:
    """Beds taken day by day, were the forecast to come true and nobody in bed today."""
    found = forecasts.newest(asked.disease, asked.ground.code)
    if found is None:
        return Drawn(None, reason=why_none(asked))
    rows = np.array([row.values for row in found.ours], dtype=np.float64)
    share, beds = _figure(asked, "share") / 100, round(_figure(asked, "beds"))
    coming = arrivals(rows, np.array(LEVELS), share, paths=PATHS, seed=found.origin.toordinal())
    stay = stay_curve(_figure(asked, "stay"), coming.shape[1])
    result = bed_rules.occupancy(coming, stay, beds, levels=fan.LEVELS)
    first = result.first_day_over(TOO_MANY_BEDS)
    days = [found.origin + dt.timedelta(days=each + 1) for each in range(coming.shape[1])]
    given = fan.Days([f"{each:%d/%m}" for each in days], result.quantiles, result.over, beds, first)
    notes = [
        _bed_sentence(days[first] if first is not None else None, beds),
        _(
            "Tỷ lệ nhập viện, số ngày nằm do bạn nhập (chưa xác minh); chưa kể người đang nằm hôm nay."
        ),
    ]
    return Drawn(fan.bed_fan(given, _bed_words(asked, given, notes[0])), notes)


def _bed_sentence(day: dt.date | None, beds: int) -> str:
    if day is None:
        return _("Trong 4 tuần tới khả năng thiếu giường (%(beds)s giường) không quá 10%%.") % {
            "beds": beds
        }
    return _("Từ ngày %(day)s khả năng thiếu giường (%(beds)s giường) vượt 10%%.") % {
        "day": f"{day:%d/%m/%Y}",
        "beds": beds,
    }


def _bed_words(asked: Asked, given: fan.Days, said: str) -> fan.BedWords:
    first = given.names[given.first_over] if given.first_over is not None else ""
    return fan.BedWords(
        title=_("Giường cách ly cần có: %(what)s") % {"what": asked.title},
        said=said,
        day=_("Ngày"),
        nine=_("Khoảng 90%"),
        half=_("Khoảng 50%"),
        middle=_("Giữa"),
        beds=_("Số giường có"),
        over=_("Khả năng thiếu giường (%)"),
        first=_("Thiếu từ %(day)s") % {"day": first},
        levels=_levels(),
    )


DRAWN: dict[str, Draw] = {"forecast": ahead, "beds": taken}
