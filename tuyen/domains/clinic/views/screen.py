"""The visit screen, wherever it is used: a queue entry, a paper typed in later, a correction."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.facts import ask
from tuyen.core.ids import uuid7
from tuyen.core.text import whole_number
from tuyen.domains.clinic import queries
from tuyen.domains.clinic.forms import drugs as drug_rows
from tuyen.domains.clinic.forms.diagnoses import DiagnosisRow
from tuyen.domains.clinic.forms.drugs import DrugRow
from tuyen.domains.clinic.forms.visit import Typed, VisitForm, typed_in
from tuyen.platform import changes
from tuyen.platform.ui.figures import figure
from tuyen.platform.ui.respond import page
from tuyen.record import permissions
from tuyen.record.actions.appointments import next_day_instead, next_free
from tuyen.record.actions.visits import Finished, NotYet
from tuyen.record.chart import Chart
from tuyen.record.models import Allergy, MedicationRequest
from tuyen.record.queries import consult_proposals, referrals
from tuyen.record.queries.allergies import allergic_to
from tuyen.record.queries.appointments import hours_at
from tuyen.record.sheet import Sheet
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.formulary import drugs, sets_for

TEMPLATE = "clinic/visit_form.html"
PARTS = ("diagnoses", "prescription")
SPARE_ROWS = 1  # without scripts: one empty line more than there are, and a button for another


@dataclass
class Screen:
    """What the template needs besides the form; addresses are made when they are drawn."""

    title: str
    post_to: Callable[[], str]
    part_url: Callable[[str], str]
    back_to: Callable[[], str]
    draft: str  # name under which this device and the server keep what is being typed
    is_from_paper: bool = False
    is_amendment: bool = False
    occurred_at: dt.datetime | None = None  # a correction keeps the hour of care
    extra: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def post_url(self) -> str:
        return self.post_to()

    @cached_property
    def back_url(self) -> str:
        return self.back_to()


def shown(
    request: HttpRequest, screen: Screen, form: VisitForm, chart: Chart, status: int = 200
) -> HttpResponse:
    return page(request, TEMPLATE, _context(request, screen, form, chart), status=status)


def part_shown(
    request: HttpRequest, screen: Screen, form: VisitForm, chart: Chart, part: str
) -> HttpResponse:
    """One section again after a chip, a choice or “như lần trước”."""
    _apply(request.POST, form, chart)
    lines = _advised(request, chart)
    at = _place(request.POST, "take_advised", lines)
    if at is not None:
        _take_advised(lines[at][1], form)
    # The drugs of last time bring their diagnosis with them.
    both = part == "prescription" and bool(request.POST.get("again"))
    context = _context(request, screen, form, chart) | {"is_part": True, "with_diagnoses": both}
    return page(request, f"{TEMPLATE}#{part}", context)


def _context(request: HttpRequest, screen: Screen, form: VisitForm, chart: Chart) -> dict[str, Any]:
    who: Actor = request.actor  # type: ignore[attr-defined]
    allergies = [row for row in chart.of(Allergy) if row.status == "active"]
    form.judge(allergic_to(allergies))
    _look_into_the_store(form, who)
    language = get_language() or "vi"
    main = form.diagnoses[0].code if form.diagnoses else ""
    last_lines = queries.last_prescription(chart)
    return {
        "screen": screen,
        "form": form,
        "person": chart.person,
        "allergies": allergies,
        "repeat": request.POST.get("repeat") or uuid7(),
        "may_prescribe": permissions.may_prescribe_anything(who),
        "sets": [(each.code, each.label.spoken(language)) for each in sets_for(main, form.on)][:4],
        "last_lines": last_lines,
        "returned_lines": referrals.proposed_lines(chart, _day_of(last_lines)),
        "advised": request.POST.get("advised") or request.GET.get("advised", ""),
        "advised_lines": _advised(request, chart),
        "part_urls": {name: screen.part_url(name) for name in PARTS},
        "next_default": screen.extra.get("free_day") or _next_visit(who, form.on),
        "spare_diagnosis": DiagnosisRow(len(form.diagnoses)),
        "spare_drug": DrugRow(len(form.drugs)),
    }


def _advised(request: HttpRequest, chart: Chart) -> list[tuple[int, dict[str, Any]]]:
    """Drugs that an expert proposed, where the visit was opened from the case; else nothing is asked."""
    try:
        advice_id = UUID(request.POST.get("advised") or request.GET.get("advised", ""))
    except ValueError:
        return []
    return consult_proposals.drugs_of(chart, advice_id)


def _look_into_the_store(form: VisitForm, who: Actor) -> None:
    """How much of each drug the unit still has, beside its line; one statement."""
    codes = [row.code for row in form.drugs if row.code]
    left = ask("pharmacy.on_hand", unit_id=who.unit_id, drug_codes=codes) if codes else {}
    for row in form.drugs:
        row.on_hand = left.get(row.code)


def _next_visit(who: Actor, on: dt.date) -> dt.date:
    """The usual time ahead, or the first day after it on which this unit is open."""
    days = int(rulebook.on("clinic", on)["next_visit_days"])
    return hours_at(who.unit_id).open_from(on + dt.timedelta(days=days))


def _day_of(lines: list[MedicationRequest]) -> dt.date | None:
    return lines[0].day if lines else None


def _apply(data: Any, form: VisitForm, chart: Chart) -> None:
    """One thing done to the lists: a diagnosis or a drug added or taken out, a set, the last drugs."""
    diagnoses, lines = form.diagnoses, form.drugs
    if code := data.get("add_diagnosis"):
        diagnoses.append(DiagnosisRow(len(diagnoses), code=code))
    if (out := _place(data, "drop_diagnosis", diagnoses)) is not None:
        diagnoses.pop(out)
    if (first := _place(data, "main_diagnosis", diagnoses)) is not None:
        diagnoses.insert(0, diagnoses.pop(first))
    if drug := drugs(form.on).get(data.get("add_drug", "")):
        lines.append(drug_rows.row_of(drug))
    if chosen := data.get("add_set"):
        lines += drug_rows.rows_of_set(chosen, form.on)
    if data.get("again"):
        before = queries.last_prescription(chart)
        lines += [again(line) for line in before]
        if not diagnoses:
            diagnoses += [
                DiagnosisRow(0, row.code, row.name) for row in queries.diagnoses_with(chart, before)
            ]
    if data.get("as_returned"):
        lines += [proposed(line) for line in referrals.proposed_lines(chart)]
    if (out := _place(data, "drop_drug", lines)) is not None:
        lines.pop(out)
    form.diagnoses = _numbered(diagnoses)
    form.drugs = drug_rows.renumbered(lines)
    form.typed.diagnoses, form.typed.drugs = form.diagnoses, form.drugs


def _place(data: Any, name: str, rows: list[Any]) -> int | None:
    """Which row of the list is meant; None where there is no such row."""
    return whole_number(data.get(name, ""), len(rows) - 1) if rows else None


def _take_advised(said: dict[str, Any], form: VisitForm) -> None:
    """One line of the expert's advice into the prescription: the doctor of the visit decides on it."""
    form.drugs.append(proposed(said | {"drug_code": said["code"], "drug": said["name"]}))
    form.drugs = drug_rows.renumbered(form.drugs)
    form.typed.drugs = form.drugs


def _numbered(rows: list[DiagnosisRow]) -> list[DiagnosisRow]:
    kept: dict[str, DiagnosisRow] = {}
    for row in rows:
        kept.setdefault(row.code or row.name, row)
    for number, row in enumerate(kept.values()):
        row.number = number
    return list(kept.values())


def again(line: MedicationRequest) -> DrugRow:
    """A line as it was given last time."""
    return DrugRow(
        number=line.line - 1,
        code=line.drug_code,
        drug=f"{line.drug} {line.strength}".strip(),
        dose=line.dose,
        days=str(line.days or ""),
        quantity=figure(line.quantity),
        unit=line.unit,
    )


def proposed(line: dict[str, Any]) -> DrugRow:
    """A line of a return note, as the upper facility wrote it."""
    return DrugRow(
        number=0,
        code=line["drug_code"],
        drug=line["drug"],
        dose=line["dose"],
        days=str(line["days"] or ""),
        quantity=figure(line["quantity"]) if line["quantity"] else "",
        unit=line["unit"],
    )


def bound(request: HttpRequest, screen: Screen, person: Person) -> VisitForm:
    """The posted form, nothing judged yet."""
    return VisitForm(
        typed_in(request.POST),
        person,
        is_from_paper=screen.is_from_paper,
        occurred_at=screen.occurred_at,
    )


IS_LIST_WORK = (
    "add_diagnosis",
    "drop_diagnosis",
    "main_diagnosis",
    "add_drug",
    "add_set",
    "again",
    "as_returned",
    "take_advised",
    "drop_drug",
    "more",
)


def taken(
    request: HttpRequest,
    screen: Screen,
    chart: Chart,
    keep: Callable[[Sheet, changes.Repeat | None], Finished],
) -> HttpResponse | Finished:
    """Read the posted form and keep it; or the page again with everything typed and what to mend."""
    form = bound(request, screen, chart.person)
    if any(request.POST.get(name) for name in IS_LIST_WORK):
        _apply(request.POST, form, chart)
        return shown(request, screen, form, chart)
    sheet, status = form.read(), 422
    if sheet is not None and not _asked_back(sheet, screen, form, chart):
        sheet = None
    if sheet is not None:
        try:
            return keep(sheet, _repeat(request))
        except NotYet as faults:
            form.take(faults.findings)
        except Refused as refusal:
            form.problem, status = str(refusal.message), refusal.status
            screen.extra["is_held"] = refusal.code == "held"
            screen.extra["is_locked_day"] = refusal.code == "locked_day"
    return shown(request, screen, form, chart, status=status)


def _asked_back(sheet: Sheet, screen: Screen, form: VisitForm, chart: Chart) -> bool:
    """Whoever is asked back comes on an open day with room; the next one that has it is offered."""
    day = sheet.next_visit_on
    if day is None or day <= clock.today():
        return True  # an impossible day is refused by the rules of the visit
    refusal = next_day_instead(chart, day, chart.who)
    if refusal is None:
        return True
    form.field_errors["next_visit_on"] = str(refusal.message)
    screen.extra["free_day"] = next_free(chart.who, day)
    return False


def _repeat(request: HttpRequest) -> changes.Repeat | None:
    """The key that came with the form, and what the form says."""
    try:
        key = UUID(request.POST.get("repeat", ""))
    except ValueError:
        return None
    skipped = ("csrfmiddlewaretoken", "repeat", "print")
    said = {name: values for name, values in request.POST.lists() if name not in skipped}
    who: Actor = request.actor  # type: ignore[attr-defined]
    return changes.Repeat(key, who.account_id, changes.digest_of(said))


def to_paper(encounter_id: UUID) -> HttpResponse:
    return redirect("clinic:prescription", encounter_id)


def blank(texts: dict[str, str] | None = None) -> Typed:
    empty = typed_in(_Nothing())
    empty.texts |= texts or {}
    return empty


class _Nothing:
    """A posted form in which nothing was typed."""

    def get(self, _name: str, default: str = "") -> str:
        return default

    def getlist(self, _name: str) -> list[str]:
        return []


def hour_now() -> str:
    return f"{clock.now().astimezone(clock.VIETNAM):%H:%M}"


def finished_notice(finished: Finished) -> str:
    return _("Phiếu này đã được lưu trước đó.") if finished.is_repeated else _("Đã lưu lượt khám.")
