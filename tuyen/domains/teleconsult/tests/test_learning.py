"""What the network learns from cases tells nobody who it was; what is asked again becomes a need."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.consults import consult_of
from tests.network import browser_of
from tests.people import agrees, person
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.capability.models import Need
from tuyen.domains.teleconsult import deidentify, learning, repeated, revoked
from tuyen.domains.teleconsult import learning_actions as acts
from tuyen.domains.teleconsult.deidentify import Known, cleaned, doubts
from tuyen.domains.teleconsult.models import LearningCase
from tuyen.domains.teleconsult.tests.conftest import Network, account_in, acting
from tuyen.platform.outbox import deliver
from tuyen.record.actions import consents
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consults as consulting
from tuyen.record.chart import Chart, chart_of
from tuyen.record.consulting import Advice, Outcome
from tuyen.record.models import Consent, Consult
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
ZERO = dt.date(2026, 6, 10)
KNOWN = Known(
    names=tuple(deidentify.names_of("Giàng Thị Mẫu")) + tuple(deidentify.names_of("Trần Văn Kiểu")),
    places=("Bản Nậm Mẫu, xã Nậm Cưởm", "Trạm Y tế xã Nậm Cưởm"),
    numbers=("012345678901", "0912 345 678"),
)


@pytest.mark.parametrize(
    "text, expected",
    [
        pytest.param("Bà Giàng Thị Mẫu đau ngực", "Bà [người] đau ngực", id="the full name"),
        pytest.param("GIÀNG THỊ MẪU, nữ", "[người], nữ", id="in capitals"),
        pytest.param("chị Thị Mẫu kể", "chị [người] kể", id="the last two words"),
        pytest.param("BS Trần Văn Kiểu khám", "BS [người] khám", id="who examined"),
        pytest.param("Chị Sùng A Pháo chăm", "Chị [người] chăm", id="an unknown name after a call"),
        pytest.param("nhà ở Bản Nậm Mẫu", "nhà ở [nơi]", id="a known place"),
        pytest.param("ở thôn Đoài Thượng", "ở thôn [nơi]", id="an unknown hamlet"),
        pytest.param("CCCD 012345678901", "CCCD [số]", id="a number of a paper"),
        pytest.param("gọi 0912 345 678", "gọi [số]", id="a telephone with spaces"),
        pytest.param("ĐT 0987654321", "ĐT [số]", id="an unknown telephone"),
        pytest.param("thẻ DN4120123456789", "thẻ [số]", id="an insurance card"),
        pytest.param("đau từ 08/06/2026", "đau từ ngày −2", id="a date before"),
        pytest.param("hẹn 12/6", "hẹn ngày +2", id="a date without its year"),
        pytest.param("mổ ngày 10 tháng 6 năm 2026", "mổ ngày 0", id="a spoken date"),
        pytest.param("sinh năm 1989", "sinh năm [số]", id="a year of birth"),
        pytest.param("huyết áp 168/98 mmHg", "huyết áp 168/98 mmHg", id="a pressure stays"),
        pytest.param("Glucose 12,5 mmol/l", "Glucose 12,5 mmol/l", id="a result stays"),
        pytest.param("dùng mẫu bệnh phẩm", "dùng mẫu bệnh phẩm", id="a name that is a word too"),
        pytest.param("uống 1/2 viên từ sáng", "uống 1/2 viên từ sáng", id="half a tablet stays"),
        pytest.param("kali 3.5, SpO2 90-95", "kali 3.5, SpO2 90-95", id="figures stay"),
        pytest.param("bé đau bụng, chị ăn ít", "bé đau bụng, chị ăn ít", id="words after a call"),
        pytest.param("thư a.b@c.vn", "thư [liên kết]", id="an address of mail"),
    ],
)
def test_what_tells_who_it_is_is_taken_out(text: str, expected: str) -> None:
    assert cleaned(text, KNOWN, ZERO) == expected


def test_what_the_program_is_not_sure_of_is_named_for_the_reader() -> None:
    found = doubts("Bệnh nhân quen Sùng Seo Lử, mã 55512 tại khoa.")

    assert found == ["Sùng Seo Lử", "55512"]


@pytest.mark.parametrize(
    "years, band", [(37, "35–39"), (0, "0–4"), (85, "≥ 85"), (101, "≥ 85"), (None, "")]
)
def test_ages_become_bands_and_the_very_old_one(years: int | None, band: str) -> None:
    assert deidentify.age_band(years, 5, 85) == band


@pytest.fixture
def over(consult: Consult, asker: Actor, expert: Actor) -> Consult:
    """Advised, ended, closed; the texts carry what must not get out."""
    text = "Chị Giàng Thị Mẫu: Aspirin 81 mg, đo lại điện tim sau 2 giờ."
    answers.sign(consult=consult, advice=Advice(kind="treat_here", text=text), by=expert)
    consulting.record_outcome(consult=consult, outcome=Outcome(outcome="2", agreed="yes"), by=asker)
    return consulting.close(consult=consult, held="yes", by=expert)


@pytest.fixture
def agreed(patient: Person, asker: Actor) -> None:
    agrees(patient, "training", asker)


@pytest.fixture
def steward(network: Network) -> Actor:
    return acting(account_in(network.centre, "direction_office", name="Cán bộ Chỉ đạo Mẫu"))


def opened(consult: Consult, by: Actor) -> Chart:
    return chart_of(consult.patient_id, by)


def prepared(consult: Consult, by: Actor) -> LearningCase:
    chart = opened(consult, by)
    return acts.prepare(
        chart=chart, consult=consult, draft=learning.proposed(chart, consult), by=by
    )


@pytest.mark.usefixtures("agreed")
def test_the_proposal_names_neither_the_person_nor_those_who_spoke(
    over: Consult, expert: Actor, patient: Person, network: Network
) -> None:
    draft = learning.proposed(opened(over, expert), over)

    said = " ".join(draft.__dict__.values())
    for told in (patient.name, "Bác sĩ Trạm Mẫu", "Giàng", network.station.name, over.number):
        assert told not in said
    assert "Aspirin 81 mg" in said
    assert "35–39 tuổi" in said


@pytest.mark.usefixtures("agreed")
def test_a_second_person_reads_and_approves(
    over: Consult, expert: Actor, steward: Actor, at_station: Client
) -> None:
    row = prepared(over, expert)
    before = at_station.get("/consults/learning/").content.decode()

    with pytest.raises(Refused, match="Đọc hết"):
        acts.approve(case=row, is_read=False, by=steward)
    acts.approve(case=row, is_read=True, by=steward)

    after = at_station.get("/consults/learning/?q=con+dau+that&specialty=cardiology")
    assert str(row.id) not in before
    assert str(row.id) in after.content.decode()
    assert at_station.get(f"/consults/learning/{row.id}/").status_code == 200


@pytest.mark.usefixtures("agreed")
def test_whoever_prepared_it_does_not_approve_it(over: Consult, expert: Actor) -> None:
    row = prepared(over, expert)

    with pytest.raises(NotPermitted):
        acts.approve(case=row, is_read=True, by=expert)


@pytest.mark.usefixtures("agreed")
def test_nothing_in_a_learning_case_leads_back(over: Consult, expert: Actor) -> None:
    row = prepared(over, expert)

    names = {field.name for field in LearningCase._meta.fields}
    values = {str(getattr(row, name)) for name in names}
    assert not {str(over.id), str(over.patient_id), over.number} & values
    assert learning.made_of(over) == row.id


@pytest.mark.usefixtures("agreed")
def test_a_case_is_prepared_once(over: Consult, expert: Actor, asker: Actor) -> None:
    prepared(over, expert)

    with pytest.raises(Refused, match="đã được lập"):
        prepared(over, asker)


def test_without_the_persons_yes_no_case_is_made(over: Consult, expert: Actor) -> None:
    with pytest.raises(Refused, match="chưa đồng ý"):
        prepared(over, expert)


@pytest.mark.usefixtures("agreed")
def test_a_case_without_an_outcome_teaches_nothing_yet(consult: Consult, expert: Actor) -> None:
    with pytest.raises(Refused, match="Chờ có kết quả"):
        prepared(consult, expert)


@pytest.mark.parametrize("compartment", ["hiv", "custody"])
def test_a_case_of_a_hidden_compartment_never_becomes_one(
    network: Network, compartment: str
) -> None:
    doctor = acting(account_in(network.centre, "hospital_doctor", grants=(compartment,)))
    hidden = person(doctor, compartment=compartment)
    row = consult_of(
        *(hidden.id, network.station.id),
        to_unit_id=network.centre.id,
        compartment=compartment,
        status="closed",
    )

    with pytest.raises(Refused, match="giữ kín"):
        prepared(row, doctor)


@pytest.mark.usefixtures("agreed")
def test_a_withdrawn_case_is_gone_for_the_network(
    over: Consult, expert: Actor, steward: Actor, at_station: Client
) -> None:
    row = prepared(over, expert)
    acts.approve(case=row, is_read=True, by=steward)

    acts.withdraw(case=row, why="Người bệnh rút ý kiến", by=steward)

    assert at_station.get(f"/consults/learning/{row.id}/").status_code == 404
    assert str(row.id) not in at_station.get("/consults/learning/").content.decode()


@pytest.mark.usefixtures("agreed")
@pytest.mark.parametrize("status", ["proposed", "approved"])
def test_a_consent_taken_back_takes_the_case_out_at_once(
    over: Consult, expert: Actor, steward: Actor, asker: Actor, at_station: Client, status: str
) -> None:
    row = prepared(over, expert)
    if status == "approved":
        acts.approve(case=row, is_read=True, by=steward)

    consents.withdraw(consent=Consent.objects.get(), why="Đổi ý", by=asker)
    deliver.run_due()

    row.refresh_from_db()
    assert row.status == "withdrawn"
    assert "rút lại sự đồng ý" in row.withdrawn_why
    assert at_station.get(f"/consults/learning/{row.id}/").status_code == 404


@pytest.mark.usefixtures("agreed")
def test_a_consent_taken_back_on_another_node_is_found_within_the_hour(
    over: Consult, expert: Actor, asker: Actor
) -> None:
    row = prepared(over, expert)
    consents.withdraw(consent=Consent.objects.get(), why="Đổi ý", by=asker)

    assert (revoked.withdraw_all(), revoked.withdraw_all()) == (1, 0)
    row.refresh_from_db()
    assert row.status == "withdrawn"


@pytest.mark.usefixtures("agreed")
def test_a_consent_that_stands_keeps_the_case(over: Consult, expert: Actor) -> None:
    prepared(over, expert)

    assert revoked.withdraw_all() == 0


@pytest.mark.usefixtures("agreed")
def test_the_pages_lead_from_the_case_to_the_catalogue(
    over: Consult, at_centre: Client, network: Network
) -> None:
    form = at_centre.get(f"/consults/{over.id}/learning/")
    said = {field.name: field.value() or "" for field in form.context["form"]} | {
        "lesson": "Đo lại điện tim trước khi chuyển."
    }

    at_centre.post(f"/consults/{over.id}/learning/", said)

    row = LearningCase.objects.get()
    assert row.lesson == "Đo lại điện tim trước khi chuyển."
    assert "Chờ duyệt" in at_centre.get(f"/consults/learning/{row.id}/").content.decode()
    assert str(row.id) in at_centre.get(f"/consults/{over.id}/").content.decode()
    office = browser_of(account_in(network.centre, "direction_office"))
    unread = office.post(f"/consults/learning/{row.id}/approve/")
    assert unread.status_code == 422
    office.post(f"/consults/learning/{row.id}/approve/", {"is_read": "on"})
    row.refresh_from_db()
    assert row.status == "approved"


def test_a_stranger_does_not_find_a_case_that_waits(
    over: Consult, agreed: None, expert: Actor, network: Network
) -> None:
    row = prepared(over, expert)
    stranger = browser_of(account_in(network.central, "hospital_doctor"))

    assert stranger.get(f"/consults/learning/{row.id}/").status_code == 404
    assert str(row.id) not in stranger.get("/consults/learning/?status=proposed").content.decode()


# Repeated questions --------------------------------------------------------------------------------


def asked_often(network: Network, patient: Person, n: int, **said: Any) -> None:
    for turn in range(n):
        consult_of(
            *(patient.id, network.station.id),
            **{"to_unit_id": network.centre.id, "number": f"2026-{turn + 100:05d}"} | said,
        )


def test_what_is_asked_again_and_again_becomes_a_need_with_one_click(
    network: Network, patient: Person, steward: Actor
) -> None:
    asked_often(network, patient, 5)
    [row] = repeated.found(steward)

    repeated.propose(unit_id=row.unit_id, specialty=row.specialty, illness=row.illness, by=steward)
    deliver.run_due()

    need = Need.objects.get()
    assert (need.unit_id, need.kind, need.origin) == (network.station.id, "training", "consult")
    assert "5 câu hỏi" in need.why
    assert repeated.found(steward)[0].is_asked
    with pytest.raises(Refused, match="đã có nhu cầu"):
        repeated.propose(
            unit_id=row.unit_id, specialty=row.specialty, illness=row.illness, by=steward
        )


def test_nothing_is_proposed_by_itself(network: Network, patient: Person, steward: Actor) -> None:
    asked_often(network, patient, 9)
    repeated.found(steward)
    deliver.run_due()

    assert not Need.objects.exists()


def test_hidden_questions_make_no_need(network: Network, patient: Person, steward: Actor) -> None:
    asked_often(network, patient, 9, compartment="hiv")

    assert repeated.found(steward) == []


def test_too_few_questions_are_no_topic(network: Network, patient: Person, steward: Actor) -> None:
    asked_often(network, patient, 4)

    assert repeated.found(steward) == []


def test_the_page_proposes(network: Network, patient: Person) -> None:
    asked_often(network, patient, 6)
    office = browser_of(account_in(network.centre, "direction_office"))

    page = office.get("/consults/repeated/").content.decode()
    said = {"unit": str(network.station.id), "specialty": "cardiology", "illness": "I20"}
    office.post("/consults/repeated/propose/", said)

    assert network.station.name in page
    assert "Đã đề xuất" not in page
    deliver.run_due()
    assert "Đã đề xuất" in office.get("/consults/repeated/").content.decode()
