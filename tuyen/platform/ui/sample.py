"""A form with every kind of field, for the gallery and its tests."""

from django import forms

from tuyen.platform.ui.fields import (
    BirthDateField,
    BloodPressureField,
    ClinicalNumberField,
    DateField,
)

PLANS = (
    ("home", "Cấp thuốc về nhà"),
    ("watch", "Theo dõi tại trạm"),
    ("consult", "Hội chẩn từ xa"),
    ("refer", "Chuyển tuyến"),
)


class SampleForm(forms.Form):
    pressure = BloodPressureField(label="Huyết áp", required=False)
    pulse = ClinicalNumberField(
        label="Mạch",
        unit="lần/phút",
        places=0,
        possible=(20, 300),
        plausible=(50, 120),
        required=False,
    )
    temperature = ClinicalNumberField(
        label="Nhiệt độ", unit="°C", possible=(30, 45), plausible=(35, 38), required=False
    )
    weight = ClinicalNumberField(label="Cân nặng", unit="kg", possible=(0.3, 350), required=False)
    glucose = ClinicalNumberField(
        label="Đường huyết mao mạch lúc đói", unit="mmol/L", possible=(0.5, 60), required=False
    )
    full_name = forms.CharField(label="Họ và tên", max_length=120)
    born = BirthDateField(label="Ngày sinh", help_text="Không rõ ngày thì nhập tháng/năm hoặc năm.")
    visited_on = DateField(label="Ngày khám")
    next_on = DateField(
        label="Hẹn lại", ahead=True, required=False, help_text="+28 là 28 ngày nữa."
    )
    notes = forms.CharField(label="Triệu chứng, diễn biến", widget=forms.Textarea, required=False)
    plan = forms.ChoiceField(label="Hướng xử trí", choices=PLANS, widget=forms.RadioSelect)
    agrees = forms.BooleanField(label="Đã hỏi và người bệnh đồng ý", required=False)
