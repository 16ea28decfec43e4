"""Where the pages of a person lead."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

from tuyen.platform.access.doors import who_asks
from tuyen.platform.ui.respond import after
from tuyen.registry.persons import permissions
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.queries import same_person_ids

CHART, IDENTITY = "clinic:patient", "persons:identity"


def chart_name() -> str:
    """The chart belongs to the clinic, a floor above; a node without that room shows who it is."""
    try:
        reverse(CHART, args=["00000000-0000-0000-0000-000000000000"])
    except NoReverseMatch:
        return IDENTITY
    return CHART


def to_chart(request: HttpRequest, person: Person) -> HttpResponse:
    return after(request, chart_name(), person.canonical_id or person.id)


Reader = Callable[[str], str]
_readers: list[Reader] = []


def register_reader(reader: Reader) -> None:
    """A paper of another room has a code that no person bears: from its text to an address, or ""."""
    _readers.append(reader)


def paper_behind(text: str) -> str:
    """Where a scanned paper leads; empty for what may be a name or a number of a person."""
    return next((url for reader in _readers if (url := reader(text))), "")


def is_closed(request: HttpRequest, person: Person) -> bool:
    """Without a care link the chart's own door answers, with its way to receive or to break glass."""
    return not permissions.cares_for(who_asks(request), same_person_ids(person))
