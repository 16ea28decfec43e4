"""The sheet on which the secretary writes: hours, table, opinions, conclusion."""

import uuid
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import rulebook
from tuyen.domains.teleconsult import words
from tuyen.domains.teleconsult.forms import Offering
from tuyen.platform.ui.moments import MomentField
from tuyen.platform.ui.widgets import TypeAhead
from tuyen.record.consult_minutes import Minutes, Participant
from tuyen.record.models import Consult, ConsultSession
from tuyen.record.queries import consult_sessions as queries
from tuyen.record.rules import consult_sessions as rules

TEXTS = (
    *("place", "room_link", "discussion", "diagnosis", "conclusion", "treatment", "technique"),
    *("destination", "follow_plan", "link_quality", "link_note"),
)
COLUMNS = ("name", "title", "licence", "unit", "opinion", "account_id", "staff_id")
SPARE_ROWS = 1


class StaffOfEnds(TypeAhead):
    """Type-ahead among the staff of the two ends of one case."""

    def __init__(self, consult: Consult) -> None:
        super().__init__("teleconsult:board", lambda _code: "")
        self.address = reverse("teleconsult:people", args=[consult.id])

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["url"] = self.address
        return context


def _text(label: Any, letters: int, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=letters, required=False, widget=widget)


class SessionForm(Offering):
    started_at = MomentField(label=gettext_lazy("Bắt đầu"))
    ended_at = MomentField(label=gettext_lazy("Kết thúc"), required=False)
    place = _text(gettext_lazy("Địa điểm"), 200)
    room_link = _text(gettext_lazy("Liên kết phòng họp"), 300)
    chair = forms.ChoiceField(label=gettext_lazy("Chủ tọa"), required=False)
    secretary = forms.ChoiceField(label=gettext_lazy("Thư ký"), required=False)
    pick = forms.CharField(label=gettext_lazy("Thêm người của hai đơn vị"), required=False)
    discussion = _text(gettext_lazy("Thảo luận"), 6000, 2)
    diagnosis = _text(gettext_lazy("Chẩn đoán"), 300)
    conclusion = _text(gettext_lazy("Kết luận"), 6000, 3)
    treatment = _text(gettext_lazy("Hướng điều trị"), 6000, 2)
    technique = _text(gettext_lazy("Kỹ thuật"), 200)
    destination = _text(gettext_lazy("Chuyển đến (để trống là không chuyển)"), 200)
    follow_plan = _text(gettext_lazy("Theo dõi tiếp"), 300)
    link_quality = forms.ChoiceField(label=gettext_lazy("Đường truyền"), required=False)
    link_note = _text(gettext_lazy("Ghi chú đường truyền"), 200)

    def __init__(self, data: Any, *, consult: Consult, said: Minutes | None = None) -> None:
        super().__init__(data, initial=_initial(said) if said else None)
        for officer, leaves in queries.LEAVES.items():
            people = {
                str(each.account_id): f"{each.name} · {unit}"
                for each, unit in queries.officers_of(consult, *leaves)
            }
            self._offer(officer, {"": _("– chọn –")} | people)
        self._offer("link_quality", {"": _("– chọn –")} | line_labels(consult))
        self.fields["pick"].widget = StaffOfEnds(consult)

    def minutes(self, people: tuple[Participant, ...]) -> Minutes:
        said = self.cleaned_data
        return Minutes(
            started_at=said["started_at"],
            ended_at=said["ended_at"],
            chair_id=_id(said["chair"]),
            secretary_id=_id(said["secretary"]),
            participants=people,
            **{name: said[name] for name in TEXTS},
        )


def line_labels(consult: Consult) -> dict[str, str]:
    found = rules.links(consult.day)
    return {code: rulebook.label(row, words.language()) for code, row in found.items()}


def _id(text: str) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


def _initial(said: Minutes) -> dict[str, Any]:
    first: dict[str, Any] = {name: getattr(said, name) for name in TEXTS}
    return first | {
        "started_at": said.started_at,
        "ended_at": said.ended_at,
        "chair": str(said.chair_id or ""),
        "secretary": str(said.secretary_id or ""),
    }


def people_typed(said: Any) -> tuple[Participant, ...]:
    """The rows of the sheet as they were sent (a form's lists); an empty row is left out."""
    lists = [said.getlist(f"p_{name}") for name in COLUMNS]
    rows = zip(*lists, strict=False)
    return tuple(Participant(*row) for row in rows if any(part.strip() for part in row[:5]))


def minutes_of(row: ConsultSession) -> Minutes:
    """What has been written so far."""
    return Minutes(
        started_at=row.started_at,
        ended_at=row.ended_at,
        chair_id=row.chair_id,
        secretary_id=row.secretary_id,
        participants=tuple(Participant(**each) for each in row.participants),
        **{name: getattr(row, name) for name in TEXTS},
    )
