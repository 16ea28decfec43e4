"""What is said about a person before it is written. No Django here."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tuyen.core.text import nfc
from tuyen.registry.persons.rules import UNKNOWN_BIRTH, Birth, Fault, Unreadable


@dataclass(frozen=True)
class Number:
    """A number in its stored form, with the paper it came from."""

    system: str
    value: str
    source: str = "manual"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class Details:
    """Identity as entered. Whatever is medical lives in the chart."""

    name: str
    birth: Birth = UNKNOWN_BIRTH
    sex: str = "unknown"
    ethnic_code: str = ""
    occupation_code: str = ""
    nationality_code: str = "VN"
    commune_code: str = ""
    address_line: str = ""
    phone: str = ""
    carer_name: str = ""
    kind: str = "known"
    mother_id: uuid.UUID | None = None
    birth_order: int | None = None
    household_id: uuid.UUID | None = None
    compartment: str = ""

    def fields(self) -> dict[str, Any]:
        """The columns of a person that this says something about, text in its stored form."""
        columns = {name: value for name, value in self.__dict__.items() if name != "birth"}
        columns["name"] = nfc(self.name)
        columns["address_line"] = nfc(self.address_line)
        columns["carer_name"] = nfc(self.carer_name)
        return columns | {"birth_date": self.birth.on, "birth_precision": self.birth.precision}


EDITABLE = (
    *("name", "birth_date", "birth_precision", "sex", "ethnic_code", "occupation_code"),
    *("nationality_code", "commune_code", "address_line", "phone", "carer_name", "kind"),
)


def changed(before: Mapping[str, Any], details: Details) -> dict[str, Any]:
    """Of the fields that an edit may touch, those that are different now."""
    said = details.fields()
    return {name: said[name] for name in EDITABLE if said[name] != before[name]}


def require_possible(birth: Birth, today: dt.date) -> None:
    """Nobody is born tomorrow, whoever fills the form."""
    if birth.on and birth.on > today:
        raise Unreadable(Fault.IN_THE_FUTURE)
