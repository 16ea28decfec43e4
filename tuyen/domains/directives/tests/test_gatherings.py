"""Meetings: sites, invitations, attendance by code and list, conclusions as tasks, minutes."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.directives.actions import attendance
from tuyen.domains.directives.actions import gatherings as actions
from tuyen.domains.directives.models import Attendance, Conclusion, Gathering, Invitation, Site
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.domains.directives.rules.gatherings import Named, names_in
from tuyen.domains.directives.tests.conftest import Desk, desk_at
from tuyen.platform.forms.reading import ANSWER
from tuyen.record.models import Task
from tuyen.registry.facilities.actions import close_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

TODAY = clock.today()
DAY = dt.timedelta(days=1)
SAID = actions.Said(
    kind="workshop",
    mode="both",
    title="Tập huấn xử trí phản vệ",
    day=TODAY,
    starts=dt.time(8),
    ends=dt.time(11, 30),
    hosts="Giám đốc mẫu",
    place="Hội trường A",
)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def held(office: Actor, **more: object) -> Gathering:
    return actions.plan(said=replace(SAID, **more), by=office)  # type: ignore[arg-type]


def main_site(row: Gathering) -> Site:
    return queries.sites_of(row)[0]


def test_an_invited_unit_answers_and_its_task_is_done(
    office: Desk, stations: list[Unit], doctor: Desk
) -> None:
    row = held(office.who)

    assert (
        actions.invite(
            gathering=row, unit_ids=[s.id for s in stations], seats=2, own_sites=True, by=office.who
        )
        == 3
    )

    assert len(queries.sites_of(row)) == 4
    invitation = Invitation.objects.get(unit_id=stations[0].id)
    with pytest.raises(Refused, match="lý do"):
        actions.answer_invitation(invitation=invitation, is_coming=False, by=doctor.who)
    actions.answer_invitation(invitation=invitation, is_coming=True, by=doctor.who)
    assert Task.objects.get(unit_id=stations[0].id).status == "completed"


def test_a_closed_unit_or_one_that_we_do_not_direct_is_not_invited(
    office: Desk, stations: list[Unit], stranger: Desk
) -> None:
    row = held(office.who)
    close_unit(unit=stations[0], on=TODAY - DAY, legal_basis="12/QĐ", by=SYSTEM)

    with pytest.raises(Refused, match="kết thúc hoạt động"):
        actions.invite(gathering=row, unit_ids=[stations[0].id], seats=1, by=office.who)
    with pytest.raises(Refused, match="ngoài phạm vi"):
        actions.invite(gathering=row, unit_ids=[stranger.who.unit_id], seats=1, by=office.who)
    assert actions.invite(
        gathering=row, unit_ids=[], seats=1, guests=["Đại học Y mẫu"], by=office.who
    )


def test_somebody_not_invited_is_there_with_a_note_and_the_minutes_show_it(
    office: Desk, stations: list[Unit], doctor: Desk
) -> None:
    row = held(office.who)
    seat = attendance.Seat(main_site(row))

    with pytest.raises(Refused, match="không có trong giấy mời"):
        attendance.check_in(gathering=row, code=row.code, seat=seat, by=doctor.who)
    there = attendance.check_in(
        gathering=row,
        code=row.code.lower(),
        seat=replace(seat, note="Thay bác sĩ nghỉ phép"),
        by=doctor.who,
    )

    assert (there.is_invited, there.note) == (False, "Thay bác sĩ nghỉ phép")
    assert queries.sites_with_counts(row) == [(main_site(row), 1, 1)]


def test_checking_in_twice_is_once_and_a_wrong_code_is_refused(
    office: Desk, stations: list[Unit], doctor: Desk
) -> None:
    row = held(office.who)
    actions.invite(gathering=row, unit_ids=[stations[0].id], seats=1, by=office.who)
    seat = attendance.Seat(main_site(row))

    with pytest.raises(Refused, match="không đúng"):
        attendance.check_in(gathering=row, code="SAI", seat=seat, by=doctor.who)
    for _time in range(2):
        attendance.check_in(gathering=row, code=row.code, seat=seat, by=doctor.who)

    assert Attendance.objects.count() == 1


def test_a_site_writes_its_own_list_and_no_name_twice(
    office: Desk, stations: list[Unit], doctor: Desk
) -> None:
    row = held(office.who)
    actions.invite(
        gathering=row, unit_ids=[s.id for s in stations[:2]], seats=9, own_sites=True, by=office.who
    )
    mine, theirs = (
        next(s for s in queries.sites_of(row) if s.at_unit_id == unit.id) for unit in stations[:2]
    )
    named = names_in("1. Nguyễn Thị Mẫu; Điều dưỡng\n2) Trần Văn Mẫu\n\nnguyễn thị mẫu")

    rows = attendance.write_list(
        gathering=row, seat=attendance.Seat(mine, stations[0].id), named=named, by=doctor.who
    )

    assert [(r.name, r.position) for r in rows] == [
        ("Nguyễn Thị Mẫu", "Điều dưỡng"),
        ("Trần Văn Mẫu", ""),
    ]
    with pytest.raises(Refused, match="đã được ghi"):
        attendance.write_list(
            gathering=row, seat=attendance.Seat(mine, stations[0].id), named=named, by=doctor.who
        )
    with pytest.raises(NotPermitted):
        attendance.write_list(
            gathering=row, seat=attendance.Seat(theirs, stations[1].id), named=named, by=doctor.who
        )


def test_before_the_day_nobody_is_there_and_after_the_minutes_nobody_is_added(
    office: Desk, doctor: Desk
) -> None:
    ahead, past = held(office.who, day=TODAY + DAY), held(office.who)
    actions.close_minutes(gathering=past, discussion="Thống nhất", by=office.who)

    for row, sentence in ((ahead, "chưa diễn ra"), (past, "đã chốt")):
        with pytest.raises(Refused, match=sentence):
            attendance.write_list(
                gathering=row,
                seat=attendance.Seat(main_site(row), row.unit_id),
                named=[Named("Ai đó")],
                by=office.who,
            )
    with pytest.raises(Refused, match="chưa chốt biên bản được"):
        actions.close_minutes(gathering=ahead, discussion="", by=office.who)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        pytest.param({"unit_id": None}, "một đơn vị chịu trách nhiệm", id="no_owner"),
        pytest.param({"due_on": None}, "hạn hoàn thành", id="no_day"),
        pytest.param({"due_on": TODAY - DAY}, "sau ngày họp", id="day_before"),
        pytest.param({"text": " "}, "nội dung kết luận", id="nothing_said"),
    ],
)
def test_a_conclusion_has_an_owner_a_day_and_words(
    wrong: dict[str, object], sentence: str, office: Desk, stations: list[Unit]
) -> None:
    sound = actions.Concluded("Rà soát tủ thuốc cấp cứu", stations[0].id, TODAY + DAY)

    with pytest.raises(Refused, match=sentence):
        actions.conclude(
            gathering=held(office.who),
            concluded=replace(sound, **wrong),  # type: ignore[arg-type]
            by=office.who,
        )


def test_a_conclusion_is_a_task_of_its_owner_until_it_is_reported(
    office: Desk, stations: list[Unit], doctor: Desk
) -> None:
    said = actions.Concluded("Rà soát tủ thuốc cấp cứu", stations[0].id, TODAY + DAY)
    row = actions.conclude(gathering=held(office.who), concluded=said, by=office.who)

    with pytest.raises(NotPermitted):
        actions.carry_out(
            conclusion=row, report="Xong", by=desk_at(stations[1], "station_doctor").who
        )
    actions.carry_out(conclusion=row, report="Đã bổ sung 5 cơ số", by=doctor.who)

    assert Task.objects.get(kind="gathering_conclusion").status == "completed"
    assert Conclusion.objects.get().status == "done"


def test_a_cancelled_meeting_says_why_and_takes_its_questions_back(
    office: Desk, stations: list[Unit]
) -> None:
    row = held(office.who)
    actions.invite(gathering=row, unit_ids=[stations[0].id], seats=1, by=office.who)

    with pytest.raises(Refused, match="lý do hủy"):
        actions.cancel(gathering=row, why="", by=office.who)
    actions.cancel(gathering=row, why="Bão", by=office.who)

    assert not Task.objects.filter(status="requested").exists()


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"title": ""}, "Ghi tên"),
        ({"hosts": " "}, "chủ trì"),
        ({"ends": dt.time(7)}, "sau giờ bắt đầu"),
        ({"kind": "party"}, "loại"),
    ],
)
def test_a_meeting_that_cannot_be_right_says_what_to_mend(
    wrong: dict[str, object], sentence: str, office: Desk
) -> None:
    with pytest.raises(Refused, match=sentence):
        held(office.who, **wrong)


def test_through_the_pages_from_plan_to_minutes(
    office: Desk, stations: list[Unit], doctor: Desk, stranger: Desk
) -> None:
    form = {
        "title": "Làm việc với đoàn Bộ Y tế",
        "kind": "working_visit",
        "mode": "on_site",
        "day": f"{TODAY:%d/%m/%Y}",
        "starts": "8h30",
        "hosts": "Giám đốc mẫu",
        "delegation": "Trưởng đoàn mẫu\nThành viên mẫu",
    }
    url = office.browser.post(reverse("directives:new_gathering"), form)["Location"]
    row = Gathering.objects.get()
    sent = office.browser.post(
        reverse("directives:invite", args=[row.id]),
        {"everyone": "on", "seats": "2", "own_sites": "on", "guests": "Đại học Y mẫu"},
    )
    assert sent.status_code == 302, sent.text[-1500:]
    assert "Làm việc với đoàn" in doctor.browser.get(reverse("directives:gatherings")).text
    doctor.browser.post(
        reverse("directives:answer_invitation", args=[row.id]), {"answer": "coming"}
    )
    check_in = reverse("directives:check_in", args=[row.id])
    met = doctor.browser.post(
        check_in, {"code": row.code, "site": str(main_site(row).id), "position": "Bác sĩ"}
    )
    assert met.status_code == 302
    assert stranger.browser.get(check_in).status_code == 404
    assert stranger.browser.get(check_in, {"code": row.code}).status_code == 200
    listed = office.browser.post(
        reverse("directives:write_list", args=[row.id]),
        {"site": str(main_site(row).id), "names": "GS Mẫu", "organisation": "Đại học Y mẫu"},
    )
    assert listed.status_code == 302, listed.text[-1500:]
    part = lambda name: reverse("directives:add_part", args=[row.id, name])  # noqa: E731
    office.browser.post(part("report"), {"title": "Báo cáo của trạm", "speaker": "Bác sĩ mẫu"})
    office.browser.post(part("site"), {"name": "Điểm cầu thêm"})
    office.browser.post(
        part("document"), {"title": "Tài liệu", "file": SimpleUploadedFile("a.pdf", PDF)}
    )
    without = office.browser.post(part("conclusion"), {"text": "Bổ sung bác sĩ", "due_on": "+30"})
    assert without.status_code == 422
    assert "đơn vị chịu trách nhiệm" in without.text
    office.browser.post(
        part("conclusion"),
        {"text": "Bổ sung bác sĩ", "unit": str(stations[0].id), "due_on": "+30"},
    )
    closed = office.browser.post(
        reverse("directives:close_minutes", args=[row.id]), {"discussion": "Thống nhất"}
    )
    assert closed.status_code == 302
    page = office.browser.get(url).text
    assert "Bổ sung bác sĩ" in page
    assert "Tài liệu" in page
    minutes = doctor.browser.get(reverse("directives:minutes", args=[row.id]))
    assert minutes.content[:4] == b"%PDF"
    conclusion = reverse("directives:conclusion", args=[Conclusion.objects.get().id])
    doctor.browser.post(conclusion, {"report": "Đã có"})
    assert Conclusion.objects.get().status == "done"
    for name, args in (
        ("gatherings_sheet", []),
        ("conclusions_sheet", []),
        ("people_sheet", [row.id]),
    ):
        assert office.browser.get(reverse(f"directives:{name}", args=args)).content[:2] == b"PK"
    assert b"<svg" in office.browser.get(reverse("directives:code_picture", args=[row.id])).content
    assert stranger.browser.get(url).status_code == 404


def test_the_pages_ask_few_statements(office: Desk, stations: list[Unit], doctor: Desk) -> None:
    row = held(office.who)
    actions.invite(gathering=row, unit_ids=[s.id for s in stations], seats=2, by=office.who)
    attendance.write_list(
        gathering=row,
        seat=attendance.Seat(main_site(row), row.unit_id),
        named=[Named("Nguyễn Văn Mẫu")],
        by=office.who,
    )
    urls = [
        (office, reverse("directives:gatherings", query={"q": "phan ve"})),
        (office, reverse("directives:people", args=[row.id])),
        (office, reverse("directives:conclusions")),
        (doctor, reverse("directives:gatherings")),
        (office, reverse("directives:gathering", args=[row.id])),
    ]
    for desk, url in urls:
        desk.browser.get(url)
        with counted() as statements:
            answer = desk.browser.get(url)
        assert answer.status_code == 200
        assert len(statements) <= 8, (url, len(statements), statements)


@pytest.mark.capability("A12", where="/evaluations/")
def test_whoever_checked_in_says_how_the_meeting_was_and_the_host_reads_the_figures(
    office: Desk, stations: list[Unit], doctor: Desk, stranger: Desk
) -> None:
    """Offered on the page of the meeting to whoever was there; summed up for the host."""
    row = held(office.who)
    actions.invite(gathering=row, unit_ids=[stations[0].id], seats=1, by=office.who)
    answer, summary = (
        reverse(f"evaluation:{name}", args=["gathering", row.id]) for name in ("answer", "summary")
    )
    before = doctor.browser.get(answer)
    attendance.check_in(
        gathering=row, code=row.code, seat=attendance.Seat(main_site(row)), by=doctor.who
    )
    said = {"content": "5", "speakers": "4", "time": "2", "line": "5", "clear": "yes"}

    offered = doctor.browser.get(reverse("directives:gathering", args=[row.id])).text
    sent = doctor.browser.post(answer, {f"{ANSWER}{link}": code for link, code in said.items()})

    assert before.status_code == 403
    assert summary in offered
    assert sent.status_code == 302, sent.text[-2000:]
    assert "1 phiếu" in office.browser.get(summary).text
    assert stranger.browser.get(summary).status_code == 404
