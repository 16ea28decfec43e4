"""A person decides about each purpose, takes it back, closes a door, and asks about the data."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock, facts, working_days
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.platform.print.tests.paper_reader import letters_of
from tuyen.record import timeline
from tuyen.record.actions import consents as acts
from tuyen.record.actions.consents import Asked, Decision
from tuyen.record.actions.queue import enqueue
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import CareEnd, Consent, DataRequest, Document, Task
from tuyen.record.queries import consents as queries
from tuyen.record.rules import consents as rules
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

YES = Decision("programme", True, "Giàng Thị Mẫu", method="electronic")


def allowed(patient: Person, purpose: str) -> bool:
    return bool(facts.ask("consent.allows", patient_ids=[patient.id], purpose=purpose))


@pytest.mark.capability("B9")
def test_silence_is_no_and_a_yes_can_be_proved_and_taken_back(
    patient: Person, doctor: Actor
) -> None:
    assert not allowed(patient, "programme")

    row = acts.decide(person=patient.id, decision=YES, by=doctor)
    assert allowed(patient, "programme")
    assert "mở hồ sơ" in row.wording
    assert (row.given_by_name, row.method, row.taken_by_name) == (
        "Giàng Thị Mẫu",
        "electronic",
        "Bác sĩ Mẫu",
    )

    acts.withdraw(consent=row, why="", by=doctor)
    assert not allowed(patient, "programme")
    assert Consent.objects.count() == 1


@pytest.mark.capability("B9")
def test_taking_a_yes_back_closes_the_door_it_had_opened_and_no_other(
    patient: Person, doctor: Actor, programme: Actor
) -> None:
    row = acts.decide(person=patient.id, decision=YES, by=doctor)
    assert chart_of(patient.id, programme).opening is not None

    acts.withdraw(consent=row, why="Không muốn tham gia", by=doctor)

    with pytest.raises(ChartClosed):
        chart_of(patient.id, programme)
    assert chart_of(patient.id, doctor).opening is not None
    assert CareEnd.objects.get().unit_id == programme.unit_id


def test_a_no_after_a_yes_closes_too(patient: Person, doctor: Actor, programme: Actor) -> None:
    acts.decide(
        person=patient.id,
        decision=Decision("programme", False, "Giàng Thị Mẫu", method="electronic"),
        by=doctor,
    )

    with pytest.raises(ChartClosed):
        chart_of(patient.id, programme)


@pytest.mark.parametrize(
    "said, field",
    [
        ({"purpose": "treatment"}, "purpose"),
        ({"given_by_name": " "}, "given_by_name"),
        ({"given_by_relation": "neighbour"}, "given_by_relation"),
        ({"method": "paper"}, "document_id"),
        ({"method": "spoken"}, "witness_name"),
        ({"method": "nod"}, "method"),
    ],
    ids=lambda said: next(iter(said.values())) if isinstance(said, dict) else "",
)
def test_what_cannot_be_proved_is_not_kept(
    said: dict[str, Any], field: str, patient: Person, doctor: Actor
) -> None:
    from dataclasses import replace

    with pytest.raises(Refused) as refusal:
        acts.decide(person=patient.id, decision=replace(YES, **said), by=doctor)

    assert refusal.value.field == field
    assert not Consent.objects.exists()


def test_a_paper_of_somebody_else_proves_nothing(patient: Person, doctor: Actor) -> None:
    from dataclasses import replace

    from tuyen.core.ids import uuid7

    with pytest.raises(Refused, match="không thuộc hồ sơ"):
        acts.decide(person=patient.id, decision=replace(YES, document_id=uuid7()), by=doctor)
    assert not Document.objects.exists()


@pytest.mark.capability("B9")
def test_an_ended_relationship_closes_the_chart_and_a_new_visit_opens_it_anew(
    patient: Person, doctor: Actor, programme: Actor
) -> None:
    chart = chart_of(patient.id, doctor)
    link = next(row for row, _name in queries.links_in_force(chart) if row.kind == "programme")

    acts.end_link(chart=chart, link=link, why="Người dân yêu cầu", by=doctor)
    with pytest.raises(ChartClosed):
        chart_of(patient.id, programme)

    enqueue(person_id=patient.id, by=programme)
    assert chart_of(patient.id, programme).opening is not None


def test_ending_a_relationship_asks_for_a_reason_and_for_the_right_role(
    patient: Person, doctor: Actor, station: ScopeNode, programme: Actor
) -> None:
    from tests.network import actor_at

    nurse = actor_at(station, "station_nurse")
    chart = chart_of(patient.id, doctor)
    [(link, _name), *_rest] = queries.links_in_force(chart)

    with pytest.raises(NotPermitted):
        acts.end_link(chart=chart, link=link, why="…", by=nurse)
    with pytest.raises(Refused, match="lý do"):
        acts.end_link(chart=chart, link=link, why=" ", by=doctor)


SEE = Asked("access", "Xin bản trích hồ sơ", "Giàng Thị Mẫu", "Căn cước công dân")


@pytest.mark.capability("B9")
@pytest.mark.parametrize(
    "kind, days", [("access", 10), ("correct", 10), ("withdraw", 15), ("erase", 20)]
)
def test_the_clock_of_the_law_runs_from_the_day_it_was_asked(
    kind: str, days: int, patient: Person, doctor: Actor
) -> None:
    from dataclasses import replace

    row = acts.take_request(person=patient.id, asked=replace(SEE, kind=kind), by=doctor)

    assert row.answer_by == clock.today() + dt.timedelta(days=days)
    assert row.acknowledge_by == working_days.after(clock.today(), 2)
    assert Task.objects.get(kind="data_request").due_on == row.answer_by


def test_a_request_is_acknowledged_answered_once_and_its_task_is_done(
    patient: Person, doctor: Actor
) -> None:
    row = acts.take_request(person=patient.id, asked=SEE, by=doctor)

    acts.acknowledge(request=row, by=doctor)
    acts.answer(request=row, is_done=True, text="Đã giao bản trích.", by=doctor)

    assert DataRequest.objects.get().status == "done"
    assert not Task.objects.filter(kind="data_request", status="requested").exists()
    with pytest.raises(Refused, match="Đã thực hiện"):
        acts.answer(request=row, is_done=False, text="…", by=doctor)


def test_working_days_leave_out_weekends_and_holidays() -> None:
    friday = dt.date(2026, 8, 28)

    assert working_days.after(friday, 1) == dt.date(2026, 8, 31)
    assert working_days.after(friday, 2) == dt.date(2026, 9, 3)


def test_what_must_be_kept_is_said_when_erasure_is_asked() -> None:
    assert "10, 20 hoặc 30 năm" in rules.kinds(clock.today())["erase"]["kept_vi"]


def test_the_page_shows_purposes_units_and_requests_in_few_statements(
    browser: Client, patient: Person, doctor: Actor, programme: Actor
) -> None:
    acts.decide(person=patient.id, decision=YES, by=doctor)
    acts.take_request(person=patient.id, asked=SEE, by=doctor)
    url = reverse("consent:person", args=[patient.id])
    browser.get(url)

    with counted() as statements:
        page = browser.get(url).content.decode()

    assert "Trung tâm chương trình mẫu" in page
    assert "Xem, nhận bản trích hồ sơ" in page
    assert "chưa xác minh" in page
    assert len(statements) <= 8, "\n".join(statements)
    assert ReadLog.objects.filter(what="privacy").exists()


def test_nothing_is_ticked_beforehand(browser: Client, patient: Person) -> None:
    page = browser.get(reverse("consent:person", args=[patient.id])).content.decode()

    assert " checked" not in page


def test_the_form_of_a_decision_and_of_a_request_work_without_scripts(
    browser: Client, patient: Person
) -> None:
    decided = browser.post(
        reverse("consent:decide", args=[patient.id]),
        {
            "purpose": "contact",
            "is_given": "yes",
            "given_by_name": "Giàng Thị Mẫu",
            "given_by_relation": "self",
            "method": "spoken",
            "witness_name": "Lò Văn Mẫu",
        },
    )
    asked = browser.post(
        reverse("consent:ask", args=[patient.id]),
        {
            "kind": "erase",
            "text": "Xóa số điện thoại",
            "asked_by_name": "Giàng Thị Mẫu",
            "asked_by_relation": "self",
            "identified_by": "Căn cước công dân",
        },
    )
    row = DataRequest.objects.get()
    shown = browser.get(reverse("consent:request", args=[row.id])).content.decode()
    answered = browser.post(
        reverse("consent:answer", args=[row.id]), {"is_done": "yes", "answer": "Đã xóa."}
    )

    assert [decided.status_code, asked.status_code, answered.status_code] == [302, 302, 302]
    assert "10, 20 hoặc 30 năm" in shown
    assert allowed(patient, "contact")
    assert DataRequest.objects.get().answer == "Đã xóa."


def test_an_empty_form_is_shown_again(browser: Client, patient: Person) -> None:
    for name in ("consent:decide", "consent:ask"):
        assert browser.post(reverse(name, args=[patient.id]), {}).status_code == 422


def test_requests_of_another_unit_are_not_there(patient: Person, doctor: Actor) -> None:
    row = acts.take_request(person=patient.id, asked=SEE, by=doctor)
    other = browser_of(account_at(node("Trạm khác"), "station_doctor"))

    assert other.get(reverse("consent:request", args=[row.id])).status_code == 404
    assert "Xem, nhận" not in other.get(reverse("consent:requests")).content.decode()


def test_a_privacy_officer_above_answers_without_opening_the_chart(
    patient: Person, doctor: Actor, station: ScopeNode
) -> None:
    row = acts.take_request(person=patient.id, asked=SEE, by=doctor)
    officer = browser_of(account_at(station, "privacy_officer"))

    page = officer.get(reverse("consent:requests")).content.decode()
    assert "Giàng Thị Mẫu" in page
    officer.post(
        reverse("consent:answer", args=[row.id]), {"is_done": "no", "answer": "Không đủ giấy tờ."}
    )
    assert DataRequest.objects.get().status == "refused"


def test_the_extract_holds_the_visits_and_who_printed_it(browser: Client, patient: Person) -> None:
    answer = browser.get(reverse("consent:extract", args=[patient.id]))

    letters = letters_of(answer.content)
    assert "Nhiễmkhuẩnhôhấptrêncấp(J06.9)" in letters
    assert "InbởiBácsĩMẫu" in letters
    assert ReadLog.objects.filter(what="extract").exists()


def test_a_prison_is_not_named_among_the_units(
    browser: Client, patient: Person, doctor: Actor
) -> None:
    from tuyen.core.actor import SYSTEM
    from tuyen.platform import changes
    from tuyen.platform.access.links import Link

    prison = node("Bệnh xá trại mẫu", chain="police", kind="prison_clinic")
    with changes.apply(actor=SYSTEM, reason="test.link") as log:
        log.add(Link(patient.id, prison.unit_id, "treating", "", clock.today()))

    page = browser.get(reverse("consent:person", args=[patient.id])).content.decode()

    assert "Bệnh xá trại mẫu" not in page


def test_decisions_and_requests_stand_in_the_timeline(patient: Person, doctor: Actor) -> None:
    yes = acts.decide(person=patient.id, decision=YES, by=doctor)
    acts.withdraw(consent=yes, why="Đổi ý", by=doctor)
    no = Decision("research", False, "Giàng Thị Mẫu", method="electronic")
    acts.decide(person=patient.id, decision=no, by=doctor)
    acts.take_request(
        person=patient.id,
        asked=Asked("access", "Xin bản trích", "Giàng Thị Mẫu", "Thẻ căn cước"),
        by=doctor,
    )

    kinds = {event.part.kind for event in timeline.events(chart_of(patient.id, doctor))}

    assert {
        "consent_given",
        "consent_withdrawn",
        "consent_refused",
        "data_request",
    } <= kinds
    back = timeline.events(chart_of(patient.id, doctor), kind="consent_withdrawn")
    assert [event.about for event in back] == ["Đổi ý"]
