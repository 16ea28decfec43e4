"""Addresses that hear of visits, what was sent to them, and once more."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.errors import Refused
from tuyen.edge.webhooks import actions, permissions, queries
from tuyen.edge.webhooks.forms import WebhookForm
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

PAGE_ROWS = 25


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_webhook(by=who, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            response = page(request, "webhooks/made.html", {"webhook": made})
            response["Cache-Control"] = "no-store"  # the one time that the secret is shown
            return response
    found = Paginator(queries.managed_by(who), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"form": form, "page_obj": found}
    return page(request, "webhooks/list.html", context, 422 if form.is_bound else 200)


@protected(permissions.MANAGE)
@require_GET
def webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    found = get_object_or_404(queries.managed_by(who_asks(request)), pk=webhook_id)
    sent = Paginator(queries.sendings_of(found), PAGE_ROWS).get_page(request.GET.get("page"))
    return page(request, "webhooks/log.html", {"webhook": found, "page_obj": sent})


@protected(permissions.MANAGE)
@require_POST
def end(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = get_object_or_404(queries.managed_by(who), pk=webhook_id)
    actions.end_webhook(webhook=found, by=who)
    notice(request, _("Đã dừng gửi tới nơi này."))
    return after(request, "webhooks:list")


@protected(permissions.MANAGE)
@require_POST
def again(request: HttpRequest, sending_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = get_object_or_404(queries.sending_managed_by(who), pk=sending_id)
    actions.send_again(sending=found, by=who)
    notice(request, _("Đã xếp lại để gửi ngay."))
    return after(request, "webhooks:log", found.webhook_id)
