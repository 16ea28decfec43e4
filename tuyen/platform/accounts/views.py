"""The door itself, the post, the locked screen, the language, own security."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tuyen.platform.access.doors import open_to_all, protected
from tuyen.platform.accounts import entrance, queries
from tuyen.platform.accounts.forms import UnlockForm
from tuyen.platform.ui import demo
from tuyen.platform.ui.respond import page


def _next(request: HttpRequest) -> str:
    """Where the person wanted to go, if it is an address of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if allowed else "/"


class SignIn(LoginView):
    """Allauth's page; in a demo it names who may be tried out, on the server's own computer only."""

    def get(self, request: HttpRequest, *args: Any, **known: Any) -> HttpResponse:
        """Passkeys refuse a bare address: on this computer the server goes by its name."""
        host, colon, port = request.get_host().partition(":")
        if host == "127.0.0.1":
            name = f"{request.scheme}://localhost{colon}{port}"
            return HttpResponseRedirect(name + request.get_full_path())
        answer: HttpResponse = super().get(request, *args, **known)
        return answer

    def get_context_data(self, **known: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**known)
        if demo.is_demo() and entrance.is_loopback(self.request):
            context["samples"] = queries.demo_accounts()
        return context


sign_in = open_to_all("the sign-in itself: there is nobody yet")(SignIn.as_view())


@never_cache
@open_to_all("chooses a post before there is one; shows only the posts of who is signed in")
def posts(request: HttpRequest) -> HttpResponse:
    """Where do you work now? Asked after sign-in when the account holds several posts."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    if request.method == "POST" and entrance.choose_post(request, request.POST.get("post")):
        return HttpResponseRedirect(_next(request))
    held = queries.posts_at([request.user])[request.user.pk]
    shown = [(post, unit, entrance.role_label(post.role)) for post, unit in held]
    return page(request, "accounts/posts.html", {"posts": shown, "next": _next(request)})


@require_POST
@protected()
def lock(request: HttpRequest) -> HttpResponse:
    """The screen closes, the session and the draft stay."""
    request.session[entrance.LOCKED] = True
    return HttpResponseRedirect(reverse("accounts:locked"))


@never_cache
@open_to_all("a locked screen asks for the password again")
def locked(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    if not request.session.get(entrance.LOCKED):
        return HttpResponseRedirect(_next(request))
    form = UnlockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if get_adapter().reauthenticate(request.user, form.cleaned_data["password"]):
            request.session.pop(entrance.LOCKED, None)
            request.session.pop(entrance.WRONG_UNLOCKS, None)
            return HttpResponseRedirect(_next(request))
        if entrance.note_wrong_unlock(request):
            return HttpResponseRedirect(reverse("account_login"))
        form.add_error("password", _("Mật khẩu không đúng."))
    others = [seat for seat in entrance.seats(request) if seat.pk != request.user.pk]
    shell = {"actor": None, "menu": None}  # a closed screen shows no tabs, no unit, no key
    context = {"form": form, "seats": others, "next": _next(request), **shell}
    return page(request, "accounts/locked.html", context, 422 if form.is_bound else 200)


@require_POST
@open_to_all("the language of the page, for visitors too")
def language(request: HttpRequest) -> HttpResponse:
    """Vietnamese or English: in this browser, and on the account for the next sign-in."""
    response = HttpResponseRedirect(_next(request))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        entrance.speak(response, chosen)
        entrance.remember_language(request.user, chosen)
    return response


@protected()
def security(request: HttpRequest) -> HttpResponse:
    """My password and my second factors."""
    context = {"has_factor": entrance.has_second_factor(request.user)}
    return page(request, "accounts/security.html", context)
