"""A formal consultation: called, written, concluded, signed by two, filed in the asking unit's chart."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import PASSWORD, browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused, Stale
from tuyen.domains.teleconsult.session_forms import COLUMNS
from tuyen.domains.teleconsult.sessions import first_sheet
from tuyen.domains.teleconsult.tests.conftest import Network, account_in, acting
from tuyen.platform import changes
from tuyen.platform.access.links import Link
from tuyen.platform.accounts.models import Account
from tuyen.platform.attachments import store
from tuyen.platform.live import actions as live
from tuyen.platform.outbox.deliver import run_due
from tuyen.platform.signing import queries as signed
from tuyen.platform.signing.events import PaperSigned
from tuyen.platform.signing.models import PaperSignature, SignedPaper
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consult_sessions as acts
from tuyen.record.actions import consults
from tuyen.record.actions.consults import ask
from tuyen.record.actions.documents import withdraw_document
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.consult_filing import file_paper
from tuyen.record.consult_minutes import Minutes, Participant
from tuyen.record.consulting import Advice, Outcome, Question
from tuyen.record.models import Consult, ConsultPaper, ConsultSession, Document, Task
from tuyen.record.queries import consult_sessions as queries
from tuyen.registry.persons.models import Person
from tuyen.registry.staff.actions import add_member

pytestmark = pytest.mark.django_db

GUEST = Participant(
    "Trần Mẫu", "Bác sĩ", "0001/MAU", "Bệnh viện ngoài hệ thống", "Đồng ý chụp mạch."
)


def address(paper_id: Any) -> str:
    return f"http://mau.test/verify/{paper_id}/"


def fresh(row: Any) -> Any:
    return type(row).objects.get(pk=row.id)


@pytest.fixture
def said(expert: Actor, second: Actor) -> Minutes:
    return Minutes(
        started_at=clock.now() - dt.timedelta(minutes=25),
        ended_at=clock.now(),
        place="Phòng giao ban Mẫu",
        chair_id=expert.account_id,
        secretary_id=second.account_id,
        participants=(GUEST,),
        discussion="Đau ngực điển hình, men tim chưa có.",
        diagnosis="Hội chứng vành cấp",
        conclusion="Chuyển trong ngày.",
        destination="Bệnh viện tỉnh mẫu",
        link_quality="broken",
    )


@pytest.fixture
def session(consult: Consult, said: Minutes, second: Actor) -> ConsultSession:
    return acts.open_session(consult=consult, said=said, by=second)


@pytest.fixture
def paper(session: ConsultSession, consult: Consult, said: Minutes, second: Actor) -> ConsultPaper:
    return acts.conclude(session=session, consult=consult, said=said, address=address, by=second)


def sign(row: ConsultPaper, by: Actor) -> PaperSignature:
    return acts.sign(row=row, password_is_right=True, by=by)


@pytest.fixture
def filed(paper: ConsultPaper, expert: Actor, second: Actor) -> Document:
    sign(paper, second)
    sign(paper, expert)
    run_due()
    return Document.objects.get(patient_id=paper.patient_id, kind="signed")


def test_calling_the_table_takes_the_case_and_stands_in_its_talk(
    session: ConsultSession, consult: Consult, second: Actor
) -> None:
    row = fresh(consult)

    assert (row.status, row.expert_id) == ("in_consult", second.account_id)
    assert session.number == f"{consult.number}/BB1"


def test_a_session_that_broke_off_goes_on_where_it_was(
    session: ConsultSession, consult: Consult, said: Minutes, expert: Actor, second: Actor
) -> None:
    half = replace(said, ended_at=None, conclusion="", discussion="Đang nói dở", chair_id=None)
    acts.keep(session=session, consult=consult, said=half, by=second)

    again = acts.open_session(consult=fresh(consult), said=said, by=expert)

    assert (again.id, again.discussion) == (session.id, "Đang nói dở")
    assert ConsultSession.objects.count() == 1


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"chair_id": None}, "Chọn chủ tọa"),
        ({"secretary_id": None}, "Chọn thư ký"),
        ({"participants": ()}, "ít nhất một người dự"),
        ({"conclusion": " "}, "Ghi kết luận"),
        ({"ended_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "trước giờ bắt đầu"),
        ({"started_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC), "ended_at": None}, "sau giờ này"),
        ({"room_link": "http://phong.test"}, "https"),
    ],
)
def test_minutes_that_lack_something_are_not_made(
    session: ConsultSession,
    consult: Consult,
    said: Minutes,
    second: Actor,
    change: dict[str, Any],
    sentence: str,
) -> None:
    with pytest.raises(Refused, match=sentence):
        acts.conclude(
            session=session,
            consult=consult,
            said=replace(said, **change),
            address=address,
            by=second,
        )

    assert fresh(session).status == "draft"
    assert not SignedPaper.objects.exists()


def test_chair_and_secretary_are_two_people(
    session: ConsultSession, consult: Consult, said: Minutes, expert: Actor, second: Actor
) -> None:
    one = replace(said, secretary_id=expert.account_id)

    with pytest.raises(Refused, match="hai người") as refusal:
        acts.conclude(session=session, consult=consult, said=one, address=address, by=second)

    assert refusal.value.field == "secretary"


def test_nobody_from_elsewhere_sits_at_the_head_of_the_table_or_calls_it(
    session: ConsultSession, consult: Consult, said: Minutes, second: Actor, professor: Actor
) -> None:
    stranger = replace(said, chair_id=professor.account_id)

    with pytest.raises(Refused, match="nơi hỏi hoặc nơi được hỏi"):
        acts.keep(session=session, consult=consult, said=stranger, by=second)
    with pytest.raises(NotPermitted, match="Chỉ nơi hỏi và nơi được hỏi"):
        acts.open_session(consult=consult, said=said, by=professor)


def test_only_chair_and_secretary_write_and_sign(
    network: Network,
    session: ConsultSession,
    consult: Consult,
    said: Minutes,
    asker: Actor,
    paper: ConsultPaper,
) -> None:
    third = acting(account_in(network.centre, "hospital_doctor", name="Bác sĩ Ba Mẫu"))

    with pytest.raises(NotPermitted, match="Chỉ chủ tọa, thư ký"):
        acts.keep(session=session, consult=consult, said=said, by=third)
    for other in (third, asker):
        with pytest.raises(NotPermitted, match="không ghi bạn là người ký"):
            sign(paper, other)


def test_no_table_about_a_case_that_has_ended(
    consult: Consult, said: Minutes, asker: Actor, expert: Actor
) -> None:
    answers.sign(consult=consult, advice=Advice(kind="treat_here", text="Theo dõi."), by=expert)
    consults.record_outcome(consult=consult, outcome=Outcome(outcome="1", agreed="yes"), by=asker)

    with pytest.raises(Refused, match="Đã có kết quả"):
        acts.open_session(consult=fresh(consult), said=said, by=expert)


def test_what_is_concluded_is_written_anew_only_until_somebody_signs(
    paper: ConsultPaper, session: ConsultSession, consult: Consult, said: Minutes, second: Actor
) -> None:
    with pytest.raises(Refused, match="Chờ ký"):
        acts.keep(session=fresh(session), consult=consult, said=said, by=second)

    back = acts.reopen(session=fresh(session), by=second)
    with pytest.raises(NotPermitted):
        sign(paper, second)
    newer = acts.conclude(session=back, consult=consult, said=said, address=address, by=second)
    sign(newer, second)

    with pytest.raises(Refused, match="Đã có người ký"):
        acts.reopen(session=fresh(session), by=second)


def test_signed_minutes_stand_in_the_chart_of_the_asking_unit(
    network: Network, filed: Document, paper: ConsultPaper, session: ConsultSession, asker: Actor
) -> None:
    nurse = acting(account_in(network.station, "station_nurse"))

    found = chart_of(filed.patient_id, nurse).of(Document).get()

    assert found.title == f"Biên bản hội chẩn {session.number}"
    assert (fresh(session).status, fresh(paper).document_id) == ("signed", filed.id)
    assert Task.objects.filter(unit_id=asker.unit_id, title="Đọc biên bản hội chẩn").count() == 1


def test_nobody_outside_the_case_finds_the_minutes(
    filed: Document, paper: ConsultPaper, professor: Actor
) -> None:
    with pytest.raises(ChartClosed):
        chart_of(filed.patient_id, professor)


def test_delivered_twice_the_minutes_are_filed_once(filed: Document, paper: ConsultPaper) -> None:
    file_paper(PaperSigned(paper.paper_id, queries.SUBJECT, paper.id, filed.sha256, filed.added_at))

    assert Document.objects.filter(kind="signed").count() == 1


def test_one_flipped_byte_of_the_minutes_is_seen(filed: Document, client: Client) -> None:
    with store.open_blob(filed.sha256) as file:
        pdf = file.read()
    at = len(pdf) // 2
    flipped = pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :]
    page = reverse("signing:verify", args=[SignedPaper.objects.get().id])

    same = client.post(page, {"file": SimpleUploadedFile("a.pdf", pdf)})
    other = client.post(page, {"file": SimpleUploadedFile("a.pdf", flipped)})

    assert pdf.startswith(b"%PDF-")
    assert b"pdfaid" in pdf
    assert "Đủ chữ ký, chữ ký đúng" in same.text
    assert "Đúng từng chữ bản đã lập" in same.text
    assert "khác bản đã lập" in other.text
    assert "Giàng" not in same.text


def test_a_signed_paper_is_neither_replaced_nor_withdrawn(filed: Document, asker: Actor) -> None:
    with pytest.raises(Refused, match="Giấy đã ký số"):
        withdraw_document(document=filed, by=asker, why="Nhầm")


def test_an_addendum_follows_the_signed_minutes_and_is_filed_beside_them(
    filed: Document, session: ConsultSession, consult: Consult, expert: Actor, second: Actor
) -> None:
    more = acts.add_to(
        session=fresh(session),
        consult=consult,
        text="Thêm clopidogrel.",
        address=address,
        by=second,
    )
    sign(more, second)
    sign(more, expert)
    run_due()

    first = signed.paper(fresh(session).paper_id)
    assert first is not None
    assert [each.id for each in signed.addenda(first)] == [more.paper_id]
    assert Document.objects.filter(kind="signed").count() == 2


def test_nothing_is_added_to_minutes_that_are_not_signed(
    paper: ConsultPaper, session: ConsultSession, consult: Consult, second: Actor
) -> None:
    with pytest.raises(Refused, match="chưa đủ chữ ký"):
        acts.add_to(
            session=fresh(session), consult=consult, text="Thêm", address=address, by=second
        )


def test_a_signed_advice_becomes_a_paper_once_and_only_its_author_signs_it(
    consult: Consult, expert: Actor, second: Actor
) -> None:
    advice = answers.sign(
        consult=consult, advice=Advice(kind="treat_here", text="Điều trị tại trạm."), by=expert
    )
    told: dict[str, Any] = {"advice": advice, "consult": consult, "address": address}

    row = acts.print_advice(**told, by=expert)

    assert acts.print_advice(**told, by=expert).id == row.id
    with pytest.raises(NotPermitted, match="Chỉ người đã ký lời khuyên"):
        acts.print_advice(**told, by=second)
    sign(row, expert)
    run_due()
    assert Document.objects.get(kind="signed").title.startswith("Phiếu tư vấn")


def test_somebody_who_signs_twice_is_told_so(paper: ConsultPaper, second: Actor) -> None:
    sign(paper, second)

    with pytest.raises(Stale, match="đã ký ở vai trò này"):
        sign(paper, second)


def test_staff_of_both_ends_are_found_by_a_few_letters(
    network: Network, consult: Consult, asker: Actor
) -> None:
    works: dict[str, Any] = {
        "profession": "doctor",
        "works_from": dt.date(2020, 1, 1),
        "position": "Bác sĩ",
    }
    add_member(unit=network.station, name="Lò Thị Mẫu", by=SYSTEM, **works)
    add_member(unit=network.central, name="Lò Văn Xa", by=SYSTEM, **works)

    found = queries.staff_matching(consult, "lo")

    assert [(each.name, unit) for each, unit in found] == [("Lò Thị Mẫu", network.station.name)]


def test_a_person_of_the_chart_is_named_on_the_paper_only(
    patient: Person, paper: ConsultPaper
) -> None:
    row = signed.paper(paper.paper_id)

    assert row is not None
    assert patient.name not in f"{row.kind} {row.number} {row.unit_name}"


# On the page ------------------------------------------------------------------------------------


def sheet(said: Minutes, **more: Any) -> dict[str, Any]:
    """The form of the secretary as a browser sends it."""
    guest = {f"p_{name}": getattr(GUEST, name) for name in COLUMNS}
    return {
        "started_at": f"{said.started_at.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}",
        "chair": str(said.chair_id),
        "secretary": str(said.secretary_id),
        "conclusion": said.conclusion,
        "link_quality": "good",
        **guest,
        **more,
    }


@pytest.fixture
def at_table(network: Network, second: Actor) -> Client:
    return browser_of(Account.objects.get(pk=second.account_id))


def page_of(session: ConsultSession, consult: Consult) -> str:
    return reverse("teleconsult:session", args=[consult.id, session.id])


def test_a_session_is_opened_written_and_concluded_on_its_page(
    consult: Consult, at_table: Client, said: Minutes
) -> None:
    opened = at_table.post(reverse("teleconsult:open_session", args=[consult.id]))
    held = ConsultSession.objects.get()
    assert opened.url == page_of(held, consult)

    at_table.post(opened.url, sheet(said, verb="keep", conclusion=""))
    assert fresh(held).participants[0]["name"] == GUEST.name

    refused = at_table.post(opened.url, sheet(said, verb="conclude", conclusion=""))
    assert refused.status_code == 422
    assert "Ghi kết luận" in refused.text

    done = at_table.post(opened.url, sheet(said, verb="conclude"), follow=True)
    assert "Đủ chữ ký" not in done.text
    assert "Ký số" in done.text


def test_the_right_password_signs_and_a_wrong_one_does_not(
    paper: ConsultPaper, consult: Consult, at_table: Client
) -> None:
    address = reverse("teleconsult:paper", args=[consult.id, paper.id])

    wrong = at_table.post(address, {"password": "khong-phai"})
    assert wrong.status_code == 422
    assert "Mật khẩu không đúng" in wrong.text
    right = at_table.post(address, {"password": PASSWORD}, follow=True)
    assert "đã ký" in right.text
    assert PaperSignature.objects.count() == 1


def test_the_last_signature_counts_before_the_paper_is_filed(
    paper: ConsultPaper, session: ConsultSession, consult: Consult, expert: Actor, second: Actor
) -> None:
    sign(paper, second)
    sign(paper, expert)

    browser = browser_of(Account.objects.get(pk=second.account_id))
    text = browser.get(page_of(session, consult)).text
    assert "Đủ chữ ký" in text
    assert "Chờ ký" not in text


def test_the_pdf_is_handed_to_whoever_may_open_the_chart(
    paper: ConsultPaper, consult: Consult, at_station: Client, professor: Actor
) -> None:
    address = reverse("teleconsult:paper_file", args=[consult.id, paper.id])
    elsewhere = browser_of(Account.objects.get(pk=professor.account_id))

    assert b"".join(at_station.get(address).streaming_content).startswith(b"%PDF-")  # type: ignore[attr-defined]
    assert elsewhere.get(address).status_code in (403, 404)


def test_one_more_row_keeps_what_was_typed_and_writes_nothing(
    network: Network, session: ConsultSession, consult: Consult, at_table: Client, said: Minutes
) -> None:
    works: dict[str, Any] = {"profession": "doctor", "works_from": dt.date(2020, 1, 1)}
    add_member(unit=network.centre, name="Sùng A Mẫu", by=SYSTEM, position="Bác sĩ", **works)
    address = page_of(session, consult)

    found = at_table.get(reverse("teleconsult:people", args=[consult.id]) + "?q=sung")
    more = at_table.post(address, sheet(said, more="1", pick_text="sung a", conclusion="Đang gõ"))

    assert "Sùng A Mẫu" in found.text
    assert 'value="Sùng A Mẫu"' in more.text
    assert "Đang gõ" in more.text
    assert fresh(session).conclusion == "Chuyển trong ngày."


def test_who_sat_in_the_live_call_is_offered_with_the_hours_and_the_line(
    consult: Consult, asker: Actor, expert: Actor, second: Actor
) -> None:
    call = live.open_call(subject="consult", subject_id=consult.id, title="Ca mẫu", by=asker)
    for by in (asker, expert):
        seat = live.take_seat(call=call, by=by)
        live.say(seat=seat, words=[], has=[], line=live.Line(1, 150, True))
    live.end(call=call, by=asker)

    found = first_sheet(consult, second)

    assert sorted(each.name for each in found.participants) == [
        "Bác sĩ Trung tâm Mẫu",
        "Bác sĩ Trạm Mẫu",
    ]
    assert found.ended_at is not None
    assert (found.link_quality, "2 lần" in found.link_note) == ("sound", True)


def test_a_conclusion_stands_in_the_advice_form_to_be_signed(
    paper: ConsultPaper, consult: Consult, at_centre: Client
) -> None:
    page = at_centre.get(reverse("teleconsult:case", args=[consult.id]))

    assert "Chuyển trong ngày.</textarea>" in page.text


def test_a_hidden_case_shows_neither_table_nor_papers_to_whoever_has_no_grant(
    network: Network, question: Question, said: Minutes, at_centre: Client
) -> None:
    writer = acting(account_in(network.station, "station_doctor", grants=("hiv",)))
    chair = acting(account_in(network.centre, "hospital_doctor", grants=("hiv",)))
    secretary = acting(account_in(network.centre, "hospital_doctor", grants=("hiv",)))
    hidden = person(writer, compartment="hiv")
    with changes.apply(actor=SYSTEM, reason="test.link") as log:
        log.add(Link(hidden.id, writer.unit_id, "treating", "hiv", clock.today()))
    case = ask(person=hidden.id, question=question, by=writer)
    told = replace(said, chair_id=chair.account_id, secretary_id=secretary.account_id)
    held = acts.open_session(consult=case, said=told, by=secretary)
    row = acts.conclude(session=held, consult=case, said=told, address=address, by=chair)
    sign(row, chair)
    sign(row, secretary)
    run_due()

    document = Document.objects.get(kind="signed")
    assert {fresh(each).compartment for each in (held, row, document)} == {"hiv"}
    assert chart_of(case.patient_id, chair).of(ConsultSession).get() == held
    pages = {
        "session": [case.id, held.id],
        "paper": [case.id, row.id],
        "paper_file": [case.id, row.id],
    }
    for name, ids in pages.items():
        assert at_centre.get(reverse(f"teleconsult:{name}", args=ids)).status_code == 404
    for path in (
        f"/api/v1/consults/{case.id}/sessions",
        f"/api/v1/consults/{case.id}/papers",
        f"/fhir/R4/DocumentReference/{document.id}",
        f"/fhir/R4/DocumentReference?patient={case.patient_id}",
        reverse("clinic:document", args=[document.id]),
    ):
        assert at_centre.get(path).status_code in (403, 404), path
