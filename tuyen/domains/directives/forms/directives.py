"""A directive as it is typed, and the small forms of its steps."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import permissions, words
from tuyen.domains.directives.forms.fields import NamedUnitsField
from tuyen.domains.directives.models import Audience, Directive
from tuyen.domains.directives.queries import directives as queries
from tuyen.domains.directives.queries import recipients
from tuyen.domains.directives.rules.directives import Ask
from tuyen.platform.ui.fields import DateField
from tuyen.registry.facilities.models import Unit

ASKS = 4
MOST_PICKED = 200


class DirectiveForm(forms.Form):
    """Everything of a draft on one screen."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại văn bản"))
    title = forms.CharField(label=gettext_lazy("Trích yếu"), max_length=300)
    body = forms.CharField(
        label=gettext_lazy("Nội dung"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    legal_basis = forms.CharField(label=gettext_lazy("Căn cứ"), max_length=300, required=False)
    basis_id = forms.ChoiceField(
        label=gettext_lazy("Triển khai văn bản của cấp trên"), required=False
    )
    supersedes_id = forms.ChoiceField(label=gettext_lazy("Thay thế văn bản"), required=False)
    file = forms.FileField(label=gettext_lazy("Tệp kèm (PDF, ảnh, XLSX)"), required=False)
    audience = forms.ChoiceField(
        label=gettext_lazy("Nơi nhận"),
        choices=Audience.choices,
        widget=forms.RadioSelect,
        initial=Audience.TREE,
    )
    audience_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Loại đơn vị nhận"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    audience_ids = forms.MultipleChoiceField(
        label=gettext_lazy("Chọn đơn vị"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_units = NamedUnitsField(
        label=gettext_lazy("Thêm đơn vị, mỗi dòng một tên"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    read_due_on = DateField(label=gettext_lazy("Đọc trước ngày"), required=False, ahead=True)
    in_force_from = DateField(label=gettext_lazy("Hiệu lực từ"), required=False, ahead=True)
    in_force_to = DateField(label=gettext_lazy("Hiệu lực đến"), required=False, ahead=True)

    def __init__(self, data: Any, files: Any, *, who: Actor, row: Directive | None) -> None:
        super().__init__(data, files, initial=_initial(row) if row else None)
        today, home = clock.today(), permissions.home(who)
        self._offer("kind", words.labels("kind", today))
        self._offer(
            "audience_kinds",
            {k: f"{label} ({n})" for k, label, n in recipients.kinds_below(home, today)},
        )
        self._offer_units(who, row)
        received = queries.received_by(home, queries.Asked())[:50]
        self._offer("basis_id", {"": "–"} | {str(r.directive_id): _line(r) for r in received})
        in_force = [each for each in queries.in_force_of(home)[:50] if not row or each != row]
        self._offer("supersedes_id", {"": "–"} | {str(each.id): _line(each) for each in in_force})
        for n in range(ASKS):
            self._add_ask(n, (row.asks if row else [])[n : n + 1])

    def _offer(self, name: str, choices: dict[str, str]) -> None:
        self.fields[name].choices = list(choices.items())  # type: ignore[attr-defined]

    def _offer_units(self, who: Actor, row: Directive | None) -> None:
        """Boxes for the nearest units; any other is named in the text below them."""
        among = recipients.addressable(who)
        home = permissions.home(who)
        named: Any = self.fields["more_units"]
        named.among = among
        ticked = [uuid.UUID(each) for each in row.audience_ids] if row else []
        open_units = Unit.objects.filter(pk__in=among, valid_to__isnull=True).exclude(pk=home)
        shown = {str(unit.id): unit.name for unit in open_units.order_by("path")[:MOST_PICKED]}
        for unit in Unit.objects.filter(pk__in=[each for each in ticked if str(each) not in shown]):
            shown[str(unit.id)] = unit.name
        self._offer("audience_ids", shown)

    def _add_ask(self, n: int, known: list[dict[str, Any]]) -> None:
        said = known[0] if known else {}
        self.fields[f"ask_title_{n}"] = forms.CharField(
            label=_("Việc %(n)d") % {"n": n + 1},
            max_length=200,
            required=False,
            initial=said.get("title"),
        )
        self.fields[f"ask_due_{n}"] = DateField(
            label=_("Hạn"), required=False, ahead=True, initial=said.get("due_on")
        )
        self.fields[f"ask_evidence_{n}"] = forms.BooleanField(
            label=_("Cần tệp minh chứng"), required=False, initial=said.get("needs_evidence")
        )

    @property
    def ask_rows(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"ask_title_{n}"], self[f"ask_due_{n}"], self[f"ask_evidence_{n}"])
            for n in range(ASKS)
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        asks = []
        for n in range(ASKS):
            title, due_on = told.pop(f"ask_title_{n}", ""), told.pop(f"ask_due_{n}", None)
            evidence = told.pop(f"ask_evidence_{n}", False)
            if bool(title) != bool(due_on):
                self.add_error(
                    f"ask_due_{n}" if title else f"ask_title_{n}",
                    ValidationError(_("Mỗi việc cần cả nội dung và hạn.")),
                )
            elif title and due_on:
                asks.append(Ask(title, due_on, evidence))
        picked = [uuid.UUID(each) for each in told.get("audience_ids", [])]
        picked += [each for each in told.pop("more_units", None) or [] if each not in picked]
        if picked and told.get("audience") != Audience.PICKED:
            sentence = _("Đã chọn từng đơn vị nhưng nơi nhận là mục khác. Chọn lại nơi nhận.")
            self.add_error("audience", ValidationError(sentence))
        for name in ("basis_id", "supersedes_id"):
            told[name] = uuid.UUID(told[name]) if told.get(name) else None
        return told | {
            "asks": tuple(asks),
            "audience_ids": tuple(picked),
            "audience_kinds": tuple(told.get("audience_kinds", [])),
        }


def _line(row: Any) -> str:
    return f"{row.number} – {row.title[:80]}"


def _initial(row: Directive) -> dict[str, Any]:
    names = ("kind", "title", "body", "legal_basis", "audience", "audience_kinds", "audience_ids")
    days = ("read_due_on", "in_force_from", "in_force_to")
    ids = {name: str(getattr(row, name) or "") for name in ("basis_id", "supersedes_id")}
    return {name: getattr(row, name) for name in (*names, *days)} | ids


class IssueForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Số, ký hiệu"), max_length=60)
    issued_on = DateField(label=gettext_lazy("Ngày ban hành"))
    signed_by = forms.CharField(label=gettext_lazy("Người ký"), max_length=120)
    signed_as = forms.CharField(
        label=gettext_lazy("Chức vụ người ký"), max_length=120, required=False
    )


class WhyForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Lý do"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReportForm(forms.Form):
    report = forms.CharField(
        label=gettext_lazy("Kết quả thực hiện"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    evidence = forms.FileField(label=gettext_lazy("Tệp minh chứng (PDF, ảnh)"), required=False)


class JudgeForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Nhận xét"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
