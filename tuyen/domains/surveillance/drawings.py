"""From what was asked to a drawn chart with its notes, or to the reason why there is none."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.surveillance import words
from tuyen.domains.surveillance.charts import epi_curve, heat, pyramid, ribbon
from tuyen.domains.surveillance.charts.frame import Chart
from tuyen.domains.surveillance.charts.table import Table, figure
from tuyen.domains.surveillance.charts.table import known as cell
from tuyen.domains.surveillance.queries import counts as queries
from tuyen.domains.surveillance.queries.grounds import Ground, counts_in
from tuyen.domains.surveillance.rules import reproduction
from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.incidence import shrunk
from tuyen.domains.surveillance.rules.watch import Colour
from tuyen.platform.ui.svg import maps
from tuyen.record.age_words import age_bands
from tuyen.registry.areas import outlines
from tuyen.registry.areas.queries import province_of

SERIAL = "surveillance/serial_intervals"
LONGEST_CHAIN = 60  # days looked at in a serial interval
MAP_WEEKS = 4
LEAD = 28  # days before the first day shown from which cases still infect


@dataclass(frozen=True)
class Asked:
    """ground: the part chosen of what the reader answers for."""

    who: Actor
    ground: Ground
    disease: str
    weeks: int
    today: dt.date
    figures: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def mondays(self) -> list[dt.date]:
        return queries.mondays(self.today, self.weeks)

    @property
    def ago(self) -> int:
        """Weeks that have ended since the newest one shown."""
        newest = queries.mondays(clock.today(), 1)[0]
        return max(0, (newest - self.mondays[-1]).days // 7)

    @property
    def title(self) -> str:
        return f"{words.label_of(self.disease)}, {self.ground.name}"


@dataclass(frozen=True)
class Drawn:
    """chart: None with a `reason` in words. notes: sentences below the drawing."""

    chart: Chart | None
    notes: list[str] = field(default_factory=list)
    reason: str = ""
    map: SafeString | None = None


Draw = Callable[[Asked], Drawn]


def no_case() -> Drawn:
    return Drawn(None, reason=_("Chưa có ca nào của bệnh này trong thời gian đã chọn."))


def curve(asked: Asked) -> Drawn:
    rows, shown = counts_in(asked.ground), asked.mondays
    base = queries.mondays(asked.today, queries.BASE_WEEKS)
    missing = queries.unknown_weeks(rows, asked.disease, asked.ground, base)
    series = np.where(missing, np.nan, queries.totals(rows, asked.disease, base))
    told = queries.told(rows, asked.disease, shown, ago=asked.ago)
    if not told.total.sum():
        return no_case()
    judged = queries.states(series, len(shown), base[0])
    weeks = epi_curve.Weeks(
        [words.week_name(each) for each in shown],
        words.classes(queries.CLASSES),
        np.where(missing[-len(shown) :], np.nan, told.counts),
        told.more,
        told.is_incomplete,
        np.array([each.threshold for each in judged]),
        [each.colour == Colour.RED for each in judged],
    )
    notes = [words.state_of(judged[-1]), _of_nowcast(told)]
    return Drawn(epi_curve.epi_curve(weeks, _curve_words(asked, told)), notes)


def _of_nowcast(told: queries.Told) -> str:
    if told.is_nowcast:
        return _("Ô nét đứt: số ca còn có thể được báo thêm, ước tính từ độ chậm của 26 tuần qua.")
    return _("Không ước tính được số ca báo chậm: 26 tuần qua có dưới 30 ca để biết độ chậm.")


def _curve_words(asked: Asked, told: queries.Told) -> epi_curve.Words:
    said = _("%(n)s ca trong %(weeks)s tuần; tuần gần nhất %(last)s ca.") % {
        "n": figure(float(told.total.sum())),
        "weeks": len(told.mondays),
        "last": figure(float(told.total[-1])),
    }
    return epi_curve.Words(
        title=_("Ca bệnh theo tuần khởi phát: %(what)s") % {"what": asked.title},
        said=said,
        week=_("Tuần từ"),
        total=_("Cộng"),
        expected=_("Ước tính đủ"),
        threshold=_("Ngưỡng"),
        alarm=_("Báo động"),
        incomplete=_("Chưa đủ báo cáo"),
        missing=_("Không có báo cáo"),
    )


def strips(asked: Asked) -> Drawn:
    """Communes from the most cases to the fewest."""
    found = queries.by_commune(counts_in(asked.ground), asked.disease, asked.ground, asked.mondays)
    if not any(np.nansum(row) for row in found.values()):
        return no_case()
    ordered = sorted(found, key=lambda code: (-np.nansum(found[code]), asked.ground.communes[code]))
    given = heat.Strips(
        [asked.ground.communes[code] for code in ordered],
        [words.week_name(each) for each in asked.mondays],
        np.array([found[code] for code in ordered]),
    )
    said = heat.Words(
        title=_("Ca bệnh theo xã và tuần: %(what)s") % {"what": asked.title},
        said=_("Nhiều ca nhất: %(place)s, %(n)s ca.")
        % {"place": given.places[0], "n": figure(float(np.nansum(given.counts[0])))},
        place=_("Xã"),
        missing=_("Không có báo cáo"),
        zero=_("0 ca"),
    )
    notes = []
    if len(ordered) > heat.MOST_ROWS:
        notes.append(
            _("Hình vẽ %(n)s xã nhiều ca nhất; bảng số có đủ các xã.") % {"n": heat.MOST_ROWS}
        )
    return Drawn(heat.heat_strip(given, said), notes)


def ages(asked: Asked) -> Drawn:
    since, until = asked.mondays[0], asked.today
    found = queries.cases_in(asked.who, asked.ground, asked.disease, since, until)
    names = age_bands()
    counts, left_out = queries.by_age(found, list(names))
    if not counts.sum():
        return no_case()
    given = pyramid.Ages(
        list(names.values()),
        [_("Chưa tiêm"), _("1 mũi"), _("Từ 2 mũi"), _("Không rõ")],
        (_("Nam"), _("Nữ")),
        counts,
    )
    none = counts[:, :, 0].sum() / max(1, counts[:, :, :3].sum())
    said = _("%(n)s ca; %(part)s%% số ca biết tình trạng tiêm là chưa tiêm.") % {
        "n": figure(float(counts.sum())),
        "part": figure(float(100 * none)),
    }
    title = _("Ca bệnh theo tuổi, giới và số mũi đã tiêm: %(what)s") % {"what": asked.title}
    notes = [said]
    if left_out:
        notes.append(_("%(n)s ca chưa rõ tuổi hoặc giới không có trong hình.") % {"n": left_out})
    return Drawn(pyramid.pyramid(given, pyramid.Words(title, said, _("Nhóm tuổi"))), notes)


def serial_of(disease: str, on: dt.date) -> tuple[float, float] | None:
    """Mean and standard deviation in days; None for a disease that the table lacks."""
    rows = {row["disease"]: row for row in rulebook.on(SERIAL, on).rows}
    found = rows.get(disease)
    return (float(found["mean_days"]), float(found["sd_days"])) if found else None


def rate(asked: Asked) -> Drawn:
    """Rt from onsets, the last weeks corrected for what is not told yet."""
    serial = serial_of(asked.disease, asked.today)
    if serial is None:
        return Drawn(
            None, reason=_("Rt không tính được: chưa có khoảng cách giữa hai đời ca của bệnh này.")
        )
    told = queries.told(counts_in(asked.ground), asked.disease, asked.mondays)
    since = asked.mondays[0] - dt.timedelta(days=LEAD)
    until = asked.mondays[-1] + dt.timedelta(days=6)
    days = (until - since).days + 1
    found = queries.cases_in(asked.who, asked.ground, asked.disease, since, until)
    local, imported = queries.by_day(found, since, days)
    local[LEAD:] *= np.repeat(1 + np.nan_to_num(told.more) / np.maximum(1, told.total), 7)
    interval = reproduction.serial_interval(*serial, LONGEST_CHAIN)
    windows = _windows(local, imported, interval, since)
    if not ribbon.shown_of(windows):
        return Drawn(
            None, reason=_("Rt không tính được: không có 7 ngày liền nào có từ 4 ca trở lên.")
        )
    return Drawn(ribbon.ribbon(windows, _rate_words(asked, windows)), _rate_notes(told, serial))


def _windows(local: Floats, imported: Floats, interval: Floats, since: dt.date) -> ribbon.Windows:
    """Of the days shown, from the first case on: before it nobody could infect. Earlier ones only infect."""
    seen = np.flatnonzero(local + imported)
    start = int(seen[0]) if len(seen) else 0
    found = reproduction.estimate(local[None, start:], interval, imported=imported[None, start:])
    keep = np.flatnonzero(found.last + start >= LEAD)
    names = [f"{since + dt.timedelta(days=start + int(found.last[at])):%d/%m}" for at in keep]
    low, middle, high = (found.quantile(level)[0, keep] for level in (0.05, 0.5, 0.95))
    return ribbon.Windows(names, low, middle, high, found.cases[0, keep])


def _rate_words(asked: Asked, windows: ribbon.Windows) -> ribbon.Words:
    last = ribbon.shown_of(windows)[-1]
    said = _("Đến ngày %(day)s Rt khoảng %(middle)s (%(low)s–%(high)s).") % {
        "day": windows.names[last],
        "middle": figure(float(windows.middle[last]), 2),
        "low": figure(float(windows.low[last]), 2),
        "high": figure(float(windows.high[last]), 2),
    }
    return ribbon.Words(
        title=_("Hệ số lây Rt: %(what)s") % {"what": asked.title},
        said=said,
        day=_("7 ngày đến"),
        middle=_("Rt (giữa)"),
        low=_("Thấp (5%)"),
        high=_("Cao (95%)"),
        cases=_("Số ca trong 7 ngày"),
        sure=_("Tin cậy (từ 11 ca)"),
        unsure=_("Độ tin cậy thấp (4–10 ca)"),
        hidden=_("Không hiện (dưới 4 ca)"),
        confidence=_("Độ tin cậy"),
        one=_("Rt = 1"),
    )


def _rate_notes(told: queries.Told, serial: tuple[float, float]) -> list[str]:
    source = _(
        "Khoảng cách giữa hai đời ca: trung bình %(mean)s ngày, độ lệch chuẩn %(sd)s (chưa xác minh)."
    ) % {"mean": figure(serial[0]), "sd": figure(serial[1])}
    return [source, _of_nowcast(told)]


def spread(asked: Asked) -> Drawn:
    """The last four weeks by commune: how many per 100,000, small places drawn towards the mean."""
    shown = queries.mondays(asked.today, MAP_WEEKS)
    found = queries.by_commune(counts_in(asked.ground), asked.disease, asked.ground, shown)
    codes = sorted(found, key=lambda code: (-np.nansum(found[code]), asked.ground.communes[code]))
    cases = np.array([np.nansum(found[code]) for code in codes])
    if not cases.sum():
        return no_case()
    known = queries.people_in(asked.ground)
    people = np.array([float(known.get(code, 0)) for code in codes])
    rates = shrunk(cases, people)
    has_people = bool((people[cases > 0] > 0).all())
    table = Table(
        [_("Xã"), _("Số ca 4 tuần"), _("Người có trong sổ"), _("Ca trên 100.000 (đã làm trơn)")],
        [
            [asked.ground.communes[code], float(n), known.get(code, 0), cell(float(rate))]
            for code, n, rate in zip(codes, cases, rates, strict=True)
        ],
    )
    values = rates if has_people else np.where(cases > 0, cases, np.nan)
    shade = _("Ca trên 100.000 người, 4 tuần") if has_people else _("Số ca, 4 tuần")
    drawn = _mapped(asked, list(zip(codes, cases, values, strict=True)), shade)
    return Drawn(Chart("", "", table), _map_notes(has_people), map=drawn)


def _map_notes(has_people: bool) -> list[str]:
    if has_people:
        ground = _("Mẫu số là người có trong sổ người dân; xã ít người được kéo về mức chung.")
    else:
        ground = _(
            "Tô theo số ca: có xã có ca mà sổ người dân chưa có người, nên không tính được tỷ lệ."
        )
    return [ground, _("Chọn một xã trên bản đồ để xem đường cong của xã đó.")]


def _mapped(asked: Asked, found: list[tuple[str, float, float]], shade: str) -> SafeString:
    """found: code, cases, what it is shaded by. A province's codes have two digits, a commune's five."""
    code = asked.ground.code
    shapes = outlines.of_communes(province_of(code) if len(code) > 2 else code)
    regions = []
    for code, cases, value in found:
        name = asked.ground.communes[code]
        said = _("%(place)s: %(n)s ca") % {"place": name, "n": figure(cases)}
        shaded = None if np.isnan(value) else float(round(value, 1))
        href = f"{reverse('surveillance:curve')}?disease={asked.disease}&area={code}"
        regions.append(maps.Region(code, name, shapes.get(code, ()), shaded, said, href))
    title = _("Bản đồ ca bệnh: %(what)s") % {"what": asked.title}
    return maps.draw(regions, title=title, legend=maps.Legend(shade, figure))


DRAWN: dict[str, Draw] = {"curve": curve, "heat": strips, "ages": ages, "rt": rate, "map": spread}
