"""Surveys and needs: a station's paper filled in from its registers; needs ranked over the whole network."""

import datetime as dt
import statistics
import time
import uuid
from typing import Any

from bench import ground

UNITS = 3_321  # communes, wards and special zones of the country: as many stations at the least
NEEDS_A_UNIT = 7
TOPICS = 30
ROUNDS = 20


def run(*, quick: bool = False) -> None:
    ground.fresh_home()
    ground.start_django()
    units = _network(60 if quick else UNITS)
    _needs(units)
    _rank(_officer(units[0].parent), rounds=2 if quick else ROUNDS)
    _prefill(units[0], rounds=2 if quick else ROUNDS)


def _network(count: int) -> list[Any]:
    from tuyen.core.actor import SYSTEM
    from tuyen.registry.facilities import actions

    ministry = actions.new_unit(parent=None, kind="ministry", name="Bộ Y tế (đo)", chain="moh")
    stations = [
        actions.new_unit(parent=ministry, kind="health_station", name=f"Trạm Y tế số {number}")
        for number in range(count)
    ]
    actions.create_units(units=[ministry, *stations], rows=[], by=SYSTEM)
    return stations


def _officer(ministry: Any) -> Any:
    """Whoever plans for the whole network, by scope as anybody else."""
    from dataclasses import replace

    from tuyen.core.actor import SYSTEM

    return replace(
        SYSTEM,
        role="officer",
        scope="subtree",
        unit_id=ministry.id,
        path=ministry.path,
        chain="moh",
    )


def _needs(units: list[Any]) -> None:
    from tuyen.core import clock
    from tuyen.core.actor import SYSTEM
    from tuyen.core.ids import uuid7
    from tuyen.domains.capability.models import Need
    from tuyen.platform.changes import bulk

    today = clock.today()
    groups = (
        [
            bulk.row_of(
                Need,
                uuid7(),
                unit_id=unit.id,
                kind="training",
                code=f"topic-{(place + turn * 7) % TOPICS}",
                title=f"Nhu cầu {(place + turn * 7) % TOPICS}",
                origin="gap",
                lost=1 + turn % 3,
                of=3,
                population=3_000 + place % 9_000,
                raised_on=today - dt.timedelta(days=place % 700),
            )
            for turn in range(NEEDS_A_UNIT)
        ]
        for place, unit in enumerate(units)
    )
    for _rows in bulk.load(actor=SYSTEM, reason="bench.load", groups=groups):
        pass


def _rank(who: Any, rounds: int) -> None:
    from tuyen.domains.capability.models import Need
    from tuyen.domains.capability.queries import needs

    walls = _timed(rounds, lambda: needs.ranked(who))
    ground.line(
        f"rank {Need.objects.count()} needs of {Need.objects.values('unit_id').distinct().count()} units",
        topics=len(needs.ranked(who)),
        **walls,
        goal="1000 ms",
    )


def _prefill(unit: Any, rounds: int) -> None:
    from tuyen.core import clock
    from tuyen.core.actor import SYSTEM
    from tuyen.domains.equipment import actions as equipment
    from tuyen.platform import forms

    for kind in ("ecg", "ultrasound", "oxygen", "autoclave", "glucometer") * 4:
        equipment.add_item(unit=unit, by=SYSTEM, kind=kind, name="", serial=uuid.uuid4().hex)
    form = forms.find("capability_station")
    walls = _timed(rounds, lambda: forms.prefilled(form, unit_id=unit.id, on=clock.today()))
    ground.line(
        "survey filled in from the registers",
        questions=sum(1 for _ in form.questions()),
        **walls,
        goal="200 ms",
    )


def _timed(rounds: int, act: Any) -> dict[str, float]:
    act()
    walls = []
    with ground.measured() as watch:
        for _ in range(rounds):
            begun = time.perf_counter()
            act()
            walls.append((time.perf_counter() - begun) * 1000)
    return {
        "cpu_ms": round(watch.cpu_s * 1000 / rounds, 1),
        "p50_ms": round(statistics.median(walls), 1),
        "max_ms": round(max(walls), 1),
    }
