"""Doses of earlier years from a file: taken once, what is wrong comes back with the reason."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.immunization.history_import import HISTORY
from tuyen.domains.immunization.tests.conftest import DAY, child_of
from tuyen.platform import changes
from tuyen.platform.imports import engine, kinds, mapping
from tuyen.platform.imports.kinds import Outcome, Row
from tuyen.platform.imports.reading import open_table
from tuyen.record.models import Immunization
from tuyen.registry.persons.models import Person, PersonIdentifier

pytestmark = pytest.mark.django_db


def row(line: int, child: Person, **said: Any) -> Row:
    assert child.birth_date is not None
    usual = {
        "name": child.name,
        "birth_date": child.birth_date,
        "number": "",
        "vaccine": "penta",
        "day": child.birth_date + 62 * DAY,
        "lot": "p1",
        "place": "Trạm cũ",
    }
    return Row(line, usual | said)


def taken(rows: list[Row], by: Actor, *, dry_run: bool = False) -> list[tuple[Outcome, str]]:
    found = HISTORY.apply(rows, by, dry_run)
    return [(each.outcome, " ".join(each.errors)) for each in found]


@pytest.mark.capability("D1", "A4", where="/imports/")
def test_a_file_of_earlier_doses_is_taken_once_and_its_bad_rows_come_back(
    nurse: Actor, child: Person, tmp_path: Path
) -> None:
    born = child.birth_date
    assert born is not None
    path = tmp_path / "mui-cu.csv"
    lines = [
        "Họ và tên,Ngày sinh,Tên vắc xin,Ngày tiêm,Lô",
        f"giang a be,{born:%d/%m/%Y},penta,{born + 62 * DAY:%d/%m/%Y},p1",
        f"Giàng A Bé,{born:%d/%m/%Y},bcg,{born - DAY:%d/%m/%Y},",
        f"Giàng A Lạ,{born:%d/%m/%Y},bcg,{born:%d/%m/%Y},",
        f"Giàng A Bé,{born:%d/%m/%Y},thuốc lạ,{born:%d/%m/%Y},",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    kind = kinds.kind_named("immunizations")
    assert kind is not None
    table = open_table(path, mapping.known_headings(kind))
    mapped = mapping.guess(kind, table.header)

    first = engine.run(table, kind, mapped, by=nurse, dry_run=False)
    again = engine.run(table, kind, mapped, by=nurse, dry_run=False)

    assert first.as_dict() == {"created": 1, "changed": 0, "unchanged": 0, "bad": 3}
    assert again.as_dict() == {"created": 0, "changed": 0, "unchanged": 1, "bad": 3}
    dose = Immunization.objects.get()
    assert (dose.source, dose.lot, dose.unit_id) == ("import", "P1", None)
    said = " ".join(" ".join(errors) for _row, errors in first.bad)
    assert "trước ngày sinh" in said
    assert "ghi danh trước" in said


def test_a_trial_writes_nothing(nurse: Actor, child: Person) -> None:
    assert taken([row(2, child)], nurse, dry_run=True) == [(Outcome.CREATED, "")]
    assert not Immunization.objects.exists()


def test_one_dose_twice_in_a_file_is_one(nurse: Actor, child: Person) -> None:
    found = taken([row(2, child), row(3, child)], nurse)

    assert [outcome for outcome, _why in found] == [Outcome.CREATED, Outcome.UNCHANGED]
    assert Immunization.objects.count() == 1


def test_twins_in_name_and_day_are_told_apart_by_their_number(nurse: Actor, child: Person) -> None:
    twin = child_of(nurse, child.name, days=304)
    number = PersonIdentifier(patient_id=twin.id, system="citizen_id", value="012089000777")
    with changes.apply(actor=nurse, reason="test.number") as log:
        log.create(number)

    unclear, known, strange, wrong = taken(
        [
            row(2, child),
            row(3, child, number="012089000777"),
            row(4, child, number="000000000000"),
            row(5, child, number="012089000777", birth_date=dt.date(2020, 1, 1)),
        ],
        nurse,
    )

    assert "2 người cùng họ tên" in unclear[1]
    assert known[0] == Outcome.CREATED
    assert "Không tìm thấy ai" in strange[1]
    assert "ngày sinh khác" in wrong[1]
    assert Immunization.objects.get().patient_id == twin.id


def test_a_dose_in_the_future_is_refused(nurse: Actor, child: Person) -> None:
    found = taken([row(2, child, day=clock.today() + DAY)], nurse)

    assert found[0][0] == Outcome.BAD
    assert "tương lai" in found[0][1]


def test_known_rows_cost_few_statements(nurse: Actor) -> None:
    rows = [row(n, child_of(nurse, f"Trẻ {n}", days=300)) for n in range(2, 42)]
    taken(rows, nurse)

    with counted() as seen:
        again = taken(rows, nurse)

    assert {outcome for outcome, _why in again} == {Outcome.UNCHANGED}
    assert len(seen) <= 4, seen
