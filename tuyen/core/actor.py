"""The person who acts: a value made once per request, asked everywhere."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

NOBODY_ID = uuid.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Actor:
    """Account at a post. `permissions` come from the role, `compartments` from personal grants.

    scope: "unit" (my unit with its departments) or "subtree" (every unit below as well).
    opened: patients opened by break-glass, with the instant at which each leave ends.
    late_reason: why this act goes into a day whose books are closed; the log keeps it with the act.
    """

    account_id: uuid.UUID
    name: str
    role: str
    unit_id: uuid.UUID
    unit_name: str
    path: str
    chain: str
    permissions: frozenset[str] = frozenset()
    compartments: frozenset[str] = frozenset()
    scope: str = "unit"
    unit_kind: str = ""
    commune_code: str = ""
    province_code: str = ""
    staff_id: uuid.UUID | None = None
    post_id: uuid.UUID | None = None
    opened: Mapping[uuid.UUID, dt.datetime] = field(default_factory=dict)
    late_reason: str = ""

    def may(self, permission: str) -> bool:
        return permission in self.permissions or self.is_system

    @property
    def is_system(self) -> bool:
        """The program itself, from the command line or a job."""
        return self.role == "system"

    def sees(self, compartment: str) -> bool:
        return not compartment or compartment in self.compartments

    def covers(self, path: str) -> bool:
        """Is the unit with this path my own or below it?"""
        return path.startswith(self.path)


SYSTEM = Actor(
    account_id=NOBODY_ID,
    name="Tuyến",
    role="system",
    unit_id=NOBODY_ID,
    unit_name="",
    path="",
    chain="",
)
