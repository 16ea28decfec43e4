"""The pages of a referral, as the station's nurse and the hospital's doctor use them."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import browser_of
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.domains.referral import codes
from tuyen.domains.referral.tests.conftest import Network, account_in
from tuyen.platform.access.models import ReadLog
from tuyen.platform.accounts.models import Account
from tuyen.platform.print.tests.paper_reader import archive_part_of, letters_of, pages_of
from tuyen.record.actions import admissions, discharges
from tuyen.record.actions.documents import add_document
from tuyen.record.models import Document, Referral, Task
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8


def form_of(page: str) -> dict[str, Any]:
    """What the browser would send when nothing is touched."""
    import html
    import re

    said: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        is_choice = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and (not is_choice or " checked" in tag):
            said[name[1]] = html.unescape(value[1]) if value else ""
    for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>\n?(.*?)</textarea>', page, re.S):
        said[name] = html.unescape(text)
    return said


def refer_page(browser: Client, visit_id: Any) -> str:
    return browser.get(reverse("referral:refer", args=[visit_id])).content.decode()


def test_the_form_is_filled_from_the_chart(
    at_station: Client, visit_id: Any, network: Network
) -> None:
    said = form_of(refer_page(at_station, visit_id))

    assert said["diagnosis_code"] == "I20.9"
    assert said["place"] == str(network.other_hospital.id)  # it has the specialty
    assert "168/98 mmHg" in said["signs"]
    assert "lan lên vai" in said["signs"]
    assert "Amlodipin 5 mg: 1 viên, sáng" in said["treatment"]
    assert said["other_diagnoses"] == "Tăng huyết áp (I10)"
    assert said["reason_code"] == "1"


def test_the_untouched_form_is_a_referral(
    at_station: Client, visit_id: Any, network: Network
) -> None:
    said = form_of(refer_page(at_station, visit_id))

    answer = at_station.post(reverse("referral:refer", args=[visit_id]), said)

    row = Referral.objects.get()
    assert answer["Location"] == reverse("referral:case", args=[row.id])
    assert (row.urgency, row.transport) == ("routine", "own")
    assert row.encounter_id == visit_id


def test_a_place_that_is_none_is_refused_and_nothing_breaks(
    at_station: Client, visit_id: Any
) -> None:
    said = form_of(refer_page(at_station, visit_id)) | {"place": "9" * 40}

    assert at_station.post(reverse("referral:refer", args=[visit_id]), said).status_code == 422
    assert not Referral.objects.exists()


def test_a_fault_keeps_what_was_typed(at_station: Client, visit_id: Any) -> None:
    said = form_of(refer_page(at_station, visit_id)) | {"diagnosis": "", "signs": "Tím tái"}

    answer = at_station.post(reverse("referral:refer", args=[visit_id]), said)

    assert answer.status_code == 422
    assert "Tím tái" in answer.content.decode()
    assert not Referral.objects.exists()


def test_a_cancelled_visit_is_no_ground_for_a_referral(
    at_station: Client, visit_id: Any, sender: Any, patient: Person
) -> None:
    from tuyen.record.actions.visits import cancel_visit
    from tuyen.record.models import Encounter

    cancel_visit(encounter=Encounter.objects.get(pk=visit_id), by=sender, why="Nhầm người")

    assert at_station.get(reverse("referral:refer", args=[visit_id])).status_code == 404


def paper(title: str, by: Actor, of: Person) -> Document:
    """A scan in the chart, as the station keeps it."""
    content = b"%PDF-1.4\n" + title.encode() + b"\n%%EOF\n"
    return add_document(person_id=of.id, title=title, kind="result", chunks=[content], by=by)


def test_a_chosen_paper_goes_along_and_is_opened_where_the_person_is_sent(
    at_station: Client, visit_id: Any, network: Network, sender: Actor, patient: Person,
    settings: Any, tmp_path: Path,
) -> None:  # fmt: skip
    """Only what was ticked goes along; a hospital that was not asked opens neither."""
    settings.MEDIA_ROOT, settings.TUYEN_CLAMD = tmp_path / "blobs", ""
    ticked, other = paper("Điện tim cũ", sender, patient), paper("Giấy khác", sender, patient)
    said = form_of(refer_page(at_station, visit_id)) | {"documents": [str(ticked.id)]}
    said["place"] = str(network.hospital.id)
    hospital, elsewhere = (
        browser_of(account_in(unit, "hospital_doctor"))
        for unit in (network.hospital, network.other_hospital)
    )

    at_station.post(reverse("referral:refer", args=[visit_id]), said)

    row = Referral.objects.get()
    case = hospital.get(reverse("referral:case", args=[row.id])).text
    assert row.document_ids == [str(ticked.id)]
    assert reverse("clinic:document", args=[ticked.id]) in case
    assert reverse("clinic:document", args=[other.id]) not in case
    opened = hospital.get(reverse("clinic:document", args=[ticked.id]))
    assert b"".join(opened).startswith(b"%PDF-1.4")
    assert elsewhere.get(reverse("clinic:document", args=[ticked.id])).status_code == 403


def test_a_request_is_sent_on_to_another_hospital_from_its_page(
    at_hospital: Client, network: Network, referral: Referral
) -> None:
    """The page asks where to and says so; there it is a new request, here it can no longer be answered."""
    answer = reverse("referral:answer", args=[referral.id])
    nowhere = at_hospital.post(answer, {"verb": "redirect", "note": "Cần can thiệp mạch"})
    elsewhere = {
        "to_unit": str(network.other_hospital.id),
        "to_unit_text": "Bệnh viện Tim mạch mẫu",
    }
    typed = {"verb": "redirect", "note": "Cần can thiệp mạch", **elsewhere}

    at_hospital.post(answer, typed)

    assert nowhere.status_code == 422
    first, further = Referral.objects.order_by("id")
    assert (first.status, further.status) == ("redirected", "requested")
    assert further.to_unit_id == network.other_hospital.id
    there = browser_of(account_in(network.other_hospital, "hospital_doctor"))
    board = there.get(reverse("referral:board"), {"box": "in"}).text
    assert reverse("referral:case", args=[further.id]) in board
    assert at_hospital.post(answer, {"verb": "accept"}).status_code != 302


@pytest.mark.parametrize("box, sign", [("in", "at_hospital"), ("out", "at_station")])
def test_both_ends_find_it_in_their_list(
    box: str, sign: str, referral: Referral, request: pytest.FixtureRequest
) -> None:
    browser: Client = request.getfixturevalue(sign)
    browser.get(reverse("referral:board"))

    with counted() as statements:
        page = browser.get(reverse("referral:board"), {"box": box}).content.decode()

    assert "Giàng Thị Mẫu" in page
    assert "Chờ trả lời" in page
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_the_case_takes_few_statements_and_is_logged_as_read(
    at_hospital: Client, referral: Referral
) -> None:
    url = reverse("referral:case", args=[referral.id])
    at_hospital.get(url)

    with counted() as statements:
        page = at_hospital.get(url).content.decode()

    assert "Đau ngực trái" in page
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
    assert ReadLog.objects.filter(what="referral").exists()


def test_the_form_takes_no_more_statements_than_it_must(at_station: Client, visit_id: Any) -> None:
    url = reverse("referral:refer", args=[visit_id])
    at_station.get(url)

    with counted() as statements:
        at_station.get(url)

    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)


def test_the_hospital_answers_scans_and_sends_back(
    at_hospital: Client, at_station: Client, referral: Referral
) -> None:
    case = reverse("referral:case", args=[referral.id])
    at_hospital.post(reverse("referral:answer", args=[referral.id]), {"verb": "accept"})
    scanned = at_hospital.post(reverse("referral:scan"), {"code": codes.code_of(referral.id)})
    assert scanned["Location"] == case
    at_hospital.post(reverse("referral:arrive", args=[referral.id]))

    said = form_of(at_hospital.get(case).content.decode()) | {
        "verb": "return",
        "reply": "Điện tim bình thường, đã thêm thuốc.",
        "plan": "Đo huyết áp hằng tuần.",
        "task_0": "Đo huyết áp",
        "task_0_on": "+7",
        "line_0_drug": "Amlodipin 5 mg",
        "line_0_dose": "1 viên, sáng",
        "line_0_quantity": "28",
        "line_0_days": "28",
    }
    answer = at_hospital.post(reverse("referral:reply", args=[referral.id]), said)
    assert answer.status_code == 302, answer.content.decode()

    page = at_station.get(case).content.decode()
    assert "Điện tim bình thường" in page
    assert "Nhận về, làm theo kế hoạch" in page
    at_station.post(reverse("referral:take_back", args=[referral.id]))
    task = Task.objects.get(kind="follow_up")
    assert task.title == "Đo huyết áp"
    assert task.due_on == clock.today() + dt.timedelta(days=7)


@pytest.mark.parametrize(
    "change, sentence",
    [
        ({"reply": ""}, "tóm tắt"),
        ({"task_0": "Đo huyết áp"}, "ngày cần làm"),
        ({"task_0": "Đo huyết áp", "task_0_on": "01/01/2020"}, "đã qua"),
        ({"line_0_drug": "Amlodipin", "line_0_quantity": "1e9"}, "cách dùng"),
        ({"plan": ""}, "kế hoạch"),
    ],
    ids=["no text", "no day", "past day", "no dose", "no plan"],
)
def test_a_faulty_return_note_is_shown_again(
    change: dict[str, str], sentence: str, at_hospital: Client, referral: Referral
) -> None:
    at_hospital.post(reverse("referral:arrive", args=[referral.id]))
    good = {"verb": "return", "outcome": "treated", "reply": "Ổn định", "plan": "Theo dõi"}

    answer = at_hospital.post(reverse("referral:reply", args=[referral.id]), good | change)

    assert answer.status_code == 422
    assert sentence in answer.content.decode().lower()
    assert Referral.objects.get().status == "arrived"


def test_a_refusal_without_a_reason_is_asked_for_one(
    at_hospital: Client, referral: Referral
) -> None:
    answer = at_hospital.post(
        reverse("referral:answer", args=[referral.id]), {"verb": "refuse", "note": ""}
    )

    assert answer.status_code == 422
    assert "Ghi lý do từ chối" in answer.content.decode()
    assert Referral.objects.get().status == "requested"


@pytest.mark.parametrize("code", ["", "x", "0" * 32, "TUYEN:R:00"])
def test_a_code_that_is_no_referral_is_said_in_words(code: str, at_hospital: Client) -> None:
    answer = at_hospital.post(reverse("referral:scan"), {"code": code})

    assert answer.status_code == 422
    assert "Không thấy giấy chuyển" in answer.content.decode()


def test_the_paper_says_what_the_law_asks_and_its_code_names_nobody(
    at_station: Client, visit_id: Any, referral: Referral
) -> None:
    answer = at_station.get(reverse("referral:paper", args=[referral.id]))

    pdf = answer.content
    assert archive_part_of(pdf) == "2B"
    assert len(pages_of(pdf)) == 1
    letters = letters_of(pdf)
    for said in (
        "GIẤYCHUYỂNCƠSỞKHÁMBỆNH",
        "GiàngThịMẫu",
        "Cơnđauthắtngực(I20.9)",
        "BệnhviệnĐakhoamẫu",
        "10ngàylàmviệc",
        "Mẫuchưaxácminh",
        referral.number,
    ):
        assert said in letters
    assert codes.referral_in(codes.code_of(referral.id)) == referral.id
    assert "Giàng" not in codes.code_of(referral.id)


def test_a_hostile_text_stays_text_on_the_paper(
    at_station: Client, sender: Any, patient: Person, visit_id: Any, transfer: Any
) -> None:
    from dataclasses import replace

    from tuyen.record.actions.referrals import refer

    row = refer(
        person=patient.id, transfer=replace(transfer, signs="#panic() \\ [x] $1$"), by=sender
    )

    pdf = at_station.get(reverse("referral:paper", args=[row.id])).content

    assert "#panic()" in letters_of(pdf)


def test_statistics_count_and_lead_to_the_cases(
    at_station: Client, at_hospital: Client, referral: Referral
) -> None:
    page = at_station.get(reverse("referral:statistics")).content.decode()
    behind = at_station.get(reverse("referral:behind"), {"side": "out", "group": "all"})

    assert "Đúng quy định chuyển tuyến" in page
    assert referral.number in behind.content.decode()
    assert "Giàng" not in behind.content.decode()


def test_numbers_hold_nobody_of_a_hidden_compartment(
    network: Network, station_account: Account, referral: Referral, sender: Any
) -> None:
    from tuyen.platform import changes

    hidden = Referral(
        **{f.attname: getattr(referral, f.attname) for f in Referral._meta.concrete_fields}
        | {"id": uuid7(), "compartment": "custody", "number": "x-1"}
    )
    with changes.apply(actor=sender, reason="test.hidden") as log:
        log.create(hidden)
    plain, granted = (
        browser_of(account_in(network.hospital, "hospital_doctor", grants=grants))
        for grants in ((), ("custody",))
    )

    assert "x-1" not in plain.get(reverse("referral:behind"), {"side": "in"}).content.decode()
    assert "x-1" in granted.get(reverse("referral:behind"), {"side": "in"}).content.decode()
    assert plain.get(reverse("referral:case", args=[hidden.id])).status_code == 404


def test_every_referral_of_a_person_stands_on_their_tab(
    at_station: Client, patient: Person, referral: Referral
) -> None:
    page = at_station.get(reverse("referral:of_person", args=[patient.id])).content.decode()

    assert "Cơn đau thắt ngực" in page
    assert "Bệnh viện Đa khoa mẫu" in page


def test_a_place_is_found_without_marks_and_never_ones_own(
    at_station: Client, network: Network
) -> None:
    page = at_station.post(reverse("referral:pick_unit"), {"q": "tim mach"}).content.decode()
    own = at_station.post(reverse("referral:pick_unit"), {"q": "tram"}).content.decode()

    assert "Bệnh viện Tim mạch mẫu" in page
    assert "Trạm Y tế" not in own


def test_the_drugs_of_a_return_note_are_one_click_in_the_next_visit(
    at_station: Client, sender: Any, receiver: Any, patient: Person, referral: Referral
) -> None:
    from tuyen.domains.referral.tests.test_actions import ANSWER, plan
    from tuyen.record.actions import receiving
    from tuyen.record.actions.queue import enqueue
    from tuyen.record.actions.referrals import take_back

    receiving.arrive(referral=referral, by=receiver)
    receiving.send_back(referral=referral, answer=ANSWER, plan=plan(), by=receiver)
    take_back(referral=Referral.objects.get(), by=sender)
    entry = enqueue(person_id=patient.id, by=sender)
    url = reverse("clinic:examine", args=[entry.id])

    assert "Như giấy chuyển về" in at_station.get(url).content.decode()
    page = at_station.post(url, {"as_returned": "1"}).content.decode()
    assert "Amlodipin 5 mg" in page
    assert 'name="rx_quantity" value="28"' in page


def test_a_reply_starts_with_what_the_ward_wrote(
    at_hospital: Client, receiver: Actor, referral: Referral, patient: Person
) -> None:
    at_hospital.post(reverse("referral:arrive", args=[referral.id]))
    coming = admissions.Coming(reason="Đau ngực", at=clock.now())
    stay = admissions.admit(person_id=patient.id, coming=coming, by=receiver)
    told = {"course": "Hết đau ngực sau hai ngày.", "diagnosis": "Đau thắt ngực không ổn định"}
    leaving = discharges.Leaving("discharged", "1", "2", **told)
    discharges.end_stay(admission=stay, leaving=leaving, by=receiver)

    said = form_of(at_hospital.get(reverse("referral:case", args=[referral.id])).content.decode())

    assert said["outcome"] == "discharged"
    assert said["reply"] == "Hết đau ngực sau hai ngày."
    assert said["reply_diagnosis"] == "Đau thắt ngực không ổn định"


def test_a_drug_picked_from_the_list_brings_its_unit(
    at_hospital: Client, referral: Referral
) -> None:
    at_hospital.post(reverse("referral:arrive", args=[referral.id]))
    said = {"verb": "return", "outcome": "treated", "reply": "Ổn định", "plan": "Theo dõi"}
    drug = {
        "line_0_code": "amlodipine-5-tab",
        "line_0_drug": "Amlodipin 5 mg",
        "line_0_dose": "1x1",
    }

    at_hospital.post(reverse("referral:reply", args=[referral.id]), said | drug)

    assert Referral.objects.get().return_lines[0]["unit"] == "viên"


@pytest.fixture
def lying(sender: Actor, patient: Person) -> Any:
    """Somebody lies at the station; no visit was written."""
    coming = admissions.Coming(reason="Sốt cao", diagnosis="Viêm phổi", code="J18.9")
    return admissions.admit(person_id=patient.id, coming=coming, by=sender)


@pytest.mark.capability("B4", "B5")
def test_somebody_in_a_bed_is_referred_without_a_visit(
    at_station: Client, at_hospital: Client, network: Network, lying: Any
) -> None:
    url = reverse("referral:refer_from_stay", args=[lying.id])

    form = at_station.get(url).context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value()}
    done = at_station.post(url, said | {"place": str(network.hospital.id)})

    row = Referral.objects.get()
    assert (row.diagnosis, row.diagnosis_code) == ("Viêm phổi", "J18.9")
    assert "Sốt cao" in row.signs
    assert row.encounter_id == lying.id
    assert done["Location"] == reverse("referral:case", args=[row.id])
    sent = at_station.get(done["Location"])
    came = at_hospital.get(done["Location"])
    assert reverse("ward:case", args=[lying.id]) in sent.text
    assert reverse("ward:case", args=[lying.id]) not in came.text
    assert at_hospital.get(url).status_code == 404


def test_a_scanned_paper_opens_its_case_from_any_box(
    at_hospital: Client, referral: Referral, receiver: Actor
) -> None:
    find = reverse("persons:find")

    for text in (codes.code_of(referral.id), codes.code_of(referral.id).replace(":", ";").lower()):
        answer = at_hospital.post(find, {"q": text})
        assert answer["Location"] == reverse("referral:case", args=[referral.id])
    assert at_hospital.post(find, {"q": referral.id.hex}).status_code == 200
