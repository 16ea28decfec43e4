"""Forms of sampling."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.sampling import rules
from tuyen.domains.sampling.models import SamplePool, SampleRound
from tuyen.domains.sampling.queries import rounds
from tuyen.platform.ui.fields import DateField
from tuyen.record.actions.samplings import laboratories_of
from tuyen.registry.terms.orderables import rejections

COLDEST, WARMEST = Decimal("-90"), Decimal("50")


def _choose(form: forms.Form, name: str, choices: Any) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


class OpenForm(forms.Form):
    place_kind = forms.ChoiceField(label=_("Loại nơi"), choices=SampleRound.Place.choices)
    place = forms.CharField(label=_("Nơi lấy mẫu"), max_length=200)
    disease = forms.ChoiceField(label=_("Bệnh"))
    test = forms.ChoiceField(label=_("Xét nghiệm"))
    specimen_kind = forms.ChoiceField(label=_("Loại mẫu"))
    reason = forms.ChoiceField(label=_("Lý do"))
    laboratory_id = forms.TypedChoiceField(label=_("Phòng xét nghiệm"))
    pool_size = forms.IntegerField(
        label=_("Số mẫu một gộp (1: không gộp)"), min_value=1, max_value=50
    )

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self, "disease", rounds.disease_choices(who))
        _choose(self, "test", rounds.test_choices())
        _choose(self, "specimen_kind", rounds.kind_choices())
        _choose(self, "reason", list(rules.reasons(clock.today(), get_language()).items()))
        _choose(self, "laboratory_id", [(str(n.unit_id), n.name) for n in laboratories_of(who)])


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Tên, số căn cước, thẻ BHYT, mã quét"),
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "spellcheck": "false", "data-key": "/"}
        ),
    )


class CloseForm(forms.Form):
    note = forms.CharField(label=_("Nhận định"), max_length=300, required=False)


class PoolForm(forms.Form):
    size = forms.IntegerField(label=_("Số mẫu một gộp"), min_value=2, max_value=50)
    way = forms.ChoiceField(label=_("Cách gộp"), choices=SamplePool.Way.choices)


class SendForm(forms.Form):
    celsius = forms.DecimalField(
        label=_("Nhiệt độ khi gửi (°C)"),
        min_value=COLDEST,
        max_value=WARMEST,
        max_digits=4,
        decimal_places=1,
        localize=True,
    )
    carrier = forms.CharField(label=_("Người vận chuyển"), max_length=120, required=False)


class ReceiveForm(forms.Form):
    celsius = forms.DecimalField(
        label=_("Nhiệt độ khi nhận (°C)"),
        min_value=COLDEST,
        max_value=WARMEST,
        max_digits=4,
        decimal_places=1,
        localize=True,
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


def rejection_choices() -> list[tuple[str, str]]:
    language = get_language() or "vi"
    return [(each.code, each.label.spoken(language)) for each in rejections(clock.today())]


class OnsetForm(forms.Form):
    """Asked for only where there is no case yet."""

    onset_on = DateField(label=_("Ngày khởi phát"), required=False)
