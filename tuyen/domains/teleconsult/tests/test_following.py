"""After the advice: the person moves on, is asked about, and nobody forgets the outcome."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.domains.teleconsult.tests.conftest import Network, account_in, acting
from tuyen.platform import changes
from tuyen.platform.outbox import deliver
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consult_moves, receiving
from tuyen.record.actions import consults as acts
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.referrals import refer
from tuyen.record.consulting import Advice, Outcome, Question
from tuyen.record.models import Consult, ConsultStep, Referral, Task
from tuyen.record.queries import consults as queries
from tuyen.record.rules.consults import Late, owed_next
from tuyen.record.transfer import PlannedTask, Reply, ReturnPlan, Transfer
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
ADVICE = Advice(kind="transfer", text="Chuyển ngay.", destination="Trung tâm", follow_days=(1, 3))
DAY = dt.date(2026, 6, 1)


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.pk)


def sent_on(patient: Person, network: Network, by: Actor, **said: Any) -> Referral:
    transfer = Transfer(
        to_unit_id=said.get("to", network.centre).id,
        urgency="urgent",
        reason_code="1",
        diagnosis="Cơn đau thắt ngực",
    )
    row = refer(person=patient.id, transfer=transfer, by=by)
    deliver.run_due()
    return row


@pytest.fixture
def advised(consult: Consult, expert: Actor) -> Consult:
    answers.sign(consult=consult, advice=ADVICE, by=expert)
    return consult


@pytest.fixture
def nurse_at_centre(network: Network) -> Actor:
    return acting(account_in(network.centre, "hospital_doctor"))


def test_a_referral_after_the_advice_joins_the_case_by_itself(
    advised: Consult, patient: Person, network: Network, asker: Actor
) -> None:
    referral = sent_on(patient, network, asker)

    assert fresh(advised).referral_id == referral.id
    step = ConsultStep.objects.get(consult_id=advised.id, kind="moved")
    assert network.centre.name in step.text


def test_a_referral_before_the_advice_is_not_taken_for_its_consequence(
    consult: Consult, patient: Person, network: Network, asker: Actor, expert: Actor
) -> None:
    sent_on(patient, network, asker)
    answers.sign(consult=fresh(consult), advice=ADVICE, by=expert)

    assert fresh(consult).referral_id is None


def test_the_same_announcement_twice_tells_the_case_once(
    advised: Consult, patient: Person, network: Network, asker: Actor
) -> None:
    referral = sent_on(patient, network, asker)

    consult_moves.follow_referral(referral_id=referral.id, verb="requested")

    assert ConsultStep.objects.filter(consult_id=advised.id, kind="moved").count() == 1


def test_whoever_has_arrived_is_no_longer_asked_about_day_by_day(
    advised: Consult, patient: Person, network: Network, asker: Actor, nurse_at_centre: Actor
) -> None:
    referral = sent_on(patient, network, asker)

    receiving.arrive(referral=fresh(referral), by=nurse_at_centre)
    deliver.run_due()

    assert not queries.open_tasks(advised, queries.TASK_FOLLOW).exists()
    assert fresh(advised).owed == Late.RESULT
    assert fresh(advised).status == "advised"


def test_the_return_of_the_person_asks_for_the_outcome_today(
    advised: Consult, patient: Person, network: Network, asker: Actor, nurse_at_centre: Actor
) -> None:
    referral = sent_on(patient, network, asker)
    receiving.arrive(referral=fresh(referral), by=nurse_at_centre)
    plan = ReturnPlan("Tái khám", (PlannedTask("Đo huyết áp", clock.today()),))
    reply = Reply(outcome="discharged", reply="Đã đặt stent.")

    receiving.send_back(referral=fresh(referral), answer=reply, plan=plan, by=nurse_at_centre)
    deliver.run_due()

    [task] = Task.objects.filter(kind=queries.TASK_RESULT, status="requested")
    assert (task.unit_id, task.due_on) == (network.station.id, clock.today())
    acts.record_outcome(
        consult=fresh(advised), outcome=Outcome(outcome="2", agreed="yes"), by=asker
    )
    assert fresh(task).status == "completed"


def test_the_case_shows_the_referral_and_what_came_of_it(
    advised: Consult,
    patient: Person,
    network: Network,
    asker: Actor,
    nurse_at_centre: Actor,
    at_station: Client,
) -> None:
    referral = sent_on(patient, network, asker)
    receiving.arrive(referral=fresh(referral), by=nurse_at_centre)
    receiving.reply(
        referral=fresh(referral),
        answer=Reply(outcome="admitted", reply="Đã chụp mạch vành."),
        by=nurse_at_centre,
    )
    deliver.run_due()

    page = at_station.get(f"/consults/{advised.id}/").content.decode()

    assert referral.number in page
    assert "Đã chụp mạch vành." in page
    assert 'name="state"' not in page


def test_the_asking_unit_picks_the_referral_that_the_program_did_not_see(
    consult: Consult,
    patient: Person,
    network: Network,
    asker: Actor,
    expert: Actor,
    at_station: Client,
) -> None:
    referral = sent_on(patient, network, asker)
    answers.sign(consult=fresh(consult), advice=ADVICE, by=expert)

    at_station.post(f"/consults/{consult.id}/referral/", {"referral": str(referral.id)})

    assert fresh(consult).referral_id == referral.id


def test_a_referral_of_another_person_is_not_found(
    advised: Consult, network: Network, asker: Actor, at_station: Client
) -> None:
    other = person(asker)
    enqueue(person_id=other.id, by=asker)
    referral = sent_on(other, network, asker)

    answer = at_station.post(f"/consults/{advised.id}/referral/", {"referral": str(referral.id)})

    assert answer.status_code == 404
    assert fresh(advised).referral_id is None


def test_a_referral_of_another_compartment_does_not_join(
    advised: Consult, patient: Person, network: Network, asker: Actor
) -> None:
    hidden = Referral(
        patient_id=patient.id,
        compartment="hiv",
        number="2026-09999",
        from_unit_id=network.station.id,
        to_unit_id=network.centre.id,
        day=clock.today(),
        expected_by=clock.today(),
        requested_at=clock.now(),
        requested_by=asker.account_id,
        requested_by_name="Mẫu",
        urgency="routine",
        reason_code="1",
        diagnosis="B20",
    )
    with changes.apply(actor=SYSTEM, reason="test.referral") as log:
        log.create(hidden)

    consult_moves.follow_referral(referral_id=hidden.id, verb="requested")

    assert fresh(advised).referral_id is None
    with pytest.raises(Refused, match="không thuộc ca"):
        consult_moves.join(consult=fresh(advised), referral=hidden, by=asker)


@pytest.mark.parametrize(
    "told, what, on",
    [
        pytest.param(set(), Late.FOLLOW, 2, id="first day"),
        pytest.param({"d1"}, Late.FOLLOW, 4, id="third day"),
        pytest.param({"d1", "d3"}, Late.RESULT, 11, id="the outcome, a week after the last"),
    ],
)
def test_what_is_owed_next(told: set[str], what: Late, on: int) -> None:
    found = owed_next([1, 3], told, DAY, DAY, 7)

    assert (found.what, found.on) == (what, DAY.replace(day=on))


def test_the_last_follow_up_asks_for_the_outcome_today(advised: Consult, asker: Actor) -> None:
    for point in ("d1", "d3"):
        acts.follow(consult=fresh(advised), point=point, state="better", by=asker)

    [task] = Task.objects.filter(kind=queries.TASK_RESULT, status="requested")
    assert task.due_on == clock.today()
    assert fresh(advised).owed == Late.RESULT


def set_on(row: Consult, **said: Any) -> None:
    for name, value in said.items():
        setattr(row, name, value)
    with changes.apply(actor=SYSTEM, reason="test.late") as log:
        log.change(row, list(said))


@pytest.mark.parametrize(
    "said, words",
    [
        pytest.param({"answer_due_at": "past"}, "Chưa ai trả lời", id="nobody answered"),
        pytest.param(
            {"status": "accepted", "conclude_due_at": "past"}, "Chưa kết luận", id="not concluded"
        ),
        pytest.param(
            {"status": "advised", "owed": "follow", "owed_on": "past"},
            "Chưa hỏi lại người bệnh",
            id="not asked about",
        ),
        pytest.param(
            {"status": "advised", "owed": "result", "owed_on": "past"},
            "Chưa ghi kết quả",
            id="outcome not told",
        ),
        pytest.param(
            {"status": "outcome", "outcome_on": "long past"},
            "Chưa nhìn lại lời khuyên",
            id="not looked back",
        ),
    ],
)
def test_both_sides_see_what_is_late(
    consult: Consult, at_station: Client, at_centre: Client, said: dict[str, Any], words: str
) -> None:
    now, today = clock.now(), clock.today()
    days = {"past": today - dt.timedelta(days=1), "long past": today - dt.timedelta(days=60)}
    told = {
        name: (now - dt.timedelta(hours=1) if name.endswith("_at") else days.get(value, value))
        for name, value in said.items()
    }
    set_on(consult, **told)

    for browser in (at_station, at_centre):
        page = browser.get("/consults/late/").content.decode()
        assert words in page
        assert consult.number in page


def test_what_is_in_time_is_not_listed(consult: Consult, at_centre: Client) -> None:
    page = at_centre.get("/consults/late/").content.decode()

    assert consult.number not in page


def test_a_late_case_of_a_hidden_compartment_is_neither_listed_nor_counted(
    network: Network, question: Question, at_centre: Client
) -> None:
    doctor = acting(account_in(network.station, "station_doctor", grants=("hiv",)))
    hidden = person(doctor, compartment="hiv")
    enqueue(person_id=hidden.id, by=doctor)
    row = acts.ask(person=hidden.id, question=question, by=doctor)
    set_on(row, answer_due_at=clock.now() - dt.timedelta(hours=3))

    page = at_centre.get("/consults/late/?box=in").content.decode()

    assert row.compartment == "hiv"
    assert row.number not in page
    assert "0 ca" in page


def test_late_cases_cost_few_statements(
    consult: Consult, at_centre: Client, django_assert_max_num_queries: Any
) -> None:
    set_on(consult, answer_due_at=clock.now() - dt.timedelta(hours=1))

    with django_assert_max_num_queries(8):
        at_centre.get("/consults/late/")


def test_the_first_page_of_the_day_leads_both_sides_to_what_is_late(
    consult: Consult,
    at_station: Client,
    at_centre: Client,
    django_assert_max_num_queries: Any,
) -> None:
    first = at_centre.get("/").content.decode()
    before = at_centre.get("/consults/late/count/").content.decode()
    set_on(consult, answer_due_at=clock.now() - dt.timedelta(hours=1))

    with django_assert_max_num_queries(8):
        there = at_centre.get("/consults/late/count/").content.decode()
    here = at_station.get("/consults/late/count/").content.decode()

    assert 'hx-get="/consults/late/count/"' in first
    assert 'href="/consults/late/"' in first
    assert "<b>0</b>" in before
    assert 'href="/consults/late/?box=in"><b>1</b>' in there
    assert 'href="/consults/late/?box=out"><b>1</b>' in here
