"""Prevention by its pages: an immunisation day, a campaign day, a treatment area, the week of a commune."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.journeys.desk import desk_in, sent
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.campaigns.models import Campaign
from tuyen.domains.health_education.models import EducationCampaign
from tuyen.domains.immunization.models import AdverseEvent, ImmunizationSession, SessionVisit
from tuyen.domains.isolation_areas.models import AfterCare, AreaBed, AreaStay, IsolationArea
from tuyen.domains.response_plans.models import ResponsePlan
from tuyen.domains.surveillance.models import ReportReceived
from tuyen.domains.surveillance.queries import series
from tuyen.domains.surveillance.tests.series import PROVINCE, province
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import Case, Immunization
from tuyen.record.tests.conftest import sheet
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
VACCINES = ("penta", "opv")


@pytest.fixture
def department() -> Unit:
    return create_unit(
        parent=None, kind="health_department", name="Sở Y tế Mẫu", chain="moh",
        province_code=PROVINCE, by=SYSTEM,
    )  # fmt: skip


@pytest.fixture
def station(department: Unit) -> Unit:
    return create_unit(
        parent=department, kind="health_station", name="Trạm Y tế xã Mẫu",
        province_code=PROVINCE, by=SYSTEM,
    )  # fmt: skip


def _day(days: int = 0) -> str:
    return f"{clock.today() + days * DAY:%d/%m/%Y}"


def notified(desk: Client, doctor: Actor, name: str, onset: str, **kept: Any) -> Case:
    """Seen with fever and a rash, notified from the visit."""
    sick = person(doctor, name=name, **kept)
    enqueue(person_id=sick.id, by=doctor, reason="Sốt, phát ban")
    visit = finish_visit(person=sick.id, sheet=sheet(lines=()), by=doctor)
    told = {"disease": "measles", "onset_on": onset, "classification": "suspected"}
    sent(desk, "notification:notify", visit.encounter_id, **told)
    return Case.objects.get(patient_id=sick.id)


@pytest.mark.capability("D1", where="/immunizations/sessions/")
def test_an_immunisation_day_from_the_door_to_the_figures_of_the_department(
    department: Unit, station: Unit
) -> None:
    """Lots chosen once, screened, given by one press, watched, a serious reaction told of, counted above"""
    nurse, giver = desk_in(station, "station_nurse")
    doctor, _screener = desk_in(station, "station_doctor")
    office, _officer = desk_in(department, "department_officer")
    born = clock.today() - 70 * DAY
    child = person(giver, name="Giàng A Muộn", birth_date=born, home_unit_id=station.id)

    # the day is opened and the child given what it lacks
    nurse.post(reverse("immunization:sessions"), {"kind": "outreach", "place": "Bản Mẫu 1"})
    day = ImmunizationSession.objects.get()
    lots = {f"lot-{each}": f"{each}-1" for each in VACCINES}
    expiries = {f"expiry-{each}": _day(90) for each in VACCINES}
    sent(nurse, "immunization:session_lots", day.id, **lots, **expiries)
    sent(doctor, "immunization:session_screen", day.id, child.id, decision="fit")
    sent(nurse, "immunization:session_give", day.id, child.id, vaccine=list(VACCINES))
    doses = Immunization.objects.filter(patient_id=child.id, status="completed")
    assert sorted(doses.values_list("vaccine", "dose_number", "lot")) == [
        ("opv", 1, "OPV-1"), ("penta", 1, "PENTA-1"),
    ]  # fmt: skip

    # a serious reaction: the lot is held, the office above sees the clock of 24 hours
    now = clock.now().astimezone(clock.VIETNAM)
    told = {"signs": "Sốt cao, co giật", "day": f"{now:%d/%m/%Y}", "hour": f"{now:%H:%M}"}
    sent(nurse, "immunization:event", doses.get(vaccine="penta").id, **told, is_serious="on")
    event = AdverseEvent.objects.get()
    assert event.due_at == event.told_at + DAY
    assert "Lô tạm dừng" in nurse.get(reverse("immunization:events")).text
    assert "Sốt cao, co giật" in office.get(reverse("immunization:events_below")).text
    sent(nurse, "immunization:event_sent", event.id)

    # the watch ended with the reaction, the day is closed, the department counts one child more
    assert SessionVisit.objects.get().left_how == "reaction"
    sent(nurse, "immunization:session_close", day.id)
    of_unit = {"unit": str(station.id)}
    assert "Trạm Y tế xã Mẫu" in office.get(reverse("immunization:coverage"), of_unit).text
    assert ImmunizationSession.objects.get().closed_at is not None


@pytest.mark.capability("D2", where="/campaigns/")
def test_a_campaign_day_from_the_plan_of_the_department_to_its_mop_up(
    department: Unit, station: Unit
) -> None:
    """Opened by the department for two ages; planned, given, withheld and told of at the station"""
    nurse, giver = desk_in(station, "station_nurse")
    office, _officer = desk_in(department, "department_officer")
    born = clock.today() - 30 * 31 * DAY
    kept = {"birth_date": born, "home_unit_id": station.id, "address_line": "bản Mẫu"}
    given, absent, _rest = (person(giver, name=name, **kept) for name in ("Một", "Hai", "Ba"))

    opened = {"name": "Tiêm bổ sung sởi", "kind": "supplementary", "vaccine": "mr",
              "basis": "12/KH-SYT", "target_percent": "95"}  # fmt: skip
    sent(office, "campaigns:open", **opened, starts_on=_day(), ends_on=_day(3))
    row = Campaign.objects.get()
    ages = {"kind": "everybody", "from_months": "9", "to_months": "120"}
    sent(office, "campaigns:add_group", row.id, **ages)

    line = {"day": _day(), "place": "Nhà văn hóa bản Mẫu", "route": "1", "target": "3"}
    sent(nurse, "campaigns:plan", row.id, **line)
    sent(nurse, "campaigns:lot", row.id, lot="mr-01", expiry_on=_day(200))
    sent(nurse, "campaigns:give", row.id, given.id)
    sent(nurse, "campaigns:withhold", row.id, absent.id, why="absent")
    figures = {"given": "1", "withheld": "1", "reactions": "0", "wasted": "0"}
    sent(nurse, "campaigns:day", row.id, **figures)

    seen = office.get(reverse("campaigns:campaign", args=[row.id])).text
    assert "Đề nghị tiêm vét" in seen
    assert "33,3" in seen
    told = office.get(reverse("campaigns:day", args=[row.id])).text
    assert "Trạm Y tế xã Mẫu" in told
    dose = Immunization.objects.get(status="completed")
    assert (dose.patient_id, dose.lot, dose.campaign_id) == (given.id, "MR-01", row.id)


@pytest.mark.capability("D8", where="/isolation-areas/")
def test_a_treatment_area_from_its_order_to_the_call_after_the_stay(
    department: Unit, station: Unit
) -> None:
    """Opened from a template, a case lies in a bed, grows worse, goes home, is asked afterwards"""
    doctor, who = desk_in(station, "station_doctor")
    office, _officer = desk_in(department, "cdc_officer")
    sick = person(who, name="Lò Thị Bệnh", home_unit_id=station.id)
    order = {"template": "treatment_30", "for_whom": "civilians", "name": "Khu điều trị sởi",
             "place": "Trường học cũ", "disease": "measles",
             "opening_order": "12/QĐ-UBND"}  # fmt: skip
    sent(doctor, "isolation_areas:open", **order, opened_on=_day(-20))
    area = IsolationArea.objects.get()

    bed = AreaBed.objects.filter(area_id=area.id).order_by("id")[0]
    coming = {"person": str(sick.id), "step": "save", "severity": "light", "bed": str(bed.id),
              "arrived_on": _day(-15), "source": "Bản Mẫu"}  # fmt: skip
    sent(doctor, "isolation_areas:admit", area.id, **coming)
    stay = AreaStay.objects.get()
    found = {"day": _day(-9), "spo2": "92", "temperature": "38,5", "severity": "severe"}
    sent(doctor, "isolation_areas:check", stay.id, **found)
    assert "38,5 °C" in doctor.get(reverse("isolation_areas:stay", args=[stay.id])).text
    assert "Khu điều trị sởi" in office.get(reverse("isolation_areas:home")).text

    sent(doctor, "isolation_areas:end", stay.id, then="discharged", on=_day(-8))
    call = AfterCare.objects.filter(stay_id=stay.id).earliest("due_on")
    sent(doctor, "isolation_areas:ask", call.id, result="unwell")
    assert (AreaStay.objects.get().status, AfterCare.objects.get(pk=call.id).result) == (
        "discharged", "unwell",
    )  # fmt: skip


@pytest.mark.capability("D2", where="/surveillance/weeks/")
def test_a_week_is_signed_at_the_station_and_a_change_after_it_is_seen_above(
    department: Unit,
) -> None:
    """The centre reads the number as it was signed, and why the case was discarded afterwards"""
    commune, newest = province()[0], series.last_ended(clock.today())
    place = {"commune_code": commune.code, "province_code": PROVINCE}
    station = create_unit(parent=department, kind="health_station", name="Trạm", **place, by=SYSTEM)
    centre = create_unit(
        parent=department, kind="cdc", name="CDC", province_code=PROVINCE, by=SYSTEM
    )
    desk, doctor = desk_in(station, "station_doctor")
    office, _officer = desk_in(centre, "cdc_officer")
    kept = {"home_unit_id": station.id, "commune_code": commune.code}
    case = notified(desk, doctor, "Lò Văn Sốt", f"{newest:%d/%m/%Y}", **kept)
    sent(desk, "surveillance:send_week", monday=f"{newest:%d/%m/%Y}", note="Đủ")
    row = ReportReceived.objects.get()
    assert row.counts == {"measles": 1}

    found = {"onset_on": f"{newest:%d/%m/%Y}", "signs": ["fever", "rash"]}
    sent(desk, "notification:investigate", case.id, **found)
    sent(
        desk,
        "notification:classify",
        case.id,
        classification="discarded",
        origin="unknown",
        why="IgM âm tính",
    )

    seen = office.get(reverse("surveillance:week", args=[row.id])).text
    assert "IgM âm tính" in seen
    assert ReportReceived.objects.get().counts == {"measles": 1}


@pytest.mark.capability("D12", where="/response-plans/")
def test_a_response_plan_from_the_draft_to_the_measures_of_its_phase(
    department: Unit, station: Unit
) -> None:
    """A case of the station proposes a phase; the department decides; the station reads what is to be done"""
    desk, doctor = desk_in(station, "station_doctor")
    office, _officer = desk_in(department, "department_officer")
    notified(desk, doctor, "Lò Văn Sốt", _day(-2))
    head = {"name": "Đáp ứng dịch sởi", "disease": "measles", "basis": "", "within_days": "21"}
    sent(office, "response_plans:open", **head)
    row = ResponsePlan.objects.get()
    at = reverse("response_plans:plan", args=[row.id])

    assert desk.get(at).status_code == 404, "a draft is its unit's own"
    sent(office, "response_plans:approve", row.id, number="12/QĐ-SYT")
    assert "Đề xuất giai đoạn “Có ca lẻ”" in office.get(at).text
    sent(office, "response_plans:switch", row.id, phase="sporadic", why="Một ca tại xã Mẫu")
    key = ResponsePlan.objects.get().phases[1]["measures"][0]["key"]
    sent(office, "response_plans:mark", row.id, measure=key, done="1", note="Đã họp")

    read = desk.get(at).text
    assert "Đang ở giai đoạn: Có ca lẻ" in read
    assert "Đã họp" in read


@pytest.mark.capability("D11", where="/education/")
def test_health_education_from_the_plan_to_its_reach(department: Unit, station: Unit) -> None:
    """The department plans, the station holds a session in the village's language, both read the reach"""
    desk, _nurse = desk_in(station, "station_doctor")
    office, _officer = desk_in(department, "department_officer")
    plan = {"name": "Phòng sởi cho trẻ", "message": "Trẻ sốt, phát ban thì đưa ngay đến trạm.",
            "disease": "measles", "target_group": "carers", "people": "200"}  # fmt: skip
    sent(office, "health_education:open", **plan, starts_on=_day(-1), ends_on=_day(9))
    row = EducationCampaign.objects.get()
    held = {"channel": "meeting", "language": "hmong", "place": "Bản Mẫu",
            "held_by": "Y tế thôn bản", "reached": "40", "women": "25"}  # fmt: skip
    sent(desk, "health_education:session_tell", row.id, **held, held_on=_day())

    for reader in (office, desk):
        shown = reader.get(reverse("health_education:campaign", args=[row.id])).text
        assert "Trạm Y tế xã Mẫu" in shown
        assert "40" in shown
