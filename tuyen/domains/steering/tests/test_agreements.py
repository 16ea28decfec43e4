"""Agreements hold from day to day, warn both sides, and an ended one carries nothing."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.steering.actions import agreements as actions
from tuyen.domains.steering.actions.agreements import Promised
from tuyen.domains.steering.models import Agreement, Commitment
from tuyen.domains.steering.queries import agreements as queries
from tuyen.domains.steering.rules.agreements import Kept, State, Term, kept
from tuyen.domains.steering.tests.conftest import at, browser_at, signed, unit
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    "day, state",
    [
        pytest.param(dt.date(2019, 12, 31), State.FUTURE, id="before"),
        pytest.param(dt.date(2020, 1, 1), State.IN_FORCE, id="first_day"),
        pytest.param(dt.date(2023, 10, 1), State.IN_FORCE, id="91_days_left"),
        pytest.param(dt.date(2023, 10, 2), State.EXPIRING, id="90_days_left"),
        pytest.param(dt.date(2023, 12, 31), State.EXPIRING, id="last_day"),
        pytest.param(dt.date(2024, 1, 1), State.EXPIRED, id="after"),
    ],
)
def test_a_regulation_of_2020_to_2023_is_told_by_its_own_days(day: dt.date, state: State) -> None:
    assert Term(dt.date(2020, 1, 1), dt.date(2023, 12, 31)).state_on(day, 90) == state


def test_what_was_ended_early_no_longer_holds_from_that_day() -> None:
    term = Term(dt.date(2024, 1, 1), None, ended_on=dt.date(2025, 3, 1))

    assert term.holds_on(dt.date(2025, 2, 28))
    assert not term.holds_on(dt.date(2025, 3, 1))


def test_a_commitment_kept_after_its_day_stays_marked_as_late() -> None:
    due, day = dt.date(2025, 5, 1), dt.date(2025, 6, 1)

    assert kept("open", due, None, day) == Kept.LATE
    assert kept("done", due, due + DAY, day) == Kept.DONE_LATE
    assert kept("done", due, due, day) == Kept.DONE


def in_force(a: Unit, b: Unit, purpose: str, on: dt.date) -> object:
    return facts.ask("steering.agreement_in_force", a=a.id, b=b.id, purpose=purpose, on=on)


def test_an_agreement_in_force_is_found_from_either_side_and_from_a_department(
    agreement: Agreement, hospital: Unit, other_hospital: Unit, office_unit: Unit, station: Unit
) -> None:
    on = dt.date(2026, 1, 1)

    assert in_force(hospital, other_hospital, "teleconsult", on).id == agreement.id
    assert in_force(other_hospital, office_unit, "teleconsult", on).id == agreement.id
    assert in_force(hospital, other_hospital, "donation", on) is None
    assert in_force(hospital, other_hospital, "teleconsult", dt.date(2028, 1, 10)) is None
    assert in_force(station, other_hospital, "teleconsult", on) is None


def test_an_ended_agreement_is_no_ground_for_anything_new(
    agreement: Agreement, office: Actor, hospital: Unit, other_hospital: Unit
) -> None:
    today = clock.today()
    actions.end(agreement=agreement, on=today, why="Hai bên thống nhất, CV 12", by=office)

    assert in_force(hospital, other_hospital, "teleconsult", today) is None
    assert in_force(hospital, other_hospital, "teleconsult", today - DAY).id == agreement.id
    with pytest.raises(Refused, match="không còn hoặc chưa có hiệu lực"):
        actions.promise(agreement=agreement, said=promised(hospital), by=office)
    with pytest.raises(Refused, match="đã chấm dứt"):
        actions.extend(agreement=agreement, valid_to=dt.date(2030, 1, 1), number="PL1", by=office)
    assert not Task.objects.filter(kind=actions.EXPIRES, status="requested").exists()


def promised(owner: Unit | None, due_on: dt.date | None = None) -> Promised:
    return Promised(
        "Chuyển giao kỹ thuật phaco",
        "Quyết định phê duyệt kỹ thuật",
        due_on or clock.today() + 30 * DAY,
        owner.id if owner else None,
    )


def test_both_sides_are_warned_before_the_end_and_again_after_it_moved(
    agreement: Agreement, office: Actor, hospital: Unit, other_hospital: Unit
) -> None:
    warned = Task.objects.filter(kind=actions.EXPIRES, status="requested")

    assert {task.unit_id for task in warned} == {hospital.id, other_hospital.id}
    assert {task.due_on for task in warned} == {dt.date(2028, 1, 9) - 90 * DAY}

    actions.extend(agreement=agreement, valid_to=dt.date(2030, 1, 9), number="PL 01", by=office)

    assert {task.due_on for task in warned.all()} == {dt.date(2030, 1, 9) - 90 * DAY}


def test_what_is_already_over_warns_nobody(office: Actor) -> None:
    said = signed(
        kind="union_health",
        other_party="Công đoàn ngành Y tế (mẫu)",
        valid_from=dt.date(2020, 1, 1),
        valid_to=dt.date(2023, 12, 31),
        signed_on=dt.date(2019, 12, 20),
    )

    actions.sign(said=said, by=office)

    assert not Task.objects.filter(kind=actions.EXPIRES).exists()


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        pytest.param({}, "Chọn đơn vị bên kia", id="one_side"),
        pytest.param(
            {"other_party": "Hội", "valid_to": dt.date(2023, 1, 1)}, "phải sau", id="backwards"
        ),
        pytest.param(
            {"other_party": "Hội", "signed_on": dt.date(2190, 1, 1)}, "tương lai", id="future"
        ),
    ],
)
def test_an_agreement_that_cannot_be_is_refused(office: Actor, wrong: dict, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.sign(said=signed(**wrong), by=office)


def test_nobody_agrees_with_themselves(office: Actor, office_unit: Unit) -> None:
    with pytest.raises(Refused, match="hai đơn vị khác nhau"):
        actions.sign(said=signed(other=office_unit), by=office)


def test_a_promise_reminds_its_owner_and_the_result_closes_the_task(
    agreement: Agreement, office: Actor, other_hospital: Unit
) -> None:
    row = actions.promise(agreement=agreement, said=promised(other_hospital), by=office)
    reminder = Task.objects.get(pk=row.task_id)
    director = at(other_hospital, "hospital_director")

    assert reminder.unit_id == other_hospital.id
    assert reminder.due_on == row.due_on - 15 * DAY

    actions.fulfil(commitment=row, on=clock.today(), result="QĐ 45", by=director)

    assert Commitment.objects.get(pk=row.id).status == "done"
    assert Task.objects.get(pk=row.task_id).status == "completed"
    with pytest.raises(Refused, match="đã kết thúc"):
        actions.fulfil(commitment=row, on=clock.today(), result="lần nữa", by=director)


def test_a_promise_stays_inside_the_term_and_between_the_two_sides(
    agreement: Agreement, office: Actor, hospital: Unit, station: Unit
) -> None:
    late = promised(hospital, dt.date(2029, 1, 1))

    with pytest.raises(Refused, match="Hạn sau ngày"):
        actions.promise(agreement=agreement, said=late, by=office)
    with pytest.raises(Refused, match="hai bên ký"):
        actions.promise(agreement=agreement, said=promised(station), by=office)


def test_the_other_side_reads_it_but_only_its_keeper_changes_it(
    agreement: Agreement, other_hospital: Unit, department: Unit, db: None
) -> None:
    director = at(other_hospital, "hospital_director")
    stranger = at(unit("Sở Y tế thứ ba", "health_department", chain="moh"), "department_officer")

    assert queries.visible_to(director).filter(pk=agreement.id).exists()
    assert queries.visible_to(at(department, "department_officer")).exists()
    assert not queries.visible_to(stranger).exists()
    with pytest.raises(NotPermitted):
        actions.end(agreement=agreement, on=clock.today(), why="Thôi", by=director)


def test_the_police_see_no_agreement_of_the_health_service(agreement: Agreement) -> None:
    bureau = unit("Cục Y tế mẫu", "health_bureau", chain="police")

    assert not queries.visible_to(at(bureau, "bureau_officer")).exists()
    browser = browser_at(bureau, "bureau_officer")
    assert browser.get(reverse("steering:agreement", args=[agreement.id])).status_code == 404


def test_the_pages_are_written_and_read(office_unit: Unit, other_hospital: Unit) -> None:
    browser = browser_at(office_unit, "direction_office")
    typed = {
        "kind": "telehealth",
        "number": "7/HĐ",
        "title": "Hợp đồng khám từ xa",
        "other": str(other_hospital.id),
        "purposes": ["teleconsult"],
        "signed_on": "05/01/2024",
        "valid_from": "10/01/2024",
        "valid_to": "",
    }

    sent = browser.post(reverse("steering:new_agreement"), typed)
    row = Agreement.objects.get()
    page = browser.get(reverse("steering:agreement", args=[row.id]))

    assert sent.status_code == 302
    assert row.unit_id != office_unit.id, "the facility signs, not its office"
    assert "Bệnh viện trung ương mẫu" in page.text
    assert "Hợp đồng khám từ xa" in browser.get(reverse("steering:agreements")).text
    assert "không có văn bản" in browser.get(reverse("steering:agreements") + "?q=zzz").text.lower()
    assert browser.get(reverse("steering:agreements_sheet")).content[:2] == b"PK"


def test_a_refused_form_keeps_what_was_typed(office_unit: Unit) -> None:
    browser = browser_at(office_unit, "direction_office")

    answer = browser.post(
        reverse("steering:new_agreement"), {"number": "88/QC", "title": "Quy chế"}
    )

    assert answer.status_code == 422
    assert "88/QC" in answer.text


def test_both_boards_open_and_their_numbers_open_lists(
    agreement: Agreement, office: Actor, other_hospital: Unit, office_unit: Unit, centre: Unit
) -> None:
    late = promised(other_hospital, clock.today() - DAY)
    actions.promise(agreement=agreement, said=late, by=office)
    browser = browser_at(office_unit, "direction_office")

    home = browser.get(reverse("steering:home"))
    listed = browser.get(reverse("steering:commitments") + "?which=late")

    assert "Cam kết quá hạn" in home.text
    assert centre.name in home.text
    assert "Chuyển giao kỹ thuật phaco" in listed.text


def test_a_station_that_directs_nobody_gets_its_own_home(station: Unit, hospital: Unit) -> None:
    browser = browser_at(station, "station_doctor")

    page = browser.get(reverse("steering:home"), follow=True)

    assert "Đơn vị chúng tôi" in page.text
    assert "chịu chỉ đạo của" in page.text


def test_the_register_asks_few_statements(agreement: Agreement, office_unit: Unit) -> None:
    browser = browser_at(office_unit, "direction_office")
    browser.get(reverse("steering:agreements"))

    with counted() as statements:
        browser.get(reverse("steering:agreements"))

    assert len(statements) <= 8, "\n".join(statements)
