"""The ward in the end of the day: how many came and left, and what is still open."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.ward import emergency
from tuyen.record import day_end
from tuyen.record.day_end import Rows, columns
from tuyen.record.queries import beds


def _came(who: Actor, day: dt.date) -> Rows:
    rows = beds.visible_to(who).filter(day=day).exclude(status__in=("planned", "cancelled"))
    return columns(rows, "stay_in", "arrived_at")


def _left(who: Actor, day: dt.date) -> Rows:
    first = clock.start_of(day)
    rows = beds.visible_to(who).filter(
        ended_at__gte=first, ended_at__lt=first + dt.timedelta(days=1)
    )
    return columns(rows.exclude(status="cancelled"), "stay_out", "ended_at")


def _without_bed(who: Actor, day: dt.date) -> Rows:
    rows = beds.visible_to(who).filter(day=day, status="arrived")
    return columns(rows, "stay_without_bed", "arrived_at")


def _expected(who: Actor, day: dt.date) -> Rows:
    rows = beds.visible_to(who).filter(day=day, status="planned")
    return columns(rows, "stay_expected", "arrived_at")


def _leave_over(who: Actor, day: dt.date) -> Rows:
    until = clock.start_of(day) + dt.timedelta(days=1)
    rows = beds.visible_to(who).filter(status="on_leave", leave_until__lt=until)
    return columns(rows, "leave_over", "leave_until")


def _emergency(who: Actor, day: dt.date) -> Rows:
    rows = emergency.visible_to(who).filter(day=day, status__in=emergency.OPEN)
    return columns(rows, "emergency", "arrived_at")


def register() -> None:
    for part in (
        day_end.Part("stay_in", _("vào viện"), _came, tone="info", is_gap=False),
        day_end.Part("stay_out", _("ra viện"), _left, tone="info", is_gap=False),
        day_end.Part("stay_without_bed", _("Vào viện chưa xếp giường"), _without_bed, "ward:case"),
        day_end.Part(
            "stay_expected", _("Hẹn nhập viện chưa đến"), _expected, "ward:case", "neutral"
        ),
        day_end.Part("leave_over", _("Đi phép quá hẹn trở lại"), _leave_over, "ward:case"),
        day_end.Part("emergency", _("Lượt cấp cứu chưa xong"), _emergency),
    ):
        day_end.register(part)
