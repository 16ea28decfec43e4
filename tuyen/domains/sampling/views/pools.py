"""Putting specimens together in the order of taking, and taking a pool apart again."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core.errors import Refused
from tuyen.domains.sampling import forms, permissions, rules
from tuyen.domains.sampling.actions import pools as actions
from tuyen.domains.sampling.queries import pools as queries
from tuyen.domains.sampling.views.rounds import frame, named_round, told
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

ROWS = 20


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.TAKE)
def pools(request: HttpRequest, round_id: UUID) -> HttpResponse:
    row, who = named_round(request, round_id), who_asks(request)
    test = rules.test_of(row.test, row.opened_on)
    initial = {"size": row.pool_size if row.pool_size > 1 else test.pool_usual, "way": "tube"}
    form = forms.PoolForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = actions.make_pools(row=row, by=who, **form.cleaned_data)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã gộp thành %(n)d mẫu gộp. Ghi số lên ống.") % {"n": len(made)})
            return after(request, "sampling:pools", row.id)
    shown = Paginator(queries.of_round(row, who), ROWS).get_page(request.GET.get("page"))
    context = {
        **frame(request, row),
        "form": form,
        "free": len(queries.may_be_pooled(row, who)),
        "most": test.pool_most,
        "page_obj": shown,
        "pools": queries.shown(list(shown), who),
        "is_unverified": rules.is_unverified(row.opened_on),
    }
    return page(request, "sampling/pools.html", context, status=422 if form.errors else 200)


@require_POST
@protected(permissions.TAKE)
def undo(request: HttpRequest, round_id: UUID, pool_id: UUID) -> HttpResponse:
    row, who = named_round(request, round_id), who_asks(request)
    pool = queries.one(row, pool_id, who)
    if pool is None:
        raise Http404
    actions.undo_pool(row=row, pool=pool, by=who)
    notice(request, _("Đã bỏ gộp."))
    return after(request, "sampling:pools", row.id)
