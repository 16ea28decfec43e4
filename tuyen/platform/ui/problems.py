"""What is shown when something cannot be shown: calm words and what to do next."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tuyen.core.errors import NotPermitted
from tuyen.platform.ui.middleware import refused

PROGRAMS = "/api/"  # addresses whose reader is a program


def csrf_failure(request: HttpRequest, **_reason: str) -> HttpResponse:
    """The page stood open for too long, or somebody else signed in meanwhile."""
    return refused(
        request,
        NotPermitted(
            _(
                "Trang đã mở quá lâu nên phiên làm việc không còn khớp. Bấm Quay lại, tải lại trang "
                "(phím F5) rồi lưu lại: bản nháp vẫn còn."
            ),
            code="csrf",
        ),
    )


def bad_request(request: HttpRequest, *_exception: Exception, **_named: Exception) -> HttpResponse:
    text = _("Máy chủ không đọc được yêu cầu này. Quay lại trang trước, kiểm tra rồi gửi lại.")
    return _problem(request, _("Yêu cầu không đọc được"), text, 400)


def permission_denied(
    request: HttpRequest, *_exception: Exception, **_named: Exception
) -> HttpResponse:
    text = _(
        "Nơi làm việc đang chọn chưa được giao việc này. Đổi nơi làm việc, hoặc nhờ người quản trị "
        "đơn vị giao quyền."
    )
    return _problem(request, _("Chưa được giao việc này"), text, 403)


def not_found(request: HttpRequest, *_exception: Exception, **_named: Exception) -> HttpResponse:
    text = _(
        "Địa chỉ này không có, đã được gộp, hoặc không thuộc phạm vi của bạn. Tìm lại bằng ô tìm "
        "kiếm ở trang đầu."
    )
    return _problem(request, _("Không tìm thấy"), text, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs nothing that may itself be broken: no session, no database, no context processor."""
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(render_to_string("ui/failed.html"), status=500)
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML show:top"
        return response
    if request.path.startswith(PROGRAMS):
        return _for_programs(
            _("Máy chủ gặp lỗi. Gửi lại sau; nếu vẫn lỗi, báo người quản trị."), 500
        )
    return HttpResponse(render_to_string("500.html"), status=500)


def _problem(request: HttpRequest, title: str, text: str, status: int) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        context = {"message": text}
        response = render(request, "ui/refused.html", context, status=status)
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML show:top"
        return response
    if request.path.startswith(PROGRAMS):
        return _for_programs(text, status)
    context = {"title": title, "text": text, "back_label": _("Quay lại")}
    return render(request, "ui/problem.html", context, status=status)


def _for_programs(text: str, status: int) -> HttpResponse:
    """RFC 9457, as the operations themselves refuse."""
    body = {
        "type": f"urn:tuyen:problem:{status}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": text,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
