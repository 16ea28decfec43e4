"""Before and after the dose: a doctor decides, a child is watched, nobody leaves silently."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.statements import counted
from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.immunization.actions import events, screening, visits, watch
from tuyen.domains.immunization.models import ImmunizationSession, SessionVisit
from tuyen.domains.immunization.queries import watch as queries
from tuyen.domains.immunization.rules.screening import Decision, needs_reason, proposed
from tuyen.domains.immunization.tests.conftest import child_of
from tuyen.domains.immunization.tests.test_sessions import give, screened, session
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import DoseStatus, Immunization
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

__all__ = ["session"]

MINUTE = dt.timedelta(minutes=1)
MEANS = {"a": "postponed", "b": "contraindicated"}


@pytest.fixture
def doctor(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "station_doctor"))


@pytest.mark.parametrize(
    "found, decision",
    [
        pytest.param([], Decision.FIT, id="nothing found"),
        pytest.param(["a"], Decision.POSTPONED, id="ill today"),
        pytest.param(["a", "b"], Decision.CONTRAINDICATED, id="the gravest speaks"),
    ],
)
def test_what_was_found_proposes_a_decision(found: list[str], decision: str) -> None:
    assert proposed(found, MEANS) == decision
    assert not needs_reason(decision, found, MEANS)


def test_every_item_of_the_sheet_means_something() -> None:
    rule = rulebook.on("immunization/screening", clock.today())

    assert {row["means"] for row in rule.rows} == {"postponed", "contraindicated"}


def test_nobody_is_given_before_a_doctor_looked(
    nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    with pytest.raises(Refused, match="Chưa khám sàng lọc"):
        visits.give(session=session, person_id=child.id, chosen=["mr"], by=nurse)


def test_a_nurse_does_not_decide(
    browser: Client, nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    url = reverse("immunization:session_screen", args=[session.id, child.id])

    assert browser.post(url, {"decision": "fit"}).status_code == 403
    with pytest.raises(NotPermitted):
        screening.screen(
            session=session, person_id=child.id, found=[], decision="fit", reason="", by=nurse
        )


def test_a_postponed_child_gets_nothing_and_the_chart_says_why(
    doctor: Client, nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    url = reverse("immunization:session_screen", args=[session.id, child.id])

    doctor.post(url, {"found": ["temperature"], "decision": "postponed"})

    visit = SessionVisit.objects.get()
    assert (visit.outcome, visit.reason, visit.answers["temperature"]) == (
        "not_given",
        "postponed",
        True,
    )
    assert visit.answers["heart"] is False
    assert {row.status_reason for row in Immunization.objects.all()} == {"postponed"}
    with pytest.raises(Refused, match="Tạm hoãn"):
        visits.give(session=session, person_id=child.id, chosen=["mr"], by=nurse)


def test_a_child_postponed_twice_is_withheld_once_and_given_after_a_second_look(
    nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    for _turn in range(2):
        screened(session, child, nurse, "postponed", found=["temperature"])
    visits.withhold(session=session, person_id=child.id, why="fever", by=nurse)
    withheld = list(Immunization.objects.values_list("vaccine", flat=True))
    assert len(withheld) == len(set(withheld)) > 0

    screened(session, child, nurse)
    give(session, child, ["mr"], nurse)

    assert SessionVisit.objects.get().outcome == "given"


def test_a_decision_against_the_findings_asks_for_the_reason(
    doctor: Client, child: Person, session: ImmunizationSession
) -> None:
    url = reverse("immunization:session_screen", args=[session.id, child.id])
    said = {"found": ["temperature"], "decision": "fit"}

    refused = doctor.post(url, said)
    assert refused.status_code == 422
    assert "ghi lý do" in refused.content.decode()
    assert doctor.post(url, said | {"decision_reason": "Đo lại 36,8"}).status_code == 302

    assert SessionVisit.objects.get().decision == "fit"


@pytest.mark.capability("D1", where="/immunizations/watch/")
def test_a_child_is_watched_for_thirty_minutes_and_leaves_by_a_hand(
    browser: Client, nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    now = clock.now()
    give(session, child, ["mr"], nurse)
    visit = SessionVisit.objects.get()
    page, home = (
        reverse("immunization:watch"),
        reverse("immunization:watch_home", args=[visit.id]),
    )

    assert child.name in browser.get(page).content.decode()
    assert "(1)" in browser.get(reverse("immunization:due")).content.decode()
    early = browser.post(home, {})
    assert early.status_code == 422
    assert "ghi vì sao về sớm" in early.content.decode()
    with clock.stopped(now + 31 * MINUTE):
        watch.go_home(visit=SessionVisit.objects.get(), by=nurse)

    visit = SessionVisit.objects.get()
    assert (visit.left_how, visit.left_by_name) == ("home", nurse.name)
    assert child.name not in browser.get(page).content.decode()
    assert browser.post(home, {}).status_code == 404


def test_who_leaves_early_says_why(
    browser: Client, nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    give(session, child, ["mr"], nurse)
    visit = SessionVisit.objects.get()

    browser.post(reverse("immunization:watch_home", args=[visit.id]), {"note": "Nhà cạnh trạm"})

    visit.refresh_from_db()
    assert (visit.left_how, visit.left_note) == ("early", "Nhà cạnh trạm")


def test_a_child_with_a_reaction_stays_on_the_list_until_it_is_told(
    browser: Client, nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    dose = give(session, child, ["mr"], nurse)[0]
    form = reverse("immunization:event", args=[dose.id])
    assert form in browser.get(reverse("immunization:watch")).content.decode()

    browser.get(form)
    assert len(queries.watched(nurse)) == 1
    events.tell_event(
        dose=dose, is_serious=False, began_at=clock.now(), signs="Sốt", care="", by=nurse
    )

    assert queries.watched(nurse) == []
    assert SessionVisit.objects.get().left_how == "reaction"


def test_the_watch_list_asks_few_statements(
    browser: Client, nurse: Actor, session: ImmunizationSession
) -> None:
    for n in range(5):
        give(session, child_of(nurse, f"Trẻ {n}", days=304), ["mr"], nurse)

    with counted() as seen:
        answer = browser.get(reverse("immunization:watch"))

    assert answer.content.decode().count("row-link") == 5
    assert len(seen) <= 9, seen


def test_the_day_shows_how_many_are_watched(
    browser: Client, nurse: Actor, child: Person, session: ImmunizationSession
) -> None:
    screened(session, child, nurse)
    assert "Theo dõi sau tiêm" not in browser.get("/").content.decode()

    visits.give(session=session, person_id=child.id, chosen=["mr"], by=nurse)

    assert "Theo dõi sau tiêm" in browser.get("/").content.decode()
    assert not Immunization.objects.filter(status=DoseStatus.NOT_DONE).exists()
