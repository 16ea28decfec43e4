"""The hub's page of all machines: who answers, who is behind; invite, approve, stop, report lost."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.errors import Refused
from tuyen.edge.sync.pages import exposed, forms, nodes, permissions
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.nodes import actions, queries
from tuyen.platform.nodes.models import Peer
from tuyen.platform.ui.respond import after, notice, page

PAGE_ROWS = 50
NODE = "nodes:node"


@protected(permissions.MANAGE)
@require_GET
def all_nodes(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    asked = request.GET.get("show", "all")
    chosen = asked if asked in nodes.FILTERS else "all"
    text = request.GET.get("q", "")
    counts = nodes.counted(who)
    pages = Paginator(nodes.listed(who, chosen, text), PAGE_ROWS)
    if not text.split():
        pages.count = counts[chosen]  # counted already
    found = pages.get_page(request.GET.get("page"))
    context = {
        "page_obj": found,
        "rows": nodes.rows_of(found),
        "counts": counts,
        "chosen": chosen,
        "q": text,
        "upstream": queries.upstream(),
        "invitations": queries.invitations_of(who),
        "refusals": nodes.refused_lately(),
    }
    return page(request, "nodes/all.html", context)


@protected(permissions.MANAGE)
@require_GET
def node(request: HttpRequest, node_id: UUID) -> HttpResponse:
    return page(request, "nodes/node.html", _node_page(request, _mine(request, node_id)))


@protected(permissions.MANAGE)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    words = request.GET.get("q", "")
    form = forms.InviteForm(request.POST or None, who=who, words=words)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return page(request, "nodes/invite.html", {"form": form, "q": words}, status=status)
    try:
        invitation, code = actions.issue_code(
            unit_id=form.unit_id,
            compartments=tuple(form.cleaned_data.get("compartments", ())),
            is_hub=form.cleaned_data["is_hub"],
            by=who,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return page(request, "nodes/invite.html", {"form": form, "q": words}, status=422)
    context = {"invitation": invitation, "code": code, "here": request.build_absolute_uri("/")}
    return page(request, "nodes/code.html", context)


@protected(permissions.MANAGE)
@require_POST
def withdraw(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    who = who_asks(request)
    invitation = get_object_or_404(queries.invitations_of(who), pk=invitation_id)
    actions.withdraw_code(invitation=invitation, by=who)
    notice(request, _("Đã thu hồi mã mời: không ai dùng được nữa."))
    return after(request, "nodes:all")


@protected(permissions.MANAGE)
@require_POST
def approve(request: HttpRequest, node_id: UUID) -> HttpResponse:
    found, form = _mine(request, node_id), forms.ApproveForm(request.POST)
    if not form.is_valid():
        return _with(request, found, approve_form=form)
    try:
        actions.approve(peer=found, heard=form.cleaned_data["heard"], by=who_asks(request))
    except Refused as refusal:
        form.add_error("heard" if refusal.field == "heard" else None, str(refusal))
        return _with(request, found, approve_form=form)
    notice(request, _("Đã duyệt máy “%(name)s”. Từ giờ máy này gửi và nhận được.") % _named(found))
    return after(request, NODE, node_id)


@protected(permissions.MANAGE)
@require_POST
def stop(request: HttpRequest, node_id: UUID) -> HttpResponse:
    """One form, three acts: turn down, suspend, report lost; each with its reason."""
    acts = {"reject": actions.reject, "suspend": actions.suspend, "lost": actions.report_lost}
    found, form, act = _mine(request, node_id), forms.WhyForm(request.POST), request.POST.get("act")
    if act not in acts:
        raise Http404
    if not form.is_valid():
        return _with(request, found, why_form=form, asked=act)
    acts[act](peer=found, why=form.cleaned_data["why"], by=who_asks(request))
    said = {
        "reject": _("Đã từ chối máy “%(name)s”."),
        "suspend": _("Đã tạm ngừng máy “%(name)s”: máy này không gửi, không nhận được nữa."),
        "lost": _("Đã báo mất máy “%(name)s”. Xem ngay danh sách người có hồ sơ trên máy đó."),
    }
    notice(request, said[act] % _named(found), level="warning" if act == "lost" else "success")
    return after(request, "nodes:all") if act == "reject" else after(request, NODE, node_id)


@protected(permissions.MANAGE)
@require_POST
def resume(request: HttpRequest, node_id: UUID) -> HttpResponse:
    found = _mine(request, node_id)
    actions.resume(peer=found, by=who_asks(request))
    notice(request, _("Máy “%(name)s” gửi và nhận lại được.") % _named(found))
    return after(request, NODE, node_id)


@protected(permissions.MANAGE)
@require_POST
def looked_at(request: HttpRequest, node_id: UUID) -> HttpResponse:
    """A person has seen why the machine was marked."""
    actions.clear_flag(peer=_mine(request, node_id), by=who_asks(request))
    notice(request, _("Đã ghi là đã xem."))
    return after(request, NODE, node_id)


@protected(permissions.EXPOSED)
@require_GET
def lost(request: HttpRequest) -> HttpResponse:
    """For whoever answers for personal data: which machines are lost, and the way to the people."""
    found = Paginator(exposed.machines(who_asks(request)), PAGE_ROWS)
    return page(request, "nodes/lost.html", {"page_obj": found.get_page(request.GET.get("page"))})


@protected(permissions.EXPOSED)
@require_GET
def people(request: HttpRequest, node_id: UUID) -> HttpResponse:
    """Whose record lay on a machine: for whoever must tell them."""
    found = exposed.machine(who_asks(request), node_id)
    shown = exposed.people_on(found, who_asks(request))
    rows = Paginator(shown.people, PAGE_ROWS).get_page(request.GET.get("page"))
    return page(request, "nodes/people.html", {"peer": found, "shown": shown, "page_obj": rows})


@protected(permissions.EXPOSED)
@require_GET
def people_file(request: HttpRequest, node_id: UUID, ending: str) -> HttpResponse:
    who = who_asks(request)
    if ending not in exposed.WRITERS:
        raise Http404
    found = exposed.machine(who, node_id)
    content, media_type = exposed.written(found, who, ending)
    headers = {"Content-Disposition": f'attachment; filename="nguoi-co-ho-so-tren-may.{ending}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)


def _mine(request: HttpRequest, node_id: UUID) -> Peer:
    found = queries.node_of(who_asks(request), node_id)
    if found is None:
        raise Http404
    return found


def _named(peer: Peer) -> dict[str, str]:
    return {"name": peer.name}


def _with(request: HttpRequest, found: Peer, **said: Any) -> HttpResponse:
    return page(request, "nodes/node.html", _node_page(request, found) | said, status=422)


def _node_page(request: HttpRequest, found: Peer) -> dict[str, Any]:
    who = who_asks(request)
    [row] = nodes.rows_of([found])
    return {
        "peer": found,
        "row": row,
        "fingerprint": queries.fingerprint_of(found),
        "acts": nodes.acts_in_words(queries.acts_of(who, found.id)),
        "compartments": nodes.compartment_words(found),
        "may_see_people": who.may(permissions.EXPOSED),
        "people_count": exposed.how_many(found),
        "approve_form": forms.ApproveForm(),
        "why_form": forms.WhyForm(),
        "asked": "",
    }
