"""What is handed to another system: counts only, of communes; custody and hidden diseases never."""

import datetime as dt
from collections import Counter

from django.db.models import Sum
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.surveillance.models import ReportReceived
from tuyen.domains.surveillance.queries.grounds import Ground, counts_in, ground_of
from tuyen.domains.surveillance.rules import dhis2
from tuyen.domains.surveillance.rules.weeks import Week
from tuyen.record.rules.cases import diseases

BOOK = "surveillance/dhis2"


def weekly_counts(who: Actor, since: Week, until: Week) -> list[dhis2.Counted]:
    """Of the weeks `since` … `until`, as known now. Refused: too many weeks, a place of custody, a unit
    without an area. One statement beside those of the ground."""
    return _counts(_ground(who), _known(until), _span(since, until))


def data_values(who: Actor, since: Week, until: Week) -> list[dhis2.Value]:
    """As `weekly_counts`, with zeros where a report was sent: a later file carries what was corrected."""
    ground, span, known = _ground(who), _span(since, until), _known(until)
    rule = rulebook.on(BOOK, clock.today())
    names = {name: rule[name] for name in ("element", "element_of_class", "combo")}
    return dhis2.values(_counts(ground, known, span), _reported(ground, span), known, names)


def _known(until: Week) -> list[str]:
    return [each.code for each in diseases(until.monday).values() if not each.compartment]


def _span(since: Week, until: Week) -> tuple[dt.date, dt.date]:
    most = int(rulebook.on(BOOK, clock.today())["most_weeks"])
    if not 0 <= until.since(since) < most:
        raise Refused(_("Chọn từ 1 đến %(n)d tuần, tuần đầu trước tuần cuối.") % {"n": most})
    return since.monday, until.monday


def data_set() -> str:
    return str(rulebook.on(BOOK, clock.today())["data_set"])


def _ground(who: Actor) -> Ground:
    ground = ground_of(who, clock.today())
    if ground is None:
        raise Refused(_("Đơn vị của bạn không phụ trách xã nào."))
    if ground.sites:
        raise Refused(_("Số liệu của nơi giam giữ không xuất sang hệ thống khác."))
    return ground


def _counts(ground: Ground, known: list[str], span: tuple[dt.date, dt.date]) -> list[dhis2.Counted]:
    """Communes of before a merger under the code of today."""
    rows = counts_in(ground).filter(monday__range=span, disease__in=known)
    keys = ("area_id", "monday", "disease", "classification", "age_band", "sex")
    found: Counter[tuple[str, dt.date, str, str, str, str]] = Counter()
    for area_id, monday, disease, status, age, sex, n in rows.values_list(*keys).annotate(
        n=Sum("n")
    ):
        found[ground.area_ids[area_id], monday, disease, status, age, sex] += n
    return [dhis2.Counted(*alike, n) for alike, n in found.items()]


def _reported(ground: Ground, span: tuple[dt.date, dt.date]) -> set[tuple[str, dt.date]]:
    rows = ReportReceived.objects.filter(area_id__in=ground.area_ids, monday__range=span)
    return {(ground.area_ids[area], day) for area, day in rows.values_list("area_id", "monday")}
