"""The chain of an outbreak: generations, serial intervals, the drawing; a source told, taken back."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks import chains
from tuyen.domains.outbreaks.actions import outbreaks as outbreak_acts
from tuyen.domains.outbreaks.chains import Link
from tuyen.domains.outbreaks.models import Contact, Outbreak
from tuyen.domains.outbreaks.queries import contacts as queries
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import cases as case_acts
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case

A, B, C, D = (uuid.UUID(int=number) for number in range(1, 5))
DAY, FIRST = dt.timedelta(days=1), dt.date(2025, 2, 1)
ONSETS = {A: FIRST, B: FIRST + 10 * DAY, C: FIRST + 14 * DAY, D: FIRST + 24 * DAY}


def test_a_generation_is_one_more_than_that_of_the_nearest_source() -> None:
    links = [Link(A, B), Link(B, C), Link(A, C), Link(C, D)]

    assert chains.generations([A, B, C, D], links) == {A: 1, B: 2, C: 2, D: 3}


def test_cases_in_a_circle_have_no_generation() -> None:
    assert chains.generations([A, B, C], [Link(B, C), Link(C, B)]) == {A: 1, B: None, C: None}


def test_the_serial_interval_counts_cases_with_one_source_only() -> None:
    links = [Link(A, B), Link(A, C), Link(B, C), Link(C, D)]

    assert chains.serial_interval(ONSETS, links) == (10, 2)
    assert chains.serial_interval(ONSETS, []) == (None, 0)


@pytest.mark.parametrize(
    "case, source, circles",
    [
        pytest.param(A, C, True, id="infected by its own grandchild"),
        pytest.param(A, A, True, id="infected by itself"),
        pytest.param(D, A, False, id="a new branch"),
    ],
)
def test_a_chain_never_bites_its_own_tail(
    case: uuid.UUID, source: uuid.UUID, circles: bool
) -> None:
    assert chains.would_circle(case, source, [Link(A, B), Link(B, C)]) is circles


def test_a_case_stands_further_right_the_later_it_fell_ill_and_inside_the_drawing() -> None:
    drawn = chains.drawing(list(ONSETS.items()), [Link(A, D)], [Link(A, D)], chains.NARROW)
    across = [dot.x for dot in drawn.dots]

    assert across == sorted(across)
    assert across[0] == chains.SIDE
    assert across[-1] == chains.NARROW - chains.SIDE
    assert [dot.has_source for dot in drawn.dots] == [False, False, False, True]
    assert drawn.strokes[0].is_odd
    assert max(dot.y for dot in drawn.dots) < drawn.height


@pytest.fixture
def account(db: None) -> Account:
    return account_at(node("Trạm Y tế xã Mẫu"), "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    who = actor_of(account)
    assert who is not None
    return who


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


@pytest.fixture
def cases(doctor: Actor) -> list[Case]:
    """Ill 25, 14 and 11 days ago."""
    made = []
    for name, days_ago in (("Lò Văn Một", 25), ("Lò Văn Hai", 14), ("Lò Văn Ba", 11)):
        sick = person(doctor, name=name)
        enqueue(person_id=sick.id, by=doctor, reason="Sốt, phát ban")
        told = Told(disease="measles", onset_on=clock.today() - days_ago * DAY)
        made.append(case_acts.notify_case(person=sick.id, told=told, by=doctor))
    return made


@pytest.fixture
def outbreak(doctor: Actor, cases: list[Case]) -> Outbreak:
    said = outbreak_acts.Opening(place="Bản Mẫu", basis="Biên bản số 1")
    return outbreak_acts.open_outbreak(cases=cases, said=said, by=doctor)


def sent(case: Case, source: Case, days_ago: int = 20, **more: str) -> dict[str, str]:
    day = f"{clock.today() - days_ago * DAY:%d/%m/%Y}"
    return {"case": str(case.id), "source": str(source.id), "exposed_on": day, **more}


@pytest.mark.capability("D7", where="/outbreaks/")
def test_who_infected_whom_is_told_drawn_flagged_and_taken_back(
    browser: Client, outbreak: Outbreak, cases: list[Case]
) -> None:
    one, two, three = cases
    tell = reverse("outbreaks:chain_source", args=[outbreak.id])
    page = reverse("outbreaks:chain", args=[outbreak.id])
    before = browser.get(page).text
    browser.post(tell, sent(two, one))
    browser.post(tell, sent(three, two, 13))
    with counted() as seen:
        shown = browser.get(page).text

    browser.post(tell, sent(three, two, verb="back"))

    assert "không tính được" in before
    assert "ca 1 (11 ngày)" in shown
    assert "7,0 ngày" in shown
    assert "khác thường" in shown  # three days apart
    assert 'stroke-dasharray="5 3"' in shown
    assert queries.links_of(outbreak) == [Link(one.id, two.id)]
    assert len(seen) <= 11, seen


@pytest.mark.parametrize(
    "case, source, days_ago, words",
    [
        pytest.param(0, 1, 26, "thành vòng", id="a circle"),
        pytest.param(1, 0, 20, "đã ghi rồi", id="told already"),
        pytest.param(2, 0, 5, "sau ngày khởi phát", id="exposed after it fell ill"),
    ],
)
def test_a_wrong_source_is_refused(
    browser: Client,
    outbreak: Outbreak,
    cases: list[Case],
    case: int,
    source: int,
    days_ago: int,
    words: str,
) -> None:
    tell = reverse("outbreaks:chain_source", args=[outbreak.id])
    browser.post(tell, sent(cases[1], cases[0]))

    response = browser.post(tell, sent(cases[case], cases[source], days_ago))

    assert response.status_code == 422
    assert words in response.text
    assert Contact.objects.count() == 1
