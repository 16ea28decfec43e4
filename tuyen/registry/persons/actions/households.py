"""Who lives together. Each member names the household; leaving it is naming none."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import changes
from tuyen.registry.persons import permissions
from tuyen.registry.persons.models import Household, Person
from tuyen.registry.persons.queries import members_of, same_person_ids


def create_household(*, head: Person, by: Actor) -> Household:
    """A household around its head, at the head's address, kept by the unit that enters it."""
    permissions.require_register(by)
    permissions.require_care(by, same_person_ids(head))
    if head.household_id:
        raise Refused(_("Người này đã ở trong một hộ. Hãy cho rời hộ cũ trước."))
    household = Household(
        unit_id=by.unit_id,
        head_id=head.id,
        commune_code=head.commune_code,
        address_line=head.address_line,
    )
    head.household_id = household.id
    with changes.apply(actor=by, reason="persons.create_household") as log:
        log.create(household)
        log.change(head, ["household_id"])
        log.result_id = household.id
    return household


def join_household(*, person: Person, household: Household, by: Actor) -> None:
    """Both sides must be cared for: whoever is in a household sees who else lives there."""
    permissions.require_register(by)
    permissions.require_care(by, same_person_ids(person))
    permissions.require_care(by, [member.id for member in members_of(household.id, by)])
    if person.household_id == household.id:
        raise Refused(_("Người này đã ở trong hộ."))
    person.household_id = household.id
    with changes.apply(actor=by, reason="persons.join_household") as log:
        log.change(person, ["household_id"])


def leave_household(*, person: Person, by: Actor) -> None:
    permissions.require_register(by)
    permissions.require_care(by, same_person_ids(person))
    person.household_id = None
    with changes.apply(actor=by, reason="persons.leave_household") as log:
        log.change(person, ["household_id"])
