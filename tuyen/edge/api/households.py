"""Who lives together, behind the chart of one of them."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.api.who import asker
from tuyen.record.chart import opened_chart
from tuyen.record.queries.household import home_of
from tuyen.registry.persons import actions
from tuyen.registry.persons.models import Household, Person
from tuyen.registry.persons.queries import household_of

of_person = Router(tags=["persons"])


class DueOut(Schema):
    title: str
    kind: str
    due_on: dt.date


class MemberOut(Schema):
    person_id: uuid.UUID
    name: str
    birth_date: dt.date | None
    is_head: bool
    due: list[DueOut]


class HouseholdOut(Schema):
    """`id` is empty where the person lives in no household yet. Hidden members stand nowhere."""

    id: uuid.UUID | None
    commune_code: str
    address_line: str
    members: list[MemberOut]


class NewMemberIn(Schema):
    """Somebody whose chart is open to the asker too."""

    person_id: uuid.UUID


@of_person.get(
    "/{uuid:person_id}/household",
    response=HouseholdOut,
    summary="Who lives with this person and what is due for them at my unit",
)
def read(request: HttpRequest, person_id: uuid.UUID) -> Any:
    who = asker(request)
    return _told(_person(person_id, who), who)


@of_person.post(
    "/{uuid:person_id}/household",
    response={201: HouseholdOut},
    summary="A household around this person, at their address",
)
def create(request: HttpRequest, person_id: uuid.UUID) -> Any:
    who = asker(request)
    person = _person(person_id, who)
    actions.create_household(head=person, by=who)
    return 201, _told(person, who)


@of_person.post(
    "/{uuid:person_id}/household/members",
    response={201: HouseholdOut},
    summary="Somebody moves in with this person",
)
def add(request: HttpRequest, person_id: uuid.UUID, said: NewMemberIn) -> Any:
    who = asker(request)
    person = _person(person_id, who)
    household = _household(person)
    actions.join_household(person=_person(said.person_id, who), household=household, by=who)
    return 201, _told(person, who)


@of_person.delete(
    "/{uuid:person_id}/household", response={204: None}, summary="This person moves out"
)
def leave(request: HttpRequest, person_id: uuid.UUID) -> Any:
    who = asker(request)
    actions.leave_household(person=_person(person_id, who), by=who)
    return 204, None


def _person(person_id: uuid.UUID, who: Actor) -> Person:
    return opened_chart(person_id, who, what="api").person


def _household(person: Person) -> Household:
    found = household_of(person)
    if found is None:
        raise Http404
    return found


def _told(person: Person, who: Actor) -> dict[str, Any]:
    home = home_of(person, who, clock.today())
    household = home.household
    return {
        "id": household.id if household else None,
        "commune_code": household.commune_code if household else "",
        "address_line": household.address_line if household else "",
        "members": [
            {
                "person_id": each.person.id,
                "name": each.person.name,
                "birth_date": each.person.birth_date,
                "is_head": each.is_head,
                "due": each.tasks,
            }
            for each in home.members
        ],
    }
