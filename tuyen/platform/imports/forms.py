"""Which file, and which of its columns is which of ours."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.platform.imports.kinds import Kind
from tuyen.platform.imports.models import ImportRun


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Tệp Excel hoặc CSV"),
        help_text=gettext_lazy("Nhiều nhất 100.000 dòng, 30 MB"),
        widget=forms.FileInput(
            attrs={"class": "form-control", "accept": ".xlsx,.xlsm,.xls,.ods,.csv,.txt,.tsv"}
        ),
    )


class MappingForm(forms.Form):
    """One choice for each column of the file; a target may be chosen once."""

    def __init__(self, *args: Any, run: ImportRun, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.header = run.header
        told = {place: key for key, place in run.mapping.items()}
        choices = [("", _("– bỏ qua –"))]
        for column in kind.columns:
            mark = " *" if column.required else ""
            choices.append((column.key, f"{column.label}{mark}"))
        for place, name in enumerate(run.header):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name or _("Cột %(number)s") % {"number": place + 1},
                choices=choices,
                required=False,
                initial=told.get(place, ""),
            )

    def mapped(self) -> dict[str, int]:
        """Column key → place in the file."""
        found = ((self.cleaned_data[f"column_{i}"], i) for i in range(len(self.header)))
        return {key: place for key, place in found if key}

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for name, key in list(told.items()):
            if key and key in seen:
                self.add_error(name, _("Đã chọn cho một cột khác."))
            seen.add(key)
        return told
