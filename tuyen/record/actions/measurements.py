"""What was measured outside a visit: a weighing session, a home visit."""

import datetime as dt
import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.chart import chart_of
from tuyen.record.models import Observation
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.vitals import vitals

NOON = dt.timedelta(hours=12)


def add_measurements(
    *, person_id: uuid.UUID, day: dt.date, values: Mapping[str, float], by: Actor
) -> list[Observation]:
    """Keep figures by their codes (clinical/vitals) for a day; the chart must be open."""
    permissions.require_record(by)
    person = chart_of(person_id, by).person
    _judge(person, day, values)
    signs = vitals(day)
    at = min(clock.now(), clock.start_of(day) + NOON)
    rows = [
        Observation(
            id=uuid7(),
            patient_id=person.id,
            compartment=permissions.compartment_for(by, person.compartment),
            code=code,
            value=value,
            unit=signs[code].unit,
            day=day,
            occurred_at=at,
        )
        for code, value in values.items()
    ]
    with changes.apply(actor=by, reason="measurements.add") as log:
        log.create(*rows)
    return rows


def _judge(person: Person, day: dt.date, values: Mapping[str, float]) -> None:
    if not values:
        raise Refused(_("Ghi ít nhất một số đo."))
    if day > clock.today():
        raise Refused(_("Ngày đo ở sau hôm nay."), field="day")
    if person.birth_date and day < person.birth_date:
        raise Refused(_("Ngày đo ở trước ngày sinh."), field="day")
    signs = vitals(day)
    for code, value in values.items():
        if signs[code].possible.side(value):
            raise Refused(_("Số đo này không thể có: kiểm tra lại."), field=code)
