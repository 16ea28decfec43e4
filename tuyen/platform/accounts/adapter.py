"""How allauth works here: no self sign-up, no mail, a post chosen after sign-in, words of our own."""

from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tuyen.core.errors import NotPermitted
from tuyen.platform.accounts import entrance


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A station has no mail: what must be known is said on the page."""

    def is_reauthentication_required(self, *, app: str, **told: Any) -> bool:
        """Who owes a second factor has typed the password a moment ago."""
        if context.request.session.get(entrance.MUST_ENROL):
            return False
        return bool(super().is_reauthentication_required(app=app, **told))

    def pre_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse | None:
        if user.is_demo and not entrance.is_loopback(request):
            raise NotPermitted(_("Tài khoản mẫu chỉ đăng nhập được ngay tại máy chủ này."))
        refusal: HttpResponse | None = super().pre_login(request, user, **told)
        return refusal

    def post_login(self, request: HttpRequest, user: Any, **told: Any) -> HttpResponse:
        entrance.begin(request, user)
        response: HttpResponse = super().post_login(request, user, **told)
        if len(entrance.posts_held_by(user)) > 1:
            query = urlencode({"next": response["Location"]})
            response["Location"] = f"{reverse('accounts:posts')}?{query}"
        entrance.remember_seat(request, response, user)
        entrance.speak(response, user.language)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def build_totp_svg(self, url: str) -> str:
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=2, xmldecl=False)
        return drawn.getvalue().decode()
