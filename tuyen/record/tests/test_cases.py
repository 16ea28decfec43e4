"""A suspected case is told, looked into, classed and closed; what cannot be is refused with the reason."""

import datetime as dt
from typing import Any

import pytest

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.access.models import CareLink, ScopeNode
from tuyen.record.actions import cases
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case, CaseMove, QueueEntry
from tuyen.record.queries.cases import moves_of, visible_to
from tuyen.record.rules import cases as rules
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def told(**said: Any) -> Told:
    ordinary = {"disease": "measles", "onset_on": clock.today() - 3 * DAY, "icd10": ""}
    return Told(**ordinary | said)


@pytest.fixture
def case(doctor: Actor, patient: Person, entry: QueueEntry) -> Case:
    return cases.notify_case(person=patient.id, told=told(), by=doctor)


@pytest.mark.capability("D6", where="/fhir/R4/Condition")
def test_a_suspected_case_is_investigated_and_confirmed(case: Case, doctor: Actor) -> None:
    cases.investigate(case=case, found={"exposure": "Có tiếp xúc ca sởi ở trường"}, by=doctor)
    cases.classify(case=case, classification="lab_confirmed", why="IgM dương tính", by=doctor)
    cases.set_outcome(case=case, outcome="recovered", on=clock.today(), by=doctor)
    cases.close_case(case=case, by=doctor)

    kept = Case.objects.get(pk=case.id)
    moves = [(each.what, each.before, each.after) for each in moves_of(kept)]
    assert (kept.stage, kept.classification) == ("closed", "lab_confirmed")
    assert moves == [
        ("notified", "", "suspected"),
        ("investigated", "", ""),
        ("classified", "suspected", "lab_confirmed"),
        ("outcome", "treating", "recovered"),
        ("closed", "", ""),
    ]
    assert {each.by_name for each in moves_of(kept)} == {"Bác sĩ Mẫu"}


def test_a_case_is_not_classified_before_it_was_investigated(case: Case, doctor: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        cases.classify(case=case, classification="lab_confirmed", why="IgM", by=doctor)

    assert refusal.value.code == "illegal_step"
    assert Case.objects.get(pk=case.id).classification == "suspected"


def test_a_case_is_not_closed_while_the_person_is_under_treatment(
    case: Case, doctor: Actor
) -> None:
    cases.investigate(case=case, found={}, by=doctor)
    cases.classify(case=case, classification="clinical", why="Không lấy được mẫu", by=doctor)

    with pytest.raises(Refused):
        cases.close_case(case=case, by=doctor)


def test_every_step_can_be_taken_back_with_a_reason(case: Case, doctor: Actor) -> None:
    cases.investigate(case=case, found={}, by=doctor)

    with pytest.raises(Refused):
        cases.step_back(case=case, why=" ", by=doctor)
    cases.step_back(case=case, why="Bấm nhầm", by=doctor)

    assert Case.objects.get(pk=case.id).stage == "notified"
    assert CaseMove.objects.filter(what="reopened", why="Bấm nhầm").count() == 1


@pytest.mark.parametrize(
    "days, fault",
    [
        pytest.param(-1, "future", id="an onset that has not come"),
        pytest.param(20000, "before_birth", id="an onset before birth"),
    ],
)
def test_an_onset_that_cannot_be_is_refused(
    days: int, fault: str, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    onset = clock.today() - days * DAY

    with pytest.raises(Refused) as refusal:
        cases.notify_case(person=patient.id, told=told(onset_on=onset), by=doctor)

    assert (refusal.value.field, refusal.value.code) == ("onset_on", fault)
    assert not Case.objects.exists()


def test_the_same_illness_told_again_is_the_same_case(
    case: Case, doctor: Actor, patient: Person
) -> None:
    """Measles: 21 days of incubation. A later illness is a case of its own."""
    again = cases.notify_case(
        person=patient.id,
        told=told(onset_on=clock.today() - 1 * DAY, is_inpatient=True),
        by=doctor,
    )
    other = cases.notify_case(
        person=patient.id, told=told(onset_on=clock.today() - 60 * DAY), by=doctor
    )

    assert again.id == case.id
    assert other.id != case.id
    assert Case.objects.get(pk=case.id).is_inpatient
    assert Case.objects.count() == 2


def test_what_was_kept_on_paper_keeps_its_three_times(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    found = clock.now() - 3 * DAY
    case = cases.notify_case(
        person=patient.id,
        told=told(
            onset_on=clock.today() - 5 * DAY,
            occurred_at=found,
            notified_at=found + dt.timedelta(hours=2),
        ),
        by=doctor,
    )

    assert case.occurred_at < case.notified_at < case.entered_at
    with pytest.raises(Refused) as refusal:
        cases.notify_case(
            person=patient.id,
            told=told(
                occurred_at=found, notified_at=found - DAY, onset_on=clock.today() - 90 * DAY
            ),
            by=doctor,
        )
    assert refusal.value.field == "notified_at"


def test_a_sensitive_disease_wants_the_grant_and_is_hidden_without_it(
    station: ScopeNode, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    granted = actor_at(station, "station_doctor", grants=("hiv",))

    with pytest.raises(NotPermitted):
        cases.notify_case(person=patient.id, told=told(disease="hiv"), by=doctor)
    case = cases.notify_case(person=patient.id, told=told(disease="hiv"), by=granted)

    assert case.compartment == "hiv"
    assert list(visible_to(granted)) == [case]
    assert not visible_to(doctor).exists()
    with pytest.raises(NotPermitted):
        cases.investigate(case=case, found={}, by=doctor)


def test_a_case_from_the_hospital_opens_the_chart_to_the_station_of_residence(
    doctor: Actor, station: ScopeNode
) -> None:
    hospital = node("Bệnh viện mẫu", kind="provincial_hospital")
    physician = actor_at(hospital, "hospital_doctor")
    sick = person(physician, home_unit_id=station.unit_id)
    enqueue(person_id=sick.id, by=physician, reason="Sốt, phát ban")
    case = cases.notify_case(person=sick.id, told=told(), by=physician)

    link = CareLink.objects.get(patient_id=sick.id, kind="notified")
    assert link.unit_id == station.unit_id
    cases.investigate(case=case, found={}, by=doctor)
    with pytest.raises(NotPermitted):
        cases.classify(case=case, classification="discarded", why="Âm tính", by=physician)


def test_a_neighbour_station_sees_nothing_of_the_case(case: Case) -> None:
    stranger = actor_at(node("Trạm bên"), "station_doctor")

    assert not visible_to(stranger).exists()
    with pytest.raises(NotPermitted):
        cases.strike(case=case, why="Nhầm", by=stranger)


def test_a_struck_case_stands_and_counts_nowhere(case: Case, doctor: Actor) -> None:
    cases.strike(case=case, why="Ghi nhầm người", by=doctor)

    assert not visible_to(doctor).exists()
    assert Case.objects.get(pk=case.id).status == "entered_in_error"


def test_fhir_tells_the_case_with_its_class(case: Case, station: ScopeNode) -> None:
    browser = browser_of(account_at(station, "station_doctor"))
    read = browser.get(f"/fhir/R4/Condition/{case.id}").json()
    found = browser.get(
        f"/fhir/R4/Condition?patient={case.patient_id}&category=infectious-disease-case"
    ).json()

    codes = [each["code"] for each in read["verificationStatus"]["coding"]]
    assert codes == ["unconfirmed", "suspected"]
    assert [each["resource"]["id"] for each in found["entry"]] == [str(case.id)]


@pytest.mark.parametrize(
    "code, disease",
    [
        pytest.param("B05.9", "measles", id="measles"),
        pytest.param("A98.4", "ebola", id="the longer code counts"),
        pytest.param("A75.3", "scrub_typhus", id="scrub typhus, not rickettsia"),
        pytest.param("J06.9", None, id="a cold is not notified"),
    ],
)
def test_a_diagnosis_proposes_its_notifiable_disease(code: str, disease: str | None) -> None:
    found = rules.disease_of(code, clock.today())

    assert (found.code if found else None) == disease


@pytest.mark.parametrize(
    "signs, meets",
    [
        pytest.param(["fever", "rash", "cough"], True, id="fever, rash and cough"),
        pytest.param(["fever", "rash"], False, id="no catarrhal sign"),
        pytest.param(["rash", "cough", "coryza"], False, id="no fever"),
    ],
)
def test_measles_is_suspected_as_decision_4845_says(signs: list[str], meets: bool) -> None:
    assert rules.meets_suspected(rules.diseases(clock.today())["measles"], signs) is meets


@pytest.mark.parametrize("now", list(rules.Stage))
def test_no_case_jumps_a_step(now: rules.Stage) -> None:
    order = list(rules.Stage)
    far = {each for each in order if abs(order.index(each) - order.index(now)) > 1}

    assert not far & rules.NEXT[now]
