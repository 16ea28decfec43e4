"""A directive from draft to every unit, read, done, superseded, withdrawn."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.directives.actions import directives as actions
from tuyen.domains.directives.actions import receiving
from tuyen.domains.directives.models import Directive, Duty, Reading, Receipt
from tuyen.domains.directives.queries import directives as queries
from tuyen.domains.directives.rules import directives as rules
from tuyen.domains.directives.tests.conftest import Desk, desk_at
from tuyen.record.models import Task
from tuyen.registry.facilities.actions import close_unit, create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

TODAY = clock.today()
WEEK = dt.timedelta(days=7)
ASK = rules.Ask("Tập huấn xử trí sốt xuất huyết", TODAY + WEEK)
SAID = actions.Said(kind="dispatch", title="Tăng cường phòng chống sốt xuất huyết", asks=(ASK,))
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def signed(number: str = "01/CV") -> actions.Signed:
    return actions.Signed(number=number, issued_on=TODAY, signed_by="Giám đốc mẫu")


def issued(
    office: Actor, director: Actor, said: actions.Said = SAID, number: str = "01/CV"
) -> Directive:
    row = actions.draft(said=said, by=office)
    actions.approve(directive=row, by=director)
    return actions.issue(directive=row, signed=signed(number), by=director)


def receipt_at(unit: Unit) -> Receipt:
    found: Receipt = Receipt.objects.get(unit_id=unit.id)
    return found


def test_an_issued_directive_reaches_every_unit_with_a_task_to_read_and_one_to_do(
    office: Desk, director: Desk, stations: list[Unit]
) -> None:
    row = issued(office.who, director.who)

    assert row.sent_to == 3
    assert Receipt.objects.count() == Duty.objects.count() == 3
    for unit in stations:
        kinds = set(Task.objects.filter(unit_id=unit.id).values_list("kind", flat=True))
        assert kinds == {"directive_read", "directive_duty"}


def test_nothing_goes_out_before_it_is_approved_and_whoever_drafts_does_not_approve(
    office: Desk, director: Desk, stations: list[Unit]
) -> None:
    row = actions.draft(said=SAID, by=office.who)

    with pytest.raises(Refused, match="Đang soạn"):
        actions.issue(directive=row, signed=signed(), by=director.who)
    with pytest.raises(NotPermitted, match="lãnh đạo"):
        actions.approve(directive=row, by=office.who)


def test_an_issued_text_never_changes(office: Desk, director: Desk, stations: list[Unit]) -> None:
    row = issued(office.who, director.who)

    with pytest.raises(Refused, match="văn bản thay thế"):
        actions.redraft(directive=row, said=replace(SAID, title="Khác"), by=office.who)


def test_an_approved_draft_goes_back_with_a_reason(office: Desk, director: Desk) -> None:
    row = actions.approve(directive=actions.draft(said=SAID, by=office.who), by=director.who)

    with pytest.raises(Refused, match="lý do"):
        actions.send_back(directive=row, why=" ", by=director.who)
    actions.send_back(directive=row, why="Thiếu căn cứ", by=director.who)

    assert row.status == "draft"


def test_a_closed_unit_is_refused_with_the_day_it_closed(
    office: Desk, director: Desk, stations: list[Unit]
) -> None:
    closed = close_unit(
        unit=stations[1], on=TODAY - dt.timedelta(days=1), legal_basis="12/QĐ", by=SYSTEM
    )
    picked = replace(SAID, audience="picked", audience_ids=(stations[0].id, closed.id))

    with pytest.raises(Refused, match=f"{closed.name} đã kết thúc hoạt động ngày"):
        actions.draft(said=picked, by=office.who)


def test_a_unit_that_closes_between_draft_and_issue_is_refused_too(
    office: Desk, director: Desk, stations: list[Unit]
) -> None:
    picked = replace(SAID, audience="picked", audience_ids=(stations[0].id,))
    row = actions.approve(directive=actions.draft(said=picked, by=office.who), by=director.who)
    close_unit(unit=stations[0], on=TODAY - dt.timedelta(days=1), legal_basis="12/QĐ", by=SYSTEM)

    with pytest.raises(Refused, match="kết thúc hoạt động"):
        actions.issue(directive=row, signed=signed(), by=director.who)


def test_by_kind_only_units_of_the_kind_receive(
    office: Desk, director: Desk, hospital: Unit, stations: list[Unit]
) -> None:
    create_unit(parent=hospital, kind="polyclinic", name="Phòng khám mẫu", by=SYSTEM)

    row = issued(
        office.who, director.who, replace(SAID, audience="kind", audience_kinds=("polyclinic",))
    )

    assert row.sent_to == 1


def test_nobody_writes_to_units_that_it_does_not_direct(office: Desk, stranger: Desk) -> None:
    with pytest.raises(Refused, match="phạm vi chỉ đạo"):
        actions.draft(
            said=replace(SAID, audience="picked", audience_ids=(stranger.who.unit_id,)),
            by=office.who,
        )


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param(replace(SAID, title=" "), "trích yếu", id="no_title"),
        pytest.param(replace(SAID, kind="song"), "loại văn bản", id="no_kind"),
        pytest.param(replace(SAID, audience="kind"), "loại đơn vị", id="no_kind_of_unit"),
        pytest.param(replace(SAID, audience="picked"), "một đơn vị", id="nobody_picked"),
        pytest.param(
            replace(SAID, in_force_from=TODAY, in_force_to=TODAY - WEEK), "hết hiệu lực", id="ends"
        ),
        pytest.param(
            replace(SAID, in_force_from=TODAY + 2 * WEEK), "trước ngày văn bản", id="early_task"
        ),
    ],
)
def test_a_draft_that_cannot_be_right_says_what_to_mend(
    said: actions.Said, sentence: str, office: Desk
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.draft(said=said, by=office.who)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        pytest.param({"number": " "}, "Ghi số", id="no_number"),
        pytest.param({"signed_by": ""}, "người ký", id="no_signer"),
        pytest.param({"issued_on": TODAY + WEEK}, "tương lai", id="tomorrow"),
        pytest.param({"number": "01/CV"}, "đã dùng", id="number_twice"),
    ],
)
def test_it_goes_out_with_a_number_of_its_own_a_day_and_a_signer(
    wrong: dict[str, object], sentence: str, office: Desk, director: Desk, stations: list[Unit]
) -> None:
    issued(office.who, director.who)
    row = actions.approve(directive=actions.draft(said=SAID, by=office.who), by=director.who)
    paper = replace(signed("02/CV"), **wrong)  # type: ignore[arg-type]

    with pytest.raises(Refused, match=sentence):
        actions.issue(directive=row, signed=paper, by=director.who)


def test_reading_is_counted_once_an_account_and_closes_the_task_of_the_unit(
    office: Desk, director: Desk, stations: list[Unit], doctor: Desk
) -> None:
    row = issued(office.who, director.who)
    nurse = desk_at(stations[0], "station_nurse", "Điều dưỡng trạm mẫu")

    for who in (doctor.who, doctor.who, nurse.who):
        receiving.acknowledge(receipt=receipt_at(stations[0]), by=who)

    assert [reading.name for reading in Reading.objects.order_by("read_at")] == [
        "Bác sĩ trạm mẫu",
        "Điều dưỡng trạm mẫu",
    ]
    assert Task.objects.get(unit_id=stations[0].id, kind="directive_read").status == "completed"
    assert queries.progress_of([row])[row.id].unread == 2


def test_nobody_reads_for_another_unit(
    office: Desk, director: Desk, stations: list[Unit], doctor: Desk
) -> None:
    issued(office.who, director.who)

    with pytest.raises(NotPermitted):
        receiving.acknowledge(receipt=receipt_at(stations[1]), by=doctor.who)


def test_a_reminder_goes_to_the_units_that_have_not_read_and_to_no_other(
    office: Desk, director: Desk, stations: list[Unit], doctor: Desk
) -> None:
    row = issued(office.who, director.who)
    receiving.acknowledge(receipt=receipt_at(stations[0]), by=doctor.who)

    assert receiving.remind(directive=row, by=office.who) == 2

    assert receipt_at(stations[0]).reminders == 0
    assert receipt_at(stations[1]).reminders == 1
    assert Task.objects.get(unit_id=stations[1].id, kind="directive_read").priority == 1


def test_a_task_is_reported_returned_and_accepted(
    office: Desk, director: Desk, stations: list[Unit], doctor: Desk
) -> None:
    issued(office.who, director.who)
    duty = Duty.objects.get(unit_id=stations[0].id)

    receiving.report_duty(duty=duty, report="Đã tập huấn 5 người", by=doctor.who)
    with pytest.raises(Refused, match="còn thiếu gì"):
        receiving.judge_duty(duty=duty, accepted=False, note="", by=office.who)
    receiving.judge_duty(duty=duty, accepted=False, note="Còn 2 người", by=office.who)
    assert Task.objects.filter(unit_id=stations[0].id, kind="directive_duty", status="requested")
    receiving.report_duty(duty=duty, report="Đã tập huấn 7 người", by=doctor.who)
    receiving.judge_duty(duty=duty, accepted=True, note="", by=office.who)

    assert duty.status == "accepted"
    assert not Task.objects.filter(
        unit_id=stations[0].id, kind="directive_duty", status="requested"
    )


def test_where_evidence_is_asked_for_a_report_without_it_is_refused(
    office: Desk, director: Desk, stations: list[Unit], doctor: Desk
) -> None:
    issued(office.who, director.who, replace(SAID, asks=(replace(ASK, needs_evidence=True),)))
    duty = Duty.objects.get(unit_id=stations[0].id)

    with pytest.raises(Refused, match="minh chứng"):
        receiving.report_duty(duty=duty, report="Xong", by=doctor.who)
    receiving.report_duty(
        duty=duty,
        report="Xong",
        evidence=receiving.Evidence("bien-ban.pdf", [PDF]),
        by=doctor.who,
    )

    assert duty.evidence_name == "bien-ban.pdf"


def test_a_new_directive_supersedes_the_old_one_and_its_open_tasks(
    office: Desk, director: Desk, stations: list[Unit]
) -> None:
    old = issued(office.who, director.who)

    issued(office.who, director.who, replace(SAID, supersedes_id=old.id, asks=()), "02/CV")

    assert Directive.objects.get(pk=old.id).status == "superseded"
    assert set(Duty.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not Task.objects.filter(kind="directive_duty", status="requested")


def test_a_withdrawn_directive_tells_every_unit_why(
    office: Desk, director: Desk, stations: list[Unit], doctor: Desk
) -> None:
    row = issued(office.who, director.who)

    with pytest.raises(Refused, match="lý do thu hồi"):
        actions.withdraw(directive=row, why="", by=director.who)
    actions.withdraw(directive=row, why="Trùng với văn bản của Sở", by=director.who)

    told = Task.objects.filter(kind="directive_withdrawn", status="requested")
    assert told.count() == 3
    page = doctor.browser.get(reverse("directives:directive", args=[row.id])).text
    assert "Trùng với văn bản của Sở" in page
    doctor.browser.post(reverse("directives:told", args=[row.id]))
    assert told.count() == 2


@pytest.mark.parametrize(
    "status, due, reported, state",
    [
        ("open", TODAY, None, "open"),
        ("open", TODAY - WEEK, None, "late"),
        ("returned", TODAY - WEEK, TODAY - WEEK, "late"),
        ("reported", TODAY, TODAY, "done"),
        ("accepted", TODAY - WEEK, TODAY, "done_late"),
        ("cancelled", TODAY - WEEK, None, "cancelled"),
    ],
)
def test_a_task_done_late_stays_late(
    status: str, due: dt.date, reported: dt.date | None, state: str
) -> None:
    assert rules.duty_state(status, due, reported, TODAY) == state


@pytest.mark.parametrize(
    "numbers, expected",
    [([], "1/CV-2026"), (["1/CV-2026", "12/CT-2026"], "13/CV-2026"), (["Mật"], "1/CV-2026")],
)
def test_the_next_number_follows_the_highest(numbers: list[str], expected: str) -> None:
    assert rules.next_number(numbers, "CV", 2026) == expected


def test_two_machines_of_one_unit_propose_different_numbers() -> None:
    used = ["7/CV-2026", "A-2/CV-2026", "AB-9/CV-2026"]

    assert rules.next_number(used, "CV", 2026, "A-") == "A-3/CV-2026"
    assert rules.next_number(used, "CV", 2026, "B-") == "B-1/CV-2026"


def test_both_sides_see_it_and_a_stranger_does_not(
    office: Desk,
    director: Desk,
    stations: list[Unit],
    doctor: Desk,
    stranger: Desk,
    department: Unit,
) -> None:
    row = issued(office.who, director.who)
    url = reverse("directives:directive", args=[row.id])

    assert office.browser.get(url).status_code == doctor.browser.get(url).status_code == 200
    assert desk_at(department, "department_officer").browser.get(url).status_code == 200
    assert stranger.browser.get(url).status_code == 404
    for name in ("paper", "attached", "readers"):
        assert stranger.browser.get(reverse(f"directives:{name}", args=[row.id])).status_code == 404


def test_a_draft_is_there_for_the_issuer_alone(
    office: Desk, stations: list[Unit], doctor: Desk, department: Unit
) -> None:
    url = reverse("directives:directive", args=[actions.draft(said=SAID, by=office.who).id])

    assert office.browser.get(url).status_code == 200
    assert doctor.browser.get(url).status_code == 404
    assert desk_at(department, "department_officer").browser.get(url).status_code == 404


def test_the_whole_way_through_pages_from_draft_to_report(
    office: Desk, director: Desk, stations: list[Unit], doctor: Desk
) -> None:
    form = {
        "kind": "plan",
        "title": "Kế hoạch tiêm bù sởi",
        "body": "Rà soát trẻ chưa tiêm.\n\nBáo cáo hằng tuần.",
        "audience": "picked",
        "audience_ids": [str(stations[0].id)],
        "more_units": "tram y te xa mau 02",
        "ask_title_0": "Lập danh sách trẻ chưa tiêm",
        "ask_due_0": "+7",
        "file": SimpleUploadedFile("ke-hoach.pdf", PDF),
    }
    page = office.browser.post(reverse("directives:new"), form)["Location"]
    row = Directive.objects.get()
    director.browser.post(reverse("directives:approve", args=[row.id]))
    sent = director.browser.post(
        reverse("directives:issue", args=[row.id]),
        {"number": "7/KH", "issued_on": f"{TODAY:%d/%m/%Y}", "signed_by": "Giám đốc mẫu"},
    )
    assert sent.status_code == 302, sent.text[-2000:]
    assert "7/KH" in doctor.browser.get(reverse("directives:home")).text
    doctor.browser.post(reverse("directives:read", args=[row.id]))
    duty = Duty.objects.get(unit_id=stations[0].id)
    doctor.browser.post(reverse("directives:duty", args=[duty.id]), {"report": "12 trẻ"})
    office.browser.post(reverse("directives:judge", args=[duty.id]), {"verdict": "accept"})

    answer = office.browser.get(page)
    assert "Bác sĩ trạm mẫu" in answer.text
    assert Duty.objects.get(pk=duty.id).status == "accepted"
    assert doctor.browser.get(reverse("directives:paper", args=[row.id])).content[:4] == b"%PDF"
    assert doctor.browser.get(reverse("directives:attached", args=[row.id])).status_code == 200
    for name in ("home_sheet", "duties_sheet"):
        assert office.browser.get(reverse(f"directives:{name}")).content[:2] == b"PK"
    assert office.browser.get(reverse("directives:readers", args=[row.id])).content[:2] == b"PK"


def test_a_faulty_form_comes_back_with_what_was_typed(office: Desk, stations: list[Unit]) -> None:
    form = {"kind": "plan", "title": "Kế hoạch", "audience": "picked", "more_units": "Trạm nào"}

    answer = office.browser.post(reverse("directives:new"), form)

    assert answer.status_code == 422
    assert "Trạm nào" in answer.text
    assert not Directive.objects.exists()


def test_lists_are_found_by_words_and_the_pages_ask_few_statements(
    office: Desk, director: Desk, stations: list[Unit], doctor: Desk
) -> None:
    row = issued(office.who, director.who)
    urls = [
        (office, reverse("directives:home", query={"q": "sot xuat", "kind": "dispatch"})),
        (office, reverse("directives:directive", args=[row.id])),
        (office, reverse("directives:duties")),
        (doctor, reverse("directives:home", query={"q": "sot xuat"})),
        (doctor, reverse("directives:directive", args=[row.id])),
        (office, reverse("directives:of_unit", args=[stations[0].id])),
    ]
    for desk, url in urls:
        desk.browser.get(url)
        with counted() as statements:
            answer = desk.browser.get(url)
        assert answer.status_code == 200
        assert "sốt xuất huyết" in answer.text, url
        assert len(statements) <= 8, (url, statements)


def test_what_the_rulebook_marks_unverified_says_so_on_the_pages(
    office: Desk, director: Desk, doctor: Desk
) -> None:
    """Kinds, topics and the days of each clock are our own: nobody checked them."""
    pages = ("directives:home", "directives:difficulties", "directives:cases", "directives:gather")

    assert all("chưa xác minh" in office.browser.get(reverse(name)).text for name in pages)
    assert "chưa xác minh" in doctor.browser.get(reverse("directives:raise")).text
    assert "chưa xác minh" in office.browser.get(reverse("directives:new")).text


def test_units_that_were_ticked_are_never_passed_over_for_all(
    office: Desk, stations: list[Unit]
) -> None:
    """Ticked boxes beside “everybody” would send a paper for one unit to all of them."""
    said = {"kind": "dispatch", "title": "Mời họp", "audience": "tree"}

    answer = office.browser.post(
        reverse("directives:new"), {**said, "audience_ids": [str(stations[0].id)]}
    )

    assert answer.status_code == 422
    assert not Directive.objects.exists()
