"""A department that plans, a station below it with cases of measles, a station of another tree."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.response_plans.actions import plans as actions
from tuyen.domains.response_plans.models import ResponsePlan
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import cases as case_acts
from tuyen.record.actions.cases import Told
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Case

DAY = dt.timedelta(days=1)
SAID = actions.Said("Đáp ứng dịch sởi", "measles", "Kế hoạch năm", 21)


@pytest.fixture
def department(db: None) -> ScopeNode:
    return node("Sở Y tế Mẫu", kind="health_department", province_code="12")


@pytest.fixture
def station(department: ScopeNode) -> ScopeNode:
    return node("Trạm Y tế xã Mẫu", under=department, province_code="12")


@pytest.fixture
def head_account(department: ScopeNode) -> Account:
    return account_at(department, "department_officer", name="Trưởng phòng Mẫu")


@pytest.fixture
def head(head_account: Account) -> Actor:
    who = actor_of(head_account)
    assert who is not None
    return who


@pytest.fixture
def writer(head: Actor) -> Actor:
    """At the same unit, without the right to approve."""
    return replace(head, permissions=head.permissions - {"response.approve"}, name="Chuyên viên")


@pytest.fixture
def doctor_account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(doctor_account: Account) -> Actor:
    who = actor_of(doctor_account)
    assert who is not None
    return who


@pytest.fixture
def office(head_account: Account) -> Client:
    return browser_of(head_account)


@pytest.fixture
def browser(doctor_account: Account) -> Client:
    return browser_of(doctor_account)


@pytest.fixture
def draft(head: Actor) -> ResponsePlan:
    return actions.open_plan(said=SAID, by=head)


@pytest.fixture
def plan(draft: ResponsePlan, head: Actor) -> ResponsePlan:
    return actions.approve(plan=draft, number="12/QĐ-SYT", by=head)


@pytest.fixture
def sick(doctor: Actor) -> Callable[..., Case]:
    """Somebody whom the station notifies, ill since so many days."""

    def make(name: str, ago: int = 3, disease: str = "measles") -> Case:
        found = person(doctor, name)
        enqueue(person_id=found.id, by=doctor, reason="Sốt, phát ban")
        told = Told(disease=disease, onset_on=clock.today() - ago * DAY)
        return case_acts.notify_case(person=found.id, told=told, by=doctor)

    return make
