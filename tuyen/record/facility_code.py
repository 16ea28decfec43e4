"""The five characters by which prescriptions name the facility."""

import datetime as dt
import uuid

from tuyen.core import facts

NO_CODE = "00000"  # a unit that the insurer has not given a code yet


def code_of(unit_id: uuid.UUID, on: dt.date) -> str:
    if "facility.insurance_code" not in facts.published():
        return NO_CODE
    return str(facts.ask("facility.insurance_code", unit_id=unit_id, on=on) or NO_CODE)
