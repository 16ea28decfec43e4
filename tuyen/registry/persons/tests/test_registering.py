"""Entering people: once where it can be known, kept when it cannot, never a leak."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import translation

from tuyen.core import bus, clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.facts import ask
from tuyen.platform import changes
from tuyen.platform.access.models import CareLink
from tuyen.platform.outbox import deliver
from tuyen.platform.outbox.models import Delivery
from tuyen.registry.persons import actions, queries
from tuyen.registry.persons.actions import NumberTaken
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.events import NumberShared
from tuyen.registry.persons.models import Person, PersonIdentifier
from tuyen.registry.persons.rules import Odd
from tuyen.registry.persons.tests.conftest import FAR, NEAR, Enter, born

pytestmark = pytest.mark.django_db

CITIZEN = Number("citizen_id", "001179012345", "qr")


@pytest.mark.capability("B1")
def test_a_person_of_the_commune_belongs_to_its_station(enter: Enter, nurse: Actor) -> None:
    person = enter("  Đặng   Thị Hòa ", number="001179012345")

    assert person.name == "Đặng Thị Hòa"
    assert person.home_unit_id == nurse.unit_id
    assert person.address_from == clock.today()
    links = CareLink.objects.filter(patient_id=person.id, unit_id=nurse.unit_id)
    assert {link.kind for link in links} == {"home", "registered"}


def test_a_person_from_elsewhere_is_only_known_where_entered(enter: Enter, nurse: Actor) -> None:
    person = enter("Đặng Thị Hòa", commune=FAR)

    assert person.home_unit_id is None
    assert [link.kind for link in CareLink.objects.filter(patient_id=person.id)] == ["registered"]


def test_one_number_is_one_person(enter: Enter, nurse: Actor) -> None:
    first = enter("Đặng Thị Hòa", number="001179012345")

    with pytest.raises(NumberTaken) as refused:
        enter("Đặng Thị Hoà", number="001179012345")

    assert refused.value.person_id == first.id
    assert "0011••••2345" in str(refused.value.message)
    assert "001179012345" not in str(refused.value.message)
    assert Person.objects.count() == 1


def test_one_insurance_card_is_one_person_even_when_it_was_renewed(
    enter: Enter, nurse: Actor
) -> None:
    person = enter("Đặng Thị Hòa")
    card = Number("insurance_card", "GD4010123456789")
    actions.add_number(person=person, number=card, by=nurse)

    with pytest.raises(NumberTaken):
        actions.register_person(
            details=Details("Trần Văn Khác", born(1980)),
            numbers=[Number("insurance_card", "HN2010123456789")],
            by=nurse,
        )


def test_a_number_known_only_in_a_closed_place_gives_nothing_away(
    enter: Enter, nurse: Actor, prison_doctor: Actor
) -> None:
    hidden = enter(
        "Lò Văn Kín", number="001079077777", by=prison_doctor, compartment="custody", commune=""
    )
    hidden_number = [Number("citizen_id", "001079077777")]

    assert (
        queries.possible_duplicates(nurse, Details("Lò Văn Kín", born(1979)), hidden_number) == []
    )
    twin = actions.register_person(
        details=Details("Lò Văn Kín", born(1979)), numbers=hidden_number, by=nurse
    )

    assert queries.others_with_numbers_of(twin, nurse) == []
    assert [hit.person for hit in queries.others_with_numbers_of(twin, prison_doctor)] == [hidden]
    assert [{hit.person for hit in group} for group in queries.shared_numbers(prison_doctor)] == [
        {hidden, twin}
    ]
    assert queries.shared_numbers(nurse) == []


@pytest.fixture
def noticed() -> Iterator[list[NumberShared]]:
    """What a listener to shared numbers hears."""
    heard: list[NumberShared] = []

    def hear(event: NumberShared) -> None:
        heard.append(event)

    bus.listens_to(NumberShared)(hear)
    yield heard
    del bus._listeners[NumberShared][f"{hear.__module__}.{hear.__qualname__}"]


def test_a_shared_number_is_noticed_where_the_records_meet(
    enter: Enter, nurse: Actor, prison_doctor: Actor, noticed: list[NumberShared]
) -> None:
    hidden = enter("Lò Văn Kín", number="001079077777", by=prison_doctor, compartment="custody")
    enter("Lò Văn Riêng", number="001079088888")
    deliver.run_due()
    assert noticed == []

    twin = enter("Lò Văn Kín", number="001079077777")
    deliver.run_due()

    first, second = sorted([hidden.id, twin.id])
    assert noticed == [NumberShared(first, second, "citizen_id")]


def test_two_stations_that_entered_one_number_off_line_both_keep_their_record(
    nurse: Actor, far_nurse: Actor, areas: None
) -> None:
    """What the other node sends is applied without our action, and so without its check."""
    for by in (nurse, far_nurse):
        person = Person(
            name="Đặng Thị Hòa", birth_date=dt.date(1979, 1, 1), entered_unit_id=by.unit_id
        )
        with changes.apply(actor=by, reason="persons.register") as log:
            log.create(
                person,
                PersonIdentifier(patient_id=person.id, system="citizen_id", value="001179012345"),
            )

    [group] = queries.shared_numbers(nurse)

    assert len(group) == 2
    one, other = (hit.person for hit in group)
    assert [hit.person for hit in queries.others_with_numbers_of(one, nurse)] == [other]


def test_a_birth_date_in_the_future_is_refused_and_nothing_is_written(nurse: Actor) -> None:
    tomorrow = clock.today() + dt.timedelta(days=1)

    with pytest.raises(Refused) as refused:
        actions.register_person(
            details=Details("Mai Sau", born(tomorrow.year, tomorrow.month, tomorrow.day)), by=nurse
        )

    assert refused.value.field == "birth"
    assert not Person.objects.exists()


def test_a_number_that_disagrees_with_sex_or_year_is_kept_with_a_remark(
    enter: Enter, nurse: Actor
) -> None:
    details = Details("Đặng Văn Hòa", born(1980), sex="male")

    odd = queries.remarks_on(details, [CITIZEN], dt.date(2026, 11, 21))
    person = actions.register_person(details=details, numbers=[CITIZEN], by=nurse)

    assert odd == [Odd.SEX_DISAGREES, Odd.YEAR_DISAGREES]
    assert PersonIdentifier.objects.get(patient_id=person.id).value == CITIZEN.value


def test_whoever_has_no_number_gets_a_temporary_code(enter: Enter) -> None:
    person = enter("Đặng Thị Hòa")

    code = PersonIdentifier.objects.get(patient_id=person.id)

    assert (code.system, code.source) == ("temporary", "issued")
    assert not code.value.replace("-", "").isdigit()


def test_an_unknown_person_is_entered_without_name_or_birth_date(nurse: Actor) -> None:
    person = actions.register_unknown(details=Details("", sex="male"), by=nurse)

    assert (person.kind, person.name, person.birth_precision) == (
        "unknown",
        "Người chưa rõ tên",
        "unknown",
    )


def test_what_stands_for_a_name_is_vietnamese_on_an_english_page(
    enter: Enter, nurse: Actor
) -> None:
    mother = enter("Lò Thị Mẫu", 2000, sex="female")
    today = clock.today()
    birth = born(today.year, today.month, today.day)

    with translation.override("en"):
        unknown = actions.register_unknown(details=Details("", sex="male"), by=nurse)
        child = actions.register_newborn(
            mother=mother, details=Details("", birth, sex="male"), by=nurse
        )

    assert (unknown.name, child.name) == ("Người chưa rõ tên", "Con bà Lò Thị Mẫu")


def test_twins_live_with_their_mother_and_are_told_apart_by_their_order(
    enter: Enter, nurse: Actor
) -> None:
    mother = enter("Lò Thị Mẫu", 2000, sex="female")
    today = clock.today()
    birth = born(today.year, today.month, today.day)

    twins = [
        actions.register_newborn(
            mother=mother, details=Details("", birth, sex="male", birth_order=order), by=nurse
        )
        for order in (1, 2)
    ]

    assert [twin.name for twin in twins] == ["Con bà Lò Thị Mẫu 1", "Con bà Lò Thị Mẫu 2"]
    assert {twin.commune_code for twin in twins} == {NEAR}
    assert queries.children_of(mother, nurse) == twins
    with pytest.raises(Refused):
        actions.register_newborn(
            mother=mother, details=Details("", birth, sex="male", birth_order=2), by=nurse
        )


def test_only_what_changed_is_written_and_a_new_address_begins_today(
    enter: Enter, nurse: Actor, far_nurse: Actor
) -> None:
    person = enter("Đặng Thị Hòa", address_line="Thôn 1")

    with clock.stopped(dt.datetime(2027, 1, 2, tzinfo=dt.UTC)):
        actions.update_person(
            person=person,
            details=Details("Đặng Thị Hòa", born(1979), commune_code=FAR, address_line="Thôn 9"),
            by=nurse,
        )

    person.refresh_from_db()
    assert (person.commune_code, person.address_from) == (FAR, dt.date(2027, 1, 2))
    assert person.home_unit_id is None
    home = CareLink.objects.get(patient_id=person.id, kind="home")
    assert home.valid_to == dt.date(2027, 1, 2)


def test_a_stranger_to_the_person_does_not_mend_the_record(enter: Enter, far_nurse: Actor) -> None:
    person = enter("Đặng Thị Hòa")

    with pytest.raises(Refused):
        actions.update_person(person=person, details=Details("Khác", born(1979)), by=far_nurse)


def test_a_cancelled_number_is_still_found_and_may_be_given_again(
    enter: Enter, nurse: Actor
) -> None:
    person = enter("Đặng Thị Hòa", number="001179012345")
    number = PersonIdentifier.objects.get(patient_id=person.id)

    actions.close_number(identifier=number, on=clock.today(), by=nurse)
    other = enter("Trần Văn Khác", number="001179012345")

    found = {hit.person.id for hit in queries.search_persons(nurse, "001179012345").hits}
    assert found == {person.id, other.id}


def test_a_death_cannot_be_before_birth_or_tomorrow(enter: Enter, nurse: Actor) -> None:
    person = enter("Đặng Thị Hòa", birth=born(1979, 2, 3))

    for day in (dt.date(1979, 2, 2), clock.today() + dt.timedelta(days=1)):
        with pytest.raises(Refused):
            actions.mark_deceased(person=person, on=day, by=nurse)

    actions.mark_deceased(person=person, on=clock.today(), by=nurse)
    assert ask("persons.brief", person_id=person.id).is_deceased


def test_a_form_sent_twice_makes_one_person(nurse: Actor) -> None:
    details = Details("Đặng Thị Hòa", born(1979))
    key = changes.Repeat(nurse.account_id, nurse.account_id, changes.digest_of({"name": "x"}))
    first = actions.register_person(details=details, by=nurse, repeat=key)

    with pytest.raises(changes.Repeated) as repeated:
        actions.register_person(details=details, by=nurse, repeat=key)

    assert repeated.value.result_id == first.id
    assert Person.objects.count() == 1


def test_a_family_shares_a_household(enter: Enter, nurse: Actor) -> None:
    head, child = enter("Đặng Thị Hòa"), enter("Đặng Thị Bé", 2015)

    household = actions.create_household(head=head, by=nurse)
    actions.join_household(person=child, household=household, by=nurse)
    assert [p.name for p in queries.members_of(household.id, nurse)] == [
        "Đặng Thị Hòa",
        "Đặng Thị Bé",
    ]

    actions.leave_household(person=child, by=nurse)
    assert queries.members_of(household.id, nurse) == [head]


def test_the_card_in_force_on_a_day_is_a_fact_for_others(enter: Enter, nurse: Actor) -> None:
    person = enter("Đặng Thị Hòa")
    for value, start, end in (("GD4010123456789", 2024, 2025), ("HN2010123456788", 2026, 2027)):
        card = Number("insurance_card", value, "card", dt.date(start, 1, 1), dt.date(end, 12, 31))
        actions.add_number(person=person, number=card, by=nurse)

    def card_on(year: int) -> str:
        return str(
            ask(
                "persons.number_on",
                person_ids=[person.id],
                system="insurance_card",
                on=dt.date(year, 6, 1),
            )
        )

    assert [card_on(year) for year in (2023, 2025, 2026)] == [
        "",
        "GD4010123456789",
        "HN2010123456788",
    ]


def test_registering_is_announced_without_names(enter: Enter) -> None:
    enter("Đặng Thị Hòa", number="001179012345")

    assert "Hòa" not in str(list(Delivery.objects.values()))
