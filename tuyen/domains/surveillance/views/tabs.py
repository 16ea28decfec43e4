"""The pages of surveillance, in the order in which one looks at them."""

from django.utils.translation import gettext_lazy

TABS = (
    ("situation", gettext_lazy("Tình hình")),
    ("signals", gettext_lazy("Tín hiệu")),
    ("weeks", gettext_lazy("Báo cáo tuần")),
    ("curve", gettext_lazy("Đường cong dịch")),
    ("heat", gettext_lazy("Theo xã, tuần")),
    ("map", gettext_lazy("Bản đồ")),
    ("ages", gettext_lazy("Tuổi, giới, tiêm chủng")),
    ("rt", gettext_lazy("Hệ số lây Rt")),
    ("forecast", gettext_lazy("Dự báo")),
    ("beds", gettext_lazy("Giường cách ly")),
)
