"""Every weekly count from the cases in one statement: a million cases take seconds.

What `rules.weekly` says of one case is said here in SQL; tests hold the two to each other.
"""

from django.db import connection, transaction

from tuyen.domains.surveillance.models import WeeklyCount
from tuyen.domains.surveillance.rules.weekly import LATEST, Cell
from tuyen.domains.surveillance.rules.weeks import HERE
from tuyen.record.models import Case
from tuyen.record.models.cases import CaseStatus
from tuyen.record.rules.age_bands import BANDS, UNKNOWN
from tuyen.record.rules.cases import COUNTED
from tuyen.registry.persons.models import Person

# A day as a number, of which every seventh is a Monday; and back.
_WORDS = {
    "sqlite": {
        "begun": "CAST(julianday(onset_on) + 0.5 AS INTEGER)",
        "told": "CAST(julianday(substr(notified_at, 1, 19), '+7 hours') + 0.5 AS INTEGER)",
        "monday": "date(7 * week - 0.5)",
        "year": "CAST(substr({0}, 1, 4) AS INTEGER)",
        "month": "CAST(substr({0}, 6, 2) AS INTEGER)",
        "day": "CAST(substr({0}, 9, 2) AS INTEGER)",
    },
    "postgresql": {
        "begun": "(onset_on - DATE '0001-01-01')",
        "told": f"((notified_at AT TIME ZONE '{HERE.key}')::date - DATE '0001-01-01')",
        "monday": "DATE '0001-01-01' + 7 * week",
        "year": "EXTRACT(YEAR FROM {0})::int",
        "month": "EXTRACT(MONTH FROM {0})::int",
        "day": "EXTRACT(DAY FROM {0})::int",
    },
}

_STATEMENT = """
WITH facts AS MATERIALIZED (
  SELECT c.disease, c.area_id, c.custody_site_id, c.classification,
    COALESCE(p.sex, '{unknown}') AS sex, {begun} AS begun, {told} AS told,
    CASE WHEN p.birth_date <= c.onset_on THEN {months} END AS months
  FROM {cases} c LEFT JOIN {persons} p ON p.id = c.patient_id
  WHERE c.status = %s AND c.classification IN ({marks})
), banded AS MATERIALIZED (
  SELECT disease, area_id, custody_site_id, classification, sex, begun / 7 AS week,
    {delay} AS delay, {band} AS age_band
  FROM facts
)
INSERT INTO {counts} ({columns}, n)
SELECT disease, area_id, {monday}, custody_site_id, classification, age_band, sex, delay, COUNT(*)
FROM banded
GROUP BY week, area_id, age_band, delay, sex, classification, disease, custody_site_id
"""


def rebuild() -> int:
    """Write the recount over what was kept; how many cells stand."""
    counted = sorted(COUNTED)
    with transaction.atomic(), connection.cursor() as cursor:
        WeeklyCount.objects.all().delete()
        cursor.execute(_statement(connection.vendor), [CaseStatus.ACTIVE, *counted])
    return WeeklyCount.objects.count()


def _statement(engine: str) -> str:
    words = _WORDS[engine]
    return _STATEMENT.format(
        counts=WeeklyCount._meta.db_table,
        columns=", ".join(Cell._fields),
        cases=Case._meta.db_table,
        persons=Person._meta.db_table,
        unknown=UNKNOWN,
        marks=", ".join(["%s"] * len(COUNTED)),
        begun=words["begun"],
        told=words["told"],
        monday=words["monday"],
        months=_months(words),
        band=_band(),
        delay=_delay(),
    )


def _months(words: dict[str, str]) -> str:
    """Full months from birth to onset, as `rules.weekly.months_old`."""

    def part(name: str, column: str) -> str:
        return words[name].format(column)

    began, born = "c.onset_on", "p.birth_date"
    years = f"12 * ({part('year', began)} - {part('year', born)})"
    months = f"{part('month', began)} - {part('month', born)}"
    return f"{years} + {months} - CASE WHEN {part('day', began)} < {part('day', born)} THEN 1 ELSE 0 END"


def _band() -> str:
    older_first = " ".join(
        f"WHEN months >= {start} THEN '{code}'" for start, code in reversed(BANDS)
    )
    return f"CASE {older_first} ELSE '{UNKNOWN}' END"


def _delay() -> str:
    weeks = "told / 7 - begun / 7"
    return f"CASE WHEN {weeks} < 0 THEN 0 WHEN {weeks} > {LATEST} THEN {LATEST} ELSE {weeks} END"
