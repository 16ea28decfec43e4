"""What a person types about staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core.actor import Actor
from tuyen.platform.accounts.models import Account
from tuyen.platform.ui.fields import DateField
from tuyen.registry.facilities.forms import UnitField
from tuyen.registry.staff import titles
from tuyen.registry.staff.models import QualificationKind, Sex, StaffMember


def _choices(labels: dict[str, str]) -> list[tuple[str, str]]:
    return [("", _("– chọn –")), *labels.items()]


class MemberForm(forms.Form):
    """A person's own details."""

    name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=120)
    birth_year = forms.IntegerField(label=gettext_lazy("Năm sinh"), required=False)
    sex = forms.ChoiceField(
        label=gettext_lazy("Giới tính"), choices=Sex.choices, initial=Sex.UNKNOWN
    )
    profession = forms.ChoiceField(label=gettext_lazy("Chức danh"))
    phone = forms.CharField(label=gettext_lazy("Điện thoại"), max_length=30, required=False)
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _choices(titles.profession_labels())
        self.fields["profession"].choices = choices  # type: ignore[attr-defined]

    @classmethod
    def of(cls, member: StaffMember) -> "MemberForm":
        return cls(initial={name: getattr(member, name) for name in cls.base_fields})


class NewMemberForm(MemberForm):
    """A new person with the first post."""

    position = forms.CharField(label=gettext_lazy("Vị trí việc làm"), max_length=120)
    specialty = forms.CharField(label=gettext_lazy("Chuyên khoa"), max_length=80, required=False)
    works_from = DateField(label=gettext_lazy("Làm việc từ ngày"), required=False)
    is_new = forms.BooleanField(
        label=gettext_lazy("Đây là người khác, không phải người trùng tên"), required=False
    )


class LicenceForm(forms.Form):
    number = forms.CharField(label=gettext_lazy("Số giấy phép hành nghề"), max_length=40)
    profession = forms.ChoiceField(label=gettext_lazy("Chức danh"))
    scope = forms.ChoiceField(label=gettext_lazy("Phạm vi hành nghề"))
    scope_text = forms.CharField(
        label=gettext_lazy("Phạm vi ghi trên giấy phép"), max_length=300, required=False
    )
    issued_by = forms.CharField(label=gettext_lazy("Nơi cấp"), max_length=120, required=False)
    issued_on = DateField(label=gettext_lazy("Ngày cấp"))
    valid_to = DateField(label=gettext_lazy("Có giá trị đến"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        licensed = titles.licensed_professions()
        labels = {c: label for c, label in titles.profession_labels().items() if c in licensed}
        self.fields["profession"].choices = _choices(labels)  # type: ignore[attr-defined]
        self.fields["scope"].choices = _choices(titles.scope_labels())  # type: ignore[attr-defined]


class EndLicenceForm(forms.Form):
    on = DateField(label=gettext_lazy("Ngày cuối cùng có giá trị"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=200)


class QualificationForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=QualificationKind.choices)
    title = forms.CharField(label=gettext_lazy("Tên văn bằng, chứng chỉ"), max_length=200)
    number = forms.CharField(label=gettext_lazy("Số hiệu"), max_length=60, required=False)
    issued_by = forms.CharField(label=gettext_lazy("Nơi cấp"), max_length=200, required=False)
    issued_on = DateField(label=gettext_lazy("Ngày cấp"), required=False)
    topic = forms.ChoiceField(
        label=gettext_lazy("Chủ đề"),
        required=False,
        help_text=gettext_lazy("Để khảo sát năng lực và đào tạo đếm được"),
    )
    valid_to = DateField(label=gettext_lazy("Có giá trị đến"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topic"].choices = _choices(titles.topic_labels())  # type: ignore[attr-defined]


class PostForm(forms.Form):
    unit = UnitField(label=gettext_lazy("Đơn vị"))
    position = forms.CharField(label=gettext_lazy("Vị trí việc làm"), max_length=120)
    specialty = forms.CharField(label=gettext_lazy("Chuyên khoa"), max_length=80, required=False)
    valid_from = DateField(label=gettext_lazy("Từ ngày"))
    is_main = forms.BooleanField(
        label=gettext_lazy("Nơi làm việc chính (nơi cũ kết thúc ngày hôm trước)"),
        required=False,
        initial=True,
    )
    legal_basis = forms.CharField(label=gettext_lazy("Văn bản"), max_length=200, required=False)

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].who = who  # type: ignore[attr-defined]


class AccountForm(forms.Form):
    username = forms.CharField(
        label=gettext_lazy("Tên đăng nhập"),
        max_length=60,
        help_text=gettext_lazy("Những gì tài khoản này ghi sẽ mang tên người này"),
    )

    def clean_username(self) -> Account:
        told = self.cleaned_data["username"].strip().lower()
        found = Account.objects.filter(username=told).first()
        if found is None:
            raise forms.ValidationError(_("Không có tài khoản này. Hãy tạo ở mục Tài khoản."))
        return found


class LeaveForm(forms.Form):
    on = DateField(label=gettext_lazy("Ngày làm việc cuối cùng"))
    legal_basis = forms.CharField(label=gettext_lazy("Văn bản"), max_length=200, required=False)
