"""The room at work over HTTP: specimen, entry, verification, reading, papers."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.diagnostics.tests.conftest import acting
from tuyen.platform.access.models import CareLink, ScopeNode
from tuyen.platform.print.tests.paper_reader import pages_of
from tuyen.record.actions.orders import Wanted, place_orders
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.results import Entry, enter_results
from tuyen.record.models import Document, Observation, Order, QueueEntry, Result, Specimen, Task
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
    b"\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND"
    b"\xaeB`\x82"
)


def url(name: str, row: Order) -> str:
    return reverse(f"diagnostics:{name}", args=[row.requisition_id])


def box(row: Order, code: str) -> str:
    return f"v-{row.id.hex}-{code}"


def test_the_list_of_the_room_shows_what_waits(bench: Client, sent: Order) -> None:
    answer = bench.get(reverse("diagnostics:worklist"))

    assert "Giàng Thị Mẫu" in answer.text
    assert "Điện giải đồ" in answer.text


def test_the_list_takes_eight_statements(bench: Client, sent: Order) -> None:
    address = reverse("diagnostics:worklist")
    bench.get(address)

    with counted() as statements:
        bench.get(address)

    assert len(statements) <= 8, "\n".join(statements)


def test_a_list_that_has_not_changed_is_not_sent_again(bench: Client, sent: Order) -> None:
    page = bench.get(reverse("diagnostics:worklist"))
    version = page.context["board"].version

    answer = bench.get(reverse("diagnostics:worklist_rows"), {"version": version})

    assert answer.status_code == 204


def test_another_laboratory_sees_nothing_of_it(sent: Order) -> None:
    elsewhere = node("Bệnh viện khác", kind="hospital")
    stranger = browser_of(account_at(elsewhere, "laboratory_technician"))

    assert "Giàng Thị Mẫu" not in stranger.get(reverse("diagnostics:worklist")).text
    assert stranger.get(url("sheet", sent)).status_code == 404
    assert stranger.post(url("enter", sent), {box(sent, "sodium"): "140"}).status_code == 404


def test_a_specimen_is_taken_labelled_received_and_found_by_its_label(
    bench: Client, sent: Order
) -> None:
    bench.post(url("collect", sent))
    specimen = Specimen.objects.get()

    paper = bench.get(url("labels", sent))
    found = bench.post(reverse("diagnostics:by_label"), {"number": specimen.number})
    bench.post(reverse("diagnostics:receive", args=[specimen.id]))

    assert specimen.number in " ".join(pages_of(paper.content))
    assert found["Location"] == url("sheet", sent)
    assert Order.objects.get().status == "in_progress"


def test_a_refused_specimen_says_why(bench: Client, sent: Order) -> None:
    bench.post(url("collect", sent))
    specimen = Specimen.objects.get()
    address = reverse("diagnostics:reject", args=[specimen.id])

    assert bench.post(address, {"rejection": "other"}).status_code == 422
    bench.post(address, {"rejection": "clotted"})

    assert Specimen.objects.get().status == "rejected"
    assert Order.objects.get().status == "requested"


def test_from_entry_to_reading_it_takes_three_people(
    ward: Client, bench: Client, office: Client, sent: Order
) -> None:
    typed = {box(sent, "sodium"): "128", box(sent, "potassium"): "4,1"}
    bench.post(url("enter", sent), typed)
    assert "Chờ duyệt" in bench.get(url("sheet", sent)).text
    assert bench.post(url("verify", sent)).status_code == 403

    office.post(url("verify", sent))
    inbox = ward.get(reverse("diagnostics:worklist"), {"stage": "unread"})
    page = ward.get(url("sheet", sent))
    ward.post(url("acknowledge", sent))

    assert "Giàng Thị Mẫu" in inbox.text
    assert "thấp" in page.text
    row = Order.objects.get()
    assert (row.status, row.acknowledged_name) == ("completed", "Bác sĩ lâm sàng mẫu")


def test_a_sheet_with_results_takes_nine_statements(
    bench: Client, ward: Client, sent: Order
) -> None:
    bench.post(url("collect", sent))
    bench.post(url("enter", sent), {box(sent, "sodium"): "140"})
    ward.get(url("sheet", sent))

    with counted() as statements:
        ward.get(url("sheet", sent))

    assert len(statements) <= 8, "\n".join(statements)


def test_a_value_that_cannot_be_read_stands_again_in_its_box(bench: Client, sent: Order) -> None:
    typed = {box(sent, "sodium"): "một trăm", box(sent, "potassium"): "4,1"}

    answer = bench.post(url("enter", sent), typed)

    assert answer.status_code == 422
    assert "một trăm" in answer.text
    assert 'value="4,1"' in answer.text
    assert not Result.objects.exists()


def test_a_result_typed_for_another_persons_order_is_refused_whole(
    bench: Client, clinician: Actor, sent: Order, laboratory: ScopeNode
) -> None:
    stranger = person(clinician, "Lò Văn Mẫu")
    enqueue(person_id=stranger.id, by=clinician)
    wanted = [Wanted("electrolytes", laboratory.unit_id)]
    [theirs] = place_orders(person_id=stranger.id, wanted=wanted, by=clinician)

    typed = {box(sent, "sodium"): "140", box(theirs, "sodium"): "141"}
    answer = bench.post(url("enter", sent), typed)

    assert answer.status_code == 422
    assert "không thuộc phiếu" in answer.text
    assert not Observation.objects.exists()


def test_a_critical_value_stands_on_the_asking_units_list_until_it_is_answered(
    ward: Client, bench: Client, sent: Order
) -> None:
    bench.post(url("enter", sent), {box(sent, "potassium"): "7,4"})

    tasks = ward.get(reverse("clinic:tasks"))
    empty = ward.post(url("acknowledge", sent))
    ward.post(url("acknowledge", sent), {"note": "Đã xử trí tăng kali"})

    assert "Kết quả nguy kịch" in tasks.text
    assert empty.status_code == 422
    assert Task.objects.get().status == "completed"


def test_a_corrected_result_shows_its_versions(
    bench: Client, office: Client, ward: Client, sent: Order
) -> None:
    bench.post(url("enter", sent), {box(sent, "sodium"): "128"})
    office.post(url("verify", sent))
    address = reverse("diagnostics:correct", args=[sent.id])
    assert office.get(address).status_code == 200
    assert office.post(address, {box(sent, "sodium"): "138"}).status_code == 422

    office.post(address, {box(sent, "sodium"): "138", "why": "Nhầm mẫu"})

    history = office.get(address).text
    assert "128" in history
    assert "Nhầm mẫu" in history
    assert '<td class="muted">máy này</td>' in history
    now = ward.get(url("sheet", sent)).text
    assert "138" in now
    assert ">128<" not in now


def test_results_of_a_person_stand_over_time(
    ward: Client, clinician: Actor, patient: Person, entry: QueueEntry
) -> None:
    station = node("Trạm mẫu")
    account = account_at(station, "station_doctor")
    doctor = acting(account)
    enqueue(person_id=patient.id, by=doctor)
    for value in ("5,6", "7,2"):
        [row] = place_orders(person_id=patient.id, wanted=[Wanted("glucose_fasting")], by=doctor)
        entries = [Entry(row, {"glucose_fasting": value})]
        enter_results(person_id=patient.id, entries=entries, by=doctor)
    browser = browser_of(account)
    address = reverse("diagnostics:results", args=[patient.id])
    browser.get(address)

    with counted() as statements:
        page = browser.get(address)

    assert "7,2" in page.text
    assert "5,6" in page.text
    assert 'class="spark"' in page.text
    assert len(statements) <= 8, "\n".join(statements)


def test_only_what_was_verified_is_printed(
    bench: Client, office: Client, ward: Client, sent: Order
) -> None:
    bench.post(url("enter", sent), {box(sent, "sodium"): "128"})
    assert ward.get(url("result_paper", sent)).status_code == 404

    office.post(url("verify", sent))
    paper = " ".join(pages_of(ward.get(url("result_paper", sent)).content))

    assert "128" in paper
    assert "thấp" in paper
    assert "Giàng Thị Mẫu" in paper
    assert "chưa xác minh" in paper


def test_a_photo_of_the_strip_belongs_to_the_result(
    bench: Client, ward: Client, sent: Order
) -> None:
    address = reverse("diagnostics:attach", args=[sent.id])
    bench.post(address, {"file": SimpleUploadedFile("anh.png", PNG, "image/png")})

    row = Document.objects.get()
    assert row.order_id == sent.id
    assert str(row.id) in ward.get(url("sheet", sent)).text


def test_an_order_is_withdrawn_and_taken_up_again(ward: Client, sent: Order) -> None:
    ward.post(reverse("diagnostics:cancel", args=[sent.id]), {"why": "Trùng"})
    assert Order.objects.get().status == "cancelled"

    ward.post(reverse("diagnostics:restore", args=[sent.id]))

    assert Order.objects.get().status == "requested"


def test_a_person_in_custody_is_not_on_the_list_of_whoever_lacks_the_grant(
    hospital: ScopeNode, bench: Client
) -> None:
    guarded = account_at(hospital, "hospital_doctor", grants=("custody",))
    doctor = acting(guarded)
    hidden = person(doctor, "Phạm Văn Mẫu", compartment="custody")
    enqueue(person_id=hidden.id, by=doctor)
    [row] = place_orders(person_id=hidden.id, wanted=[Wanted("electrolytes")], by=doctor)
    technician = browser_of(account_at(hospital, "laboratory_technician"))

    page = technician.get(reverse("diagnostics:worklist"))

    assert "Phạm Văn Mẫu" not in page.text
    assert set(page.context["board"].counts.values()) == {0}
    assert technician.get(url("sheet", row)).status_code == 404
    assert browser_of(guarded).get(url("sheet", row)).status_code == 200


def test_an_order_opens_the_chart_to_the_room_for_a_time(
    sent: Order, technician: Actor, patient: Person
) -> None:
    link = CareLink.objects.get(unit_id=sent.performer_id)

    assert link.kind == "ordered"
    assert link.valid_to is not None
    assert link.valid_to > clock.today() + dt.timedelta(days=7)
