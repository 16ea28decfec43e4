"""A consultation from the question to the end: what each side may do, and what follows from it."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.http import Http404

from tests.agreements import agreed
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.domains.teleconsult.tests.conftest import Network, account_in, acting
from tuyen.platform import changes
from tuyen.platform.tally.models import Tally
from tuyen.platform.tally.recount import recounted
from tuyen.record import consult_route
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consults as acts
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.consulting import Advice, Outcome, Question
from tuyen.record.models import Consult, ConsultAdvice, ConsultFollow, ConsultStep, Task
from tuyen.record.queries import consults as queries
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

ADVICE = Advice(
    kind="treat_here", text="Điều trị tại trạm, đo lại điện tim.", orders="Aspirin 81 mg"
)
DONE = Outcome(outcome="2", agreed="yes")


def open_tasks(unit_id: Any) -> list[str]:
    rows = Task.objects.filter(unit_id=unit_id, status="requested")
    return sorted(rows.values_list("kind", flat=True))


def fresh(row: Consult) -> Consult:
    found: Consult = Consult.objects.get(pk=row.id)
    return found


def test_the_question_itself_opens_the_chart_where_it_is_asked(
    patient: Person, expert: Actor, professor: Actor, consult: Consult
) -> None:
    assert chart_of(patient.id, expert).of(Consult).get() == consult
    with pytest.raises(ChartClosed):
        chart_of(patient.id, professor)


def test_the_question_carries_its_agreement_its_clocks_and_a_task(
    network: Network, consult: Consult
) -> None:
    assert (consult.agreement_number, consult.number) == ("01/TT", f"{clock.today().year}-00001")
    assert consult.answer_due_at - consult.asked_at == dt.timedelta(minutes=120)
    assert open_tasks(network.centre.id) == ["consult_answer"]


def test_without_an_agreement_nobody_is_asked(
    network: Network, asker: Actor, patient: Person, visit_id: Any, question: Question
) -> None:
    other = replace(question, to_unit_id=network.cardiology.id)

    with pytest.raises(Refused, match="thỏa thuận") as refusal:
        acts.ask(person=patient.id, question=other, by=asker)

    assert refusal.value.code == "no_agreement"
    assert not Consult.objects.exists()


def test_an_agreement_that_ran_out_blocks_the_question(
    network: Network, asker: Actor, patient: Person, visit_id: Any, question: Question
) -> None:
    other = account_in(network.central, "hospital_doctor")
    yesterday = clock.today() - dt.timedelta(days=1)
    agreed(network.station.id, network.cardiology.id, valid_to=yesterday)

    found = consult_route.partners(asker.unit_id, clock.today())

    assert set(found) == {network.centre.id, network.province.id, network.central.id}
    assert other is not None


def test_the_agreement_of_the_centre_holds_for_its_stations(network: Network) -> None:
    deal = consult_route.agreement(network.station.id, network.province.id, clock.today())

    assert deal.number == "02/TT"


@pytest.mark.parametrize(
    "field, said",
    [
        ("question", {"question": ""}),
        ("question", {"question": "a" * 201}),
        ("urgency", {"urgency": "soon"}),
        ("specialty", {"specialty": "magic"}),
        ("mode", {"mode": "direct"}),
        ("is_informed", {"is_informed": False}),
    ],
)
def test_a_question_that_lacks_something_says_what(
    field: str,
    said: dict[str, Any],
    asker: Actor,
    patient: Person,
    visit_id: Any,
    question: Question,
) -> None:
    with pytest.raises(Refused) as refusal:
        acts.ask(person=patient.id, question=replace(question, **said), by=asker)

    assert refusal.value.field == field


def test_the_whole_way_from_the_question_to_the_end(
    network: Network, asker: Actor, expert: Actor, consult: Consult
) -> None:
    row = answers.accept(consult=consult, by=expert)
    answers.ask_more(consult=row, text="Chụp lại điện tim", by=expert)
    assert open_tasks(network.station.id) == ["consult_more"]
    acts.say(consult=row, text="Đã chụp, gửi kèm", by=asker)
    assert row.status == "in_consult"
    advice = answers.sign(consult=row, advice=ADVICE, by=expert)
    assert advice.status == "signed"
    assert open_tasks(network.station.id) == [
        *("consult_advice", *["consult_follow"] * 3),
        "consult_result",
    ]
    answers.read_advice(consult=row, by=asker)
    acts.follow(consult=row, point="d1", state="better", by=asker)
    assert open_tasks(network.station.id) == [*["consult_follow"] * 2, "consult_result"]
    acts.record_outcome(consult=row, outcome=DONE, by=asker)
    assert open_tasks(network.station.id) == []
    assert open_tasks(network.centre.id) == ["consult_outcome"]
    acts.close(consult=row, held="yes", by=expert)

    assert fresh(row).status == "closed"
    assert open_tasks(network.centre.id) == []
    kinds = list(ConsultStep.objects.order_by("at", "id").values_list("kind", flat=True))
    assert kinds == ["ask", "accept", "more", "say", "advise", "read", "outcome", "close"]


def test_a_case_is_not_closed_before_its_outcome(expert: Actor, consult: Consult) -> None:
    answers.sign(consult=consult, advice=ADVICE, by=expert)

    with pytest.raises(Refused, match="Chưa có kết quả"):
        acts.close(consult=consult, held="yes", by=expert)


def test_advice_not_followed_needs_a_reason(asker: Actor, expert: Actor, consult: Consult) -> None:
    answers.sign(consult=consult, advice=ADVICE, by=expert)

    with pytest.raises(Refused) as refusal:
        acts.record_outcome(consult=consult, outcome=Outcome("2", "no"), by=asker)

    assert refusal.value.field == "agreed_note"


def test_an_expert_of_a_facility_that_was_not_asked_may_not_answer(
    professor: Actor, consult: Consult
) -> None:
    for act in (
        lambda: answers.accept(consult=consult, by=professor),
        lambda: answers.sign(consult=consult, advice=ADVICE, by=professor),
        lambda: answers.refuse(consult=consult, why="Không", by=professor),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_whoever_may_not_answer_may_not_sign(network: Network, consult: Consult) -> None:
    nurse = acting(account_in(network.centre, "ward_nurse"))

    with pytest.raises(NotPermitted):
        answers.sign(consult=consult, advice=ADVICE, by=nurse)


def test_a_closed_case_takes_no_answer(asker: Actor, expert: Actor, consult: Consult) -> None:
    answers.sign(consult=consult, advice=ADVICE, by=expert)
    acts.record_outcome(consult=consult, outcome=DONE, by=asker)
    acts.close(consult=consult, held="yes", by=expert)

    for act in (
        lambda: answers.sign(consult=consult, advice=ADVICE, by=expert),
        lambda: answers.ask_more(consult=consult, text="?", by=expert),
        lambda: answers.add_to(consult=consult, text="?", by=expert),
        lambda: acts.say(consult=consult, text="?", by=asker),
        lambda: acts.cancel(consult=consult, why="?", by=asker),
    ):
        with pytest.raises(Refused, match="Đã đóng"):
            act()
    assert ConsultAdvice.objects.count() == 1


def test_of_two_experts_who_sign_at_once_one_reads_first(
    expert: Actor, second: Actor, consult: Consult
) -> None:
    one, other = fresh(consult), fresh(consult)
    answers.sign(consult=one, advice=ADVICE, by=expert)

    with pytest.raises(Stale):
        answers.sign(consult=other, advice=replace(ADVICE, text="Chuyển ngay."), by=second)

    assert ConsultAdvice.objects.get(status="signed").author_id == expert.account_id
    with pytest.raises(Stale, match="vừa ký"):
        answers.sign(consult=fresh(consult), advice=ADVICE, by=second)


def test_a_signed_advice_stays_and_an_addendum_stands_below_it(
    asker: Actor, expert: Actor, consult: Consult
) -> None:
    signed = answers.sign(consult=consult, advice=ADVICE, by=expert)
    answers.add_to(consult=consult, text="Nhớ đo lại sau 2 giờ.", by=expert)

    rows = queries.advices_of(chart_of(consult.patient_id, asker), consult)

    assert [row.text for row in rows] == [ADVICE.text, "Nhớ đo lại sau 2 giờ."]
    assert rows[1].adds_to_id == signed.id


def test_a_draft_is_read_by_its_author_alone(
    asker: Actor, expert: Actor, second: Actor, consult: Consult
) -> None:
    answers.accept(consult=consult, by=expert)
    answers.keep_draft(consult=consult, advice=replace(ADVICE, text="Đang nghĩ"), by=expert)

    for who, n in ((asker, 0), (second, 0), (expert, 1)):
        chart = chart_of(consult.patient_id, who)
        assert queries.advices_of(chart, consult).count() == n
    answers.sign(consult=consult, advice=ADVICE, by=expert)
    assert ConsultAdvice.objects.get().text == ADVICE.text


def test_whoever_comes_second_hears_who_took_the_case(
    expert: Actor, second: Actor, consult: Consult
) -> None:
    answers.accept(consult=consult, by=expert)

    with pytest.raises(Refused, match="Bác sĩ Trung tâm Mẫu"):
        answers.accept(consult=consult, by=second)


def test_a_case_goes_to_another_expert_and_to_a_group(
    network: Network, asker: Actor, patient: Person, visit_id: Any, question: Question
) -> None:
    head = acting(account_in(network.province, "hospital_doctor", name="Trưởng khoa Mẫu"))
    heart = acting(account_in(network.cardiology, "hospital_doctor", name="Bác sĩ Tim Mẫu"))
    row = acts.ask(
        person=patient.id, question=replace(question, to_unit_id=network.province.id), by=asker
    )
    with pytest.raises(ChartClosed):
        chart_of(patient.id, heart)
    known = {each.account_id: each for each in queries.experts_at(network.province.id)}

    answers.accept(consult=row, by=head)
    answers.invite(consult=row, expert=known[heart.account_id], by=head)

    assert chart_of(patient.id, heart).of(Consult).get() == row
    answers.assign(consult=row, expert=known[heart.account_id], by=head)
    assert fresh(row).expert_name == "Bác sĩ Tim Mẫu"


def test_a_stranger_is_not_assigned(expert: Actor, professor: Actor, consult: Consult) -> None:
    from tuyen.record.consulting import Expert

    stranger = Expert(professor.account_id, professor.name, professor.unit_id)

    with pytest.raises(Refused, match="không thuộc cơ sở"):
        answers.assign(consult=consult, expert=stranger, by=expert)


@pytest.mark.parametrize("ending", ["refuse", "redirect", "cancel"])
def test_whoever_is_no_longer_asked_may_not_open_the_chart(
    ending: str, network: Network, asker: Actor, expert: Actor, patient: Person, consult: Consult
) -> None:
    if ending == "refuse":
        answers.refuse(consult=consult, why="Không có chuyên khoa", by=expert)
    elif ending == "redirect":
        answers.redirect(consult=consult, to_unit_id=network.province.id, why="Cao hơn", by=expert)
    else:
        acts.cancel(consult=consult, why="Đã đỡ", by=asker)

    with pytest.raises(ChartClosed):
        chart_of(patient.id, expert)
    if ending == "redirect":
        above = acting(account_in(network.province, "hospital_doctor"))
        further = chart_of(patient.id, above).of(Consult).get(status="asked")
        assert (further.follows_id, further.from_unit_id) == (consult.id, network.station.id)


def test_a_second_opinion_goes_on_beside_the_first(
    network: Network, asker: Actor, expert: Actor, consult: Consult
) -> None:
    answers.accept(consult=consult, by=expert)
    further = answers.second_opinion(
        consult=consult, to_unit_id=network.province.id, question="Có can thiệp không?", by=expert
    )

    chain = queries.chain_of(chart_of(consult.patient_id, asker), consult)
    assert [row.id for row in chain] == [consult.id, further.id]
    assert fresh(consult).status == "accepted"


def test_what_nobody_answers_in_time_goes_on_to_the_next_tier(
    network: Network, expert: Actor, consult: Consult
) -> None:
    further = answers.escalate(consult=consult)

    assert further is not None
    assert (further.to_unit_id, further.tier) == (network.province.id, 1)
    assert fresh(consult).status == "redirected"
    assert open_tasks(network.province.id) == ["consult_answer"]
    assert open_tasks(network.station.id) == ["consult_advice"]
    last = answers.escalate(consult=further)
    assert last is not None
    assert last.to_unit_id == network.central.id
    assert answers.escalate(consult=last) is None
    assert "consult_overdue" in open_tasks(network.central.id)
    assert "consult_overdue" in open_tasks(network.station.id)


def test_a_case_of_a_hidden_compartment_is_not_there_without_the_grant(
    network: Network, question: Question, expert: Actor
) -> None:
    writer = acting(account_in(network.station, "station_doctor", grants=("hiv",)))
    granted = acting(account_in(network.centre, "hospital_doctor", grants=("hiv",)))
    row = person(writer, compartment="hiv")
    with changes.apply(actor=SYSTEM, reason="test.link") as log:
        from tuyen.platform.access.links import Link

        log.add(Link(row.id, writer.unit_id, "treating", "hiv", clock.today()))

    case = acts.ask(person=row.id, question=question, by=writer)

    assert case.compartment == "hiv"
    assert list(queries.received_by(granted)) == [case]
    assert not queries.received_by(expert).exists()
    assert queries.patient_of(case.id, expert) is None
    with pytest.raises(Http404):
        chart_of(row.id, expert)
    assert set(Task.objects.filter(subject_id=case.id).values_list("compartment", flat=True)) == {
        "hiv"
    }


def test_what_was_counted_is_what_stands_there(
    asker: Actor, expert: Actor, consult: Consult
) -> None:
    answers.sign(consult=consult, advice=ADVICE, by=expert)
    acts.record_outcome(consult=consult, outcome=DONE, by=asker)

    kept = {
        (row.indicator, row.unit_id, row.dimension_a): row.n
        for row in Tally.objects.filter(indicator__startswith="consults").exclude(n=0)
    }

    assert kept == {
        ("consults_out", consult.from_unit_id, "outcome"): 1,
        ("consults_in", consult.to_unit_id, "outcome"): 1,
    }
    told = {cell[0] for cell in recounted() if cell[0].startswith("consults")}
    assert told == {"consults_out", "consults_in"}


def test_the_same_form_sent_twice_is_one_question(
    asker: Actor, patient: Person, visit_id: Any, question: Question
) -> None:
    from tuyen.core.ids import uuid7

    repeat = changes.Repeat(uuid7(), asker.account_id, changes.digest_of({"a": "1"}))

    one = acts.ask(person=patient.id, question=question, by=asker, repeat=repeat)
    other = acts.ask(person=patient.id, question=question, by=asker, repeat=repeat)

    assert one.id == other.id
    assert Consult.objects.count() == 1


def test_one_key_says_how_the_person_is(asker: Actor, expert: Actor, consult: Consult) -> None:
    answers.sign(consult=consult, advice=ADVICE, by=expert)

    acts.follow(consult=consult, point="d1", state="worse", by=asker, note="Sốt lại")

    row = ConsultFollow.objects.get()
    assert (row.point, row.state, row.note) == ("d1", "worse", "Sốt lại")
