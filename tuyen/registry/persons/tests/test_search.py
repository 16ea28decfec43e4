"""Finding: by name inside one's own area, by exact number anywhere, never into a closed compartment."""

import datetime as dt
import random
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.network import actor_at, node
from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.platform.access.links import Link
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.persons import actions, search_index
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.models import PersonSearch
from tuyen.registry.persons.search import search_persons
from tuyen.registry.persons.tests.conftest import FAR, NEAR, Enter, born

pytestmark = pytest.mark.django_db

PEOPLE = [
    ("Nguyễn Thị Hoa", born(1979, 2, 3), "001179012345"),
    ("Nguyễn Thị Hoa", born(1985), "001185012346"),
    ("Nguyễn Thị Hòa", born(1990), "001190012347"),
    ("Nguyễn Văn Hoàn", born(1979), "001079012348"),
    ("Trần Văn An", born(1950), "001050012349"),
    ("Trần Thị Anh", born(1950), "001150012350"),
    ("Đặng Thùy Dương", born(2009), "001309012351"),
    ("Dương Văn Đặng", born(1969), "001069012352"),
    ("Lò Thị Mẫu", born(2001, 12), "001301012353"),
    ("H'Bia Niê", born(1988), "001188012354"),
    ("Sùng A Páo", born(1993), "001093012355"),
    ("Hoàng Thị Nguyên", born(1979), "001179012356"),
]

QUESTIONS = [
    ("nguyen thi hoa 1979", 0),
    ("Nguyễn Thị Hoa 1979", 0),
    ("hoa nguyen 1979", 0),
    ("NGUYEN HOA 79", 0),
    ("ng th hoa 79", 0),
    ("nth 79", 0),
    ("nh 79", 0),
    ("03/02/1979", 0),
    ("hoa 3/2/1979", 0),
    ("012345", 0),
    ("hoa 2345", 0),
    ("001179012345", 0),
    ("001 179 012 345", 0),
    ("001179012345||Nguyễn Thị Hoa|03021979|Nữ|Xã Gần|01012022", 0),
    ("nguyen thi hoa 85", 1),
    ("hoa 1990", 2),
    ("hoan", 3),
    ("hoàn 79", 3),
    ("tran an", 4),
    ("an 1950", 4),
    ("anh 50", 5),
    ("tran thi", 5),
    ("dang duong", 6),
    ("đặng 2009", 6),
    ("duong 69", 7),
    ("lo mau", 8),
    ("hbia", 9),
    ("nie 88", 9),
    ("pao", 10),
    ("sung a", 10),
    ("nguyen 12356", 11),
    ("hoang thi nguyen", 11),
]


@pytest.fixture
def people(enter: Enter) -> list[uuid.UUID]:
    return [enter(name, birth=birth, number=number).id for name, birth, number in PEOPLE]


@pytest.mark.capability("B1")
@pytest.mark.parametrize("typed, first", QUESTIONS)
def test_the_person_meant_comes_first(
    people: list[uuid.UUID], nurse: Actor, typed: str, first: int
) -> None:
    found = search_persons(nurse, typed)

    assert found.hits
    assert found.hits[0].person.id == people[first]


def test_a_stranger_to_the_area_is_found_by_number_and_not_by_name(
    enter: Enter, far_nurse: Actor
) -> None:
    person = enter("Trần Thị Xa", number="001179099999", phone="0912345678")

    assert not search_persons(far_nurse, "tran thi xa").hits
    assert not search_persons(far_nurse, "099999").hits
    assert [hit.person.id for hit in search_persons(far_nurse, "001179099999").hits] == [person.id]
    assert [hit.person.id for hit in search_persons(far_nurse, "0912 345 678").hits] == [person.id]


def test_the_card_of_a_found_person_is_masked(enter: Enter, nurse: Actor) -> None:
    enter("Trần Thị Gần", number="001179099999")

    [hit] = search_persons(nurse, "tran gan").hits

    assert hit.number == "0011••••9999"
    assert hit.place == "Xã Gần"


def test_a_hospital_finds_its_province_by_name_own_patients_first(
    enter: Enter, nurse: Actor, doctor: Actor, far_nurse: Actor
) -> None:
    enter("Trần Thị Mẫu", 1960)
    own = enter("Trần Thị Mẫu", 1990, by=doctor, commune=FAR)

    found = search_persons(doctor, "tran thi mau").hits

    assert [hit.person.birth_date.year for hit in found if hit.person.birth_date] == [1990, 1960]
    assert [hit.is_near for hit in found] == [True, False]
    assert found[0].person.id == own.id


def test_an_insurance_card_is_found_whole_and_by_the_ten_digits_that_stay(
    enter: Enter, nurse: Actor, far_nurse: Actor
) -> None:
    person = enter("Trần Thị Thẻ")
    actions.add_number(person=person, number=Number("insurance_card", "GD4010123456789"), by=nurse)

    for typed in ("GD4010123456789", "0123456789", "gd 401 0123456789", "HN2010123456789"):
        assert [hit.person.id for hit in search_persons(far_nurse, typed).hits] == [person.id]


def test_a_person_in_custody_is_invisible_without_the_grant(
    enter: Enter, prison_doctor: Actor, nurse: Actor, prison: ScopeNode
) -> None:
    hidden = enter(
        "Lò Văn Kín",
        number="001079077777",
        by=prison_doctor,
        compartment="custody",
        phone="0900000007",
    )
    same_house = actor_at(prison, "prison_nurse")

    for who in (nurse, same_house):
        for typed in ("lo van kin", "lvk 79", "077777", "7777", "001079077777", "0900000007"):
            assert not search_persons(who, typed).hits
    assert [hit.person.id for hit in search_persons(prison_doctor, "lo kin").hits] == [hidden.id]
    assert search_persons(prison_doctor, "001079077777").hits


def test_a_care_link_brings_a_person_into_the_area_of_a_unit(
    enter: Enter, far_nurse: Actor
) -> None:
    person = enter("Trần Thị Khách")
    assert not search_persons(far_nurse, "tran khach").hits

    with changes.apply(actor=far_nurse, reason="test.link") as log:
        log.add(Link(person.id, far_nurse.unit_id, "treating", "", dt.date(2026, 11, 21)))

    assert search_persons(far_nurse, "tran khach").hits


def test_a_link_in_a_compartment_shows_a_person_only_to_its_holders(
    enter: Enter, other_station: ScopeNode, far_nurse: Actor
) -> None:
    person = enter("Trần Thị Khách")
    with changes.apply(actor=far_nurse, reason="test.link") as log:
        log.add(Link(person.id, far_nurse.unit_id, "programme", "hiv", dt.date(2026, 11, 21)))

    holder = actor_at(other_station, "station_doctor", grants=("hiv",))

    assert not search_persons(far_nurse, "tran khach").hits
    assert search_persons(holder, "tran khach").hits


def test_a_changed_name_is_found_and_the_former_one_is_not(enter: Enter, nurse: Actor) -> None:
    person = enter("Trần Thị Sai")

    actions.update_person(
        person=person, details=Details("Trần Thị Đúng", born(1979), commune_code=NEAR), by=nurse
    )

    assert not search_persons(nurse, "tran sai").hits
    assert [hit.person.id for hit in search_persons(nurse, "tran dung").hits] == [person.id]


def test_merged_records_are_one_hit_whatever_is_typed(enter: Enter, nurse: Actor) -> None:
    kept = enter("Trần Thị Giữ", number="001179011111")
    lost = enter("Trần Thị Gộp", number="001179022222")
    actions.merge_persons(loser=lost, survivor=kept, why="Cùng một người, đã hỏi", by=nurse)

    for typed in ("tran giu", "tran gop", "tran thi", "001179022222", "022222"):
        assert [hit.person.id for hit in search_persons(nurse, typed).hits] == [kept.id]


def test_a_list_says_when_there_are_more(enter: Enter, nurse: Actor) -> None:
    for year in range(1950, 1975):
        enter("Trần Văn Đông", year)

    found = search_persons(nurse, "tran dong")

    assert len(found.hits) == 20
    assert found.has_more


@pytest.mark.parametrize(
    "typed", ["tran mau", "79", "012345", "001179012345", "nguyen thi hoa 1979"]
)
def test_a_search_asks_four_statements_at_most(
    people: list[uuid.UUID], nurse: Actor, typed: str
) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        search_persons(nurse, typed)

    assert len(asked) <= 4


@pytest.mark.parametrize(
    "typed", ["", "  ", "'; DROP TABLE", '" OR 1=1', "|||", "a" * 500, "%%", "🙂"]
)
def test_whatever_is_typed_is_only_a_question(nurse: Actor, typed: str) -> None:
    assert search_persons(nurse, typed).hits == []


def kept_lines() -> dict[uuid.UUID, str]:
    return dict(PersonSearch.objects.values_list("person_id", "fold"))


def test_kept_lines_equal_rebuilt_ones_after_a_random_life(
    enter: Enter, nurse: Actor, far_nurse: Actor, prison_doctor: Actor
) -> None:
    chance = random.Random(7)
    people = [
        enter(f"Trần Văn {word}", phone="0900000001") for word in ["An", "Bình", "Chi", "Dũng"]
    ]
    for turn in range(30):
        person = chance.choice(people)
        person.refresh_from_db()
        with changes.apply(actor=nurse, reason="test.life") as log:
            person.name = chance.choice(["Lê Thị Hai", "Trần Văn An", "Đỗ Ba"])
            person.commune_code = chance.choice([NEAR, FAR, ""])
            person.compartment = chance.choice(["", "", "custody"])
            log.change(person, ["name", "commune_code", "compartment"])
            unit = chance.choice([far_nurse, prison_doctor]).unit_id
            link = Link(
                person.id, unit, "treating", chance.choice(["", "hiv"]), dt.date(2026, 1, 1)
            )
            log.add(link)
        if turn % 7 == 0:
            people.append(enter(f"Phạm Thị {turn}", number=f"00117900{turn:04d}"))

    kept = kept_lines()
    count = search_index.rebuild()

    assert count == len(people)
    assert kept_lines() == kept


def test_an_index_rebuilt_still_finds_everyone(people: list[uuid.UUID], nurse: Actor) -> None:
    search_index.rebuild()

    for typed, first in QUESTIONS[:8]:
        assert search_persons(nurse, typed).hits[0].person.id == people[first]


def test_a_unit_of_another_chain_finds_only_those_it_cares_for(enter: Enter, nurse: Actor) -> None:
    enter("Trần Thị Dân")
    police = node("Bệnh xá công an", chain="security", kind="infirmary", province_code="01")

    assert not search_persons(actor_at(police, "infirmary_doctor"), "tran dan").hits
