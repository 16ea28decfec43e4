"""The counted cases of an outbreak that one may see, told without names by time, place and person."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.outbreaks import described
from tuyen.domains.outbreaks.models import Outbreak
from tuyen.domains.outbreaks.queries import outbreaks
from tuyen.record.age_words import age_bands
from tuyen.record.models import Case
from tuyen.record.rules.age_bands import UNKNOWN, band_of
from tuyen.record.rules.cases import COUNTED, diseases
from tuyen.registry.persons.models import Person

TIME, AGE, DOSES, PLACE = "time", "age", "doses", "place"


@dataclass(frozen=True)
class Table:
    """heading: of the first column. Rows carry a name instead of a code."""

    code: str
    title: str
    heading: str
    rows: list[described.Row]


@dataclass(frozen=True)
class Description:
    """hidden: counted cases of the outbreak that the reader may not see; they stand in no table."""

    columns: list[described.Column]
    step: int
    tables: list[Table]
    total: described.Row
    hidden: int


def description_of(outbreak: Outbreak, who: Actor) -> Description:
    """Four statements, however many cases."""
    told = _told(outbreak, who)
    columns, step = described.columns(told)
    counted = Case.objects.filter(
        outbreak_id=outbreak.id, status="active", classification__in=COUNTED
    ).count()
    tables = [_ages(told), _doses(told), _places(told)]
    total = described.row_of(_("Tất cả"), told)
    return Description(columns, step, tables, total, counted - len(told))


def _told(outbreak: Outbreak, who: Actor) -> list[described.Told]:
    rows = list(outbreaks.cases_of(outbreak, who).filter(classification__in=COUNTED))
    people = Person.objects.in_bulk({row.patient_id for row in rows})
    known = diseases(clock.today()).get(outbreak.disease)
    confirmed = known.confirmed if known else frozenset()
    return [
        described.Told(
            row.onset_on,
            row.classification in confirmed,
            row.outcome == "died",
            people[row.patient_id].sex if row.patient_id in people else UNKNOWN,
            band_of(people[row.patient_id].birth_date, row.onset_on)
            if row.patient_id in people
            else UNKNOWN,
            row.doses,
            row.hamlet,
        )
        for row in rows
    ]


def _named(rows: list[described.Row], names: dict[str, str]) -> list[described.Row]:
    return [
        described.Row(
            names.get(row.key, row.key), row.cases, row.confirmed, row.male, row.female, row.died
        )
        for row in rows
    ]


def _ages(told: list[described.Told]) -> Table:
    names = age_bands() | {UNKNOWN: _("Không rõ")}
    rows = described.grouped(told, lambda case: case.band, list(names))
    return Table(AGE, _("Theo tuổi lúc khởi phát"), _("Nhóm tuổi"), _named(rows, names))


def _doses(told: list[described.Told]) -> Table:
    names = {"0": _("Chưa tiêm"), "1": _("1 mũi"), "2": _("Từ 2 mũi"), UNKNOWN: _("Không rõ")}
    rows = described.grouped(told, described.doses_of, list(names))
    return Table(DOSES, _("Theo số mũi đã tiêm"), _("Số mũi"), _named(rows, names))


def _places(told: list[described.Told]) -> Table:
    rows = described.grouped(told, lambda case: case.hamlet or UNKNOWN)
    return Table(PLACE, _("Theo thôn, bản"), _("Thôn, bản"), _named(rows, {UNKNOWN: _("Không rõ")}))
