"""At the bench: answers of pools and of single specimens, one press each; verified, corrected."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core.errors import Refused
from tuyen.domains.sampling import permissions, words
from tuyen.domains.sampling.actions import answers as actions
from tuyen.domains.sampling.actions import pools as pool_actions
from tuyen.domains.sampling.models import PoolResult
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.queries import pools as pool_queries
from tuyen.domains.sampling.rules import ANSWERED, State
from tuyen.domains.sampling.views.rounds import frame, named_round
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

ROWS = 40
TO_DO = (State.RECEIVED, State.WAITS_CHECK, State.RETEST)


@require_GET
@never_cache
@protected(permissions.ENTER)
def answers(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Pools first, then tubes that stand alone; `?done=1`: what was answered, to correct it."""
    row, who = named_round(request, round_id), who_asks(request)
    is_done = request.GET.get("done") == "1"
    pools = pool_queries.shown(list(pool_queries.of_round(row, who)), who)
    inside = {pool.pool.id for pool in pools if not pool.answer}
    lines = members.lines(members.of_round(row, who).exclude(specimen_id=None), who)
    wanted = [line for line in lines if _is_wanted(line, is_done) and not _in(line, inside)]
    shown = Paginator(wanted, ROWS).get_page(request.GET.get("page"))
    note_reads([line.member.patient_id for line in shown if line.person], who, what="sampling",
               ground="report")  # fmt: skip
    context = {
        **frame(request, row),
        "is_done": is_done,
        "pools": [each for each in pools if bool(each.answer and not each.waits_check) == is_done],
        "page_obj": shown,
        "lines": [
            (line, words.of_state(line.state), words.TONES.get(line.state, "neutral"))
            for line in shown
        ],
        "pool_answers": PoolResult.Answer.choices,
        "answers": [
            ("negative", _("Âm tính")),
            ("positive", _("Dương tính")),
            ("indeterminate", _("Không xác định")),
        ],
    }
    return page(request, "sampling/answers.html", context)


def _is_wanted(line: members.Line, is_done: bool) -> bool:
    return line.state in ANSWERED if is_done else line.state in TO_DO


def _in(line: members.Line, waiting: set[Any]) -> bool:
    return (
        line.member.pool_id in waiting and line.member.specimen_id == line.member.pooled_specimen_id
    )


@require_POST
@protected(permissions.ENTER)
def single(request: HttpRequest, round_id: UUID, member_id: UUID) -> HttpResponse:
    row, who = named_round(request, round_id), who_asks(request)
    member = members.one(row, member_id, who)
    if member is None:
        raise Http404
    [line] = members.lines([member], who)
    if request.POST.get("verb") == "verify":
        actions.verify(row=row, line=line, by=who)
        notice(request, _("Đã duyệt kết quả mẫu %(number)s.") % {"number": member.number})
    else:
        answer, why = request.POST.get("answer", ""), request.POST.get("why", "")
        actions.enter(row=row, line=line, answer=answer, why=why, by=who)
        notice(request, _("Đã ghi kết quả mẫu %(number)s.") % {"number": member.number})
    return after(request, "sampling:answers", row.id)


@require_POST
@protected(permissions.ENTER)
def pool(request: HttpRequest, round_id: UUID, pool_id: UUID) -> HttpResponse:
    row, who = named_round(request, round_id), who_asks(request)
    found = pool_queries.one(row, pool_id, who)
    if found is None:
        raise Http404
    said = {"number": found.number}
    if request.POST.get("verb") == "verify":
        result = pool_actions.verify_pool(row=row, pool=found, by=who)
    else:
        answer, why = request.POST.get("answer", ""), request.POST.get("why", "")
        if not answer:
            raise Refused(_("Chọn âm tính, dương tính hoặc không hợp lệ."), field="answer")
        result = pool_actions.enter_pool(row=row, pool=found, answer=answer, why=why, by=who)
    if result.status == PoolResult.Status.PRELIMINARY:
        notice(request, _("Đã ghi mẫu gộp %(number)s, chờ người khác duyệt.") % said)
    elif result.answer == PoolResult.Answer.NEGATIVE:
        notice(request, _("Mẫu gộp %(number)s âm tính: đã trả lời mọi người trong gộp.") % said)
    else:
        words_ = _(
            "Mẫu gộp %(number)s không âm tính: mọi người trong gộp cần xét nghiệm lại riêng."
        )
        notice(request, words_ % said, level="warning")
    return after(request, "sampling:answers", row.id)
