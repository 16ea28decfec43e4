"""The boxes of a learning case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.teleconsult import deidentify, words
from tuyen.domains.teleconsult.learning import Draft
from tuyen.domains.teleconsult.learning_actions import TEXTS


def _box(label: Any, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=6000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class LearningForm(forms.Form):
    title = forms.CharField(label=_("Tên ca"), max_length=200)
    specialty = forms.ChoiceField(label=_("Chuyên khoa"))
    about = _box(_("Bệnh cảnh"), 6, required=False)
    question = _box(_("Câu hỏi"), 2)
    advice = _box(_("Lời khuyên"), 4)
    outcome = _box(_("Kết quả"), 2, required=False)
    lesson = _box(_("Bài học rút ra"), 3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["specialty"]
        field.choices = list(words.specialties(clock.today()).items())

    def draft(self) -> Draft:
        return Draft(**self.cleaned_data)

    def doubts(self) -> list[str]:
        """What may still tell who it was, in what stands in the boxes now."""
        return deidentify.doubts("\n".join(str(self[name].value() or "") for name in TEXTS))
