"""The whole screen: boxes, reasons, notes, diagnoses, plan, prescription, next visit, paper."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.text import fold, nfc
from tuyen.domains.clinic.forms import diagnoses, drugs
from tuyen.domains.clinic.forms.diagnoses import DiagnosisRow
from tuyen.domains.clinic.forms.drugs import DrugRow
from tuyen.domains.clinic.forms.vitals import BOXES, Vitals
from tuyen.domains.clinic.papers.prescription import is_small_child, months_of_age
from tuyen.platform.ui.fields import DateField
from tuyen.record.rules import prescriptions
from tuyen.record.rules.allergies import AllergicTo
from tuyen.record.rules.visits import Finding, has_rules
from tuyen.record.sentences import sentence
from tuyen.record.sheet import Sheet
from tuyen.registry.persons.models import Person
from tuyen.registry.terms import clinical
from tuyen.registry.terms.rules import Age

TEXTS = (
    "reason",
    "note",
    "plan",
    "plan_note",
    "advice",
    "next_visit_on",
    "carer_name",
    "occurred_on",
    "occurred_hour",
    "paper_reason",
    "late_reason",
    "why",
)
LONGEST = {
    "reason": 200,
    "plan_note": 500,
    "advice": 500,
    "carer_name": 120,
    "paper_reason": 300,
    "late_reason": 300,
}
_DATE = DateField(required=False, ahead=True)


@dataclass(frozen=True)
class Chip:
    code: str
    label: str
    is_chosen: bool


@dataclass
class Typed:
    """What stands in the boxes, word for word."""

    texts: dict[str, str] = field(default_factory=dict)
    vitals: dict[str, str] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    diagnoses: list[DiagnosisRow] = field(default_factory=list)
    drugs: list[DrugRow] = field(default_factory=list)


def typed_in(data: Any) -> Typed:
    """From a posted form (a QueryDict)."""
    return Typed(
        texts={name: data.get(name, "") for name in TEXTS},
        vitals={name: data.get(name, "") for name in BOXES},
        reasons=data.getlist("reasons"),
        diagnoses=diagnoses.rows_of(data.getlist("dx_code"), data.getlist("dx_name")),
        drugs=drugs.rows_of({name: data.getlist(f"rx_{name}") for name in drugs.FIELDS}),
    )


class VisitForm:
    """`sheet` when there is no error; otherwise `errors` with the box each belongs to."""

    def __init__(
        self,
        typed: Typed,
        person: Person,
        *,
        last: Mapping[str, str] | None = None,
        is_from_paper: bool = False,
        occurred_at: dt.datetime | None = None,
    ) -> None:
        self.typed, self.person, self.is_from_paper = typed, person, is_from_paper
        self.texts = typed.texts
        self.field_errors: dict[str, str] = {}
        self.problem = ""
        self.occurred_at = occurred_at or self._occurred_at()
        self.on = clock.day_of(self.occurred_at)
        self.table = prescriptions.table_on(self.on)
        self.vitals = Vitals(typed.vitals, last or {}, self.years, self.on)
        self.diagnoses = typed.diagnoses
        self.drugs = typed.drugs
        self.remarks: list[str] = []

    @property
    def years(self) -> int | None:
        born = self.person.birth_date
        return Age.on(born, self.on).years if born else None

    @property
    def months(self) -> int | None:
        born = self.person.birth_date
        return months_of_age(born, self.on) if born else None

    @property
    def is_small_child(self) -> bool:
        """The prescription then needs weight and carer's name."""
        return is_small_child(self.person.birth_date, self.on)

    def read(self) -> Sheet | None:
        """The sheet, or None when something stands in `errors`."""
        said = diagnoses.read(self.diagnoses, self.on)
        lines = drugs.read(self.drugs, self.table, self.on)
        next_visit_on = self._date("next_visit_on")
        self._measure()
        if self.errors:
            return None
        return Sheet(
            occurred_at=self.occurred_at,
            reason=self._reason(),
            reason_code=self.typed.reasons[0][:30] if self.typed.reasons else "",
            note=self.texts["note"].strip(),
            plan=self.texts["plan"][:30],
            plan_note=nfc(self.texts["plan_note"]),
            advice=nfc(self.texts["advice"]),
            next_visit_on=next_visit_on,
            is_from_paper=self.is_from_paper,
            paper_reason=nfc(self.texts["paper_reason"]),
            late_reason=nfc(self.texts["late_reason"]),
            carer_name=nfc(self.texts["carer_name"]),
            readings=tuple(self.vitals.readings),
            diagnoses=tuple(said),
            lines=tuple(lines),
        )

    def judge(self, allergies: Sequence[AllergicTo]) -> None:
        """Warnings for the eye: coding rules beside the diagnoses, allergies beside the drugs."""
        self.remarks = diagnoses.remarks(
            diagnoses.read(self.diagnoses, self.on), self.person, self.on
        )
        drugs.judge(self.drugs, allergies, self.months, self.on)

    def take(self, findings: Iterable[Finding]) -> None:
        """Faults that the rules of the chart found, each put to its box."""
        for finding in findings:
            if finding.line is not None and finding.line < len(self.drugs):
                row = self.drugs[finding.line]
                box = {"override_reason": "reason"}.get(finding.field, finding.field)
                row.errors[box] = sentence(finding)
                row.needs_reason = row.needs_reason or box == "reason"
            else:
                self.field_errors[finding.field] = sentence(finding)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(id of the box, its label, the sentence), in the order of the page."""
        found = list(self.vitals.errors)
        found += [(f"id_{name}", _LABELS[name](), said) for name, said in self.field_errors.items()]
        found += [(row.id, _("Chẩn đoán"), row.error) for row in self.diagnoses if row.error]
        for row in self.drugs:
            found += [(row.id_of(name), row.drug, said) for name, said in row.errors.items()]
        return found

    @property
    def reason_chips(self) -> list[Chip]:
        """The commonest reasons, and whatever else was chosen."""
        first = rulebook.on("clinic", self.on)["first_reasons"]
        chosen = self.typed.reasons
        known = clinical.reasons_by_code(self.on)
        codes = [*first, *(code for code in chosen if code not in first)]
        return [
            Chip(code, known[code].label.spoken(_language()), code in chosen)
            for code in codes
            if code in known
        ]

    @property
    def plan_chips(self) -> list[Chip]:
        first = rulebook.on("clinic", self.on)["first_plans"]
        known = {plan.code: plan for plan in clinical.plans(self.on)}
        codes = [*first, *([self.texts["plan"]] if self.texts["plan"] not in first else [])]
        return [
            Chip(code, known[code].label.spoken(_language()), code == self.texts["plan"])
            for code in codes
            if code in known
        ]

    @property
    def other_plans(self) -> list[Chip]:
        """The rarer ones, behind “thêm”."""
        shown = {chip.code for chip in self.plan_chips}
        return [
            Chip(plan.code, plan.label.spoken(_language()), False)
            for plan in clinical.plans(self.on)
            if plan.code not in shown
        ]

    def _reason(self) -> str:
        known = clinical.reasons_by_code(self.on)
        chosen = [known[code].label.vi for code in self.typed.reasons if code in known]
        words = nfc(self.texts["reason"])
        said = [*chosen, words] if words and fold(words) not in map(fold, chosen) else chosen
        return ", ".join(said)[:300]

    def _measure(self) -> None:
        for name, longest in LONGEST.items():
            if len(self.texts[name]) > longest:
                self.field_errors[name] = _("Dài quá %(n)d chữ: rút ngắn bớt.") % {"n": longest}

    def _date(self, name: str) -> dt.date | None:
        try:
            read: dt.date | None = _DATE.clean(self.texts[name])
            return read
        except ValidationError as error:
            self.field_errors[name] = " ".join(error.messages)
            return None

    def _occurred_at(self) -> dt.datetime:
        """Now; for a visit typed from paper the day (and hour) that stand on it."""
        now = clock.now()
        if not self.is_from_paper:
            return now
        day = self._date("occurred_on")
        if day is None:
            self.field_errors.setdefault("occurred_on", _("Ghi ngày khám trên phiếu giấy."))
            return now
        if day == dt.date.max or not has_rules(day):
            self.field_errors["occurred_on"] = _(
                "Máy chưa có quy định của ngày khám này. Xin kiểm tra lại ngày."
            )
            return now
        return min(self._at(day), now) if day == clock.today() else self._at(day)

    def _at(self, day: dt.date) -> dt.datetime:
        text = self.texts["occurred_hour"].strip() or "08:00"
        try:
            hour = dt.time.fromisoformat(f"{text.replace('h', ':').replace('.', ':'):0>5}")
        except ValueError:
            self.field_errors["occurred_hour"] = _("Nhập giờ như 08:30.")
            hour = dt.time(8)
        return dt.datetime.combine(day, hour, clock.VIETNAM)


def _language() -> str:
    return get_language() or "vi"


_LABELS = {
    "reason": lambda: _("Lý do khám"),
    "diagnosis": lambda: _("Chẩn đoán"),
    "plan_note": lambda: _("Dặn dò"),
    "advice": lambda: _("Lời dặn"),
    "next_visit_on": lambda: _("Hẹn khám lại"),
    "carer_name": lambda: _("Người chăm sóc"),
    "occurred_on": lambda: _("Ngày khám"),
    "occurred_hour": lambda: _("Giờ khám"),
    "paper_reason": lambda: _("Vì sao nhập sau"),
    "late_reason": lambda: _("Lý do ghi thêm vào ngày đã khóa sổ"),
    "drug": lambda: _("Thuốc"),
    "why": lambda: _("Lý do sửa"),
}
