"""The only ways to change who a person is."""

from tuyen.registry.persons.actions.households import (
    create_household,
    join_household,
    leave_household,
)
from tuyen.registry.persons.actions.merging import merge_persons, unmerge_persons
from tuyen.registry.persons.actions.numbers import NumberTaken, add_number, close_number
from tuyen.registry.persons.actions.registering import (
    register_newborn,
    register_person,
    register_unknown,
)
from tuyen.registry.persons.actions.updating import (
    mark_alive,
    mark_deceased,
    update_person,
)

__all__ = [
    "NumberTaken",
    "add_number",
    "close_number",
    "create_household",
    "join_household",
    "leave_household",
    "mark_alive",
    "mark_deceased",
    "merge_persons",
    "register_newborn",
    "register_person",
    "register_unknown",
    "unmerge_persons",
    "update_person",
]
