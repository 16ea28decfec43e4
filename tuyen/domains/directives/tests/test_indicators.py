"""A good model's figure that the program counts: from the kept counts, two periods, custody left out."""

import datetime as dt
from collections.abc import Iterable

import pytest
from django.db import connection
from django.urls import reverse

from tests.statements import counted as counted_statements
from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.directives.actions import good_models as actions
from tuyen.domains.directives.models import Adoption, GoodModel
from tuyen.domains.directives.queries import indicators
from tuyen.domains.directives.rules.indicators import Fault, Measured, Span, fault_of
from tuyen.domains.directives.tests.conftest import Desk, desk_at
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.tally import sink
from tuyen.platform.tally.sink import Count
from tuyen.record.projections import REFERRALS_OUT, VISITS
from tuyen.registry.facilities.models import Unit

TODAY = clock.today()
BEFORE = Span(dt.date(TODAY.year - 2, 1, 1), dt.date(TODAY.year - 2, 12, 31))
AFTER = Span(dt.date(TODAY.year - 1, 1, 1), dt.date(TODAY.year - 1, 12, 31))


def kept(rows: Iterable[Count]) -> None:
    with write_turn(), connection.cursor() as cursor:
        sink.add(cursor, rows)


def year_of_work(unit_id: object, span: Span, visits: int, back: int, lost: int) -> list[Count]:
    day = span.first + dt.timedelta(days=40)
    return [
        Count(VISITS, unit_id, day, "outpatient", "", n=visits),  # type: ignore[arg-type]
        Count(VISITS, unit_id, day, "outpatient", "custody", n=1000),  # type: ignore[arg-type]
        Count(REFERRALS_OUT, unit_id, day, "returned", "x", "", n=back),  # type: ignore[arg-type]
        Count(REFERRALS_OUT, unit_id, day, "lost", "x", "", n=lost),  # type: ignore[arg-type]
        Count(REFERRALS_OUT, unit_id, day, "lost", "x", "custody", n=500),  # type: ignore[arg-type]
    ]


@pytest.fixture
def worked(doctor: Desk) -> Desk:
    """The year before: 10 of 40 referred came back; then 30 of 40."""
    kept(year_of_work(doctor.who.unit_id, BEFORE, 200, 10, 30))
    kept(year_of_work(doctor.who.unit_id, AFTER, 400, 30, 10))
    return doctor


def proposed(by: Desk, code: str, before: Span = BEFORE, after: Span = AFTER) -> GoodModel:
    figure = actions.Counted(code, before, after)
    return actions.propose(said=actions.Said("Nhắc hẹn", "Gọi trước", figure), by=by.who)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "code, before, after",
    [
        ("visits", 200.0, 400.0),
        ("referred", 20.0, 10.0),
        ("referred_back", 25.0, 75.0),
        ("referred_lost", 75.0, 25.0),
    ],
)
def test_the_program_computes_both_figures_without_people_in_custody(
    worked: Desk, code: str, before: float, after: float
) -> None:
    row = proposed(worked, code)

    assert (row.before, row.after) == (before, after)
    assert row.counted_code == code
    assert row.basis["before"]["from"] == BEFORE.first.isoformat()


@pytest.mark.django_db
def test_every_indicator_of_the_rulebook_can_be_counted(worked: Desk) -> None:
    for code in indicators.offered(TODAY):
        [found] = indicators.measured(code, worked.who.unit_id, AFTER)
        assert found.n >= 0


@pytest.mark.django_db
def test_too_few_to_show_anything_are_refused(doctor: Desk) -> None:
    kept(year_of_work(doctor.who.unit_id, BEFORE, 3, 1, 1))

    with pytest.raises(Refused, match="quá ít"):
        proposed(doctor, "visits")


@pytest.mark.django_db
def test_a_period_that_is_not_over_is_refused(worked: Desk) -> None:
    ahead = Span(TODAY, TODAY + dt.timedelta(days=30))

    with pytest.raises(Refused, match="chưa kết thúc"):
        proposed(worked, "referred_back", after=ahead)


@pytest.mark.parametrize(
    "before, after, is_share, fault",
    [
        pytest.param(Span(BEFORE.last, BEFORE.first), AFTER, True, Fault.BACKWARDS, id="backwards"),
        pytest.param(AFTER, BEFORE, True, Fault.OVERLAP, id="after_before"),
        pytest.param(BEFORE, BEFORE, True, Fault.OVERLAP, id="the_same"),
        pytest.param(BEFORE, Span(AFTER.first, AFTER.first), False, Fault.UNLIKE, id="unlike"),
        pytest.param(BEFORE, Span(AFTER.first, AFTER.first), True, None, id="shares_may_be"),
        pytest.param(BEFORE, AFTER, False, None, id="sound"),
    ],
)
def test_periods_that_cannot_be_compared(
    before: Span, after: Span, is_share: bool, fault: Fault | None
) -> None:
    assert fault_of(before, after, is_share=is_share, today=TODAY) == fault


def test_a_share_of_nothing_is_no_figure() -> None:
    assert Measured(0, 0, 100).value is None


@pytest.mark.django_db
@pytest.mark.capability("A15", where="/direction/good-models/new/")
def test_a_counted_model_shows_what_it_stands_on_and_a_declared_one_says_so(
    worked: Desk, office: Desk
) -> None:
    """Proposed on the page by indicator and periods; the basis and a recount stand on the page."""
    form = {
        "title": "Chuyển về có kế hoạch",
        "summary": "Hẹn người bệnh ngay khi về.",
        "counted_code": "referred_back",
        "before_from": f"{BEFORE.first:%d/%m/%Y}",
        "before_to": f"{BEFORE.last:%d/%m/%Y}",
        "after_from": f"{AFTER.first:%d/%m/%Y}",
    }
    new = reverse("directives:new_good_model")

    lacking = worked.browser.post(new, form)
    sent = worked.browser.post(new, form | {"after_to": f"{AFTER.last:%d/%m/%Y}"})
    nothing = worked.browser.post(new, {"title": "Khác", "summary": "Khác", "counted_code": ""})
    page = office.browser.get(sent["Location"])
    kept(year_of_work(worked.who.unit_id, AFTER, 0, 40, 0))
    with counted_statements() as statements:
        again = office.browser.get(sent["Location"] + "?recount=1")

    assert (lacking.status_code, sent.status_code, nothing.status_code) == (422, 302, 422)
    assert "chương trình đếm" in page.text
    assert "75" in page.text
    assert "87,5" in again.text
    assert len(statements) <= 12, len(statements)
    assert worked.browser.get(sent["Location"]).text.count("/referrals/statistics/") >= 1


@pytest.mark.django_db
@pytest.mark.capability("A15", where="/direction/good-models/")
def test_a_unit_that_took_it_up_has_its_own_figures_counted_and_typed_ones_say_so(
    worked: Desk, office: Desk, stations: list[Unit]
) -> None:
    """Counted in two periods with their basis and day at the unit that does it too; or typed and marked."""
    row = actions.recognise(model=proposed(worked, "referred_back"), by=office.who)
    other = desk_at(stations[1], "station_doctor")
    kept(year_of_work(other.who.unit_id, BEFORE, 100, 5, 15))
    kept(year_of_work(other.who.unit_id, AFTER, 100, 15, 5))
    actions.adopt(model=row, started_on=TODAY, by=other.who)
    page, learn = (
        reverse("directives:good_model", args=[row.id]),
        reverse("directives:learn", args=[row.id, "result"]),
    )
    days = zip(
        ("before_from", "before_to", "after_from", "after_to"), (*BEFORE, *AFTER), strict=True
    )
    spans = {name: f"{day:%d/%m/%Y}" for name, day in days}

    offered = other.browser.get(page).text
    lacking = other.browser.post(learn, {"status": "working", "how": "counted"})
    sent = other.browser.post(learn, {"status": "working", "how": "counted", **spans})
    shown = office.browser.get(page).text
    found = Adoption.objects.get()
    typed = {"before": "20", "before_period": "quý 1", "after": "30", "after_period": "quý 2"}
    other.browser.post(learn, {"status": "working", "how": "typed", **typed})

    assert f"{TODAY:%d/%m/%Y}" in offered  # the day of the start divides the periods
    assert (lacking.status_code, sent.status_code) == (422, 302)
    assert (found.before, found.after, found.counted_code) == (25.0, 75.0, "referred_back")
    assert "5/20 → 15/20" in shown
    assert str(AFTER) in shown
    assert found.counted_at is not None
    again = Adoption.objects.get()
    assert (again.counted_code, again.basis, again.after) == ("", {}, 30.0)
    assert "tự khai" in office.browser.get(page).text


@pytest.mark.django_db
def test_a_declared_indicator_is_not_counted_elsewhere(
    worked: Desk, office: Desk, stations: list[Unit]
) -> None:
    figure = actions.Figure("Chờ khám", "phút", 90, "quý 1", 40, "quý 3", "Sổ")
    row = actions.propose(said=actions.Said("Lấy số", "Qua mạng", figure), by=worked.who)
    actions.recognise(model=row, by=office.who)
    other = desk_at(stations[1], "station_doctor")
    mine = actions.adopt(model=row, started_on=TODAY, by=other.who)

    counted = actions.Result("working", counted=actions.Counted("visits", BEFORE, AFTER))

    with pytest.raises(Refused, match="tự khai"):
        actions.report_result(adoption=mine, result=counted, by=other.who)
