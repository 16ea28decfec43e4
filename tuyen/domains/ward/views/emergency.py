"""The emergency list: triage, who comes first, what became of them."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock, rulebook
from tuyen.core.errors import Refused
from tuyen.domains.ward import emergency, rules
from tuyen.domains.ward.forms.vital_row import VitalRow
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.ages import age_in_months
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.chart import visible_person
from tuyen.registry.persons.models import Person


class TriageForm(forms.Form):
    complaint = forms.CharField(max_length=200, required=False)
    how = forms.ChoiceField()
    level = forms.TypedChoiceField(coerce=int, widget=forms.RadioSelect)
    in_custody = forms.BooleanField(required=False)

    def __init__(self, *args: Any, sees_custody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["complaint"].label = _("Lý do đến")
        self.fields["how"].label = _("Đến bằng")
        self.fields["level"].label = _("Mức")
        self.fields["in_custody"].label = _("Người bị giam, giữ")
        language, today = get_language() or "vi", clock.today()
        how = rulebook.on(rules.TRIAGE, today)["how"]
        self.fields["how"].choices = [  # type: ignore[attr-defined]
            (row["code"], rulebook.label(row, language)) for row in how
        ]
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            (each.level, f"{each.level}") for each in rules.levels(today)
        ]
        if not sees_custody:
            del self.fields["in_custody"]


@require_GET
@never_cache
@protected("triage.record")
def board(request: HttpRequest) -> HttpResponse:
    waiting, done = emergency.listed(who_asks(request))
    context = {
        "waiting": waiting,
        "done": done,
        "late": sum(row.is_late for row in waiting),
        "levels": rules.levels(clock.today()),
    }
    return page(request, "ward/emergency.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("triage.record")
def triage(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One screen: why, how urgent, the signs."""
    who = who_asks(request)
    person = visible_person(person_id, who)
    form = TriageForm(request.POST or None, sees_custody=who.sees("custody"))
    row = VitalRow(request.POST.dict(), _years(person), clock.today())
    status = 200
    if request.method == "POST":
        if form.is_valid() and row.is_valid and _triaged(request, person, form, row):
            return after(request, "ward:emergency")
        status = 422
    context = {
        "person": person,
        "form": form,
        "row": row,
        "levels": rules.levels(clock.today()),
        "chosen": form["level"].value(),
        "english": get_language() == "en",
    }
    return page(request, "ward/triage.html", context, status=status)


def _years(person: Person) -> int | None:
    born = person.birth_date
    return age_in_months(born, clock.today()) // 12 if born else None


def _triaged(request: HttpRequest, person: Person, form: TriageForm, row: VitalRow) -> bool:
    said = emergency.Triage(readings=row.readings, **form.cleaned_data)
    try:
        arrival = emergency.triage(person_id=person.id, said=said, by=who_asks(request))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    notice(request, _("Đã phân loại mức %(n)s.") % {"n": arrival.level})
    if arrival.signs and arrival.level > 2:
        words = emergency.signs_said(arrival.signs)
        text = _("Dấu hiệu nguy hiểm: %(signs)s. Xem lại mức đã chọn.") % {"signs": words}
        notice(request, text, level="warning")
    return True


@require_POST
@protected("triage.record")
def change(request: HttpRequest, arrival_id: UUID) -> HttpResponse:
    """Seen by a doctor, sorted anew, sent home, gone."""
    who = who_asks(request)
    arrival = get_object_or_404(emergency.visible_to(who), pk=arrival_id)
    level = request.POST.get("level", "")
    if level:
        emergency.triage_again(
            arrival=arrival,
            level=int(level) if level.isdecimal() and len(level) < 3 else 0,
            why=request.POST.get("why", ""),
            by=who,
        )
        notice(request, _("Đã đổi mức."))
    else:
        status = request.POST.get("status", "")
        emergency.set_status(
            arrival=arrival, status=status, note=request.POST.get("note", ""), by=who
        )
        notice(request, _("Đã ghi: %(status)s") % {"status": arrival.get_status_display()})
    return after(request, "ward:emergency")
