"""The program proposes, a person decides: found once, judged with reasons, custody hidden from the area."""

import datetime as dt
import random
import uuid

import pytest
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.surveillance import standing_words
from tuyen.domains.surveillance.actions import signals as actions
from tuyen.domains.surveillance.jobs import look_for_signals
from tuyen.domains.surveillance.models import Signal
from tuyen.domains.surveillance.queries import series
from tuyen.domains.surveillance.queries import signals as queries
from tuyen.domains.surveillance.rules.signals import Alert, Status, clusters, may_follow
from tuyen.domains.surveillance.tests.series import PROVINCE, one, province
from tuyen.domains.surveillance.tests.test_situation import counts
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import Case
from tuyen.registry.areas.models import Area

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
ALERTS = [Alert("measles", 1, 7), Alert("measles", 3, 21)]


@pytest.fixture
def areas(db: None) -> list[Area]:
    return province()


@pytest.fixture
def centre(areas: list[Area]) -> ScopeNode:
    return node("Trung tâm Mẫu", kind="cdc", province_code=PROVINCE)


@pytest.fixture
def officer(centre: ScopeNode) -> Actor:
    return actor_at(centre, "cdc_officer", name="Cán bộ Mẫu")


@pytest.fixture
def newest() -> dt.date:
    return series.last_ended(clock.today())


def told(by: Actor, area: Area, ago: int, **more: object) -> None:
    made = one(by, area, clock.today() - ago * DAY, random.Random(1))
    for row in made:
        if isinstance(row, Case):
            for name, value in more.items():
                setattr(row, name, value)
    with changes.apply(actor=by, reason="test.case") as log:
        log.create(*made)


@pytest.mark.parametrize(
    "days_ago, found",
    [
        pytest.param([3], (1, 1), id="one case a few days ago"),
        pytest.param([8], None, id="one case too long ago"),
        pytest.param([3, 10, 20], (3, 3), id="three within three weeks: the stricter rule"),
        pytest.param([3, 10, 30], (1, 1), id="the third lies too far back"),
        pytest.param([], None, id="none"),
    ],
)
def test_a_cluster_is_told_by_the_strictest_rule_it_meets(
    days_ago: list[int], found: tuple[int, int] | None
) -> None:
    onsets = {"measles": [TODAY - days * DAY for days in days_ago]}

    (*said,) = clusters(onsets, ALERTS, TODAY)

    assert [(each.alert.cases, each.cases) for each in said] == ([found] if found else [])


@pytest.mark.parametrize(
    "now, then, may",
    [
        pytest.param("new", "verified", True, id="verified"),
        pytest.param("new", "closed", False, id="not closed unseen"),
        pytest.param("verified", "closed", True, id="closed"),
        pytest.param("false", "verified", True, id="thought better of"),
        pytest.param("closed", "new", False, id="never new again"),
    ],
)
def test_steps_of_a_signal(now: str, then: str, may: bool) -> None:
    assert may_follow(now, then) is may


def test_the_first_suspected_case_of_measles_is_a_signal_where_statistics_are_silent(
    officer: Actor, areas: list[Area]
) -> None:
    told(officer, areas[2], 4, classification="suspected")

    assert look_for_signals() == 1

    found = Signal.objects.get()
    assert (found.algorithm, found.place_code, found.status) == (
        "rule_1_in_7",
        areas[2].code,
        "new",
    )
    assert (found.unit_id, found.observed, found.threshold) == (officer.unit_id, 1, 1)


def test_a_series_above_its_threshold_is_a_signal_once_and_keeps_how_it_was_found(
    officer: Actor, areas: list[Area], newest: dt.date
) -> None:
    for back in range(1, 280):
        counts(areas[0], newest - back * series.WEEK, 1 + back % 3, disease="dengue")
    counts(areas[0], newest, 30, disease="dengue")

    assert look_for_signals() == 2  # the commune and the province
    assert look_for_signals() == 0

    found = Signal.objects.get(level="commune")
    assert (found.algorithm, found.version, found.observed) == ("farrington", "1", 30)
    assert found.threshold < 30
    assert found.p is not None
    assert found.p < 0.01
    assert len(found.parameters) == 16
    assert found.cut_off <= clock.now()


def test_a_series_of_a_few_weeks_raises_no_signal(
    officer: Actor, areas: list[Area], newest: dt.date
) -> None:
    for back in range(4):
        counts(areas[0], newest - back * series.WEEK, 1 + 20 * (back == 0), disease="dengue")

    assert look_for_signals() == 0


def test_what_began_in_custody_is_shown_to_that_place_only(
    officer: Actor, areas: list[Area]
) -> None:
    camp = node("Trại Mẫu", chain="mps", kind="prison_clinic")
    told(officer, areas[0], 3, custody_site_id=camp.unit_id)

    look_for_signals()

    found = Signal.objects.get()
    assert (found.custody_site_id, found.unit_id, found.level) == (
        camp.unit_id,
        camp.unit_id,
        "site",
    )
    assert not queries.visible_to(officer).exists()
    assert queries.visible_to(actor_at(camp, "prison_doctor")).get() == found


def test_a_station_sees_signals_of_its_commune_only(officer: Actor, areas: list[Area]) -> None:
    told(officer, areas[0], 3)
    told(officer, areas[1], 3)
    look_for_signals()
    station = node("Trạm Mẫu", commune_code=areas[1].code, province_code=PROVINCE)

    found = queries.visible_to(actor_at(station, "station_doctor"))

    assert [each.place_code for each in found] == [areas[1].code]


@pytest.fixture
def signal(officer: Actor, areas: list[Area]) -> Signal:
    told(officer, areas[0], 3)
    look_for_signals()
    return Signal.objects.get()


def test_a_signal_is_not_judged_without_a_reason(signal: Signal, officer: Actor) -> None:
    with pytest.raises(Refused):
        actions.judge(signal=signal, status="verified", why=" ", by=officer)


def test_a_signal_is_not_closed_before_anybody_looked(signal: Signal, officer: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        actions.judge(signal=signal, status="closed", why="Xong", by=officer)

    assert refusal.value.code == "illegal_step"


def test_risk_is_assessed_after_verification_only(signal: Signal, officer: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        actions.assess(signal=signal, risk="high", why="Có trẻ chưa tiêm", by=officer)

    assert refusal.value.code == "not_verified"


def test_whoever_investigates_no_cases_judges_no_signal(signal: Signal, centre: ScopeNode) -> None:
    with pytest.raises(NotPermitted):
        actions.judge(
            signal=signal, status="verified", why="Thật", by=actor_at(centre, "hospital_doctor")
        )


@pytest.mark.capability("D2", where="/surveillance/signals/")
def test_an_officer_verifies_assesses_and_closes(signal: Signal, centre: ScopeNode) -> None:
    browser = browser_of(account_at(centre, "cdc_officer"))
    page, acts = reverse("surveillance:signal", args=[signal.id]), {"why": "Đã gọi trạm, ca thật"}
    assert "Sởi" in browser.get(reverse("surveillance:signals")).content.decode()
    judge = reverse("surveillance:judge", args=[signal.id])

    empty = browser.post(judge, {"status": "verified"})
    browser.post(judge, {"status": Status.VERIFIED, **acts})
    verified = browser.get(page).content.decode()
    browser.post(reverse("surveillance:assess", args=[signal.id]), {"risk": "high", "why": "Ổ cũ"})
    browser.post(judge, {"status": Status.CLOSED, "why": "Hết ca 21 ngày"})

    signal.refresh_from_db()
    assert empty.status_code == 422
    assert f"{reverse('outbreaks:open')}?case={Case.objects.get().id}" in verified
    assert (signal.status, signal.risk, signal.decision) == ("closed", "high", "Hết ca 21 ngày")


def test_behind_a_signal_stand_the_cases_of_its_place_and_weeks(
    officer: Actor, areas: list[Area]
) -> None:
    """Not those next door, of long ago, or that an outbreak holds already."""
    told(officer, areas[0], 3)
    look_for_signals()
    told(officer, areas[0], 20)
    for where, ago, more in (
        (areas[1], 3, {}),
        (areas[0], 70, {}),
        (areas[0], 4, {"outbreak_id": uuid.uuid4()}),
    ):
        told(officer, where, ago, **more)
    signal = Signal.objects.get(level="commune", place_code=areas[0].code)

    found = Case.objects.filter(pk__in=queries.cases_behind(signal, officer))

    today = clock.today()
    assert sorted(today - each.onset_on for each in found) == [3 * DAY, 20 * DAY]


def test_an_officer_looks_at_once(areas: list[Area], centre: ScopeNode, officer: Actor) -> None:
    told(officer, areas[0], 2)

    answer = browser_of(account_at(centre, "cdc_officer")).post(reverse("surveillance:look"))

    assert answer.status_code == 302
    assert Signal.objects.count() == 1


def test_the_list_asks_few_questions(areas: list[Area], centre: ScopeNode, officer: Actor) -> None:
    for area in areas[:6]:
        told(officer, area, 3)
    look_for_signals()
    browser = browser_of(account_at(centre, "cdc_officer"))
    browser.get(reverse("surveillance:signals"))

    with counted() as statements:
        browser.get(reverse("surveillance:signals"))

    assert len(statements) <= 14


def test_a_signal_found_by_a_method_not_known_here_is_shown_by_its_code(
    signal: Signal,
) -> None:
    signal.algorithm = "glr_nb"

    assert "glr_nb" in standing_words.signal_why(signal)
