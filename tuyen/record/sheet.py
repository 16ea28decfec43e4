"""What a visit says, as values: from the one-screen form, a paper, the API. No Django here."""

import datetime as dt
from dataclasses import dataclass, field

from tuyen.core import clock


@dataclass(frozen=True, slots=True)
class Reading:
    """One measurement in its UCUM unit, with the range it was judged by."""

    code: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    interpretation: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Coded where a code fits, in words always. The first of a sheet is the main one."""

    name: str
    code: str = ""
    scheme: str = "icd10_vn"
    verification: str = "confirmed"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a prescription. `control`: N narcotic, H psychotropic and precursors, C or empty."""

    drug: str
    dose: str
    quantity: float | None
    unit: str
    drug_code: str = ""
    strength: str = ""
    form: str = ""
    route: str = ""
    days: int | None = None
    control: str = ""
    substances: tuple[str, ...] = ()
    override_reason: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole visit. `occurred_at`: when care was given; from paper also why it is typed in later.

    late_reason: why it is written into a day whose books are closed.
    """

    occurred_at: dt.datetime
    kind: str = "outpatient"
    reason: str = ""
    reason_code: str = ""
    note: str = ""
    plan: str = ""
    plan_note: str = ""
    outcome: str = ""
    advice: str = ""
    next_visit_on: dt.date | None = None
    payer: str = ""
    identified_by: str = ""
    is_from_paper: bool = False
    paper_reason: str = ""
    late_reason: str = ""
    practitioner_name: str = ""
    carer_name: str = ""
    readings: tuple[Reading, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    lines: tuple[Line, ...] = field(default=())

    @property
    def why(self) -> str:
        """Why it is written when it is: from paper, or after the day was locked."""
        return self.paper_reason if self.is_from_paper else self.late_reason

    @property
    def day(self) -> dt.date:
        return clock.day_of(self.occurred_at)
