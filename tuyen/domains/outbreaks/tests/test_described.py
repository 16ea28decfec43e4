"""An outbreak told by time, place and person: bands, columns, who may see which, the file, the paper."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks import described, printed
from tuyen.domains.outbreaks.actions import outbreaks as actions
from tuyen.domains.outbreaks.models import Outbreak
from tuyen.domains.outbreaks.queries import described as queries
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.record.actions import cases as case_acts
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case

DAY = dt.timedelta(days=1)


def case(on: dt.date, **more: object) -> described.Told:
    known: dict[str, object] = {
        "onset_on": on,
        "is_confirmed": False,
        "has_died": False,
        "sex": "male",
        "band": "2_4y",
        "doses": None,
        "hamlet": "Bản Một",
    }
    return described.Told(**(known | more))  # type: ignore[arg-type]


def test_days_without_a_case_have_their_column() -> None:
    first = dt.date(2025, 2, 3)

    columns, step = described.columns([case(first + 3 * DAY, is_confirmed=True), case(first)])

    assert step == 1
    assert [(c.first_on.day, c.confirmed, c.other) for c in columns] == [
        (3, 0, 1),
        (4, 0, 0),
        (5, 0, 0),
        (6, 1, 0),
    ]


def test_a_long_outbreak_is_told_by_weeks_that_begin_on_monday() -> None:
    first = dt.date(2025, 2, 5)  # a Wednesday

    columns, step = described.columns([case(first), case(first + 60 * DAY)])

    assert step == 7
    assert columns[0].first_on == dt.date(2025, 2, 3)
    assert sum(c.confirmed + c.other for c in columns) == 2


def test_rows_stand_in_their_order_and_the_unknown_comes_last() -> None:
    day = dt.date(2025, 2, 3)
    told = [case(day, doses=None), case(day, doses=3, sex="female"), case(day, doses=0), case(day)]

    by_doses = described.grouped(told, described.doses_of, ["0", "1", "2", "unknown"])
    by_place = described.grouped(
        [case(day, hamlet="B"), case(day, hamlet="A"), case(day, hamlet="B")], lambda c: c.hamlet
    )

    assert [(row.key, row.cases, row.female) for row in by_doses] == [
        ("0", 1, 0),
        ("2", 1, 1),
        ("unknown", 2, 0),
    ]
    assert [row.key for row in by_place] == ["B", "A"]


def test_bars_stand_on_the_foot_and_fill_the_height() -> None:
    day = dt.date(2025, 2, 3)
    columns, _step = described.columns(
        [case(day), case(day, is_confirmed=True), case(day + DAY, is_confirmed=True)]
    )

    drawn = described.drawing(columns, described.WIDE)

    high, low = drawn.bars
    assert high.confirmed_y + high.confirmed_height == pytest.approx(drawn.foot)
    assert high.other_y == pytest.approx(described.TOP)
    assert low.other_height == 0


@pytest.fixture
def second(outbreak: Outbreak, doctor: Actor) -> Case:
    """A girl of the same hamlet, confirmed."""
    sick = person(doctor, name="Lò Thị Hai", sex="female")
    enqueue(person_id=sick.id, by=doctor, reason="Sốt, phát ban")
    more = (("hamlet", "Bản Mẫu"), ("doses", 1))
    told = Told(disease="measles", onset_on=clock.today() - 6 * DAY, more=more)
    found = case_acts.notify_case(person=sick.id, told=told, by=doctor)
    case_acts.investigate(case=found, found={}, by=doctor)
    found.refresh_from_db()
    case_acts.classify(case=found, classification="lab_confirmed", why="IgM dương tính", by=doctor)
    found.refresh_from_db()
    actions.add_case(outbreak=outbreak, case=found, by=doctor)
    return found


@pytest.mark.django_db
@pytest.mark.capability("D6", where="/outbreaks/")
def test_time_place_and_person_on_the_page_in_the_file_and_on_paper(
    outbreak: Outbreak, second: Case, doctor: Actor, browser: Client
) -> None:
    found = queries.description_of(outbreak, doctor)
    shown = browser.get(reverse("outbreaks:described", args=[outbreak.id])).text
    file = browser.get(reverse("outbreaks:described_file", args=[outbreak.id]))
    paper = printed.report_paper(outbreak, doctor)

    tables = {table.code: table for table in found.tables}
    assert (found.total.cases, found.total.confirmed, found.hidden) == (2, 1, 0)
    assert sum(row.cases for row in tables[queries.AGE].rows) == 2
    assert {row.key: row.cases for row in tables[queries.DOSES].rows} == {"1 mũi": 1, "Không rõ": 1}
    assert len(found.columns) == 5  # ten to six days ago
    assert "<svg" in shown
    assert "Theo số mũi đã tiêm" in shown
    assert "Bản Mẫu,1,1,0,1,0" in file.text
    assert [table["title"] for table in paper["tables"]] == [t.title for t in found.tables]
    assert printed.report_pdf(outbreak, doctor)[:4] == b"%PDF"


@pytest.mark.django_db
def test_cases_that_one_may_not_see_are_counted_as_hidden(
    outbreak: Outbreak, second: Case, station: ScopeNode
) -> None:
    stranger = actor_of(account_at(node("Trạm Y tế xã Khác"), "station_doctor"))
    assert stranger is not None

    found = queries.description_of(outbreak, stranger)

    assert (found.total.cases, found.hidden, found.columns) == (0, 2, [])


@pytest.mark.django_db
def test_without_a_counted_case_the_page_says_so(
    outbreak: Outbreak, source: Case, doctor: Actor, browser: Client
) -> None:
    case_acts.investigate(case=source, found={}, by=doctor)
    source.refresh_from_db()
    case_acts.classify(case=source, classification="discarded", why="IgM âm tính", by=doctor)

    shown = browser.get(reverse("outbreaks:described", args=[outbreak.id])).text

    assert "Chưa có ca nào được tính mà bạn xem được." in shown
    assert 'class="trend"' not in shown


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow_with_the_cases(
    outbreak: Outbreak, second: Case, doctor: Actor
) -> None:
    with counted() as asked:
        queries.description_of(outbreak, doctor)

    assert len(asked) <= 5
