"""Difficulties: raised, grouped, passed up, answered once, settled or opened again."""

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.directives.actions import difficulties as actions
from tuyen.domains.directives.models import CaseStep, Difficulty, TopicCase
from tuyen.domains.directives.queries import difficulties as queries
from tuyen.domains.directives.rules import difficulties as rules
from tuyen.domains.directives.tests.conftest import Desk, desk_at
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

SAID = actions.Said(topic="equipment", title="Máy siêu âm hỏng, không sửa được", hinders_care=True)
NAMED = actions.Grouping("equipment", "Thiếu máy siêu âm ở trạm")
TODAY = clock.today()


def raised(doctor: Actor, **more: object) -> Difficulty:
    return actions.raise_difficulty(said=replace(SAID, **more), by=doctor)  # type: ignore[arg-type]


def grouped(office: Actor, *rows: Difficulty) -> TopicCase:
    return actions.group(grouping=NAMED, difficulties=rows, by=office)


def test_a_station_tells_the_unit_above_and_hears_a_day_for_the_answer(
    doctor: Desk, hospital: Unit
) -> None:
    row = raised(doctor.who)

    assert row.to_unit_id == hospital.id
    assert row.answer_due_on > TODAY


@pytest.mark.parametrize(
    "wrong, sentence",
    [({"topic": "weather"}, "chủ đề"), ({"title": " "}, "khó khăn là gì")],
)
def test_a_difficulty_has_a_topic_and_a_name(
    wrong: dict[str, str], sentence: str, doctor: Desk
) -> None:
    with pytest.raises(Refused, match=sentence):
        raised(doctor.who, **wrong)


def test_it_is_told_to_a_unit_that_directs_us_and_to_no_other(
    doctor: Desk, stations: list[Unit], department: Unit
) -> None:
    with pytest.raises(Refused, match="đang chỉ đạo"):
        raised(doctor.who, to_unit_id=stations[1].id)

    assert raised(doctor.who, to_unit_id=department.id).to_unit_id == department.id


def test_one_answer_reaches_every_unit_and_the_case_closes_with_the_last(
    stations: list[Unit], office: Desk
) -> None:
    doctors = [desk_at(unit, "station_doctor").who for unit in stations]
    rows = [raised(who) for who in doctors]
    case = grouped(office.who, *rows)

    actions.answer(case=case, said=actions.Answer("Sở cấp máy trong quý I"), by=office.who)

    assert Task.objects.filter(kind="difficulty_answered", status="requested").count() == 3
    assert Task.objects.get(kind="difficulty_case").status == "completed"
    for row, who in zip(rows, doctors, strict=True):
        actions.settle(difficulty=Difficulty.objects.get(pk=row.id), note="Đã nhận", by=who)
    assert TopicCase.objects.get().status == "closed"
    assert not Task.objects.filter(status="requested").exists()


def test_one_unit_that_is_not_helped_opens_the_case_again(
    stations: list[Unit], office: Desk
) -> None:
    doctors = [desk_at(unit, "station_doctor").who for unit in stations[:2]]
    rows = [raised(who) for who in doctors]
    case = grouped(office.who, *rows)
    actions.answer(case=case, said=actions.Answer("Đã cấp máy"), by=office.who)
    first, second = (Difficulty.objects.get(pk=row.id) for row in rows)
    actions.settle(difficulty=first, note="", by=doctors[0])

    with pytest.raises(Refused, match="còn vướng"):
        actions.reopen(difficulty=second, why="", by=doctors[1])
    actions.reopen(difficulty=second, why="Máy chưa về", by=doctors[1])

    case = TopicCase.objects.get()
    assert case.status == "reopened"
    actions.answer(case=case, said=actions.Answer("Máy về ngày mai"), by=office.who)
    assert Difficulty.objects.get(pk=first.id).status == "solved"
    actions.settle(difficulty=Difficulty.objects.get(pk=second.id), note="", by=doctors[1])
    assert TopicCase.objects.get().status == "closed"


def test_cases_of_two_hospitals_become_one_above_and_one_answer_comes_down(
    doctor: Desk, office: Desk, department: Unit, stranger: Desk
) -> None:
    above = desk_at(department, "department_officer").who
    case = grouped(office.who, raised(doctor.who))
    with pytest.raises(Refused, match="vì sao cấp mình"):
        actions.pass_up(case=case, note="", by=office.who)
    actions.pass_up(case=case, note="Vượt khả năng của bệnh viện", by=office.who)
    beside = raised(stranger.who)

    whole = actions.group(grouping=NAMED, difficulties=[beside], cases=[case], by=above)
    assert whole.units_count == 2
    with pytest.raises(Refused, match="đã gom"):
        actions.answer(case=TopicCase.objects.get(pk=case.id), said=actions.Answer("?"), by=above)
    actions.answer(case=whole, said=actions.Answer("Mua tập trung"), by=above)

    assert set(Difficulty.objects.values_list("status", flat=True)) == {"answered"}
    assert set(TopicCase.objects.values_list("status", flat=True)) == {"answered"}
    page = doctor.browser.get(
        reverse(
            "directives:difficulty", args=[Difficulty.objects.get(unit_id=doctor.who.unit_id).id]
        )
    )
    assert "Mua tập trung" in page.text


def test_the_top_of_the_tree_has_nobody_to_pass_it_to(stranger: Desk, department: Unit) -> None:
    above = desk_at(department, "department_officer").who
    case = grouped(above, raised(stranger.who))

    with pytest.raises(Refused, match="Không còn cấp trên"):
        actions.pass_up(case=case, note="Xin ý kiến", by=above)


def test_nothing_is_grouped_twice_and_not_by_somebody_else(
    doctor: Desk, office: Desk, department: Unit
) -> None:
    row = raised(doctor.who)
    grouped(office.who, row)

    with pytest.raises(Refused, match="đã được gom"):
        grouped(office.who, row)
    with pytest.raises(Refused, match="ít nhất một"):
        grouped(office.who)
    with pytest.raises(NotPermitted):
        grouped(doctor.who, raised(doctor.who))


def test_it_is_taken_back_only_before_somebody_took_it_up(doctor: Desk, office: Desk) -> None:
    mine, taken = raised(doctor.who), raised(doctor.who)
    grouped(office.who, taken)

    actions.take_back(difficulty=mine, why="Đã tự sửa được", by=doctor.who)
    with pytest.raises(Refused, match="đang ở bước"):
        actions.take_back(difficulty=taken, why="Đã tự sửa được", by=doctor.who)

    assert mine.status == "taken_back"


def test_nobody_settles_what_another_unit_raised(
    doctor: Desk, office: Desk, stations: list[Unit]
) -> None:
    row = raised(doctor.who)
    actions.answer(case=grouped(office.who, row), said=actions.Answer("Xong"), by=office.who)
    other = desk_at(stations[1], "station_doctor").who

    with pytest.raises(NotPermitted):
        actions.settle(difficulty=row, note="", by=other)


def test_a_promise_lies_ahead(doctor: Desk, office: Desk) -> None:
    case = grouped(office.who, raised(doctor.who))
    yesterday = TODAY - dt.timedelta(days=1)

    with pytest.raises(Refused, match="đã qua"):
        actions.answer(case=case, said=actions.Answer("Sẽ cấp", yesterday), by=office.who)


@pytest.mark.parametrize(
    "states, expected",
    [
        (["grouped", "grouped"], "open"),
        (["answered", "solved"], "answered"),
        (["solved", "reopened"], "reopened"),
        (["solved", "taken_back"], "closed"),
    ],
)
def test_a_case_is_what_its_difficulties_are(states: list[str], expected: str) -> None:
    assert rules.case_status(states) == expected


def test_through_the_pages_from_the_station_to_the_office_and_back(
    doctor: Desk, office: Desk, stranger: Desk
) -> None:
    form = {
        "topic": "software",
        "title": "Phần mềm không liên thông",
        "to_unit_id": str(office.who.unit_id),
    }
    url = doctor.browser.post(reverse("directives:raise"), form)["Location"]
    row = Difficulty.objects.get()
    assert "Phần mềm không liên thông" in office.browser.get(reverse("directives:gather")).text
    office.browser.post(
        reverse("directives:gather"), {"difficulty": str(row.id), "title": "Liên thông"}
    )
    case = TopicCase.objects.get()
    answer = office.browser.post(
        reverse("directives:case", args=[case.id]), {"text": "Đã sửa bản mới", "promised_on": ""}
    )
    assert answer.status_code == 302, answer.text[-2000:]
    assert "Đã sửa bản mới" in doctor.browser.get(url).text
    doctor.browser.post(
        reverse("directives:settle", args=[row.id]), {"verdict": "solved", "note": "Dùng được"}
    )

    assert TopicCase.objects.get().status == "closed"
    assert list(CaseStep.objects.order_by("at").values_list("kind", flat=True)) == [
        "grouped",
        "answered",
        "closed",
    ]
    assert stranger.browser.get(url).status_code == 404
    assert stranger.browser.get(reverse("directives:case", args=[case.id])).status_code == 404
    for name in ("difficulties_sheet", "cases_sheet"):
        assert office.browser.get(reverse(f"directives:{name}")).content[:2] == b"PK"


def test_open_ones_are_counted_by_unit_and_the_pages_ask_few_statements(
    stations: list[Unit], office: Desk, doctor: Desk
) -> None:
    row = raised(doctor.who)
    raised(doctor.who, hinders_care=False)
    raised(desk_at(stations[1], "station_doctor").who)
    case = grouped(office.who, row)
    assert queries.open_by_unit(office.who)[0] == (stations[0].id, 2, 1)
    urls = [
        (office, reverse("directives:difficulties", query={"q": "sieu am", "status": "open"})),
        (office, reverse("directives:open_by_unit")),
        (office, reverse("directives:cases")),
        (office, reverse("directives:case", args=[case.id])),
        (office, reverse("directives:difficulty", args=[row.id])),
        (office, reverse("directives:difficulties_of_unit", args=[stations[0].id])),
        (doctor, reverse("directives:difficulties")),
    ]
    for desk, url in urls:
        desk.browser.get(url)
        with counted() as statements:
            answer = desk.browser.get(url)
        assert answer.status_code == 200
        assert len(statements) <= 8, (url, len(statements), statements)
