"""Directives, difficulties, meetings and good models by the API: the same rules as on the pages."""

import datetime as dt

import pytest

from tests.network import account_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.directives.models import Gathering
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.forms.tests.test_drawing_forms import PNG
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

TODAY = clock.today()


@pytest.fixture
def hospital() -> Unit:
    top = create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    return create_unit(parent=top, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


@pytest.fixture
def below(hospital: Unit) -> Unit:
    return create_unit(parent=hospital, kind="health_station", name="Trạm mẫu", by=SYSTEM)


def program_at(unit: Unit, role: str) -> Program:
    return Program(account_at(ScopeNode.objects.get(pk=unit.pk), role))


def test_a_directive_is_drafted_issued_read_and_reported(hospital: Unit, below: Unit) -> None:
    director, doctor = (
        program_at(hospital, "hospital_director"),
        program_at(below, "station_doctor"),
    )
    due = (TODAY + dt.timedelta(days=5)).isoformat()
    body = {
        "kind": "plan",
        "title": "Tiêm bù sởi",
        "asks": [{"title": "Lập danh sách", "due_on": due}],
    }
    key = new_key()

    made = director.post("directives", body, idempotency_key=key)
    again = director.post("directives", body, idempotency_key=key)
    row = f"directives/{made.json()['id']}"
    approved = director.post(f"{row}/approve", {}, if_match=made["ETag"])
    signed = {"number": "1/KH", "issued_on": TODAY.isoformat(), "signed_by": "Giám đốc mẫu"}
    stale = director.post(f"{row}/issue", signed, if_match=made["ETag"])
    issued = director.post(f"{row}/issue", signed, if_match=approved["ETag"])

    assert (made.status_code, again.json()["id"]) == (201, made.json()["id"])
    assert (stale.status_code, issued.json()["sent_to"]) == (412, 1)
    assert doctor.get("directives/received", status="unread").json()["items"][0]["number"] == "1/KH"
    assert doctor.post(f"{row}/read", {}).json()["read_by_name"]
    [duty] = doctor.get("directives/duties").json()["items"]
    etag = doctor.get(f"directives/duties/{duty['id']}")["ETag"]
    done = doctor.post(
        f"directives/duties/{duty['id']}/report", {"report": "12 trẻ"}, if_match=etag
    )
    assert done.json()["status"] == "reported"
    assert director.get(f"{row}/units", state="unread").json()["items"] == []
    assert doctor.get(f"{row}/units").status_code == 404
    why = director.post(f"{row}/withdraw", {"why": "Trùng"}, if_match=issued["ETag"])
    assert why.json()["status"] == "withdrawn"


def test_a_stranger_finds_none_of_it(hospital: Unit, below: Unit) -> None:
    director = program_at(hospital, "hospital_director")
    made = director.post(
        "directives", {"kind": "plan", "title": "Tiêm bù"}, idempotency_key=new_key()
    ).json()
    other = create_unit(parent=hospital, kind="health_station", name="Trạm khác", by=SYSTEM)
    stranger = program_at(other, "station_doctor")

    assert stranger.get(f"directives/{made['id']}").status_code == 404
    assert stranger.get("directives").json()["items"] == []


def test_a_difficulty_is_raised_and_settled(hospital: Unit, below: Unit) -> None:
    doctor = program_at(below, "station_doctor")
    body = {"topic": "money", "title": "Không có kinh phí đào tạo"}

    made = doctor.post("difficulties", body, idempotency_key=new_key())
    back = doctor.post(
        f"difficulties/{made.json()['id']}/settle",
        {"verdict": "take_back", "note": "Đã có"},
        if_match=made["ETag"],
    )

    assert made.json()["to_unit_id"] == str(hospital.id)
    assert back.json()["status"] == "taken_back"
    assert doctor.get("difficulties", status="open").json()["items"] == []
    assert program_at(hospital, "direction_office").get("difficulties", box="in").json()["items"]
    assert doctor.get("difficulties/cases").json()["items"] == []


def test_a_meeting_has_sites_and_a_conclusion_without_an_owner_is_refused(
    hospital: Unit, below: Unit
) -> None:
    office = program_at(hospital, "direction_office")
    body = {
        "kind": "workshop",
        "mode": "both",
        "title": "Hội thảo",
        "day": TODAY.isoformat(),
        "starts": "08:00",
        "hosts": "Giám đốc mẫu",
    }
    made = office.post("gatherings", body, idempotency_key=new_key()).json()
    url = f"gatherings/{made['id']}"
    due = (TODAY + dt.timedelta(days=9)).isoformat()

    nobody = office.post(f"{url}/conclusions", {"text": "Rà soát", "due_on": due})
    said = {"text": "Rà soát", "due_on": due, "unit_id": str(below.id)}
    owned = office.post(f"{url}/conclusions", said)

    assert (nobody.status_code, owned.status_code) == (422, 201)
    assert len(office.get(f"{url}/sites").json()["items"]) == 1
    assert program_at(below, "station_doctor").get(url).status_code == 200


def test_a_good_model_shows_its_number(hospital: Unit, below: Unit) -> None:
    doctor = program_at(below, "station_doctor")
    body = {
        "title": "Nhắc hẹn",
        "summary": "Gọi trước",
        "indicator": "Đạt mục tiêu",
        "measure": "%",
        "before": 41,
        "before_period": "2025",
        "after": 63.5,
        "after_period": "2026",
        "source": "Sổ",
    }

    made = doctor.post("good-models", body, idempotency_key=new_key())

    assert made.status_code == 201
    assert doctor.get(f"good-models/{made.json()['id']}").json()["after"] == 63.5
    assert len(doctor.get("good-models", q="nhac").json()["items"]) == 1


def test_a_duty_is_proved_with_a_file_and_judged(hospital: Unit, below: Unit) -> None:
    director, doctor = (
        program_at(hospital, "hospital_director"),
        program_at(below, "station_doctor"),
    )
    ask = {"title": "Chụp ảnh", "due_on": TODAY.isoformat(), "needs_evidence": True}
    made = director.post(
        "directives",
        {"kind": "plan", "title": "Hộp chống sốc", "asks": [ask]},
        idempotency_key=new_key(),
    )
    row = f"directives/{made.json()['id']}"
    approved = director.post(f"{row}/approve", {}, if_match=made["ETag"])
    signed = {"number": "2/KH", "issued_on": TODAY.isoformat(), "signed_by": "Giám đốc mẫu"}
    director.post(f"{row}/issue", signed, if_match=approved["ETag"])
    [duty] = doctor.get("directives/duties").json()["items"]
    url = f"directives/duties/{duty['id']}"
    etag = doctor.get(url)["ETag"]

    bare = doctor.post(f"{url}/report", {"report": "Đã đủ"}, if_match=etag)
    nothing = director.get(f"{url}/evidence")
    proved = doctor.send_file(
        f"{url}/evidence", {"report": "Đã đủ"}, ("hop.png", PNG), if_match=etag
    )
    taken = director.post(f"{url}/judge", {"accepted": True}, if_match=proved["ETag"])

    assert (bare.status_code, nothing.status_code) == (422, 404)
    assert proved.json()["evidence_name"] == "hop.png"
    assert director.get(f"{url}/evidence").status_code == 200
    assert taken.json()["status"] == "accepted"
    other = create_unit(parent=hospital, kind="health_station", name="Trạm khác", by=SYSTEM)
    assert program_at(other, "station_doctor").get(f"{url}/evidence").status_code == 404


def test_difficulties_are_grouped_and_passed_up(hospital: Unit, below: Unit) -> None:
    doctor, office = program_at(below, "station_doctor"), program_at(hospital, "direction_office")
    made = [
        doctor.post(
            "difficulties", {"topic": "money", "title": title}, idempotency_key=new_key()
        ).json()["id"]
        for title in ("Thiếu kinh phí", "Không có mục chi")
    ]

    foreign = office.post(
        "difficulties/cases", {"title": "Kinh phí", "difficulty_ids": [new_key()]}
    )
    case = office.post("difficulties/cases", {"title": "Kinh phí", "difficulty_ids": made[:1]})
    url = f"difficulties/cases/{case.json()['id']}"
    more = office.post(f"{url}/difficulties", {"difficulty_ids": made[1:]}, if_match=case["ETag"])
    up = office.post(f"{url}/pass-up", {"note": "Vượt thẩm quyền"}, if_match=more["ETag"])

    assert (foreign.status_code, case.status_code, more.status_code) == (404, 201, 200)
    assert up.json()["at_unit_id"] == str(hospital.parent_id)
    assert (
        doctor.post("difficulties/cases", {"title": "x", "difficulty_ids": made}).status_code == 403
    )


def test_who_was_there_is_written_by_code_and_by_list(hospital: Unit, below: Unit) -> None:
    office, doctor = program_at(hospital, "direction_office"), program_at(below, "station_doctor")
    body = {
        "kind": "workshop",
        "mode": "both",
        "title": "Hội thảo",
        "day": TODAY.isoformat(),
        "starts": "08:00",
        "hosts": "Giám đốc mẫu",
    }
    made = office.post("gatherings", body, idempotency_key=new_key()).json()
    url = f"gatherings/{made['id']}"
    [site] = office.get(f"{url}/sites").json()["items"]
    code = Gathering.objects.get(pk=made["id"]).code
    here = {"site_id": site["id"], "note": "Đi thay"}

    wrong = doctor.post(f"{url}/check-in", here | {"code": "SAI"})
    came = doctor.post(f"{url}/check-in", here | {"code": code})
    people = [{"name": "Đại biểu 1", "position": "Điều dưỡng"}, {"name": "Đại biểu 2"}]
    listed = office.post(
        f"{url}/attendance",
        {"site_id": site["id"], "people": people, "unit_id": str(hospital.id)},
    )

    assert wrong.status_code in (404, 422)
    assert (came.status_code, listed.status_code) == (201, 201)
    assert len(office.get(f"{url}/attendance").json()["items"]) == 3


def test_a_good_model_is_recognised_and_adopted(hospital: Unit, below: Unit) -> None:
    doctor, office = program_at(below, "station_doctor"), program_at(hospital, "direction_office")
    other = create_unit(parent=hospital, kind="health_station", name="Trạm khác", by=SYSTEM)
    beside = program_at(other, "station_doctor")
    declared = {
        "title": "Nhắc hẹn",
        "summary": "Gọi trước",
        "indicator": "Đạt mục tiêu",
        "measure": "%",
        "before": 41,
        "before_period": "2025",
        "after": 63.5,
        "after_period": "2026",
        "source": "Sổ",
    }
    made = doctor.post("good-models", declared, idempotency_key=new_key())
    url = f"good-models/{made.json()['id']}"
    year = TODAY.year
    counted = {
        "code": "visits",
        "before_from": f"{year - 2}-01-01",
        "before_to": f"{year - 2}-12-31",
        "after_from": f"{year - 1}-01-01",
        "after_to": f"{year - 1}-12-31",
    }
    few = doctor.post(
        "good-models",
        {"title": "Khác", "summary": "Khác", "counted": counted},
        idempotency_key=new_key(),
    )

    recognised = office.post(f"{url}/recognise", {}, if_match=made["ETag"])
    adopted = beside.post(f"{url}/adoptions", {"started_on": TODAY.isoformat()})
    result = {"status": "working", "before": 3, "after": 5, "after_period": "2026"}
    done = beside.post(f"{url}/adoptions/mine/result", result, if_match=adopted["ETag"])

    assert few.status_code == 422, "nothing was counted there"
    assert (recognised.json()["status"], adopted.status_code) == ("recognised", 201)
    assert done.json()["after"] == 5
    assert [each["status"] for each in office.get(f"{url}/adoptions").json()["items"]] == [
        "working"
    ]
    assert doctor.get(f"{url}/adoptions/mine").status_code == 404
    assert "visits" in {
        each["code"] for each in doctor.get("good-models/indicators").json()["items"]
    }


def test_without_the_permission_nothing_is_answered(below: Unit) -> None:
    program = program_at(below, "village_health_worker")

    for path in ("directives", "difficulties", "gatherings", "good-models"):
        assert program.get(path).status_code == 403
