"""A new person in the register: known, unknown, or just born."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.registry.persons import permissions, rules
from tuyen.registry.persons.actions.numbers import rows_for, unused
from tuyen.registry.persons.drafts import Details, Number, require_possible
from tuyen.registry.persons.events import PersonRegistered
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.queries import same_person_ids
from tuyen.registry.persons.sentences import sentence
from tuyen.registry.persons.stations import is_home

# Kept in the record: Vietnamese in whatever language the page was.
UNKNOWN_NAME = "Người chưa rõ tên"


def register_person(
    *,
    details: Details,
    by: Actor,
    numbers: Sequence[Number] = (),
    repeat: changes.Repeat | None = None,
) -> Person:
    """Enter a person once. Raises NumberTaken when a visible person carries one of the numbers."""
    permissions.require_register(by)
    _require_sound(details, by)
    person = _person(details, by)
    issued = [Number("temporary", rules.temporary_code(person.id), "issued")]
    rows = rows_for(person, list(numbers) or issued)
    said = [Number(row.system, row.value) for row in rows]
    with changes.apply(actor=by, reason="persons.register", repeat=repeat) as log:
        log.check(unused(said, by))
        log.create(person, *rows)
        log.announce(
            PersonRegistered(person.id, by.unit_id, person.kind, person.compartment, clock.today())
        )
        log.result_id = person.id
    return person


def register_unknown(*, details: Details, by: Actor) -> Person:
    """Somebody who cannot say who they are: a temporary code, and the commune must be told in time."""
    name = details.name.strip() or UNKNOWN_NAME
    return register_person(details=replace(details, kind="unknown", name=name), by=by)


def register_newborn(*, mother: Person, details: Details, by: Actor) -> Person:
    """A child before its papers: lives where the mother lives; twins are told apart by their order.

    The child's record repeats the mother's address and household, so her chart must be open to `by`.
    """
    permissions.require_register(by)
    permissions.require_care(by, same_person_ids(mother))
    if mother.sex == "male":
        raise Refused(_("Mẹ của trẻ đang ghi giới tính nam: sửa hồ sơ của mẹ trước."))
    if details.birth.on is None:
        raise Refused(_("Cần ngày sinh của trẻ."), field="birth")
    _require_own_order(mother, details)
    name = details.name.strip() or f"Con bà {mother.name}"  # kept, so never in another language
    if not details.name.strip() and details.birth_order:
        name = f"{name} {details.birth_order}"
    child = replace(
        details,
        kind="newborn",
        name=name,
        mother_id=mother.id,
        commune_code=details.commune_code or mother.commune_code,
        address_line=details.address_line or mother.address_line,
        household_id=details.household_id or mother.household_id,
        carer_name=details.carer_name or mother.name,
        compartment=details.compartment or mother.compartment,
    )
    return register_person(details=child, by=by)


def _require_own_order(mother: Person, details: Details) -> None:
    """Twins born on one day carry different numbers; a child entered twice is a mistake."""
    same_day = Person.objects.filter(
        mother_id__in=same_person_ids(mother), birth_date=details.birth.on
    )
    if same_day.filter(birth_order=details.birth_order).exists():
        raise Refused(
            _("Trẻ này đã có hồ sơ. Nếu là sinh đôi, ghi thứ tự sinh (1, 2, 3)."),
            field="birth_order",
        )


def _require_sound(details: Details, by: Actor) -> None:
    if not details.name.strip():
        raise Refused(_("Cần họ và tên."), field="name")
    try:
        require_possible(details.birth, clock.today())
    except rules.Unreadable as fault:
        raise Refused(sentence(fault.fault), field="birth") from fault
    if not by.sees(details.compartment):
        raise Refused(_("Cần được cấp quyền xem dữ liệu nhạy cảm này trước khi ghi."))


def _person(details: Details, by: Actor) -> Person:
    columns = details.fields()
    has_address = bool(columns["commune_code"] or columns["address_line"])
    return Person(
        id=uuid7(),
        entered_unit_id=by.unit_id,
        home_unit_id=by.unit_id if is_home(by, details.commune_code) else None,
        address_from=clock.today() if has_address else None,
        **columns,
    )
