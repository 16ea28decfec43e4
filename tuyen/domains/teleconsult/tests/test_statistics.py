"""Numbers of consultations are those of the records, open their cases, and tell nothing of the hidden."""

import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.consults import consult_of
from tests.network import browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.ids import uuid7
from tuyen.domains.teleconsult import measures, statistics
from tuyen.domains.teleconsult.measures import Fact
from tuyen.domains.teleconsult.statistics import Asked
from tuyen.domains.teleconsult.tests.conftest import Network, account_in, acting
from tuyen.platform import changes
from tuyen.platform.tally.models import Tally
from tuyen.record.models import Consult, ConsultAdvice
from tuyen.record.projections import CONSULTS_IN

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
PLAIN = Fact(
    unit_id=uuid.UUID(int=2),
    specialty="cardiology",
    answer=measures.OPEN,
    conclusion=measures.OPEN,
)


def heaped(*facts: Fact) -> dict[measures.Key, measures.Heap]:
    return measures.heaped((fact, None, None) for fact in facts)


@pytest.mark.parametrize(
    "values, median, p90",
    [
        pytest.param([], None, None, id="nobody"),
        pytest.param([7], 7, 7, id="one"),
        pytest.param([1, 2, 3, 4], 2, 4, id="nearest rank below the middle"),
        pytest.param(list(range(1, 11)), 5, 9, id="ten"),
        pytest.param([9, 1, 5], 5, 9, id="in any order"),
    ],
)
def test_median_and_ninetieth_are_values_that_were_reached(
    values: list[int], median: int | None, p90: int | None
) -> None:
    assert (measures.quantile(values, 0.5), measures.quantile(values, 0.9)) == (median, p90)


@pytest.mark.parametrize(
    "states, expected",
    [
        pytest.param([measures.IN_TIME], 100, id="in time"),
        pytest.param([measures.LATE], 0, id="late"),
        pytest.param([measures.MISSED], 0, id="nobody answered and the limit is over"),
        pytest.param([measures.OPEN], None, id="still in time, or taken back"),
        pytest.param([measures.IN_TIME, measures.OPEN, measures.LATE], 50, id="judged ones alone"),
    ],
)
def test_the_share_in_time(states: list[int], expected: int | None) -> None:
    facts = [PLAIN._replace(answer=state) for state in states]

    line = measures.line_of("", measures.all_of(heaped(*facts).values()))

    assert line.answer.share == expected


ADVISED = PLAIN._replace(conclusion=measures.IN_TIME, kind="treat_here", outcome="1")
SENT = ADVISED._replace(kind="transfer", agreed="yes", outcome="2")


@pytest.mark.parametrize(
    "fact, group",
    [
        pytest.param(ADVISED, "avoided", id="stayed and got better"),
        pytest.param(SENT, "transferred", id="advised and gone"),
        pytest.param(SENT._replace(held="yes"), "transfer_right", id="right, the experts say"),
        pytest.param(SENT._replace(held="no"), "transfer_wrong", id="not right"),
        pytest.param(ADVISED._replace(is_moved=1), "moved_against", id="moved against advice"),
    ],
)
def test_what_became_of_the_transfer(fact: Fact, group: str) -> None:
    kinds = ("avoided", "transferred", "transfer_right", "transfer_wrong", "moved_against")

    found = {code for code in kinds if measures.GROUPS[code](fact)}

    assert group in found
    assert not ("avoided" in found and found & {"transferred", "moved_against"})


def test_small_numbers_are_hidden_and_none_alone() -> None:
    facts = [ADVISED._replace(specialty=name) for name, n in SIZES.items() for _turn in range(n)]
    lines = measures.lines_by(heaped(*facts), lambda key: key[1])

    shown = {line.key: line.counts["all"] for line in measures.veiled(lines, 5)}

    assert shown == {"a": 20, "b": None, "c": None}


SIZES = {"a": 20, "b": 7, "c": 2}


def test_a_hidden_outcome_takes_a_neighbour_with_it() -> None:
    found = {("treat_here", "1"): 30, ("treat_here", "2"): 9, ("treat_here", "5"): 1}

    shown = measures.veiled_outcomes(found, 5)

    assert shown[("treat_here", "5")] is None
    assert shown[("treat_here", "2")] is None
    assert shown[("treat_here", "1")] == 30


# With records --------------------------------------------------------------------------------------


def told(network: Network, patient_id: uuid.UUID, turn: int, **said: Any) -> Consult:
    """One case that is over, advised to stay, better afterwards; `said` changes it."""
    now = clock.now()
    asked_at = now - dt.timedelta(days=2, hours=turn)
    kind = said.pop("kind", "treat_here")
    ordinary = {
        "number": f"2026-{turn:05d}",
        "to_unit_id": network.centre.id,
        "asked_at": asked_at,
        "day": clock.day_of(asked_at),
        "answer_due_at": asked_at + 2 * HOUR,
        "conclude_due_at": asked_at + 8 * HOUR,
        "answered_at": asked_at + HOUR,
        "advised_at": asked_at + 3 * HOUR,
        "status": "closed",
        "outcome": "2",
        "agreed": "yes",
        "held": "yes",
    }
    row = consult_of(patient_id, network.station.id, **ordinary | said)
    if row.advised_at:
        advice = ConsultAdvice(
            patient_id=patient_id,
            compartment=row.compartment,
            consult_id=row.id,
            unit_id=row.to_unit_id,
            status="signed",
            kind=kind,
            text="Mẫu",
            author_id=uuid7(),
            author_name="Bác sĩ Mẫu",
            written_at=row.advised_at,
            signed_at=row.advised_at,
        )
        with changes.apply(actor=SYSTEM, reason="test.advice") as log:
            log.create(advice)
    return row


@pytest.fixture
def cases(network: Network) -> list[Consult]:
    """Seven of cardiology, six of skin; one transferred, one late, one unanswered, one hidden."""
    patient = person(SYSTEM)
    rows = [told(network, patient.id, n) for n in range(1, 7)]
    rows.append(told(network, patient.id, 7, kind="transfer"))
    rows += [told(network, patient.id, n, specialty="skin") for n in range(8, 12)]
    late = clock.now() - dt.timedelta(days=1)
    rows.append(told(network, patient.id, 12, specialty="skin", answered_at=late, advised_at=late))
    rows.append(
        told(
            *(network, patient.id, 13),
            specialty="skin",
            status="asked",
            answered_at=None,
            advised_at=None,
            outcome="",
            agreed="",
            held="",
        )
    )
    told(network, patient.id, 14, compartment="hiv")
    told(network, patient.id, 15, compartment="custody")
    return rows


def month(side: str = "in", **said: Any) -> Asked:
    today = clock.today()
    return Asked(side=side, first=today - dt.timedelta(days=30), last=today, **said)


def test_the_numbers_are_those_of_the_records(cases: list[Consult], expert: Actor) -> None:
    found = statistics.numbers(month(), expert)

    by_hand = {
        "all": len(cases),
        "answered": sum(row.answered_at is not None for row in cases),
        "answered_in_time": sum(
            row.answered_at is not None and row.answered_at <= row.answer_due_at for row in cases
        ),
        "concluded": sum(row.advised_at is not None for row in cases),
        "avoided": 11,
        "transferred": 1,
        "transfer_right": 1,
        "known": sum(bool(row.outcome) for row in cases),
    }
    assert {code: found.total.counts[code] for code in by_hand} == by_hand
    assert {line.key: line.counts["all"] for line in found.by_specialty} == {
        "cardiology": 7,
        "skin": 6,
    }
    assert found.outcomes[("transfer", "2")] == 1
    assert found.total.answer.median == 60


@pytest.mark.parametrize(
    "said, expected",
    [
        pytest.param({"answered_at": None, "status": "asked"}, measures.MISSED, id="over"),
        pytest.param({"answered_at": None, "status": "cancelled"}, measures.OPEN, id="taken back"),
        pytest.param(
            {"answered_at": None, "status": "asked", "answer_due_at": clock.now() + 9 * HOUR},
            measures.OPEN,
            id="still in time",
        ),
        pytest.param({}, measures.IN_TIME, id="in time"),
        pytest.param({"answered_at": clock.now()}, measures.LATE, id="late"),
    ],
)
def test_what_became_of_a_limit(
    network: Network, expert: Actor, said: dict[str, Any], expected: int
) -> None:
    told(network, person(SYSTEM).id, 1, **said)

    [heap] = statistics.heaps(month(), expert).values()

    assert [fact.answer for fact in heap.facts] == [expected]


def test_the_numbers_agree_with_the_kept_counts(
    network: Network, cases: list[Consult], expert: Actor
) -> None:
    kept = Tally.objects.filter(
        indicator=CONSULTS_IN, unit_id=network.centre.id, dimension_c=""
    ).values_list("n", flat=True)

    assert sum(kept) == statistics.numbers(month(), expert).total.counts["all"]


@pytest.mark.parametrize("group", list(measures.GROUPS))
def test_every_number_opens_as_many_cases(cases: list[Consult], expert: Actor, group: str) -> None:
    n = statistics.numbers(month(), expert).total.counts[group]

    assert len(statistics.ids_behind(month(group=group), expert)) == n


def test_a_reader_without_the_grant_neither_sees_nor_counts_the_hidden(
    network: Network, cases: list[Consult], at_centre: Client
) -> None:
    granted = acting(account_in(network.centre, "hospital_doctor", grants=("hiv",)))

    page = at_centre.get("/consults/statistics/?side=in&days=30").content.decode()
    behind = at_centre.get("/consults/statistics/cases/?side=in&days=30").content.decode()

    assert statistics.numbers(month(), granted).total.counts["all"] == len(cases) + 1
    assert f"{len(cases)} ca sau con số này" in behind
    assert "2026-00014" not in behind
    assert "2026-00015" not in behind
    assert ">14<" not in page


def test_another_facility_counts_none_of_ours(
    network: Network, cases: list[Consult], professor: Actor
) -> None:
    assert statistics.numbers(month(), professor).total.counts["all"] == 0


def test_whoever_opens_no_chart_sees_no_small_number(
    network: Network, cases: list[Consult]
) -> None:
    office = browser_of(account_in(network.centre, "direction_office"))

    page = office.get("/consults/statistics/?side=in&days=30").content.decode()
    few = office.get("/consults/statistics/cases/?side=in&days=30&group=transferred")

    assert "Số dưới 5" in page
    assert "kind=transfer&amp;outcome=2" not in page
    assert "0 ca sau con số này" in few.content.decode()


def test_the_spreadsheet_holds_the_same_numbers(
    cases: list[Consult], at_centre: Client, expert: Actor
) -> None:
    answer = at_centre.get("/consults/statistics/sheet/?side=in&days=30")

    last = (
        CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
        .get_sheet_by_index(0)
        .to_python()[-1]
    )
    assert last[:2] == ["Cộng", statistics.numbers(month(), expert).total.counts["all"]]


@pytest.mark.parametrize("form, start", [("pdf", b"%PDF"), ("xlsx", b"PK")])
def test_a_supporting_facility_reports_its_year(
    network: Network, cases: list[Consult], form: str, start: bytes
) -> None:
    office = browser_of(account_in(network.centre, "direction_office"))

    answer = office.get(f"/consults/report/{clock.today().year}/{form}/")

    assert answer.status_code == 200
    assert answer.content.startswith(start)


def test_statistics_cost_few_statements(
    cases: list[Consult], at_centre: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        at_centre.get("/consults/statistics/?side=in")
