"""The secretary of a formal consultation is commonly a nurse: she writes and signs, and never chairs."""

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client

from tests.network import browser_of
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.teleconsult.tests.conftest import Network, account_in, acting
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import consult_sessions as acts
from tuyen.record.consult_minutes import Minutes, Participant
from tuyen.record.models import Consult, ConsultPaper

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse_account(network: Network) -> Account:
    return account_in(network.centre, "ward_nurse", name="Điều dưỡng Mẫu")


@pytest.fixture
def nurse(nurse_account: Account) -> Actor:
    return acting(nurse_account)


@pytest.fixture
def said(expert: Actor, nurse: Actor) -> Minutes:
    return Minutes(
        started_at=clock.now() - dt.timedelta(minutes=25),
        ended_at=clock.now(),
        chair_id=expert.account_id,
        secretary_id=nurse.account_id,
        participants=(Participant("Trần Mẫu", "Bác sĩ", "", "Bệnh viện khác", "Đồng ý."),),
        conclusion="Điều trị tại chỗ.",
    )


def test_a_nurse_calls_the_table_writes_and_signs(
    consult: Consult, said: Minutes, nurse: Actor, expert: Actor
) -> None:
    session = acts.open_session(consult=consult, said=said, by=nurse)
    acts.keep(session=session, consult=consult, said=said, by=nurse)
    paper = acts.conclude(
        session=session, consult=consult, said=said, address=lambda id_: f"/{id_}/", by=nurse
    )

    roles = [acts.sign(row=paper, password_is_right=True, by=each).role for each in (nurse, expert)]

    assert roles == ["secretary", "chair"]


def test_a_nurse_never_chairs(consult: Consult, said: Minutes, nurse: Actor, expert: Actor) -> None:
    turned = replace(said, chair_id=nurse.account_id, secretary_id=expert.account_id)

    with pytest.raises(Refused, match="Chủ tọa"):
        acts.open_session(consult=consult, said=turned, by=nurse)


def test_a_nurse_signs_no_paper_of_a_doctor(
    consult: Consult, said: Minutes, nurse: Actor, network: Network
) -> None:
    session = acts.open_session(consult=consult, said=said, by=nurse)
    paper = acts.conclude(
        session=session, consult=consult, said=said, address=lambda id_: f"/{id_}/", by=nurse
    )
    other = acting(account_in(network.centre, "ward_nurse", name="Điều dưỡng Hai Mẫu"))

    with pytest.raises(NotPermitted, match="không ghi bạn"):
        acts.sign(row=paper, password_is_right=True, by=other)
    assert ConsultPaper.objects.count() == 1


def test_a_nurse_of_another_hospital_keeps_no_minutes_here(
    consult: Consult, said: Minutes, network: Network
) -> None:
    stranger = acting(account_in(network.central, "ward_nurse"))

    with pytest.raises(NotPermitted):
        acts.open_session(consult=consult, said=said, by=stranger)


@pytest.fixture
def at_ward(nurse_account: Account) -> Client:
    return browser_of(nurse_account)


def test_the_sheet_offers_her_as_secretary_alone(
    consult: Consult, nurse: Actor, at_ward: Client
) -> None:
    told = at_ward.post(f"/consults/{consult.id}/sessions/", follow=True)

    form = told.context["form"]
    mine = str(nurse.account_id)
    assert mine in dict(form.fields["secretary"].choices)
    assert mine not in dict(form.fields["chair"].choices)
    assert form["secretary"].value() == mine
    assert at_ward.get("/consults/").status_code == 403
