"""The ledger: its list, a request, and one transfer with its people, cases and signatures."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.memory import asked_once
from tuyen.domains.techniques import catalogue, permissions
from tuyen.domains.techniques.actions import missing, people
from tuyen.domains.techniques.actions import transfers as acts
from tuyen.domains.techniques.forms.transfers import RequestForm, SignForm
from tuyen.domains.techniques.models import Side, TechniqueTransfer
from tuyen.domains.techniques.queries import prerequisites
from tuyen.domains.techniques.queries import transfers as queries
from tuyen.domains.techniques.queries.approved import approved_codes, units_in_reach
from tuyen.domains.techniques.queries.ledger import LedgerFilter, ledger
from tuyen.domains.techniques.queries.transfers import Whole
from tuyen.domains.techniques.rules import Stage
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Unit

ROWS_A_PAGE = 50
MOST_UNITS = 500
AGREEMENT = ("steering.agreement_in_force", "technique_transfer")


@require_GET
@protected(permissions.SEE)
@asked_once()
def listed(request: HttpRequest) -> HttpResponse:
    """Every transfer within reach, by stage and side."""
    who = who_asks(request)
    wanted = LedgerFilter.of(request.GET)
    found = ledger(who, wanted, clock.today())
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": shown,
        "rows": queries.rows_of(shown.object_list),
        "wanted": wanted,
        "stages": catalogue.stage_words().values(),
        "may_request": _may_request(who),
    }
    return page(request, "techniques/ledger.html", context)


def _may_request(who: Actor) -> bool:
    return who.may(permissions.MANAGE) or permissions.may_request(
        who, direction.facility_of(who.unit_id)
    )


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE, permissions.ASK, permissions.APPROVE)
@asked_once()
def request_one(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = _request_form(request, who)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            transfer = acts.request_transfer(
                receiver_id=said["receiver"],
                giver_id=said["giver"],
                technique=said["technique"],
                reason=said["reason"],
                by=who,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            notice(request, _("Đã gửi đề nghị."))
            return after(request, "techniques:transfer", transfer.id)
    status = 422 if form.errors else 200
    return page(request, "techniques/request.html", {"form": form}, status=status)


def _request_form(request: HttpRequest, who: Actor) -> RequestForm:
    own, today = direction.facility_of(who.unit_id), clock.today()
    receivers = units_in_reach(who, today)
    if not who.may(permissions.MANAGE):
        receivers = receivers.filter(pk=own)
    licensed = kinds.kinds_of_group("facility")
    mine = Unit.objects.filter(pk=own).first()
    givers = [unit for unit in direction.directing(own, today) if unit.kind in licensed]
    givers.sort(key=lambda unit: _is_above(mine, unit), reverse=True)
    if who.may(permissions.MANAGE) and mine is not None and mine.kind in licensed:
        givers = [mine, *givers]
    said = request.GET
    initial = {
        "receiver": said.get("unit", str(own)),
        "technique": said.get("technique", ""),
        "giver": str(givers[0].id) if givers else "",
    }
    typed = request.POST if request.method == "POST" else None
    return RequestForm(
        typed, receivers=list(receivers[:MOST_UNITS]), givers=givers, initial=initial
    )


def _is_above(mine: Unit | None, unit: Unit) -> int:
    """How near above us in the tree; 0 for who directs us by a tie only."""
    return len(unit.path) if mine is not None and mine.path.startswith(unit.path) else 0


def _found(request: HttpRequest, transfer_id: UUID) -> TechniqueTransfer:
    rows = queries.visible_to(who_asks(request))
    row: TechniqueTransfer = get_object_or_404(rows, pk=transfer_id)
    return row


@require_GET
@protected(permissions.SEE)
@asked_once()
def transfer(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    found = queries.whole(_found(request, transfer_id))
    return _page(request, found, _sign_form(request, found))


def _sign_form(request: HttpRequest, found: Whole) -> SignForm | None:
    if found.next is None:
        return None
    typed = request.POST if request.method == "POST" else None
    return SignForm(typed, found=found, by_staff=who_asks(request).staff_id)


def _page(
    request: HttpRequest, found: Whole, form: SignForm | None, status: int = 200
) -> HttpResponse:
    who, row = who_asks(request), found.transfer
    words = catalogue.stage_words()
    may_manage = permissions.may_manage(who, row)
    is_expert = who.staff_id is not None and who.staff_id in found.sides.experts
    context = {
        "whole": found,
        "row": queries.rows_of([row])[0],
        "form": form,
        "next": words[found.next] if found.next else None,
        "stages": _stages(found),
        "checked": prerequisites.checked(row, clock.today()),
        "steps": [(words[step.stage], step) for step in found.steps],
        "warnings": _warnings(found),
        "lapses_on": queries.lapses_on(row) if row.certified_on else None,
        "may_sign": may_manage or is_expert,
        "may_take_part": permissions.may_take_part(who, row),
        "may_stop": permissions.may_take_part(who, row) and found.stage not in ("stopped",),
        "is_unverified": catalogue.is_unverified(clock.today(), row.giver_unit_id),
    }
    return page(request, "techniques/transfer.html", context, status=status)


def _stages(found: Whole) -> list[tuple[Any, str]]:
    """Each stage in order with done, current or ahead; for the bar at the head."""
    words = catalogue.stage_words()
    reached = {step.stage for step in found.steps}
    marks = []
    for code, word in words.items():
        if code in (Stage.LAPSED, Stage.STOPPED):
            if code == found.stage:
                marks.append((word, "current"))
            continue
        mark = "current" if code == found.stage else "done" if code in reached else "ahead"
        marks.append((word, mark))
    return marks


def _warnings(found: Whole) -> list[str]:
    """What somebody should look at; nothing of it blocks a step."""
    row, today = found.transfer, clock.today()
    said = []
    name, purpose = AGREEMENT
    if found.stage in (Stage.SURVEYED, Stage.AGREED) and name in facts.published():
        held = facts.ask(name, a=row.giver_unit_id, b=row.unit_id, purpose=purpose, on=today)
        if held is None:
            said.append(_("Hai đơn vị chưa có thỏa thuận chuyển giao kỹ thuật còn hiệu lực."))
    is_early = found.stage in (Stage.REQUESTED, Stage.SURVEYED, Stage.AGREED)
    if is_early and row.code not in approved_codes(row.giver_unit_id, today):
        said.append(_("Kỹ thuật này chưa có trong danh mục được duyệt của bên chuyển giao."))
    if found.stage != row.stage:
        said.append(_("Không có ca nào trong thời hạn nên kỹ thuật đã mai một."))
    return said


@require_POST
@protected(permissions.SEE)
@asked_once()
def sign(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    found = queries.whole(_found(request, transfer_id))
    form = _sign_form(request, found)
    if form is None or found.next is None:
        raise Refused(_("Không còn bước nào để ký."))
    stage = request.POST.get("stage") or found.next
    if form.is_valid():
        said = form.cleaned_data
        signature = acts.Signature(
            stage=stage,
            day=said["day"],
            signer_id=said.get("signer"),
            note=said["note"],
            document=said.get("document", ""),
            supervised_cases=said.get("supervised_cases"),
        )
        try:
            acts.sign_stage(transfer=found.transfer, said=signature, by=who_asks(request))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            notice(request, _("Đã ký: %(stage)s.") % {"stage": _label(stage)})
            return after(request, "techniques:transfer", transfer_id)
    return _page(request, found, form, status=422)


def _label(stage: str) -> str:
    return catalogue.stage_words()[stage].label


@require_POST
@protected(permissions.SEE)
@asked_once()
def stop(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    row = _found(request, transfer_id)
    acts.stop_transfer(transfer=row, why=request.POST.get("why", ""), by=who_asks(request))
    notice(request, _("Đã dừng chuyển giao."))
    return after(request, "techniques:transfer", transfer_id)


@require_POST
@protected(permissions.SEE)
@asked_once()
def add_member(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    row = _found(request, transfer_id)
    typed = request.POST.get("staff") or request.POST.get("staff_text", "")
    found = queries.candidate(row, typed.strip())
    if found is None:
        raise Refused(_("Không tìm thấy người này ở hai đơn vị. Gõ vài chữ của tên rồi chọn."))
    staff, side = found
    task = request.POST.get("task", "")
    people.add_member(transfer=row, staff=staff, side=side, task=task, by=who_asks(request))
    notice(request, _("Đã thêm %(name)s.") % {"name": staff.name})
    return after(request, "techniques:transfer", transfer_id)


@require_POST
@protected(permissions.SEE)
def end_member(request: HttpRequest, transfer_id: UUID, member_id: UUID) -> HttpResponse:
    row = _found(request, transfer_id)
    people.end_member(transfer=row, member_id=member_id, by=who_asks(request))
    notice(request, _("Đã ghi thôi tham gia."))
    return after(request, "techniques:transfer", transfer_id)


@require_POST
@protected(permissions.SEE)
@asked_once()
def prerequisite(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    row, said = _found(request, transfer_id), request.POST
    people.note_prerequisite(
        transfer=row,
        kind=said.get("kind", ""),
        code=said.get("code", ""),
        is_there=said.get("is_there") == "yes",
        note=said.get("note", ""),
        by=who_asks(request),
    )
    notice(request, _("Đã ghi."))
    return after(request, "techniques:transfer", transfer_id)


@require_POST
@protected(permissions.SEE)
@asked_once()
def announce(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    row = _found(request, transfer_id)
    number = missing.announce_missing(transfer=row, by=who_asks(request))
    notice(request, _("Đã ghi %(n)d nhu cầu của đơn vị tiếp nhận.") % {"n": number})
    return after(request, "techniques:transfer", transfer_id)


@require_GET
@protected(permissions.SEE)
def pick_member(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    row = _found(request, transfer_id)
    labels = dict(Side.choices)
    options = [
        (str(member.id), member.name, labels[Side(side)])
        for member, side in queries.candidates(row, request.GET.get("q", ""))
    ]
    return page(request, "techniques/options.html", {"options": options})
