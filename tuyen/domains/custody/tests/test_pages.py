"""The guard sees who and where; papers, pairs and hand-overs; nothing without the grant."""

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.custody import actions, queries, rules
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.record.actions import admissions, beds, discharges
from tuyen.record.models import Admission, Room
from tuyen.record.queries.beds import beds_of

pytestmark = pytest.mark.django_db

SECRET = "Lao kháng thuốc"
ORDER = actions.Said("sentenced", "Trại giam Mẫu", "12/LTX", guard_unit="Đội 3")


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital")


@pytest.fixture
def guard(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "guard_officer", name="Cán bộ Mẫu", grants=("custody",))


@pytest.fixture
def nurse(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "ward_nurse", grants=("custody",))


@pytest.fixture
def room(nurse: Actor) -> Room:
    return beds.add_room(name="Buồng R1", kind="secure", beds=3, by=nurse)


def held(nurse: Actor, room: Room, name: str, bed: str) -> Admission:
    coming = admissions.Coming(reason="Ho ra máu", diagnosis=SECRET, code="A15", in_custody=True)
    place = beds_of(nurse).get(room_id=room.id, name=bed)
    return admissions.admit(person_id=person(nurse, name).id, coming=coming, bed=place, by=nurse)


@pytest.fixture
def stay(nurse: Actor, room: Room) -> Admission:
    return held(nurse, room, "Lò Văn Kín", "1")


@pytest.mark.capability("I1")
def test_the_guard_sees_who_and_where_and_never_why(
    stay: Admission, hospital: ScopeNode, nurse: Actor
) -> None:
    """Every page of the guard, read for the diagnosis, the reason and the code: none of them is there."""
    actions.keep_paper(stay=stay, said=ORDER, by=nurse)
    browser = browser_of(account_at(hospital, "guard_officer", grants=("custody",)))
    names = ("roster", "pairs", "duties", "hand_over")
    urls = [reverse(f"custody:{name}") for name in names]

    texts = [browser.get(url).text for url in [*urls, reverse("custody:paper", args=[stay.id])]]

    assert "Lò Văn Kín" in texts[0]
    assert "Buồng R1 · 1" in texts[0]
    for text in texts:
        assert [word for word in (SECRET, "Ho ra máu", "A15") if word in text] == []
    closed = [reverse("ward:board"), reverse("ward:case", args=[stay.id])]
    closed += [reverse("clinic:patient", args=[stay.patient_id])]
    assert [browser.get(url).status_code for url in closed] == [403, 403, 403]


def test_without_the_grant_the_pages_do_not_exist(stay: Admission, hospital: ScopeNode) -> None:
    for role in ("guard_officer", "ward_nurse", "hospital_doctor"):
        browser = browser_of(account_at(hospital, role))
        answers = [
            browser.get(reverse(f"custody:{name}")) for name in ("roster", "pairs", "duties")
        ]
        answers.append(browser.get(reverse("custody:paper", args=[stay.id])))
        assert {answer.status_code for answer in answers} == {404}, role


def test_a_guard_of_another_hospital_sees_nobody(stay: Admission) -> None:
    other = actor_at(node("Bệnh viện khác", kind="hospital"), "guard_officer", grants=("custody",))

    assert queries.roster_of(other).inmates == []
    assert queries.headcount(other) == 0


def test_each_look_at_the_roster_is_written_down(stay: Admission, hospital: ScopeNode) -> None:
    browser_of(account_at(hospital, "guard_officer", grants=("custody",))).get(
        reverse("custody:roster")
    )

    assert ReadLog.objects.filter(patient_id=stay.patient_id, what="custody_roster").exists()


def test_the_roster_asks_few_statements(nurse: Actor, room: Room, hospital: ScopeNode) -> None:
    for bed, name in (("1", "Lò Văn Kín"), ("2", "Vàng A Kín"), ("3", "Sùng A Kín")):
        held(nurse, room, name, bed)
    browser = browser_of(account_at(hospital, "guard_officer", grants=("custody",)))
    browser.get(reverse("custody:roster"))

    with counted() as statements:
        browser.get(reverse("custody:roster"))

    assert len(statements) <= 8, "\n".join(statements)


@pytest.mark.capability("I1")
def test_handed_back_by_paper_and_only_then_discharged(
    stay: Admission, nurse: Actor, hospital: ScopeNode
) -> None:
    doctor = actor_at(hospital, "hospital_doctor", grants=("custody",))
    said = discharges.Leaving("discharged", "1", "2", diagnosis="Đã ổn định")
    paper = actions.keep_paper(stay=stay, said=ORDER, by=nurse)

    with pytest.raises(Refused, match="bàn giao lại"):
        discharges.end_stay(admission=Admission.objects.get(), leaving=said, by=doctor)
    actions.hand_back(paper=paper, to="Trung úy Mẫu", number="13/BG", by=nurse)
    discharges.end_stay(admission=Admission.objects.get(), leaving=said, by=doctor)

    assert Admission.objects.get().status == "discharged"


@pytest.mark.parametrize(
    "said, sentence",
    [
        (replace(ORDER, number=" "), "số lệnh"),
        (replace(ORDER, legal_state="free"), "pháp lý"),
        (replace(ORDER, issued_on=dt.date(2200, 1, 1)), "tương lai"),
    ],
)
def test_a_paper_without_its_number_is_none(
    said: actions.Said, sentence: str, stay: Admission, nurse: Actor
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.keep_paper(stay=stay, said=said, by=nurse)


@pytest.mark.capability("I1")
def test_a_pair_keeps_two_apart_until_it_is_lifted(
    stay: Admission, nurse: Actor, room: Room
) -> None:
    other = held(nurse, room, "Vàng A Kín", "2")
    pair = actions.keep_apart(
        first=stay.patient_id, second=other.patient_id, number="5/QĐ", by=nurse
    )
    third = beds_of(nurse).get(room_id=room.id, name="3")

    with pytest.raises(Refused, match="không được tiếp xúc"):
        admissions.place(admission=other, bed=third, by=nurse)
    actions.end_pair(pair=pair, by=nurse, why="Kết thúc vụ án")
    admissions.place(admission=Admission.objects.get(pk=other.id), bed=third, by=nurse)

    assert queries.roster_of(nurse).inmates[0].apart == []


@pytest.mark.capability("I1", where="/custody/")
def test_the_shift_is_handed_over_by_two_and_counted_twice(
    stay: Admission, guard: Actor, hospital: ScopeNode
) -> None:
    following = actor_at(hospital, "guard_officer", name="Ca sau", grants=("custody",))
    row = actions.give_over(counted=1, note="Buồng yên", by=guard)

    with pytest.raises(Refused, match="cán bộ khác"):
        actions.take_over(hand_over=row, counted=1, by=guard)
    with pytest.raises(Refused, match="ghi rõ vì sao"):
        actions.take_over(hand_over=row, counted=0, by=following)
    taken = actions.take_over(hand_over=row, counted=1, by=following)

    assert (taken.listed, taken.said, taken.counted, taken.taken_by_name) == (1, 1, 1, "Ca sau")


def test_a_count_that_differs_from_the_list_says_why(stay: Admission, guard: Actor) -> None:
    with pytest.raises(Refused, match="khác danh sách"):
        actions.give_over(counted=2, note="", by=guard)


@pytest.mark.capability("I1", where="/custody/duties/")
def test_guards_have_shifts_rooms_and_a_place_to_rest(
    room: Room, nurse: Actor, guard: Actor
) -> None:
    rest = beds.add_room(name="Phòng trực", kind="quarters", beds=2, by=nurse)
    duty = actions.Duty(
        clock.today(), "night", "Trung úy Mẫu", room_id=room.id, quarters_id=rest.id
    )
    actions.put_on_duty(duty=duty, by=guard)

    [row] = queries.duties_on(guard, clock.today())
    assert (row.officer, row.room_id, row.quarters_id) == ("Trung úy Mẫu", room.id, rest.id)
    with pytest.raises(Refused, match="đã có trong ca"):
        actions.put_on_duty(duty=duty, by=guard)
    with pytest.raises(NotPermitted):
        actions.put_on_duty(duty=duty, by=nurse)


@pytest.mark.parametrize(
    "hour, day, code", [(3, -1, "night"), (6, 0, "morning"), (15, 0, "afternoon"), (23, 0, "night")]
)
def test_every_hour_has_its_shift(hour: int, day: int, code: str) -> None:
    today = dt.date(2026, 11, 21)
    at = dt.datetime.combine(today, dt.time(hour), clock.VIETNAM)

    found = rules.shift_at(at)

    assert found is not None
    assert (found[0], found[1].code) == (today + dt.timedelta(days=day), code)
