"""Weekly counts follow every case as it moves; what is kept is what a recount finds."""

import datetime as dt
import random
import uuid
from zoneinfo import ZoneInfo

import pytest

from tests.network import actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.surveillance import projections, recount
from tuyen.domains.surveillance.models import WeeklyCount
from tuyen.domains.surveillance.rules.weekly import Fact, cell_of
from tuyen.platform import changes
from tuyen.record.actions import cases
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case
from tuyen.record.rules.age_bands import band_of
from tuyen.registry.persons.models import Person

HERE = ZoneInfo("Asia/Ho_Chi_Minh")
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    "born, on, band",
    [
        pytest.param("2024-06-15", "2024-12-14", "under_6m", id="a day before six months"),
        pytest.param("2024-06-15", "2024-12-15", "6_8m", id="six months old today"),
        pytest.param("2024-02-29", "2025-02-28", "9_11m", id="29 February, a day early"),
        pytest.param("2024-02-29", "2025-03-01", "12_23m", id="29 February, a year on"),
        pytest.param("1900-01-01", "2025-01-01", "50y_up", id="very old"),
        pytest.param(None, "2025-01-01", "unknown", id="nobody knows"),
        pytest.param("2025-01-02", "2025-01-01", "unknown", id="born after onset"),
    ],
)
def test_a_case_stands_in_the_band_of_its_age_at_onset(
    born: str | None, on: str, band: str
) -> None:
    birth_on = dt.date.fromisoformat(born) if born else None

    assert band_of(birth_on, dt.date.fromisoformat(on)) == band


@pytest.mark.parametrize(
    "told, delay",
    [
        pytest.param(dt.datetime(2026, 11, 22, 23, 59, tzinfo=HERE), 0, id="Sunday night"),
        pytest.param(dt.datetime(2026, 11, 22, 17, 0, tzinfo=dt.UTC), 1, id="Monday in Viet Nam"),
        pytest.param(dt.datetime(2027, 1, 4, 8, 0, tzinfo=HERE), 7, id="across week 53"),
        pytest.param(
            dt.datetime(2027, 6, 1, 8, 0, tzinfo=HERE), 8, id="half a year: eight or more"
        ),
        pytest.param(dt.datetime(2026, 11, 1, 8, 0, tzinfo=HERE), 0, id="told before onset: none"),
    ],
)
def test_delay_is_counted_in_weeks_of_viet_nam(told: dt.datetime, delay: int) -> None:
    onset = dt.date(2026, 11, 16)
    fact = Fact("measles", None, None, "suspected", onset, told, None, "female")

    assert cell_of(fact).delay == delay


@pytest.fixture
def doctor(db: None) -> Actor:
    return actor_at(node("Trạm Y tế xã Mẫu"), "station_doctor", name="Bác sĩ Mẫu")


def notified(doctor: Actor, of: Person, ago: int = 3) -> Case:
    enqueue(person_id=of.id, by=doctor)
    told = Told(disease="measles", onset_on=clock.today() - ago * DAY)
    return cases.notify_case(person=of.id, told=told, by=doctor)


def test_a_case_is_counted_moved_and_struck(doctor: Actor) -> None:
    case = notified(doctor, person(doctor))
    assert list(WeeklyCount.objects.values_list("classification", "age_band", "n")) == [
        ("suspected", "25_49y", 1)
    ]

    cases.correct_case(
        case=case, changed={"onset_on": case.onset_on - 21 * DAY}, why="Nhầm ngày", by=doctor
    )
    assert WeeklyCount.objects.get().monday <= case.onset_on

    cases.strike(case=case, why="Nhầm người", by=doctor)
    assert not WeeklyCount.objects.exists()


def test_a_discarded_case_is_counted_no_more(doctor: Actor) -> None:
    case = notified(doctor, person(doctor))
    cases.investigate(case=case, found={}, by=doctor)
    cases.classify(case=case, classification="discarded", why="IgM âm tính", by=doctor)

    assert not WeeklyCount.objects.exists()


def test_a_mended_birth_date_moves_the_case_to_its_age(doctor: Actor) -> None:
    someone = person(doctor)
    notified(doctor, someone)
    someone.birth_date, someone.sex = clock.today() - 400 * DAY, "male"
    with changes.apply(actor=doctor, reason="test.mended") as log:
        log.change(someone, ["birth_date", "sex"])

    found = WeeklyCount.objects.get()
    assert (found.age_band, found.sex, found.n) == ("12_23m", "male", 1)


@pytest.mark.parametrize("seed", range(4))
def test_after_any_edits_what_is_kept_is_what_a_recount_finds(doctor: Actor, seed: int) -> None:
    chance = random.Random(seed)
    people = [person(doctor, sex=chance.choice(["male", "female"])) for _ in range(6)]
    known = [notified(doctor, each, chance.randrange(30)) for each in people]
    for _ in range(40):
        _edit(Case.objects.get(pk=chance.choice(known).pk), chance, doctor)

    assert projections.kept() == projections.recounted()
    assert sum(projections.kept().values()) > 0
    before = projections.kept()
    assert recount.rebuild() == len(before)
    assert projections.kept() == before


@pytest.mark.parametrize("seed", range(3))
def test_counting_in_one_statement_says_what_counting_case_by_case_says(
    doctor: Actor, seed: int
) -> None:
    """Ages on the days where a month is full, hours of another day in Viet Nam, births nobody knows."""
    chance = random.Random(seed)
    for _ in range(25):
        case = notified(doctor, _born_some_day(doctor, chance))
        case.onset_on = dt.date(2024, 1, 1) + chance.randrange(430) * DAY
        begun = dt.datetime.combine(case.onset_on, dt.time(16, 59, 59), dt.UTC)
        case.notified_at = begun + chance.randrange(-2, 75) * DAY + chance.choice([0, 1]) * SECOND
        with changes.apply(actor=doctor, reason="test.edited") as log:
            log.change(case, ["onset_on", "notified_at"])
    counted = projections.recounted()

    recount.rebuild()

    assert projections.kept() == counted
    assert len({(cell.age_band, cell.delay) for cell in counted}) > 12


def _born_some_day(doctor: Actor, chance: random.Random) -> Person:
    someone = person(doctor, sex=chance.choice(["male", "female", "unknown"]))
    born = dt.date(2023, 12, 25) + chance.randrange(-9, 9) * DAY - chance.randrange(6) * 182 * DAY
    someone.birth_date = chance.choice([born, born, born.replace(day=1), None])
    with changes.apply(actor=doctor, reason="test.born") as log:
        log.change(someone, ["birth_date"])
    return someone


def _edit(case: Case, chance: random.Random, doctor: Actor) -> None:
    """A case as any bundle may leave it, also in ways that no page offers."""
    case.onset_on = clock.today() - chance.randrange(60) * DAY
    case.classification = chance.choice(["suspected", "lab_confirmed", "discarded", "epi_linked"])
    case.area_id = chance.choice([None, uuid.UUID(int=1), uuid.UUID(int=2)])
    case.custody_site_id = chance.choice([None, None, doctor.unit_id])
    case.status = chance.choice(["active"] * 5 + ["entered_in_error"])
    with changes.apply(actor=doctor, reason="test.edited") as log:
        log.change(case, ["onset_on", "classification", "area_id", "custody_site_id", "status"])
