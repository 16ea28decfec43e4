"""What each side sees and does on the pages."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.agreements import called, on_duty_now
from tests.network import browser_of
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import jobs, polling
from tuyen.domains.teleconsult.tests.conftest import Network, account_in
from tuyen.domains.teleconsult.tests.test_actions import ADVICE
from tuyen.platform.access.models import ReadLog
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consults as acts
from tuyen.record.consulting import Outcome, Question
from tuyen.record.models import (
    Consult,
    ConsultAdvice,
    ConsultFollow,
    QuestionnaireResponse,
    Task,
)
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def said(network: Network, **more: str) -> dict[str, str]:
    return {
        "place": str(network.centre.id),
        "specialty": "cardiology",
        "urgency": "urgent",
        "question": "Có cần chuyển ngay không?",
        "is_informed": "on",
        "diagnosis": "Cơn đau thắt ngực",
        "diagnosis_code": "I20.9",
        "a:ecg": "st",
        "a:pain": "typical",
    } | more


def test_the_form_is_filled_in_from_the_chart(
    network: Network, at_station: Client, visit_id: Any
) -> None:
    on_duty_now(network.centre.id, "BS Trực Mẫu", "cardiology")

    text = at_station.get(reverse("teleconsult:ask", args=[visit_id])).text

    assert "168/98" in text
    assert "Cơn đau thắt ngực" in text
    assert "BS Trực Mẫu" in text
    assert "Điện tim" in text  # the questions of cardiology, chosen by the diagnosis
    assert ReadLog.objects.filter(what="consult_form").exists()


def test_a_question_goes_with_its_guided_answers(
    network: Network, at_station: Client, at_centre: Client, visit_id: Any
) -> None:
    answer = at_station.post(reverse("teleconsult:ask", args=[visit_id]), said(network))

    row = Consult.objects.get()
    assert answer["Location"] == reverse("teleconsult:case", args=[row.id])
    response = QuestionnaireResponse.objects.get()
    assert (row.response_id, response.answers["ecg"]) == (response.id, "st")
    page = at_centre.get(reverse("teleconsult:case", args=[row.id])).text
    assert "ST chênh" in page
    assert "Giàng Thị Mẫu" in page


@pytest.mark.parametrize("field", ["place", "question", "is_informed"])
def test_what_is_missing_is_said_and_what_was_typed_stays(
    field: str, network: Network, at_station: Client, visit_id: Any
) -> None:
    form = said(network, signs="Đau từ sáng")
    form.pop(field)

    answer = at_station.post(reverse("teleconsult:ask", args=[visit_id]), form)

    assert answer.status_code == 422
    assert "Đau từ sáng" in answer.text
    assert not Consult.objects.exists()


def test_a_place_without_an_agreement_is_named_as_blocked(
    at_station: Client, visit_id: Any, network: Network
) -> None:
    from tests.agreements import ended

    ended(network.station.id, network.centre.id)

    text = at_station.get(reverse("teleconsult:ask", args=[visit_id])).text

    assert "Chưa có thỏa thuận nên chưa hỏi được" in text
    assert "Đề nghị lập thỏa thuận" in text


def test_the_guided_questions_follow_the_specialty(at_station: Client) -> None:
    text = at_station.get(reverse("teleconsult:sheet"), {"specialty": "obstetrics"}).text

    assert "Tuổi thai" in text


def test_the_board_shows_initials_and_a_clock_in_words(
    at_centre: Client, consult: Consult, django_assert_max_num_queries: Any
) -> None:
    at_centre.get(reverse("teleconsult:board"))
    with django_assert_max_num_queries(8):
        text = at_centre.get(reverse("teleconsult:board")).text

    assert "G.T.M." in text
    assert "Giàng Thị Mẫu" not in text
    assert "còn 1 giờ" in text


def test_the_direction_office_sees_the_board_and_no_chart(
    network: Network, consult: Consult
) -> None:
    office = browser_of(account_in(network.centre, "direction_office"))

    assert "G.T.M." in office.get(reverse("teleconsult:board")).text
    assert office.get(reverse("teleconsult:case", args=[consult.id])).status_code == 403


def test_an_open_board_is_told_only_when_something_changed(
    at_centre: Client, expert: Actor, consult: Consult
) -> None:
    address = at_centre.get(reverse("teleconsult:board")).context["poll"]
    nobody = Client()

    assert nobody.get(address).status_code == 204
    answers.accept(consult=consult, by=expert)
    polling.forget()
    assert nobody.get(address).status_code == 205
    assert nobody.get(reverse("teleconsult:changes") + "?t=forged").status_code == 403


def test_an_answer_is_shown_once_and_then_signed(at_centre: Client, consult: Consult) -> None:
    address = reverse("teleconsult:answer", args=[consult.id])
    form = {"kind": "treat_here", "text": "Điều trị tại trạm.", "verb": "sign"}

    first = at_centre.post(address, form)
    assert "Ký rồi không sửa được" in first.text
    assert not ConsultAdvice.objects.exists()
    at_centre.post(address, form | {"sure": "1"})

    assert ConsultAdvice.objects.get().status == "signed"
    assert Consult.objects.get().status == "advised"


def test_an_answer_to_a_closed_case_is_refused_on_the_page(
    at_centre: Client, asker: Actor, expert: Actor, consult: Consult
) -> None:
    answers.sign(consult=consult, advice=ADVICE, by=expert)
    acts.record_outcome(consult=consult, outcome=Outcome("2", "yes"), by=asker)
    acts.close(consult=consult, held="yes", by=expert)
    form = {"kind": "treat_here", "text": "Muộn", "verb": "sign", "sure": "1"}

    answer = at_centre.post(reverse("teleconsult:answer", args=[consult.id]), form)

    assert answer.status_code == 422
    assert "Đã đóng" in answer.text
    assert ConsultAdvice.objects.count() == 1


def test_two_who_sign_at_once_the_second_reads_the_first(
    network: Network, at_centre: Client, consult: Consult
) -> None:
    other = browser_of(account_in(network.centre, "hospital_doctor", name="Bác sĩ Hai Mẫu"))
    address = reverse("teleconsult:answer", args=[consult.id])
    form = {"kind": "treat_here", "text": "Ở lại.", "verb": "sign", "sure": "1"}

    at_centre.post(address, form)
    second = other.post(address, form | {"text": "Chuyển đi."})

    assert second.status_code == 409
    assert "vừa ký" in second.text
    assert "Ở lại." in second.text
    assert ConsultAdvice.objects.get().text == "Ở lại."


def test_a_stranger_finds_neither_the_case_nor_its_card(network: Network, consult: Consult) -> None:
    stranger = browser_of(account_in(network.central, "hospital_doctor"))

    assert stranger.get(reverse("teleconsult:case", args=[consult.id])).status_code == 404
    assert consult.question not in stranger.get(reverse("teleconsult:board")).text
    for name in ("accept", "refuse", "begin", "add"):
        answer = stranger.post(reverse(f"teleconsult:{name}", args=[consult.id]), {"note": "x"})
        assert answer.status_code == 404


def test_a_department_takes_the_case_and_then_sees_the_chart(
    network: Network, asker: Actor, patient: Person, visit_id: Any, question: Question
) -> None:
    to_province = replace(question, to_unit_id=network.province.id)
    row = acts.ask(person=patient.id, question=to_province, by=asker)
    heart = browser_of(account_in(network.cardiology, "hospital_doctor"))
    address = reverse("teleconsult:case", args=[row.id])

    before = heart.get(address).text
    heart.post(reverse("teleconsult:accept", args=[row.id]))

    assert "Giàng Thị Mẫu" not in before
    assert "Giàng Thị Mẫu" in heart.get(address).text


def test_the_station_follows_and_ends_the_centre_closes(
    at_station: Client, at_centre: Client, expert: Actor, consult: Consult
) -> None:
    answers.sign(consult=consult, advice=ADVICE, by=expert)
    assert "Ngày 1" in at_station.get(reverse("teleconsult:case", args=[consult.id])).text
    follow = reverse("teleconsult:follow", args=[consult.id])

    at_station.post(follow, {"point": "d1", "state": "better"})
    end = reverse("teleconsult:outcome", args=[consult.id])
    missing = at_station.post(end, {"outcome": "2", "agreed": "no"})
    assert missing.status_code == 422
    today = f"{clock.today():%d/%m/%Y}"
    at_station.post(end, {"outcome": "2", "agreed": "yes", "discharged_on": today})
    at_centre.post(reverse("teleconsult:close", args=[consult.id]), {"held": "yes"})

    row = Consult.objects.get()
    assert (row.status, row.outcome, row.held) == ("closed", "2", "yes")
    assert ConsultFollow.objects.get().state == "better"
    assert not Task.objects.filter(subject_id=row.id, status="requested").exists()


def test_talk_goes_both_ways_and_is_asked_for_again(
    at_station: Client, at_centre: Client, consult: Consult
) -> None:
    say = reverse("teleconsult:say", args=[consult.id])
    at_centre.post(say, {"text": "Đau từ mấy giờ?"})
    at_station.post(say, {"text": "Từ 6 giờ sáng."})

    talk = at_station.get(reverse("teleconsult:talk", args=[consult.id]))

    assert "Từ 6 giờ sáng." in talk.text
    last = talk.text.split('data-last="')[1].split('"')[0]
    again = at_station.get(reverse("teleconsult:talk", args=[consult.id]), {"last": last})
    assert again.status_code == 204


def test_the_clock_that_ran_out_moves_the_case_up(network: Network, consult: Consult) -> None:
    assert jobs.escalate_before(clock.now() + dt.timedelta(hours=1)) == 0
    assert jobs.escalate_before(clock.now() + dt.timedelta(hours=3)) == 1

    further = Consult.objects.get(follows_id=consult.id)
    assert further.to_unit_id == network.province.id


def test_a_call_becomes_a_question(at_station: Client, network: Network, visit_id: Any) -> None:
    call = called(
        network.centre.id, network.station.id, "obstetrics", "Ra máu tuần 30, xử trí thế nào?"
    )
    above = browser_of(account_in(network.centre, "hospital_doctor"))

    above.post(reverse("teleconsult:ask_caller", args=[call.id]))
    assert Task.objects.get(kind="consult_from_call").unit_id == network.station.id
    page = at_station.get(reverse("teleconsult:from_call", args=[call.id])).text
    assert "Giàng Thị Mẫu" in page

    text = at_station.get(reverse("teleconsult:ask", args=[visit_id]) + f"?call={call.id}").text

    assert "Ra máu tuần 30" in text
    assert "Tuổi thai" in text


@pytest.mark.parametrize("name", ["of_person", "ask_of_person"])
def test_the_pages_of_a_person_open(
    name: str, at_station: Client, consult: Consult, patient: Person
) -> None:
    assert at_station.get(reverse(f"teleconsult:{name}", args=[patient.id])).status_code == 200


def test_what_is_over_is_listed(at_centre: Client, expert: Actor, consult: Consult) -> None:
    answers.refuse(consult=consult, why="Không có máy", by=expert)

    assert consult.number in at_centre.get(reverse("teleconsult:over")).text


def test_both_sides_enter_one_call_about_the_case_and_nobody_else(
    network: Network, at_station: Client, at_centre: Client, consult: Consult
) -> None:
    video = reverse("teleconsult:video", args=[consult.id])

    one, other = at_station.post(video)["Location"], at_centre.post(video)["Location"]

    assert one == other
    assert at_centre.get(one).status_code == 200
    stranger = browser_of(account_in(network.central, "hospital_doctor"))
    assert stranger.get(one).status_code == 404
