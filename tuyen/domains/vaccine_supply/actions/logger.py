"""The file of an automatic logger: minute and temperature, line by line, into days of one fridge."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.vaccine_supply import lists, permissions
from tuyen.domains.vaccine_supply.actions import cold
from tuyen.domains.vaccine_supply.models import Fridge, LoggerDay
from tuyen.domains.vaccine_supply.queries import cold as queries
from tuyen.platform import changes
from tuyen.platform.imports import engine, mapping
from tuyen.platform.imports.cells import BadCell, as_text, decimal
from tuyen.platform.imports.kinds import Column, Kind, Outcome, Result, Row
from tuyen.platform.imports.reading import Table

SHAPES = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
)


def moment(cell: Any) -> dt.datetime:
    """The logger's clock is Vietnamese time; day first, or year first."""
    if isinstance(cell, dt.datetime):
        return cell.replace(tzinfo=clock.VIETNAM)
    text = as_text(cell).strip()
    for shape in SHAPES:
        try:
            return dt.datetime.strptime(text, shape).replace(tzinfo=clock.VIETNAM)
        except ValueError:
            continue
    raise BadCell(_("“%(text)s” không phải ngày giờ, ví dụ 05/03/2025 14:30") % {"text": text})


def kind_for(fridge: Fridge) -> Kind:
    low, high = lists.possible_celsius(clock.today())
    columns = (
        Column(
            "at",
            gettext_lazy("Thời điểm"),
            required=True,
            parse=moment,
            also=("Time", "Date Time", "Datetime", "Timestamp", "Ngày giờ", "Thời gian"),
        ),
        Column(
            "celsius",
            gettext_lazy("Nhiệt độ"),
            required=True,
            parse=decimal(low, high),
            also=("Temperature", "Temp", "Celsius", "Nhiệt độ (°C)", "Temperature (°C)"),
        ),
    )

    def apply(rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
        return _apply(fridge, rows, by, dry_run)

    return Kind("fridge_logger", gettext_lazy("Tệp máy tự ghi nhiệt độ"), columns, apply)


def take(*, fridge: Fridge, table: Table, by: Actor) -> engine.Tally:
    """Good rows are kept, bad ones come back with their reasons; the same file twice changes nothing."""
    permissions.require_plan(by, fridge.unit_id)
    kind = kind_for(fridge)
    mapped = mapping.guess(kind, table.header)
    missing = mapping.missing(kind, mapped)
    if missing:
        names = ", ".join(str(column.label) for column in missing)
        raise Refused(
            _("Tệp thiếu cột %(names)s: cần cột thời điểm và cột nhiệt độ.") % {"names": names},
            field="file",
        )
    return engine.run(table, kind, mapped, by=by, dry_run=False)


def _apply(fridge: Fridge, rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
    """All rows are read first: a day is written once."""
    judged = [(row, _fault(fridge, row)) for row in rows]
    days: dict[dt.date, dict[int, int]] = defaultdict(dict)
    for row, fault in judged:
        if not fault:
            at: dt.datetime = row["at"]
            days[at.date()][at.hour * 60 + at.minute] = _tenths(row["celsius"])
    changed = _merged(fridge, days)
    if changed and not dry_run:
        _keep(fridge, changed, by)
    touched = {row.day for row, _is_new in changed}
    for row, fault in judged:
        if fault:
            yield Result(row.number, Outcome.BAD, (fault,))
        else:
            is_new = row["at"].date() in touched
            yield Result(row.number, Outcome.CREATED if is_new else Outcome.UNCHANGED)


def _fault(fridge: Fridge, row: Row) -> str:
    at: dt.datetime = row["at"]
    if at > clock.now():
        return _("thời điểm ở tương lai: kiểm tra đồng hồ của máy ghi")
    if at.date() < fridge.used_from:
        return _("trước ngày bắt đầu theo dõi tủ")
    return ""


def _tenths(celsius: Decimal) -> int:
    return round(celsius * 10)


def _merged(fridge: Fridge, days: dict[dt.date, dict[int, int]]) -> list[tuple[LoggerDay, bool]]:
    """Rows that the file changes, and whether each is new; what was known of a day stays."""
    if not days:
        return []
    known = queries.logger_days_of(fridge, min(days), max(days))
    changed = []
    for day, points in sorted(days.items()):
        row = known.get(day)
        before = {} if row is None else {int(minute): int(tenths) for minute, tenths in row.points}
        after = before | points
        if row is None:
            row = LoggerDay(id=uuid7(), unit_id=fridge.unit_id, fridge=fridge, day=day)
        elif after == before:
            continue
        row.points = [[minute, tenths] for minute, tenths in sorted(after.items())]
        changed.append((row, not before))
    return changed


def _keep(fridge: Fridge, changed: list[tuple[LoggerDay, bool]], by: Actor) -> None:
    with changes.apply(actor=by, reason="cold_chain.logger") as log:
        log.create(*(row for row, is_new in changed if is_new))
        for row, is_new in changed:
            if not is_new:
                log.change(row, ["points"])
    days = [row.day for row, _is_new in changed]
    cold.look(fridge=fridge, first=min(days), last=max(days), by=by)
