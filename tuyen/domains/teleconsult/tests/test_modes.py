"""The four modes: what each needs, what is said where it is missing; consent; what is billed."""

import datetime as dt
import io
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.consults import consult_of
from tests.network import browser_of
from tests.people import agrees, person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.teleconsult import remote_care
from tuyen.domains.teleconsult.remote_care import Condition, Declaration
from tuyen.domains.teleconsult.tests.conftest import Network, account_in, acting
from tuyen.record.actions import consents as consent_acts
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consults as acts
from tuyen.record.actions.consult_bills import Bill, decide_bill
from tuyen.record.consult_modes import PURPOSE
from tuyen.record.consulting import Advice, Question
from tuyen.record.models import Consent, Consult, ConsultBill
from tuyen.record.rules import consult_modes as rules
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "received, public, begins",
    [
        pytest.param(dt.date(2026, 6, 1), None, dt.date(2026, 6, 11), id="ten days after receipt"),
        pytest.param(dt.date(2026, 6, 1), dt.date(2026, 6, 5), dt.date(2026, 6, 5), id="public"),
        pytest.param(dt.date(2026, 6, 1), dt.date(2026, 7, 1), dt.date(2026, 6, 11), id="earlier"),
        pytest.param(None, None, None, id="neither"),
    ],
)
def test_remote_care_begins_on_the_earlier_day(
    received: dt.date | None, public: dt.date | None, begins: dt.date | None
) -> None:
    assert rules.may_start_on(received, public, 10) == begins


@pytest.mark.parametrize(
    "listed, diagnosis, is_covered",
    [
        ("I10", "I10", True),
        ("I20", "I20.9", True),
        ("I20.9", "I20", False),
        ("I2", "I10", False),
        ("", "I10", False),
        ("I10", "", False),
    ],
)
def test_a_listed_code_stands_for_what_is_below_it(
    listed: str, diagnosis: str, is_covered: bool
) -> None:
    assert rules.covers(listed, diagnosis) is is_covered


@pytest.fixture
def head(network: Network) -> Actor:
    return acting(account_in(network.centre, "hospital_director", name="Giám đốc Mẫu"))


@pytest.fixture
def declared(head: Actor) -> None:
    remote_care.declare(
        said=Declaration("05/CB-MAU", public_on=clock.today() - dt.timedelta(days=1)), by=head
    )


@pytest.fixture
def listed(head: Actor) -> None:
    remote_care.confirm(said=Condition("I20", "Đau thắt ngực ổn định"), by=head)


def asked(question: Question, patient: Person, visit_id: Any, by: Actor, **said: Any) -> Consult:
    return acts.ask(
        person=patient.id, question=replace(question, **said), by=by, encounter_id=visit_id
    )


YES = {"consent_by": "Giàng Thị Mẫu", "consent_witness": "Y tá Mẫu"}


def refused(code: str, *args: Any, **said: Any) -> None:
    with pytest.raises(Refused) as refusal:
        asked(*args, **said)
    assert refusal.value.code == f"mode_{code}"


def test_support_needs_only_that_the_person_was_told(
    question: Question, patient: Person, visit_id: Any, asker: Actor
) -> None:
    refused("informed", question, patient, visit_id, asker, is_informed=False)

    row = asked(question, patient, visit_id, asker)

    assert row.consent_id is None


def test_through_a_receiving_facility_the_asked_one_must_have_declared_it(
    question: Question, patient: Person, visit_id: Any, asker: Actor
) -> None:
    refused("declared", question, patient, visit_id, asker, mode="receiving", **YES)


@pytest.mark.usefixtures("declared")
def test_through_a_receiving_facility_the_person_sits_there(
    question: Question, network: Network
) -> None:
    doctor = acting(account_in(network.station, "station_doctor"))
    away = person(doctor)
    agrees(away, "family", doctor)

    with pytest.raises(Refused) as refusal:
        _ask_of_absent(away, question, doctor, network)

    assert refusal.value.code == "mode_patient_here"


def _ask_of_absent(away: Person, question: Question, doctor: Actor, network: Network) -> None:
    """The chart is open by an earlier consultation; nobody has come today."""
    consult_of(away.id, network.station.id, to_unit_id=network.centre.id)
    acts.ask(person=away.id, question=replace(question, mode="receiving", **YES), by=doctor)


@pytest.mark.usefixtures("declared")
def test_a_yes_before_a_witness_is_kept_as_consent_and_shown(
    question: Question, patient: Person, visit_id: Any, asker: Actor, at_centre: Client
) -> None:
    refused("consent", question, patient, visit_id, asker, mode="receiving")

    row = asked(question, patient, visit_id, asker, mode="receiving", **YES)

    consent = Consent.objects.get(purpose=PURPOSE)
    assert (row.consent_id, consent.witness_name) == (consent.id, "Y tá Mẫu")
    page = at_centre.get(f"/consults/{row.id}/").content.decode()
    assert "Đồng ý khám từ xa" in page
    assert "Y tá Mẫu" in page


@pytest.mark.usefixtures("declared")
def test_a_standing_yes_is_not_asked_again(
    question: Question, patient: Person, visit_id: Any, asker: Actor
) -> None:
    standing = agrees(patient, PURPOSE, asker)

    row = asked(question, patient, visit_id, asker, mode="receiving")

    assert row.consent_id == standing.id
    assert Consent.objects.filter(purpose=PURPOSE).count() == 1


@pytest.mark.usefixtures("declared")
def test_a_yes_that_was_taken_back_is_no_yes(
    question: Question, patient: Person, visit_id: Any, asker: Actor
) -> None:
    standing = agrees(patient, PURPOSE, asker)
    consent_acts.withdraw(consent=standing, why="Đổi ý", by=asker)

    refused("consent", question, patient, visit_id, asker, mode="receiving", **YES)


@pytest.mark.usefixtures("declared")
def test_direct_care_is_for_listed_illnesses_only(
    question: Question, patient: Person, visit_id: Any, asker: Actor, head: Actor
) -> None:
    refused("listed", question, patient, visit_id, asker, mode="direct", **YES)
    remote_care.confirm(said=Condition("I20", "Đau thắt ngực"), by=head)

    row = asked(question, patient, visit_id, asker, mode="direct", **YES)

    assert row.mode == "direct"


@pytest.mark.usefixtures("declared", "listed")
def test_an_illness_taken_off_the_list_is_asked_no_more_from_tomorrow(
    network: Network, head: Actor
) -> None:
    today = clock.today()
    row = remote_care.conditions(network.centre.id, today).get()

    remote_care.end(condition=row, by=head)

    assert remote_care.is_listed(network.centre.id, "I20.9", today)
    assert not remote_care.is_listed(network.centre.id, "I20.9", today + dt.timedelta(days=1))


def test_only_the_head_confirms(expert: Actor) -> None:
    with pytest.raises(NotPermitted):
        remote_care.confirm(said=Condition("I10", "Tăng huyết áp"), by=expert)


def test_the_head_fills_the_list_on_its_page(network: Network, at_centre: Client) -> None:
    head = browser_of(account_in(network.centre, "hospital_director"))
    empty = at_centre.get("/consults/remote-care/").content.decode()

    head.post("/consults/remote-care/confirm/", {"code": "i10", "name": "Tăng huyết áp"})
    today = f"{clock.today():%d/%m/%Y}"
    head.post("/consults/remote-care/declare/", {"number": "05/CB", "public_on": today})

    page = at_centre.get("/consults/remote-care/").content.decode()
    assert "chưa xác minh" in empty
    assert "Chưa xác nhận bệnh nào" in empty
    assert "I10" in page
    assert "Đang được khám từ xa" in page


# What is billed ------------------------------------------------------------------------------------


@pytest.fixture
def advised(consult: Consult, expert: Actor) -> Consult:
    answers.sign(consult=consult, advice=Advice(kind="watch", text="Theo dõi."), by=expert)
    return consult


def test_nothing_is_billed_by_itself(advised: Consult, at_centre: Client) -> None:
    page = at_centre.get("/consults/billing/").content.decode()
    assert "không giữ hợp đồng BHYT" in page

    assert not ConsultBill.objects.exists()
    assert advised.number in page
    assert "Theo thỏa thuận giữa hai cơ sở" in page


@pytest.mark.capability("A7", where="/consults/billing/")
def test_a_person_decides_and_the_list_says_who(
    advised: Consult, at_centre: Client, expert: Actor
) -> None:
    said = {"payer": "agreement", "code": "HC01", "name": "Hội chẩn", "amount_dong": "200000"}

    at_centre.post(f"/consults/{advised.id}/bill/", said)

    assert advised.number not in at_centre.get("/consults/billing/").content.decode()
    sheet = at_centre.get("/consults/billing/sheet/?which=done").content
    row = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()[1]
    assert (row[0], row[7], row[9], row[11]) == (advised.number, "HC01", 200000, expert.name)


@pytest.mark.parametrize(
    "bill, field",
    [
        pytest.param(Bill(is_billed=True, payer="agreement"), "code", id="no service"),
        pytest.param(Bill(is_billed=True, payer="nobody", code="X"), "payer", id="no payer"),
        pytest.param(Bill(is_billed=False), "note", id="not billed without a reason"),
    ],
)
def test_a_decision_lacks_nothing(advised: Consult, expert: Actor, bill: Bill, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        decide_bill(consult=advised, bill=bill, by=expert)

    assert refusal.value.field == field


def test_a_stranger_decides_no_bill(advised: Consult, professor: Actor) -> None:
    with pytest.raises(NotPermitted):
        decide_bill(
            consult=advised, bill=Bill(is_billed=True, payer="bhyt", code="X"), by=professor
        )


def test_a_hidden_case_is_on_no_bill(network: Network, at_centre: Client) -> None:
    consult_of(
        *(person(acting(account_in(network.station, "station_doctor"))).id, network.station.id),
        to_unit_id=network.centre.id,
        compartment="hiv",
        status="advised",
        number="2026-07777",
    )

    assert "2026-07777" not in at_centre.get("/consults/billing/").content.decode()
