"""What is said to whoever sends a file that is not taken."""

from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "not_dicom": _("Tệp không phải là DICOM. Xin xuất lại từ máy chụp dưới dạng DICOM (.dcm)."),
    "preamble": _(
        "Phần đầu tệp DICOM chứa nội dung của loại tệp khác nên không được nhận. Xin xuất lại từ máy chụp."
    ),
    "cut_off": _("Tệp bị thiếu phần cuối, có thể do đường truyền bị ngắt. Xin gửi lại."),
    "malformed": _("Tệp DICOM hỏng, không đọc được. Xin xuất lại từ máy chụp."),
    "deflated": _("Tệp DICOM nén kiểu Deflate không được nhận. Xin xuất lại ở dạng không nén."),
    "syntax": _("Kiểu nén ảnh của tệp này chưa đọc được. Xin xuất lại ở dạng không nén."),
    "nested": _("Tệp DICOM lồng quá nhiều lớp nên không được nhận. Xin xuất lại từ máy chụp."),
    "too_many_elements": _(
        "Tệp DICOM chứa quá nhiều mục nên không được nhận. Xin xuất lại từ máy chụp."
    ),
    "bomb": _(
        "Tệp khai kích thước ảnh không thể có hoặc lớn hơn nội dung nên không được nhận. "
        "Xin xuất lại từ máy chụp."
    ),
    "no_picture": _("Tệp DICOM này không có ảnh và không có điện tim để xem."),
    "no_identity": _("Tệp DICOM thiếu mã lần chụp hoặc mã ảnh. Xin xuất lại từ máy chụp."),
}
