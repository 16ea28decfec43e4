"""Good models: the number that moved, who recognised, who came to learn, who adopted."""

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.directives.actions import good_models as actions
from tuyen.domains.directives.models import Adoption, GoodModel, StudyVisit
from tuyen.domains.directives.rules.good_models import change_percent
from tuyen.domains.directives.tests.conftest import Desk, desk_at
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

TODAY = clock.today()
DAY = dt.timedelta(days=1)
FIGURE = actions.Figure(
    "Người tăng huyết áp đạt mục tiêu", "%", 41.0, "2025", 63.5, "9 tháng 2026", "Sổ bệnh mạn tính"
)
SAID = actions.Said("Nhắc lịch tái khám qua điện thoại", "Gọi trước hẹn hai ngày.", FIGURE)


def recognised(doctor: Actor, office: Actor) -> GoodModel:
    return actions.recognise(model=actions.propose(said=SAID, by=doctor), by=office)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        pytest.param({"source": " "}, "nguồn số liệu", id="no_source"),
        pytest.param({"indicator": ""}, "chỉ số", id="no_indicator"),
        pytest.param({"after_period": ""}, "cả hai số", id="no_period"),
        pytest.param({"after_period": "2025"}, "khác nhau", id="one_period"),
    ],
)
def test_without_a_sound_number_there_is_no_good_model(
    wrong: dict[str, str], sentence: str, doctor: Desk
) -> None:
    figure = replace(FIGURE, **wrong)  # type: ignore[arg-type]

    with pytest.raises(Refused, match=sentence):
        actions.propose(said=replace(SAID, figure=figure), by=doctor.who)


def test_a_unit_does_not_recognise_itself(doctor: Desk, office: Desk, department: Unit) -> None:
    own = actions.propose(said=SAID, by=office.who)

    with pytest.raises(NotPermitted):
        actions.recognise(model=own, by=office.who)
    above = desk_at(department, "department_officer").who
    assert actions.recognise(model=own, by=above).status == "recognised"


def test_before_it_is_recognised_only_its_own_side_sees_it(
    doctor: Desk, office: Desk, stranger: Desk
) -> None:
    row = actions.propose(said=SAID, by=doctor.who)
    url = reverse("directives:good_model", args=[row.id])

    assert office.browser.get(url).status_code == 200
    assert stranger.browser.get(url).status_code == 404
    actions.recognise(model=row, by=office.who)
    assert stranger.browser.get(url).status_code == 200


def test_another_unit_adopts_it_once_and_says_what_came_of_it(
    doctor: Desk, office: Desk, stranger: Desk
) -> None:
    row = recognised(doctor.who, office.who)

    with pytest.raises(Refused, match="chính đơn vị mình"):
        actions.adopt(model=row, started_on=TODAY, by=doctor.who)
    adoption = actions.adopt(model=row, started_on=TODAY - 90 * DAY, by=stranger.who)
    with pytest.raises(Refused, match="đã ghi áp dụng"):
        actions.adopt(model=row, started_on=TODAY, by=stranger.who)
    with pytest.raises(Refused, match="trước và sau"):
        actions.report_result(adoption=adoption, result=actions.Result("working"), by=stranger.who)
    with pytest.raises(Refused, match="vì sao dừng"):
        actions.report_result(adoption=adoption, result=actions.Result("stopped"), by=stranger.who)
    result = actions.Result("working", 38.0, "quý I", 52.0, "quý III")
    assert actions.report_result(adoption=adoption, result=result, by=stranger.who).after == 52.0


def test_nothing_is_learned_from_what_was_not_recognised_or_is_retired(
    doctor: Desk, office: Desk, stranger: Desk
) -> None:
    row = recognised(doctor.who, office.who)
    with pytest.raises(Refused, match="lý do"):
        actions.retire(model=row, why="", by=office.who)
    actions.retire(model=row, why="Có cách làm tốt hơn", by=office.who)

    with pytest.raises(Refused, match="đã được công nhận"):
        actions.adopt(model=row, started_on=TODAY, by=stranger.who)


@pytest.mark.parametrize(
    "wrong, sentence", [({"day": TODAY + DAY}, "tương lai"), ({"people": 0}, "số người")]
)
def test_a_study_visit_has_a_day_and_people(
    wrong: dict[str, object], sentence: str, doctor: Desk, office: Desk, stranger: Desk
) -> None:
    said: dict[str, object] = {"day": TODAY, "people": 3, "note": ""}

    with pytest.raises(Refused, match=sentence):
        actions.visit(model=recognised(doctor.who, office.who), by=stranger.who, **(said | wrong))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "before, after, expected", [(40.0, 60.0, 50.0), (-10.0, -5.0, 50.0), (0.0, 5.0, None)]
)
def test_the_change_is_told_in_percent(before: float, after: float, expected: float | None) -> None:
    assert change_percent(before, after) == expected


@pytest.mark.capability("A15", where="/direction/good-models/")
def test_a_unit_that_does_well_is_found_visited_and_followed(
    doctor: Desk, office: Desk, stranger: Desk
) -> None:
    """A station proposes, the hospital recognises, another station comes, does it and reports."""
    form = {
        "title": "Nhắc lịch tái khám",
        "summary": "Gọi trước hẹn hai ngày.",
        "indicator": "Người bệnh đạt mục tiêu",
        "measure": "%",
        "before": "41",
        "before_period": "2025",
        "after": "63,5",
        "after_period": "2026",
        "source": "Sổ bệnh mạn tính",
    }
    url = doctor.browser.post(reverse("directives:new_good_model"), form)["Location"]
    row = GoodModel.objects.get()
    office.browser.post(reverse("directives:recognise", args=[row.id]))
    assert "63,5" in stranger.browser.get(reverse("directives:good_models")).text
    day = f"{TODAY:%d/%m/%Y}"
    steps = {
        "visit": {"day": day, "people": "3", "note": "Sổ hẹn"},
        "adopt": {"started_on": day},
        "result": {
            "status": "working",
            "before": "38",
            "before_period": "2025",
            "after": "52",
            "after_period": "2026",
        },
    }
    for step, said in steps.items():
        answer = stranger.browser.post(reverse("directives:learn", args=[row.id, step]), said)
        assert answer.status_code == 302, answer.text[-1500:]

    assert StudyVisit.objects.get().people == 3
    assert Adoption.objects.get().status == "working"
    assert "38 → 52" in office.browser.get(url).text
    assert office.browser.get(reverse("directives:good_models_sheet")).content[:2] == b"PK"


def test_the_pages_ask_few_statements(doctor: Desk, office: Desk, stranger: Desk) -> None:
    row = recognised(doctor.who, office.who)
    actions.adopt(model=row, started_on=TODAY, by=stranger.who)
    urls = [
        (office, reverse("directives:good_models", query={"q": "nhac lich"})),
        (office, reverse("directives:good_model", args=[row.id])),
        (stranger, reverse("directives:good_model", args=[row.id])),
    ]
    for desk, url in urls:
        desk.browser.get(url)
        with counted() as statements:
            answer = desk.browser.get(url)
        assert answer.status_code == 200
        assert len(statements) <= 8, (url, len(statements))
