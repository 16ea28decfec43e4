"""The history of illnesses, allergies and medicines: what holds now first, what is over below."""

import datetime as dt
from dataclasses import dataclass

from tuyen.record.chart import Chart
from tuyen.record.models import Allergy, Condition
from tuyen.record.queries.medicines import Course, courses_of

PROBLEM = "problem-list-item"
ENTERED_IN_ERROR = "entered-in-error"


@dataclass(frozen=True)
class History:
    problems: list[Condition]
    over: list[Condition]
    allergies: list[Allergy]
    former_allergies: list[Allergy]
    medicines: list[Course]


def history_of(chart: Chart, today: dt.date) -> History:
    """Four statements."""
    problems = chart.read(
        Condition,
        "category = %s AND verification <> %s ORDER BY day DESC, id DESC",
        [PROBLEM, ENTERED_IN_ERROR],
    )
    noted = "status <> %s ORDER BY noted_on DESC, id DESC"
    allergies = chart.read(Allergy, noted, [ENTERED_IN_ERROR])
    return History(
        problems=[row for row in problems if row.clinical_status == "active"],
        over=[row for row in problems if row.clinical_status != "active"],
        allergies=[row for row in allergies if row.status == "active"],
        former_allergies=[row for row in allergies if row.status != "active"],
        medicines=courses_of(chart, today),
    )
