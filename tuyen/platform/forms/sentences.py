"""Faults of answers and of forms, in the words of whoever must mend them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.platform.forms.rules.answers import Fault
from tuyen.platform.forms.rules.items import BadForm
from tuyen.platform.ui.figures import figure

_ANSWERS: dict[str, Any] = {
    "required": gettext_lazy("Cần trả lời câu này."),
    "now_shown": gettext_lazy("Câu này mới hiện ra theo câu trả lời ở trên: xin xem rồi lưu lại."),
    "not_number": gettext_lazy("Nhập một số, ví dụ 12 hoặc 12,5."),
    "not_whole": gettext_lazy("Nhập số nguyên, không có phần lẻ."),
    "too_fine": gettext_lazy("Nhập ít chữ số hơn sau dấu phẩy."),
    "too_low": gettext_lazy("Nhập từ %(low)s trở lên."),
    "too_high": gettext_lazy("Nhập nhiều nhất %(high)s."),
    "out_of_range": gettext_lazy("Nhập từ %(low)s đến %(high)s."),
    "unusual": gettext_lazy("Kiểm tra lại: thường từ %(low)s đến %(high)s."),
    "not_choice": gettext_lazy("Chọn một câu trả lời trong danh sách."),
    "not_text": gettext_lazy("Nhập bằng chữ."),
    "too_long": gettext_lazy("Viết ngắn lại: nhiều nhất %(most)s chữ cái."),
    "not_date": gettext_lazy("Nhập ngày như 21/11/2026."),
    "not_time": gettext_lazy("Nhập giờ như 14:05."),
    "not_file": gettext_lazy("Không tìm thấy tệp đã gửi. Xin chọn lại tệp."),
    "too_many_files": gettext_lazy("Gửi nhiều nhất %(most)s tệp."),
    "not_rows": gettext_lazy("Bảng này không đọc được. Xin nhập lại các dòng."),
    "too_many_rows": gettext_lazy("Nhiều nhất %(most)s dòng."),
    "unknown_question": gettext_lazy("Biểu mẫu không có câu hỏi này."),
}

_FORMS: dict[str, Any] = {
    "no_title": gettext_lazy("Biểu mẫu chưa có tên."),
    "no_items": gettext_lazy("Biểu mẫu chưa có câu hỏi nào."),
    "bad_link": gettext_lazy(
        "Mã câu hỏi gồm chữ không dấu, số, gạch dưới hoặc gạch ngang, nhiều nhất 60 ký tự."
    ),
    "link_twice": gettext_lazy("Mã câu hỏi này đã dùng ở trên: mỗi câu một mã."),
    "unknown_kind": gettext_lazy("Không có loại câu hỏi “%(kind)s”."),
    "too_large": gettext_lazy("Biểu mẫu quá dài hoặc lồng nhau quá sâu: hãy chia thành hai."),
    "no_label": gettext_lazy("Câu hỏi chưa có lời."),
    "empty_group": gettext_lazy("Nhóm này chưa có câu hỏi nào."),
    "not_a_group": gettext_lazy("Chỉ nhóm mới chứa được câu hỏi khác."),
    "table_in_table": gettext_lazy("Bảng nhiều dòng không chứa được bảng khác."),
    "condition_not_before": gettext_lazy(
        "Điều kiện hiện câu này nhắc tới “%(question)s”, không có ở phía trên."
    ),
    "condition_in_table": gettext_lazy(
        "Điều kiện nhắc tới “%(question)s” nằm trong bảng khác nên không biết là dòng nào."
    ),
    "condition_no_choice": gettext_lazy(
        "Điều kiện: “%(question)s” không có câu trả lời “%(value)s”."
    ),
    "condition_no_number": gettext_lazy("Điều kiện: “%(question)s” cần so với một số."),
    "unknown_operator": gettext_lazy("Điều kiện: không có phép so “%(operator)s”."),
    "no_options": gettext_lazy("Câu chọn cần từ 1 đến 300 câu trả lời."),
    "bad_option": gettext_lazy("Câu trả lời “%(option)s” thiếu mã không dấu hoặc thiếu lời."),
    "option_twice": gettext_lazy("Hai câu trả lời trùng mã."),
    "range_upside_down": gettext_lazy("Giới hạn dưới lớn hơn giới hạn trên."),
    "bad_number": gettext_lazy("“%(field)s” phải là số."),
    "bad_level": gettext_lazy(
        "Mức xếp loại “%(level)s” cần lời và tỷ lệ điểm từ 0 đến 100 %%, mỗi mức một màu."
    ),
    "level_twice": gettext_lazy("Hai mức xếp loại bắt đầu từ cùng một tỷ lệ điểm."),
    "too_many_levels": gettext_lazy("Nhiều nhất %(most)s mức xếp loại."),
    "bad_list": gettext_lazy("“%(field)s” phải là một danh sách."),
}


def of_fault(fault: Fault) -> str:
    said = {name: _shown(value) for name, value in fault.said.items()}
    return str(_ANSWERS[fault.code]) % said if fault.code in _ANSWERS else fault.code


def of_bad_form(bad: BadForm) -> str:
    sentence = str(_FORMS[bad.code]) % bad.said if bad.code in _FORMS else bad.code
    if not bad.where:
        return sentence
    return _("Câu “%(where)s”: %(sentence)s") % {"where": bad.where, "sentence": sentence}


def _shown(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return figure(value)
