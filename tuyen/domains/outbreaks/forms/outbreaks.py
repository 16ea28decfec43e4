"""Forms of outbreaks."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.domains.outbreaks import rules
from tuyen.domains.outbreaks.models import Contact, ContactLook, Outbreak, OutbreakMeasure
from tuyen.platform.ui.fields import DateField


class OpenForm(forms.Form):
    place = forms.CharField(label=_("Nơi xảy ra (thôn, lớp, khoa, buồng)"), max_length=200)
    place_kind = forms.ChoiceField(label=_("Loại nơi"), choices=Outbreak.PlaceKind.choices)
    people_at_risk = forms.IntegerField(
        label=_("Số người có nguy cơ"), min_value=1, max_value=10_000_000, required=False
    )
    basis = forms.CharField(label=_("Căn cứ, số quyết định"), max_length=300)


class MeasureForm(forms.Form):
    kind = forms.ChoiceField(label=_("Biện pháp"), choices=OutbreakMeasure.Kind.choices)
    what = forms.CharField(label=_("Nội dung"), max_length=300)
    amount = forms.IntegerField(
        label=_("Số lượng"), min_value=1, max_value=10_000_000, required=False
    )
    amount_unit = forms.CharField(label=_("Đơn vị tính"), max_length=30, required=False)
    document = forms.CharField(label=_("Văn bản chỉ đạo"), max_length=160, required=False)
    done_on = DateField(label=_("Ngày làm"))


class ReportForm(forms.Form):
    note = forms.CharField(
        label=_("Diễn biến, việc đã làm trong ngày"), max_length=500, required=False
    )


class CloseForm(forms.Form):
    on = DateField(label=_("Ngày kết thúc"))
    note = forms.CharField(label=_("Nhận định"), max_length=300, required=False)
    early_basis = forms.ChoiceField(label=_("Chỉ khi kết thúc sớm: căn cứ"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases = rules.early_bases(clock.today(), get_language())
        choices = [("", _("Không kết thúc sớm")), *bases.items()]
        self.fields["early_basis"].choices = choices  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    why = forms.CharField(label=_("Lý do mở lại"), max_length=300)


class ContactForm(forms.Form):
    """Somebody who was beside a case; a chart can be found or made later."""

    name = forms.CharField(label=_("Họ tên"), max_length=120)
    exposed_on = DateField(label=_("Ngày tiếp xúc cuối"))
    source_case_id = forms.TypedChoiceField(
        label=_("Tiếp xúc với ca"), coerce=uuid.UUID, required=False, empty_value=None
    )
    how = forms.ChoiceField(label=_("Cách tiếp xúc"), choices=Contact.How.choices)
    risk = forms.ChoiceField(label=_("Mức nguy cơ"), choices=Contact.Risk.choices)
    birth_year = forms.IntegerField(label=_("Năm sinh"), min_value=1900, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    place = forms.CharField(label=_("Hộ, thôn bản"), max_length=160, required=False)

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Chưa rõ")), *sources]
        self.fields["source_case_id"].choices = choices  # type: ignore[attr-defined]


class HouseholdForm(forms.Form):
    """Everybody who lives with a case."""

    source_case_id = forms.TypedChoiceField(label=_("Cả hộ của ca"), coerce=uuid.UUID)
    exposed_on = DateField(label=_("Ngày tiếp xúc cuối"))

    def __init__(self, *args: Any, sources: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_case_id"].choices = sources  # type: ignore[attr-defined]


class LookForm(forms.Form):
    day = DateField(label=_("Ngày"))
    state = forms.ChoiceField(label=_("Kết quả"), choices=ContactLook.State.choices)
    note = forms.CharField(label=_("Ghi chú"), max_length=200, required=False)


class EndForm(forms.Form):
    then = forms.ChoiceField(choices=Contact.Status.choices)
    why = forms.CharField(label=_("Lý do"), max_length=300, required=False)


class FindForm(forms.Form):
    q = forms.CharField(label=_("Tìm theo tên, năm sinh, số giấy tờ"), max_length=120)


class SourceForm(forms.Form):
    """Who infected a case, as told."""

    case = forms.TypedChoiceField(label=_("Ca bệnh"), coerce=uuid.UUID)
    source = forms.TypedChoiceField(label=_("Lây từ"), coerce=uuid.UUID)
    exposed_on = DateField(label=_("Ngày tiếp xúc"))

    def __init__(self, *args: Any, cases: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("case", "source"):
            self.fields[name].choices = [("", "–"), *cases]  # type: ignore[attr-defined]
