"""A hub that knows one station's people and two years of visits: `python -m bench.first_hub PEOPLE VISITS`.

The data folder is the one of TUYEN_HOME. Every person is a bundle and every visit is one, in the order
of its day, through the bulk path of the log; the unit's id is the last line that is printed.
"""

import datetime as dt
import random
import sys
import uuid
from collections.abc import Iterator
from typing import Any

from bench import ground
from bench.invented import people

DAYS = 730
READINGS = (("temperature", 36.8, "Cel"), ("systolic", 132.0, "mm[Hg]"))


def main(count: int, visits: int) -> None:
    ground.start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.changes import bulk
    from tuyen.platform.nodes.models import Peer

    assert not Peer.objects.exists()
    unit_id = _unit()
    invented = list(people(count, 1))
    for groups in (_people(invented, unit_id), _visits(invented, unit_id, visits)):
        for _rows in bulk.load(actor=SYSTEM, reason="bench.load", groups=groups):
            pass
    print(unit_id)  # noqa: T201


def _unit() -> uuid.UUID:
    from tuyen.core.actor import SYSTEM
    from tuyen.registry.facilities import actions

    ministry = actions.new_unit(parent=None, kind="ministry", chain="moh", name="Bộ Y tế mẫu")
    actions.create_units(units=[ministry], rows=[], by=SYSTEM)
    unit = actions.new_unit(
        parent=ministry, kind="health_station", chain="moh", name="Trạm Y tế xã Mẫu", province_code="12"
    )  # fmt: skip
    actions.create_units(units=[unit], rows=[], by=SYSTEM)
    found: uuid.UUID = unit.id
    return found


def _people(invented: list[Any], unit_id: uuid.UUID) -> Iterator[list[Any]]:
    from tuyen.platform.changes.bulk import row_of
    from tuyen.registry.persons.models import Person

    for one in invented:
        yield [
            row_of(
                Person, one.person_id, name=one.name, birth_date=one.born_on, birth_precision="day",
                sex=one.sex, commune_code="03388", phone=one.phone, home_unit_id=unit_id,
                entered_unit_id=unit_id,
            )
        ]  # fmt: skip


def _visits(invented: list[Any], unit_id: uuid.UUID, visits: int) -> Iterator[list[Any]]:
    """Four rows each: encounter, two readings, diagnosis."""
    from tuyen.core import clock
    from tuyen.core.ids import uuid7
    from tuyen.platform.changes.bulk import row_of
    from tuyen.record.models import Condition, Encounter, Observation

    chance = random.Random(38)
    for number in range(visits):
        at = clock.now() - dt.timedelta(days=DAYS * (visits - number) / visits)
        who, id_, day = chance.choice(invented).person_id, uuid7(), clock.day_of(at)
        yield [
            row_of(
                Encounter, id_, patient_id=who, unit_id=unit_id, practitioner_name="Bác sĩ Mẫu",
                day=day, occurred_at=at, recorded_at=at, reason="Ho, sốt",
            ),
            *(
                row_of(
                    Observation, uuid7(), patient_id=who, encounter_id=id_, code=code,
                    value=value + chance.randrange(20) / 10, unit=unit, day=day, occurred_at=at,
                )
                for code, value, unit in READINGS
            ),
            row_of(
                Condition, uuid7(), patient_id=who, encounter_id=id_, code="J02.9",
                name="Viêm họng cấp", day=day,
            ),
        ]  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
