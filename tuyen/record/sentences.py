"""What a user reads for each fault of a visit: what is the matter, what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tuyen.record.rules.visits import Fault, Finding

_SENTENCES: dict[Fault, Promise] = {
    Fault.EMPTY: _("Phiếu còn trống: ghi lý do khám, một chỉ số hoặc chẩn đoán rồi lưu."),
    Fault.NO_DIAGNOSIS: _("Kê đơn cần chẩn đoán: chọn bệnh chính."),
    Fault.TWICE: _("%(limit)s ghi hai lần: xóa bớt một."),
    Fault.IN_FUTURE: _("Giờ khám ở tương lai: kiểm tra lại ngày giờ."),
    Fault.BEFORE_BIRTH: _("Ngày khám trước ngày sinh (%(limit)s): kiểm tra lại."),
    Fault.AFTER_DEATH: _("Ngày khám sau ngày mất (%(limit)s): kiểm tra lại."),
    Fault.NO_PAPER_REASON: _("Nhập bù từ giấy: ghi vì sao nhập sau, ví dụ “mất điện”."),
    Fault.NEXT_NOT_LATER: _("Ngày hẹn phải sau ngày khám."),
    Fault.NO_QUANTITY: _("Ghi số lượng của thuốc này."),
    Fault.NO_DOSE: _("Ghi cách dùng của thuốc này, ví dụ 1x2."),
    Fault.TOO_LONG: _("Đơn này kê nhiều nhất %(limit)s ngày theo chẩn đoán đã ghi."),
    Fault.ALLERGY: _("Người bệnh dị ứng %(limit)s. Đổi thuốc, hoặc ghi lý do vẫn kê."),
}


def sentence(finding: Finding) -> str:
    return str(_SENTENCES[finding.fault]) % {"limit": finding.limit}
