"""What was done, as the person who did it would call it: by the room in which it was done."""

from typing import Any

from django.utils.translation import gettext_lazy as _

# The first part of a reason (`clinic.finish_visit`) names the room in which the act was done.
ROOMS: dict[str, Any] = {
    "visit": _("Lượt khám"),
    "measurements": _("Số đo"),
    "queue": _("Hàng chờ khám"),
    "persons": _("Hồ sơ người dân"),
    "record": _("Hồ sơ người dân"),
    "allergy": _("Dị ứng"),
    "problem": _("Bệnh theo dõi"),
    "medicine": _("Thuốc đang dùng"),
    "order": _("Chỉ định"),
    "specimen": _("Mẫu xét nghiệm"),
    "result": _("Kết quả"),
    "imaging": _("Hình ảnh"),
    "procedure": _("Thủ thuật, phẫu thuật"),
    "document": _("Giấy tờ trong hồ sơ"),
    "pharmacy": _("Cấp phát thuốc"),
    "stock": _("Kho thuốc, vật tư"),
    "appointment": _("Hẹn khám"),
    "reminder": _("Nhắc hẹn"),
    "referral": _("Chuyển tuyến"),
    "ward": _("Nội trú"),
    "emergency": _("Cấp cứu"),
    "custody": _("Giấy tờ giam, giữ"),
    "consent": _("Đồng ý của người bệnh"),
    "consult": _("Hội chẩn từ xa"),
    "remote": _("Hội chẩn từ xa"),
    "live": _("Cuộc gọi trực tuyến"),
    "learning": _("Ca học tập"),
    "signing": _("Chữ ký"),
    "form": _("Phiếu"),
    "response": _("Phiếu"),
    "day": _("Khóa sổ ngày"),
    "task": _("Việc cần làm"),
    "access": _("Quyền dùng chương trình"),
    "rescue": _("Mở khóa tài khoản"),
    "staff": _("Nhân lực"),
    "facilities": _("Đơn vị"),
    "equipment": _("Trang thiết bị"),
    "capability": _("Khảo sát năng lực"),
    "immunization": _("Tiêm chủng"),
    "cold_chain": _("Dây chuyền lạnh"),
    "vaccine_need": _("Nhu cầu vắc xin"),
    "vaccine_request": _("Vắc xin"),
    "case": _("Ca bệnh truyền nhiễm"),
    "outbreak": _("Ổ dịch"),
    "sampling": _("Lấy mẫu giám sát"),
    "isolation": _("Khu cách ly"),
    "campaign": _("Chiến dịch tiêm"),
    "education": _("Truyền thông sức khỏe"),
    "response_plan": _("Kế hoạch đáp ứng dịch"),
    "surveillance": _("Báo cáo tuần"),
    "signal": _("Tín hiệu dịch"),
    "need": _("Nhu cầu"),
    "plan": _("Kế hoạch"),
    "technique": _("Chuyển giao kỹ thuật"),
    "training": _("Đào tạo"),
    "rotation": _("Luân phiên cán bộ"),
    "supervision": _("Giám sát"),
    "steering": _("Chỉ đạo tuyến"),
    "directives": _("Văn bản chỉ đạo"),
    "difficulties": _("Khó khăn, kiến nghị"),
    "gatherings": _("Hội nghị, đoàn công tác"),
    "good_models": _("Mô hình hay"),
    "evaluation": _("Đánh giá"),
    "terms": _("Danh mục"),
    "imports": _("Nhập từ tệp"),
    "nodes": _("Máy trong mạng"),
    "node": _("Máy trong mạng"),
    "sync": _("Chọn giữa hai giá trị"),
    "conflict": _("Chọn giữa hai giá trị"),
}


def room_of(reason: str) -> str:
    """The code under which acts of one kind are counted together."""
    return reason.partition(".")[0]


def kind_of(reason: str) -> str:
    return str(ROOMS.get(room_of(reason)) or _("Việc khác"))
