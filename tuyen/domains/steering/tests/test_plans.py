"""Both sides plan and log; the sum shows who gets too little, by a rule that is written down."""

import datetime as dt
import uuid
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.steering.actions import agreements
from tuyen.domains.steering.actions import plans as actions
from tuyen.domains.steering.actions.plans import Done, Planned
from tuyen.domains.steering.models import Agreement, DirectionEntry, DirectionPlan
from tuyen.domains.steering.queries import plans as queries
from tuyen.domains.steering.rules.equity import Given, Verdict, distance_km, shares, to_move
from tuyen.domains.steering.tests.conftest import browser_at, unit
from tuyen.platform.print.tests.paper_reader import letters_of
from tuyen.registry.facilities.actions import affiliate
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db

TABLE = {"per_km": 0.01, "under": 0.7, "over": 1.3}
NEAR, FAR = uuid.UUID(int=1), uuid.UUID(int=2)


def test_equal_units_with_equal_help_are_even() -> None:
    judged = shares([Given(NEAR, 10, 0, 5), Given(FAR, 10, 0, 5)], TABLE)

    assert [share.index for share in judged] == [1, 1]
    assert to_move(judged) == 0


def test_a_far_unit_is_due_more_than_a_near_one_of_its_size() -> None:
    judged = shares([Given(NEAR, 10, 0, 10), Given(FAR, 10, 100, 10)], TABLE)

    assert [(share.given.unit_id, share.verdict) for share in judged] == [
        (FAR, Verdict.EVEN),
        (NEAR, Verdict.OVER),
    ]
    assert judged[0].due_share == pytest.approx(2 / 3)
    assert judged[0].index == pytest.approx(0.75)
    assert to_move(judged) == pytest.approx(1 / 6)


def test_a_unit_that_got_nothing_stands_first() -> None:
    judged = shares([Given(NEAR, 10, 0, 10), Given(FAR, 10, None, 0)], TABLE)

    assert (judged[0].given.unit_id, judged[0].verdict, judged[0].index) == (FAR, Verdict.UNDER, 0)
    assert to_move(judged) == pytest.approx(0.5)


def test_without_any_work_nothing_is_judged() -> None:
    judged = shares([Given(NEAR, 10, 5, 0), Given(FAR, 3, 9, 0)], TABLE)

    assert {share.verdict for share in judged} == {Verdict.NONE}
    assert to_move(judged) == 0
    assert shares([], TABLE) == []


def test_one_degree_of_latitude_is_111_km() -> None:
    assert distance_km((21, 105), (22, 105)) == pytest.approx(111.2, abs=0.1)
    assert distance_km((21, 105), None) is None


@pytest.mark.parametrize(
    "quarter, first, last",
    [
        pytest.param(0, dt.date(2026, 1, 1), dt.date(2026, 12, 31), id="year"),
        pytest.param(1, dt.date(2026, 1, 1), dt.date(2026, 3, 31), id="first"),
        pytest.param(4, dt.date(2026, 10, 1), dt.date(2026, 12, 31), id="last"),
    ],
)
def test_a_quarter_has_its_days(quarter: int, first: dt.date, last: dt.date) -> None:
    assert queries.span(2026, quarter) == (first, last)


def done(other: Unit, **more: object) -> Done:
    given: dict = {
        "kind": "visit",
        "done_on": clock.today(),
        "subject": "Hướng dẫn cấp cứu",
        "person_days": 2.0,
    }
    return Done(other_unit_id=other.id, **{**given, **more})


def test_both_sides_log_the_same_visit_each_in_its_own_role(
    office: Actor, doctor: Actor, station: Unit, hospital: Unit
) -> None:
    above = actions.log_work(said=done(station), by=office)
    below = actions.log_work(said=done(hospital), by=doctor)

    assert (above.side, above.unit_id, above.other_unit_id) == ("directs", hospital.id, station.id)
    assert (below.side, below.unit_id) == ("directed", station.id)
    assert queries.entries_seen_by(doctor).count() == 2


def test_work_with_a_unit_that_one_does_not_direct_is_refused(
    office: Actor, other_hospital: Unit
) -> None:
    with pytest.raises(Refused, match="mình chỉ đạo"):
        actions.log_work(said=done(other_hospital), by=office)


def test_work_under_an_ended_agreement_is_refused_by_the_day_of_the_work(
    office: Actor, agreement: Agreement, other_hospital: Unit
) -> None:
    agreements.end(agreement=agreement, on=clock.today(), why="CV 3", by=office)
    station_of_theirs = unit("Trạm khác", "health_station", other_hospital)
    affiliate(upper=_ours(office), lower=other_hospital, kind="steering", by=SYSTEM)
    before = clock.today() - dt.timedelta(days=2)

    kept = actions.log_work(
        said=done(other_hospital, agreement=agreement, done_on=before), by=office
    )

    assert kept.agreement_id == agreement.id
    with pytest.raises(Refused, match="không còn hoặc chưa có hiệu lực"):
        actions.log_work(said=done(other_hospital, agreement=agreement), by=office)
    assert station_of_theirs.id in queries.partners(office, clock.today())


def _ours(office: Actor) -> Unit:
    found = Unit.objects.get(pk=office.unit_id).parent
    assert found is not None
    return found


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        pytest.param({"done_on": dt.date(2190, 1, 1)}, "tương lai", id="future"),
        pytest.param({"kind": "nonsense"}, "hình thức", id="kind"),
        pytest.param({"subject": " "}, "nội dung", id="subject"),
        pytest.param({"person_days": float("nan")}, "Ngày công", id="nan"),
        pytest.param({"person_days": -1.0}, "Ngày công", id="negative"),
    ],
)
def test_what_cannot_be_is_refused(
    office: Actor, station: Unit, wrong: dict, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.log_work(said=done(station, **wrong), by=office)


def test_a_struck_out_entry_is_readable_and_counts_nowhere(
    office: Actor, doctor: Actor, station: Unit
) -> None:
    row = actions.log_work(said=done(station), by=office)
    with pytest.raises(NotPermitted):
        actions.strike_out(entry=row, why="Không phải của tôi", by=doctor)

    actions.strike_out(entry=row, why="Ghi nhầm ngày", by=office)

    first = clock.today().replace(month=1, day=1)
    assert not queries.ours(office, first, clock.today()).exists()
    assert DirectionEntry.objects.get().void_reason == "Ghi nhầm ngày"


@pytest.fixture
def plan(office: Actor) -> DirectionPlan:
    year = clock.today().year
    return actions.draw_up(side="directs", year=year, quarter=0, title="Kế hoạch năm", by=office)


def test_a_plan_is_drawn_up_approved_seen_below_and_followed(
    plan: DirectionPlan, office: Actor, doctor: Actor, station: Unit
) -> None:
    planned = Planned(station.id, "visit", "Hỗ trợ cấp cứu", 4.0, 2_000_000)
    line = actions.add_line(plan=plan, said=planned, by=office)
    assert not queries.plans_seen_by(doctor).exists(), "a draft is nobody else's"

    actions.approve(plan=plan, by=office)
    actions.log_work(said=done(station, plan_line_id=line.id), by=office)

    assert list(queries.plans_seen_by(doctor)) == [plan]
    assert [(each.done_days, each.times) for each in queries.lines_of(plan)] == [(2.0, 1)]
    with pytest.raises(Refused, match="đã duyệt"):
        actions.add_line(plan=plan, said=planned, by=office)


def test_a_plan_goes_out_as_a_spreadsheet_and_a_paper_with_the_columns_of_the_page(
    plan: DirectionPlan, office: Actor, hospital: Unit, station: Unit, other_hospital: Unit
) -> None:
    planned = Planned(station.id, "visit", "Hỗ trợ cấp cứu", 4.5, 2_000_000)
    line = actions.add_line(plan=plan, said=planned, by=office)
    actions.approve(plan=plan, by=office)
    actions.log_work(said=done(station, plan_line_id=line.id), by=office)
    browser = browser_at(hospital, "direction_office")
    sheet_url = reverse("steering:plan_sheet", args=[plan.id])

    sheet = browser.get(sheet_url)
    paper = browser.get(reverse("steering:plan_paper", args=[plan.id]))
    stranger = browser_at(other_hospital, "direction_office").get(sheet_url)

    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    told = dict(zip(rows[0], rows[1], strict=True))
    assert (told["Việc"], told["Đơn vị"]) == ("Hỗ trợ cấp cứu", station.name)
    assert (told["Ngày công"], told["Kinh phí (đồng)"], told["Ngày công đã làm"]) == (
        4.5, 2_000_000, 2,
    )  # fmt: skip
    words = letters_of(paper.content)
    for each in ("Hỗtrợcấpcứu", "4,5", "2.000.000đ", "Đãduyệt"):
        assert each in words
    assert stranger.status_code == 404


def test_plans_that_cannot_be_are_refused(
    plan: DirectionPlan, office: Actor, hospital: Unit, department: Unit, doctor: Actor
) -> None:
    with pytest.raises(Refused, match="Đã có kế hoạch"):
        actions.draw_up(side="directs", year=plan.year, quarter=0, title="Lần hai", by=office)
    with pytest.raises(Refused, match="chưa có dòng nào"):
        actions.approve(plan=plan, by=office)
    upwards = Planned(department.id, "visit", "Báo cáo", 1.0)
    with pytest.raises(Refused, match="không ở phía"):
        actions.add_line(plan=plan, said=upwards, by=office)
    with pytest.raises(NotPermitted):
        actions.approve(plan=plan, by=doctor)


def test_a_stations_work_counts_for_the_centre_above_it(
    office: Actor, centre: Unit, station: Unit, hospital: Unit
) -> None:
    other = unit("Trung tâm Y tế B", "district_health_centre", hospital)
    actions.log_work(said=done(station, person_days=3.0), by=office)
    actions.log_work(said=done(centre, person_days=1.0), by=office)
    today = clock.today()

    work = queries.work(office, today.replace(month=1, day=1), today)

    given = {share.given.unit_id: share.given for share in work.shares}
    assert (given[centre.id].size, given[centre.id].person_days) == (2, 4.0)
    assert (given[other.id].size, given[other.id].person_days) == (1, 0.0)
    assert work.shares[0].given.unit_id == other.id
    assert work.by_kind == [("visit", 2, 4.0)]


def test_the_pages_of_plans_log_and_work(office_unit: Unit, station: Unit) -> None:
    browser = browser_at(office_unit, "direction_office")
    year = str(clock.today().year)

    made = browser.post(
        reverse("steering:new_plan"),
        {"side": "directs", "year": year, "quarter": "0", "title": "Kế hoạch chỉ đạo"},
    )
    row = DirectionPlan.objects.get()
    url = reverse("steering:plan", args=[row.id])
    line = {"other": str(station.id), "kind": "visit", "subject": "Đi trạm", "person_days": "1,5"}
    browser.post(url, line)
    browser.post(reverse("steering:approve_plan", args=[row.id]))
    entry = {**line, "done_on": f"{clock.today():%d/%m/%Y}", "plan_line": "", "agreement": ""}
    logged = browser.post(reverse("steering:new_entry"), entry)

    assert (made.status_code, logged.status_code) == (302, 302)
    assert "Đi trạm" in browser.get(url).text
    assert "Đi trạm" in browser.get(reverse("steering:log")).text
    assert "1,5" in browser.get(reverse("steering:work")).text
    assert "Kế hoạch chỉ đạo" in browser.get(reverse("steering:plans")).text
    assert browser.get(reverse("steering:log_sheet")).content[:2] == b"PK"


def test_the_log_asks_few_statements(office: Actor, office_unit: Unit, station: Unit) -> None:
    actions.log_work(said=done(station), by=office)
    browser = browser_at(office_unit, "direction_office")
    browser.get(reverse("steering:log"))

    with counted() as statements:
        browser.get(reverse("steering:log"))

    assert len(statements) <= 8, "\n".join(statements)
