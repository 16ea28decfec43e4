"""Five wrong passwords close a name at one computer for a quarter of an hour (django-axes)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Whose door it is: as typed at sign-in, in lower case like the names that are kept."""
    name = (credentials or {}).get("username") or request.POST.get("login", "")
    return str(name).strip().lower()


def told(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    context = {
        "title": _("Tạm khóa đăng nhập"),
        "text": _(
            "Mật khẩu sai 5 lần. Chờ 15 phút rồi thử lại. Nếu quên mật khẩu, nhờ người quản trị "
            "tài khoản của đơn vị đặt lại."
        ),
        "back": reverse("rescue:ask") + "?for=unlock",
        "back_label": _("Gọi tuyến trên để mở ngay"),
    }
    return render(request, "ui/problem.html", context, status=429)
