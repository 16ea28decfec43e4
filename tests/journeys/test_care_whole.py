"""One person from the station to the hospital's bed and home again; another whom nobody may see."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from tests.journeys.desk import Desk
from tests.network import account_at
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.imaging import synthetic
from tuyen.domains.imaging.tests.conftest import sent as send_pictures
from tuyen.domains.pharmacy.actions import items, receipts
from tuyen.domains.pharmacy.queries import stock
from tuyen.domains.ward.models import EmergencyArrival
from tuyen.platform import changes
from tuyen.platform.access.models import ReadLog, ScopeNode
from tuyen.platform.changes import history
from tuyen.platform.print.tests.paper_reader import letters_of
from tuyen.record import timeline
from tuyen.record.chart import chart_of
from tuyen.record.models import (
    Admission,
    Bed,
    Encounter,
    ImagingStudy,
    Order,
    Prescription,
    QueueEntry,
    Referral,
    Room,
    Task,
)
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Facility, Unit
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.catalogue import load_catalogues

pytestmark = pytest.mark.django_db
AMLODIPINE = "amlodipine-5-tab"


@dataclass
class Network:
    """A station under a hospital, with everybody who will meet the patient."""

    station: Unit
    hospital: Unit
    doctor: Desk
    druggist: Desk
    clinician: Desk
    head_nurse: Desk
    technician: Desk
    pathologist: Desk


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"
    settings.TUYEN_CLAMD = ""


def unit_of(parent: Unit | None, kind: str, name: str, chain: str = "moh") -> Unit:
    return facilities.create_unit(
        parent=parent, kind=kind, name=name, chain=chain, by=SYSTEM, province_code="12"
    )


def desk_at(unit: Unit, role: str, name: str, **said: Any) -> Desk:
    return Desk(account_at(ScopeNode.objects.get(unit_id=unit.id), role, name=name, **said))


@pytest.fixture
def network(db: None) -> Network:
    load_catalogues(schemes=["icd10"])
    department = unit_of(None, "health_department", "Sở Y tế mẫu")
    hospital = unit_of(department, "hospital", "Bệnh viện Đa khoa mẫu")
    station = unit_of(hospital, "health_station", "Trạm Y tế xã Mẫu")
    with changes.apply(actor=SYSTEM, reason="test.ratings") as log:
        log.create(
            Facility(unit=hospital, care_level="basic"),
            Facility(unit=station, care_level="primary"),
        )
    facilities.add_code(unit=station, system="bhyt5", code="12005", by=SYSTEM)
    return Network(
        station,
        hospital,
        doctor=desk_at(station, "station_doctor", "Bác sĩ Trạm Mẫu"),
        druggist=desk_at(station, "station_pharmacist", "Dược sĩ Trạm Mẫu"),
        clinician=desk_at(hospital, "hospital_doctor", "Bác sĩ Viện Mẫu"),
        head_nurse=desk_at(hospital, "ward_nurse", "Điều dưỡng trưởng Mẫu"),
        technician=desk_at(hospital, "laboratory_technician", "Kỹ thuật viên Mẫu"),
        pathologist=desk_at(hospital, "diagnostic_doctor", "Bác sĩ xét nghiệm Mẫu"),
    )


@pytest.fixture
def patient(network: Network) -> Person:
    return person(network.doctor.who, "Giàng Thị Mẫu")


def visit(desk: Desk, who: Person, **said: Any) -> Encounter:
    """Through the door, onto the one screen, finished."""
    desk.send(reverse("clinic:arrive", args=[who.id]), then="visit")
    entry = QueueEntry.objects.filter(patient_id=who.id, status="waiting").latest("arrived_at")
    typed = {
        "repeat": str(uuid4()),
        "reasons": ["headache"],
        "pressure": "168/98",
        "dx_code": ["I10"],
        "dx_name": [""],
        "plan": "home_drugs",
        "rx_code": [AMLODIPINE],
        "rx_drug": ["Amlodipin 5 mg"],
        "rx_dose": ["1x1"],
        "rx_days": ["7"],
        "rx_quantity": ["7"],
        "rx_unit": ["viên"],
    }
    answer = desk.send(reverse("clinic:examine", args=[entry.id]), **(typed | said))
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return Encounter.objects.filter(patient_id=who.id).latest("recorded_at")


def receive_stock(network: Network, quantity: int) -> None:
    by = network.druggist.who
    kept = items.item_with_code(AMLODIPINE, by)
    assert kept is not None
    line = receipts.Line(kept, "A1", clock.today() + dt.timedelta(days=400), quantity)
    receipts.receive(lines=[line], source="insurance", by=by)


def dispense(desk: Desk, of: Encounter) -> None:
    sheet = Prescription.objects.get(encounter_id=of.id)
    address = reverse("pharmacy:dispense", args=[sheet.id])
    assert desk.fill(address, address).status_code == 302


def refer(network: Network, of: Encounter) -> Referral:
    answer = network.doctor.fill(
        reverse("referral:refer", args=[of.id]), urgency="urgent", signs="Đau ngực trái, vã mồ hôi"
    )
    row = Referral.objects.get(encounter_id=of.id)
    assert answer["Location"] == reverse("referral:case", args=[row.id])
    return row


def arrive(network: Network, row: Referral) -> None:
    nurse, case = network.head_nurse, reverse("referral:case", args=[row.id])
    assert "Giàng Thị Mẫu" in nurse.see("referral:board")
    nurse.fill(case, reverse("referral:answer", args=[row.id]))
    nurse.fill(case, reverse("referral:arrive", args=[row.id]))
    triage = reverse("ward:triage", args=[row.patient_id])
    nurse.fill(triage, complaint="Đau ngực", how="ambulance", level="2", pulse="120")
    assert EmergencyArrival.objects.get(patient_id=row.patient_id).level == 2


def make_room(desk: Desk, name: str, kind: str = "ward") -> list[Bed]:
    desk.fill(reverse("ward:rooms"), name=name, kind=kind, beds="2")
    room = Room.objects.get(name=name)
    return list(Bed.objects.filter(room_id=room.id).order_by("name"))


def admit(desk: Desk, who: Person, bed: Bed, **said: Any) -> Admission:
    address = reverse("ward:admit", args=[who.id])
    desk.fill(
        address, address, bed=str(bed.id), diagnosis="Cơn đau thắt ngực", code="I20.9", **said
    )
    return Admission.objects.get(patient_id=who.id)


def examine_blood(network: Network, who: Person) -> Order:
    """Ordered by the doctor, taken and entered in the laboratory, verified, read by the doctor."""
    place = reverse("diagnostics:place", args=[who.id])
    network.clinician.fill(place, items=["electrolytes"], is_urgent="1")
    order = Order.objects.get(patient_id=who.id, code="electrolytes")
    sheet = [order.requisition_id]
    network.technician.send(reverse("diagnostics:collect", args=sheet))
    typed = {f"v-{order.id.hex}-{code}": said for code, said in POTASSIUM_HIGH.items()}
    network.technician.send(reverse("diagnostics:enter", args=sheet), **typed)
    assert Task.objects.filter(kind="critical_result", status="requested").count() == 1
    network.pathologist.send(reverse("diagnostics:verify", args=sheet))
    network.clinician.send(
        reverse("diagnostics:acknowledge", args=sheet), note="Đã xử trí hạ kali, theo dõi điện tim"
    )
    assert not Task.objects.filter(kind="critical_result", status="requested").exists()
    return order


POTASSIUM_HIGH = {"sodium": "140", "potassium": "6,8", "chloride": "102"}


def look_at_pictures(network: Network, who: Person) -> ImagingStudy:
    """Ordered, sent by the machine, described, verified, and read by whoever asked."""
    place = reverse("diagnostics:place", args=[who.id])
    network.clinician.fill(place, items=["ct_chest"])
    order = Order.objects.get(patient_id=who.id, code="ct_chest")
    subject = synthetic.Subject(name="GIANG^THI MAU", birth_date="19890302", sex="F")
    slices = [synthetic.ct_slice(n, of=4, side=32, subject=subject) for n in range(4)]
    send_pictures(network.pathologist.browser, who, *slices)
    study = ImagingStudy.objects.get(patient_id=who.id)
    sheet, key = [order.requisition_id], order.id.hex
    said = {f"f-{key}": "Nốt 12 mm ở thùy dưới.", f"c-{key}": "Nốt phổi phải."}
    network.technician.send(reverse("diagnostics:enter", args=sheet), **said)
    network.pathologist.send(reverse("diagnostics:verify", args=sheet))
    network.clinician.send(reverse("diagnostics:acknowledge", args=sheet), note="Theo dõi")
    assert "Nốt phổi phải." in network.clinician.see("diagnostics:results", who.id)
    assert "Lát" in network.clinician.see("imaging:study", study.id)
    return study


def discharge(network: Network, stay: Admission) -> None:
    network.clinician.fill(
        reverse("ward:end", args=[stay.id]),
        status="discharged",
        diagnosis="Cơn đau thắt ngực không ổn định",
        code="I20.0",
        course="Hết đau ngực sau hai ngày.",
    )


def send_home(network: Network, row: Referral) -> None:
    network.clinician.fill(
        reverse("referral:case", args=[row.id]),
        reverse("referral:reply", args=[row.id]),
        verb="return",
        reply="Đã điều trị ổn định, ra viện.",
        plan="Đo huyết áp hằng tuần, uống thuốc đều.",
        task_0="Đo huyết áp",
        task_0_on="+7",
        line_0_code=AMLODIPINE,
        line_0_drug="Amlodipin 5 mg",
        line_0_dose="1x1",
        line_0_quantity="28",
        line_0_days="28",
        line_0_unit="viên",
    )


@pytest.mark.capability("B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B9", "B10")
def test_one_person_is_followed_from_the_station_to_the_ward_and_home(
    network: Network, patient: Person
) -> None:
    receive_stock(network, 100)

    first = visit(network.doctor, patient)
    dispense(network.druggist, first)
    second = visit(network.doctor, patient, rx_code=[""], rx_drug=[""], dx_code=["I20.9"])
    row = refer(network, second)
    arrive(network, row)
    beds = make_room(network.head_nurse, "Buồng 1")
    stay = admit(network.head_nurse, patient, beds[0], source="referral", source_id=str(row.id))
    examine_blood(network, patient)
    look_at_pictures(network, patient)
    discharge(network, stay)
    send_home(network, row)
    case = reverse("referral:case", args=[row.id])
    network.doctor.fill(case, reverse("referral:take_back", args=[row.id]))
    third = visit(network.doctor, patient, rx_quantity=["28"], rx_days=["28"])
    dispense(network.druggist, third)

    assert Admission.objects.get().status == "discharged"
    assert Task.objects.get(kind="follow_up").title == "Đo huyết áp"
    assert sum(stock.kept(network.station.id).values()) == 100 - 7 - 28
    book = network.doctor.see("books:book", "a1")
    assert book.count("Giàng Thị Mẫu") == 3
    books_fill_themselves(network, row, first, third)
    desks = (network.doctor, network.druggist, network.clinician, network.head_nurse)
    assert readers_of(patient) >= {desk.who.account_id for desk in desks}
    happened = timeline.tallies(chart_of(patient.id, network.doctor.who))
    kinds = {each.kind for each in happened}
    assert kinds >= {"visit", "referral", "stay", "imaging", "result", "dispense"}
    assert list(history.broken_links()) == []


def books_fill_themselves(network: Network, row: Referral, *visits: Encounter) -> None:
    """The referral and the drugs handed out stand in their books, lead back, and print."""
    sent, drugs = (network.doctor.see("books:book", code) for code in ("referrals", "drugs"))
    assert reverse("referral:case", args=[row.id]) in sent
    assert row.number in sent
    assert "Bệnh viện Đa khoa mẫu" in sent
    assert drugs.count("Amlodipin") >= len(visits)
    for visit_ in visits:
        assert reverse("clinic:visit", args=[visit_.id]) in drugs
        assert Prescription.objects.get(encounter_id=visit_.id).number in drugs
    for code, said in (("referrals", row.number), ("drugs", "Amlodipin")):
        paper = network.doctor.browser.get(reverse("books:file", args=[code, "pdf"]))
        letters = letters_of(paper.content)
        assert "GiàngThịMẫu" in letters
        assert said in letters


def readers_of(who: Person) -> set[UUID]:
    return set(ReadLog.objects.filter(patient_id=who.id).values_list("account_id", flat=True))


@pytest.mark.capability("B9")
def test_whoever_looked_is_in_the_log_of_readers(network: Network, patient: Person) -> None:
    of = visit(network.doctor, patient)
    row = refer(network, of)

    network.doctor.see("clinic:patient", patient.id)
    network.clinician.see("clinic:patient", patient.id)
    network.clinician.see("referral:case", row.id)

    assert readers_of(patient) >= {network.doctor.who.account_id, network.clinician.who.account_id}


@pytest.mark.capability("I1", "J3")
def test_somebody_in_custody_is_seen_counted_and_guessed_by_nobody_without_the_grant(
    network: Network,
) -> None:
    warden = desk_at(network.hospital, "ward_nurse", "Điều dưỡng Buồng riêng", grants=("custody",))
    inmate = person(SYSTEM, "Lò Văn Kín", sex="male", compartment="custody")
    blind = network.head_nurse
    make_room(blind, "Buồng 1")
    blind.see("ward:board")  # the line “room added” is gone from the next look
    before = blind.see("ward:board")
    beds = make_room(warden, "Buồng R1", kind="secure")
    warden.send(reverse("clinic:arrive", args=[inmate.id]))
    stay = admit(warden, inmate, beds[0], in_custody="on")

    assert "Lò Văn Kín" in warden.see("ward:board")
    assert without_tokens(blind.see("ward:board")) == without_tokens(before)
    for url_name, subject in (
        ("ward:case", stay.id),
        ("clinic:patient", inmate.id),
        ("ward:stays", inmate.id),
        ("diagnostics:results", inmate.id),
        ("imaging:list", inmate.id),
        ("referral:of_person", inmate.id),
    ):
        assert blind.misses(url_name, subject), url_name
    for url_name in ("clinic:today", "ward:rooms", "diagnostics:worklist", "referral:board"):
        page = blind.see(url_name)
        assert "Lò Văn Kín" not in page, url_name
        assert "Buồng R1" not in page, url_name
    found = blind.browser.post(reverse("persons:find"), {"q": "lo van kin"}).content.decode()
    assert "Lò Văn Kín" not in found


def without_tokens(page: str) -> list[str]:
    """The page without what differs each time: form tokens and the hour."""
    changing = ("csrf", "repeat", "version")
    return [
        line for line in page.splitlines() if not any(word in line.lower() for word in changing)
    ]
