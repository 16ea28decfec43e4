"""Keys of programs: made, seen to be used, taken back."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.tokens import actions, queries
from tuyen.platform.tokens.forms import KeyForm
from tuyen.platform.ui.respond import after, notice, page

PAGE_ROWS = 25


@protected("account.manage")
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = KeyForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid() and form.post is not None:
        told = form.cleaned_data
        _row, key = actions.issue(
            post=form.post,
            name=told["name"],
            days=told["days"],
            only_reads=told["only_reads"],
            by=who,
        )
        response = page(request, "tokens/made.html", {"key": key, "name": told["name"]})
        response["Cache-Control"] = "no-store"  # the one time that the key is shown
        return response
    found = Paginator(queries.managed_by(who), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": found, "rows": queries.rows_of(list(found))}
    return page(request, "tokens/keys.html", context, 422 if request.method == "POST" else 200)


@protected("account.manage")
@require_POST
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    who = who_asks(request)
    actions.revoke(token=get_object_or_404(queries.managed_by(who), pk=token_id), by=who)
    notice(request, _("Đã thu hồi khóa: chương trình không vào được nữa."))
    return after(request, "tokens:list")
