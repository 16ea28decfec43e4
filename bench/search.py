"""Name search over a million people: a station's nurse and a province hospital's doctor ask.

The tables are filled by raw inserts of the rows that the log and its projections would write
(tuyen/registry/persons/tests/test_bench_rows.py holds the two equal on a sample).
"""

import datetime as dt
import itertools
import statistics
import time
import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bench import ground
from bench.invented import FAMILIES, Invented, people

PEOPLE, STATIONS, PROVINCES = 1_000_000, 100, 4
ROUNDS = 20


class Network(NamedTuple):
    """Paths of the units: a ministry, provinces with a hospital each, stations below the province."""

    stations: list[tuple[uuid.UUID, str, str, str]]  # unit, path, commune code, province code
    hospitals: list[tuple[uuid.UUID, str, str]]  # unit, path, province code


def network(stations: int, provinces: int) -> Network:
    from tuyen.platform.access.models import ScopeNode
    from tuyen.registry.areas.models import Area

    def node(path: str, kind: str, commune: str = "", province: str = "") -> tuple[uuid.UUID, str]:
        unit_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{path}{kind}{province}{commune}")
        path = f"{path}{unit_id.hex[-8:]}/"
        ScopeNode.objects.create(
            unit_id=unit_id, path=path, chain="moh", name=kind, kind=kind,
            commune_code=commune, province_code=province,
        )  # fmt: skip
        return unit_id, path

    _root, root = node("/", "ministry")
    found = Network([], [])
    codes = Area.objects.filter(level="province", valid_to=None).order_by("code")[:provinces]
    for province in codes.values_list("code", flat=True):
        _id, path = node(root, "health_department", province=province)
        hospital = node(path, "provincial_hospital", province=province)
        found.hospitals.append((*hospital, province))
        communes = Area.objects.filter(parent_code=province, valid_to=None).order_by("code")
        for commune in communes.values_list("code", flat=True)[: stations // provinces]:
            station = node(path, "health_station", commune, province)
            found.stations.append((*station, commune, province))
    return found


# Rows -----------------------------------------------------------------------------------------------


def person_rows(one: Invented, place: Network) -> dict[type, list[Any]]:
    """The rows that registering this person writes, as model objects."""
    from tuyen.core.ids import from_event
    from tuyen.platform.changes.bulk import row_of
    from tuyen.registry.persons.models import Person, PersonIdentifier

    unit_id, _path, commune, _province = place.stations[one.at]
    person = row_of(
        Person, one.person_id, name=one.name, birth_date=one.born_on, birth_precision="day",
        sex=one.sex, commune_code=commune, address_from=dt.date(2026, 1, 1), phone=one.phone,
        home_unit_id=unit_id, entered_unit_id=unit_id,
    )  # fmt: skip
    number = row_of(
        PersonIdentifier, from_event(one.person_id, "number"), patient_id=one.person_id,
        system="citizen_id", value=one.number,
    )  # fmt: skip
    return {Person: [person], PersonIdentifier: [number]}


def line(one: Invented, place: Network) -> str:
    from tuyen.registry.persons.words import Line, line_of

    _unit_id, path, commune, province = place.stations[one.at]
    numbers = (one.number, *([one.phone] if one.phone else []))
    known = Line(one.name, one.born_on.year, (commune,), province, "", ((path, ""),), numbers)
    return line_of(known)


def fill(count: int, place: Network) -> None:
    """Raw inserts, ten thousand people a transaction."""
    from django.db import connection, transaction

    from tuyen.platform.access import links
    from tuyen.platform.changes import writer
    from tuyen.registry.persons.projections import HOME, REGISTERED
    from tuyen.registry.persons.words import index_words

    serial = itertools.count(1)
    for batch in _batches(people(count, len(place.stations)), 10_000):
        lines = [(next(serial), one.person_id.bytes, line(one, place)) for one in batch]
        with transaction.atomic(), connection.cursor() as cursor:
            for model in person_rows(batch[0], place):
                rows = [writer.row_values(person_rows(one, place)[model][0]) for one in batch]
                cursor.executemany(writer.insert_sql(model), rows)
            day = dt.date(2026, 1, 1)
            cared = [
                links._row(links.Link(one.person_id, place.stations[one.at][0], kind, "", day))
                for one in batch
                for kind in (HOME, REGISTERED)
            ]
            cursor.executemany(links._UPSERT, cared)
            cursor.executemany(
                "INSERT INTO person_search (n, person_id, fold) VALUES (%s, %s, %s)", lines
            )
            cursor.executemany(
                "INSERT INTO person_words(rowid, words) VALUES (%s, %s)",
                [(n, " ".join(index_words(said))) for n, _id, said in lines],
            )


def _batches(all_: Iterable[Invented], size: int) -> Iterator[list[Invented]]:
    left = iter(all_)
    while batch := list(itertools.islice(left, size)):
        yield batch


# Asking ---------------------------------------------------------------------------------------------


def actor(kind: str, unit: tuple[Any, ...], commune: str = "") -> Any:
    from tuyen.core.actor import Actor

    return Actor(
        account_id=unit[0], name="", role="station_nurse", unit_id=unit[0], unit_name="",
        path=unit[1], chain="moh", permissions=frozenset({"person.find"}), unit_kind=kind,
        commune_code=commune, province_code=unit[-1],
    )  # fmt: skip


COMMON = [
    f"{family} {rest}"
    for family, _share in FAMILIES[:5]
    for rest in ("van hung", "thi hoa", "thi", "van")
]


def expected(sample: list[Invented]) -> list[tuple[str, str]]:
    """Questions with the name of the first hit: names in any order, initials, beginnings, numbers."""
    from tuyen.core.text import fold

    asked = []
    for one, how in zip(sample, itertools.cycle(range(6)), strict=False):
        words, day = fold(one.name).split(), f"{one.born_on:%d/%m/%Y}"
        text = (
            f"{' '.join(words)} {day}",
            one.number,
            f"{' '.join(reversed(words))} {day}",
            f"{''.join(word[0] for word in words)} {day}",
            one.number[-6:],
            f"{words[-1][:3]} {one.number[-4:]}",
        )[how]
        asked.append((text, one.name))
    return asked


def ask(who: Any, questions: list[str], rounds: int) -> dict[str, Any]:
    from tuyen.registry.persons.search import search_persons

    for text in questions:
        search_persons(who, text)
    took: list[float] = []
    hits = 0
    with ground.measured() as watch:
        for _ in range(rounds):
            for text in questions:
                begun = time.perf_counter()
                hits += len(search_persons(who, text).hits)
                took.append((time.perf_counter() - begun) * 1000)
    cuts = statistics.quantiles(took, n=20)
    return {
        "questions": len(took),
        "hits": hits // rounds,
        "p50_ms": round(statistics.median(took), 2),
        "p95_ms": round(cuts[18], 2),
        "max_ms": round(max(took), 2),
        "cpu_ms": round(watch.cpu_s * 1000 / len(took), 2),
    }


def run(*, quick: bool = False) -> None:
    ground.fresh_home()
    ground.start_django()
    from django.db import connection

    from tuyen.registry.areas.load import load_areas
    from tuyen.registry.persons.search import search_persons

    load_areas()
    count, stations = (5_000, 8) if quick else (PEOPLE, STATIONS)
    place = network(stations, PROVINCES)
    with connection.cursor() as cursor, ground.measured() as watch:
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-256000")
        fill(count, place)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA cache_size=-4000")
        cursor.execute("PRAGMA optimize")
    ground.say(f"filled in {watch.wall_s:.0f} s")
    unit_id, path, commune, province = place.stations[len(place.stations) // 2]
    nurse = actor("health_station", (unit_id, path, province), commune)
    doctor = actor("provincial_hospital", place.hospitals[1])
    rounds = 2 if quick else ROUNDS
    sample = [
        one for one in people(count, len(place.stations)) if place.stations[one.at][0] == unit_id
    ]
    asked = expected(sample[:: max(1, len(sample) // 30)][:30])
    first = sum(
        bool(found.hits) and found.hits[0].person.name == name
        for text, name in asked
        for found in [search_persons(nurse, text)]
    )
    ground.line("search: first hit as expected", of=len(asked), right=first, people=count)
    for label, who in (("station nurse", nurse), ("province hospital doctor", doctor)):
        ground.line(
            f"search: 20 commonest names, {label}", people=count, **ask(who, COMMON, rounds)
        )
        mixed = [text for text, _name in asked]
        ground.line(f"search: 30 questions, {label}", people=count, **ask(who, mixed, rounds))
