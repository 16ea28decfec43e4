"""An invented measles season: a commune or twelve, cases that rise over 63 days, children mostly."""

import datetime as dt
import random

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.record.models import Case
from tuyen.registry.areas.models import Area
from tuyen.registry.persons.models import Person

PROVINCE = "99"
DAYS = 63
CLASSES = ("suspected", "suspected", "lab_confirmed", "epi_linked", "clinical")
SINCE = dt.date(2000, 1, 1)


def province(communes: int = 12) -> list[Area]:
    """Communes of an invented province, in force since long ago."""
    top = Area(level="province", code=PROVINCE, name="Mẫu", full_name="Tỉnh Mẫu", valid_from=SINCE)
    below = [
        Area(
            level="commune",
            code=f"{99000 + each:05d}",
            name=f"Mẫu {each + 1}",
            full_name=f"Xã Mẫu {each + 1}",
            parent_code=PROVINCE,
            valid_from=SINCE,
        )
        for each in range(communes)
    ]
    Area.objects.bulk_create([top, *below])
    return below


def season(by: Actor, areas: list[Area], *, seed: int = 5, per_day: float = 0.4) -> list[Case]:
    """Cases as told by today: a rise by a quarter a week, each told 0 to 25 days after onset."""
    chance, today, made = random.Random(seed), clock.today(), []
    for day in range(DAYS):
        onset_on = today - dt.timedelta(days=DAYS - day)
        expected = per_day * 1.28 ** (day / 7)
        for _ in range(_drawn(chance, expected)):
            made += one(by, chance.choice(areas[: 1 + day // 6]), onset_on, chance)
    with changes.apply(actor=by, reason="test.season") as log:
        log.create(*made)
    return [row for row in made if isinstance(row, Case)]


def sporadic(by: Actor, areas: list[Area], weeks: int = 60, *, seed: int = 8) -> None:
    """A case here and there in the weeks before the season."""
    chance, made = random.Random(seed), []
    for back in range(weeks):
        onset_on = clock.today() - dt.timedelta(days=DAYS + 1 + 7 * back)
        for area in areas:
            if chance.random() < 0.15:
                made += one(by, area, onset_on, chance)
    with changes.apply(actor=by, reason="test.sporadic") as log:
        log.create(*made)


def _drawn(chance: random.Random, mean: float) -> int:
    return sum(chance.random() < mean / 20 for _ in range(20))


def one(by: Actor, area: Area, onset_on: dt.date, chance: random.Random) -> list[Person | Case]:
    """A child and its case; nothing where it would be told only after today."""
    told_at = dt.datetime.combine(onset_on, dt.time(8), clock.VIETNAM)
    told_at += dt.timedelta(days=min(25, int(chance.expovariate(1 / 5))))
    if told_at > clock.now():
        return []
    born_on = onset_on - dt.timedelta(days=int(chance.betavariate(0.9, 3) * 6000))
    child = Person(
        id=uuid7(), name="Giàng Thị Mẫu", birth_date=born_on, sex=chance.choice(["male", "female"])
    )
    case = Case(
        patient_id=child.id,
        unit_id=by.unit_id,
        area_id=area.id,
        disease="measles",
        classification=chance.choice(CLASSES),
        onset_on=onset_on,
        occurred_at=told_at,
        notified_at=told_at,
        entered_at=told_at,
        doses=chance.choice([None, 0, 0, 0, 1, 2]),
    )
    return [child, case]
