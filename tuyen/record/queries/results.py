"""By what results are judged, and the figures of a person over time."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.record.chart import Chart
from tuyen.record.models import Observation, Order
from tuyen.record.rules.results import Scale
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.bands import Limits
from tuyen.registry.terms.orderables import answers, criticals, orderables
from tuyen.registry.terms.queries import analytes_at


def scales_of(chart: Chart, order: Order, who: Actor) -> dict[str, Scale]:
    """Analytes of an order in their order, with what is usual for this person; none for pictures."""
    return scales(chart.person, [order], who)[order.id] if order.code else {}


def scales(person: Person, orders: list[Order], who: Actor) -> dict[object, dict[str, Scale]]:
    """The same for several orders of one person, the lists read once."""
    on = clock.today()
    known, items = analytes_at(who, on), orderables(on)
    words, alarms = answers(on), criticals(on)
    years = years_on(person.birth_date, on)
    found: dict[object, dict[str, Scale]] = {}
    for order in orders:
        item = items.get(order.code)
        found[order.id] = {
            code: Scale(
                known[code],
                known[code].range_for(sex=person.sex, years=years),
                words.get(code, ()),
                alarms.get(code),
            )
            for code in (item.analytes if item else ())
        }
    return found


def years_on(born_on: dt.date | None, on: dt.date) -> int | None:
    if born_on is None:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def latest_before(chart: Chart, codes: Iterable[str]) -> dict[str, Observation]:
    """The newest verified figure of each analyte: what stands in grey beside the box."""
    rows = chart.of(Observation).filter(code__in=list(codes), status="final")
    return {row.code: row for row in rows.order_by("occurred_at", "id")}


@dataclass
class Row:
    """One analyte of a person over time, newest first."""

    code: str
    figures: list[Observation]

    @property
    def newest(self) -> Observation:
        return self.figures[0]

    @property
    def limits(self) -> Limits:
        return Limits(self.newest.low, self.newest.high)


def analytes_over_time(chart: Chart, since: dt.date | None = None) -> list[Row]:
    """Verified figures of results by analyte; the analyte measured last stands first in its group."""
    rows = chart.of(Observation).exclude(result_id=None).filter(status="final")
    if since:
        rows = rows.filter(day__gte=since)
    found: dict[str, list[Observation]] = defaultdict(list)
    for row in rows.order_by("-occurred_at", "-id")[:3000]:
        found[row.code].append(row)
    return [Row(code, figures) for code, figures in found.items()]
