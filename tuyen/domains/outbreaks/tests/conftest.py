"""A station, its doctor, an outbreak of measles."""

import datetime as dt

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks.actions import outbreaks as actions
from tuyen.domains.outbreaks.models import Outbreak
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import cases as case_acts
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case

DAY = dt.timedelta(days=1)


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    who = actor_of(account)
    assert who is not None
    return who


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


@pytest.fixture
def source(doctor: Actor) -> Case:
    sick = person(doctor, name="Lò Văn Một")
    enqueue(person_id=sick.id, by=doctor, reason="Sốt, phát ban")
    told = Told(disease="measles", onset_on=clock.today() - 10 * DAY)
    return case_acts.notify_case(person=sick.id, told=told, by=doctor)


@pytest.fixture
def outbreak(doctor: Actor, source: Case) -> Outbreak:
    said = actions.Opening(place="Bản Mẫu", basis="Biên bản số 1")
    return actions.open_outbreak(cases=[source], said=said, by=doctor)
