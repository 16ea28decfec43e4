"""Two sides changed one thing: the owning unit sees both values and chooses; the other is kept."""

import datetime as dt

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.core.ids import uuid7
from tuyen.edge.sync.pages.tests.elsewhere import Elsewhere
from tuyen.platform import changes
from tuyen.platform.access.models import CareLink, ScopeNode
from tuyen.platform.changes import incoming
from tuyen.platform.changes.models import Conflict
from tuyen.record.actions import differences as acts
from tuyen.record.actions.allergies import add_allergy
from tuyen.record.queries import differences
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

PAGE = "/sync/conflicts/"


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế Tủa Mẫu")


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện huyện Mẫu", kind="hospital")


@pytest.fixture
def nurse(station: ScopeNode) -> Actor:
    return actor_at(station, "station_nurse", name="Lò Thị Mẫu")


@pytest.fixture
def desk(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "station_nurse"))


def known(by: Actor, **said: object) -> Person:
    """A person whom the nurse's station looks after."""
    return person(by, home_unit_id=by.unit_id, **said)


def changed_here(row: Person, by: Actor, **values: object) -> None:
    row = Person.objects.get(pk=row.pk)
    for name, value in values.items():
        setattr(row, name, value)
    with changes.apply(actor=by, reason="persons.update") as log:
        log.change(row, list(values))


def came(hospital: ScopeNode, row: Person, **values: object) -> None:
    """The hospital changed the same row, a moment later, without knowing of ours."""
    there = Elsewhere(hospital.unit_id, ahead_ms=5_000)
    incoming.apply_batch([there.changes(row, **values)], from_peer=uuid7())


@pytest.fixture
def sex(nurse: Actor, hospital: ScopeNode) -> Person:
    """Ours says other, the hospital's says male: the hospital's was later and stands."""
    row = known(nurse, name="Sùng A Mẫu")
    changed_here(row, nurse, sex="other")
    came(hospital, row, sex="male")
    return row


def test_both_values_are_shown_with_who_when_and_where(desk: Client, sex: Person) -> None:
    page = desk.get(PAGE).content.decode()

    assert "Sùng A Mẫu" in page
    assert "Giới tính" in page
    assert page.index("<b>Nam</b>") < page.index("<b>Khác</b>")
    assert "Bs. Vàng Thị Mẫu, Bệnh viện huyện Mẫu" in page
    assert "Lò Thị Mẫu, Trạm Y tế Tủa Mẫu" in page
    assert "Ảnh hưởng an toàn" in page


@pytest.mark.capability("J2", where="/sync/conflicts/")
def test_the_other_value_is_taken_with_one_key_and_can_be_put_back(
    desk: Client, sex: Person
) -> None:
    found = Conflict.objects.get()

    page = desk.get(PAGE).content.decode()
    answer = desk.post(f"{PAGE}{found.id}/decide/", {"choice": "taken"}, follow=True)
    taken = Person.objects.get(pk=sex.pk).sex
    desk.post(f"{PAGE}{found.id}/undo/")

    assert 'value="taken" data-key="2"' in page
    assert f"{PAGE}{found.id}/undo/" in answer.content.decode()
    assert taken == "other"
    assert Person.objects.get(pk=sex.pk).sex == "male"
    assert "Sùng A Mẫu" in desk.get(PAGE).content.decode()


def test_keeping_closes_it_and_the_other_value_can_still_be_had(desk: Client, sex: Person) -> None:
    found = Conflict.objects.get()

    desk.post(f"{PAGE}{found.id}/decide/", {"choice": "kept"})
    open_ones = desk.get(PAGE).content.decode()
    decided = desk.get(PAGE, {"show": "decided"}).content.decode()
    desk.post(f"{PAGE}{found.id}/decide/", {"choice": "taken"})

    assert "Không có chỗ nào hai bên cùng sửa" in open_ones
    assert "Đổi lại giá trị kia" in decided
    assert Person.objects.get(pk=sex.pk).sex == "other"


def test_what_endangers_nobody_is_settled_and_listed_below(
    desk: Client, nurse: Actor, hospital: ScopeNode, sex: Person
) -> None:
    row = known(nurse, name="Thào Thị Mẫu")
    changed_here(row, nurse, phone="0912000111")
    came(hospital, row, phone="0912000222")

    page = desk.get(PAGE).content.decode()

    assert page.index("Sùng A Mẫu") < page.index("Máy đã tự lấy giá trị sửa sau")
    assert page.index("Máy đã tự lấy giá trị sửa sau") < page.index("0912000222")
    assert "0912000111" in page


def test_dates_choices_and_groups_are_said_in_words(
    desk: Client, nurse: Actor, hospital: ScopeNode
) -> None:
    row = known(nurse)
    changed_here(row, nurse, birth_date=dt.date(1990, 1, 2), birth_precision="day")
    came(hospital, row, birth_date="1991-01-01", birth_precision="year")

    page = desk.get(PAGE).content.decode()

    assert "02/01/1990" in page
    assert "Chỉ biết năm" in page


def test_another_unit_and_a_hidden_person_are_nothing_to_see(
    desk: Client, nurse: Actor, hospital: ScopeNode, sex: Person
) -> None:
    elsewhere = browser_of(account_at(node("Trạm khác Mẫu"), "station_nurse"))
    found = Conflict.objects.get()

    page = elsewhere.get(PAGE).content.decode()
    decided = elsewhere.post(f"{PAGE}{found.id}/decide/", {"choice": "taken"})

    assert "Sùng A Mẫu" not in page
    assert decided.status_code == 404
    assert Person.objects.get(pk=sex.pk).sex == "male"


@pytest.fixture
def allergy(nurse: Actor, hospital: ScopeNode) -> Conflict:
    """An allergy belongs to no unit; the station and the hospital said it differently."""
    row = add_allergy(
        person_id=known(nurse).id, substance="Penicilin", reaction="Nổi mẩn", by=nurse
    )
    with changes.apply(actor=nurse, reason="allergies.update") as log:
        row.reaction = "Nổi mề đay"
        log.change(row, ["reaction"])
    there = Elsewhere(hospital.unit_id, ahead_ms=5_000)
    incoming.apply_batch([there.changes(row, reaction="Khó thở")], from_peer=uuid7())
    found = Conflict.objects.get()
    assert found.unit_id is None
    return found


def _cares(found: Conflict, at: ScopeNode) -> Actor:
    """A nurse of this unit, to whom the person came."""
    CareLink.objects.create(
        patient_id=found.patient_id,
        unit_id=at.unit_id,
        kind="treating",
        valid_from=clock.today(),
    )
    return actor_at(at, "station_nurse")


def test_a_unit_that_neither_wrote_nor_looks_after_the_person_does_not_choose(
    allergy: Conflict, nurse: Actor
) -> None:
    passer_by = _cares(allergy, node("Trạm khác Mẫu"))

    with pytest.raises(NotPermitted):
        acts.decide(conflict=allergy, choice="taken", by=passer_by)

    assert differences.one(allergy.id, passer_by) is None
    assert differences.one(allergy.id, nurse) is not None


def test_the_hospital_that_wrote_a_value_may_choose(allergy: Conflict, hospital: ScopeNode) -> None:
    writer = _cares(allergy, hospital)

    acts.decide(conflict=allergy, choice="taken", by=writer)

    allergy.refresh_from_db()
    assert allergy.decision == "taken"


def test_a_difference_inside_a_compartment_is_for_those_with_the_grant(
    station: ScopeNode, hospital: ScopeNode
) -> None:
    granted = account_at(station, "station_doctor", grants=("custody",))
    keeper = actor_at(station, "station_doctor", grants=("custody",))
    row = known(keeper, name="Người Mẫu Kín", compartment="custody")
    changed_here(row, keeper, sex="other")
    came(hospital, row, sex="male")

    without = browser_of(account_at(station, "station_doctor")).get(PAGE).content.decode()
    with_grant = browser_of(granted).get(PAGE).content.decode()

    assert "Người Mẫu Kín" not in without
    assert "Người Mẫu Kín" in with_grant


def test_a_page_of_differences_costs_a_fixed_number_of_statements(
    desk: Client, nurse: Actor, hospital: ScopeNode
) -> None:
    for number in range(8):
        row = known(nurse, name=f"Người Mẫu {number}")
        changed_here(row, nurse, sex="other")
        came(hospital, row, sex="male")
    desk.get(PAGE)

    with counted() as statements:
        desk.get(PAGE)

    assert len(statements) <= 8, statements


def test_each_list_says_how_many_stand_in_the_other(desk: Client, sex: Person) -> None:
    found = Conflict.objects.get()

    none = desk.get(PAGE, {"show": "decided"}).content.decode()
    desk.post(f"{PAGE}{found.id}/decide/", {"choice": "kept"})
    after = desk.get(PAGE).content.decode()

    assert "<b>1</b>Chờ chọn" in none
    assert "Chưa có chỗ nào được chọn" in none
    assert "0 chỗ" not in none + after
    assert "<b>1</b>Đã chọn" in after
