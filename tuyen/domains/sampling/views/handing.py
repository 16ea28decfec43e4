"""The handing list of specimens, on the page and on paper, and what the laboratory received."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.sampling import forms, permissions, words
from tuyen.domains.sampling.actions import handing as actions
from tuyen.domains.sampling.models import Consignment, SampleRound
from tuyen.domains.sampling.queries import handing as queries
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.queries.rounds import kind_label, test_label
from tuyen.domains.sampling.rules import State
from tuyen.domains.sampling.views.rounds import frame, named_round, told
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.print.listings import Head, Listing, as_pdf
from tuyen.platform.ui.respond import after, notice, page


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.TAKE)
def handing(request: HttpRequest, round_id: UUID) -> HttpResponse:
    row, who = named_round(request, round_id), who_asks(request)
    form = forms.SendForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            sent = actions.send(row=row, by=who, **form.cleaned_data)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã gửi %(n)d mẫu. In biên bản giao mẫu.") % {"n": sent.size})
            return after(request, "sampling:handing", row.id)
    taken = members.lines(members.of_round(row, who).exclude(specimen_id=None), who)
    context = {
        **frame(request, row),
        "form": form,
        "waiting": sum(line.state == State.TAKEN for line in taken),
        "sent": queries.of_round(row),
    }
    return page(request, "sampling/handing.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.TAKE)
def receive(request: HttpRequest, round_id: UUID, consignment_id: UUID) -> HttpResponse:
    """Everything is received unless a reason is chosen beside it."""
    row, who = named_round(request, round_id), who_asks(request)
    sent = _found(row, consignment_id)
    lines = queries.lines_of(sent, who)
    form = forms.ReceiveForm(request.POST or None)
    if form.is_bound and form.is_valid():
        refused = {
            line.member.id: actions.Refusal(why, request.POST.get(f"note-{line.member.id}", ""))
            for line in lines
            if (why := request.POST.get(f"why-{line.member.id}", ""))
        }
        try:
            made = actions.receive(row=row, sent=sent, refused=refused, by=who, **form.cleaned_data)
        except Refused as refusal:
            told(form, refusal)
        else:
            said = {"n": made.received, "m": made.rejected}
            notice(request, _("Đã nhận %(n)d mẫu, từ chối %(m)d mẫu.") % said)
            return after(request, "sampling:answers", row.id)
    note_reads([line.member.patient_id for line in lines], who, what="sampling", ground="report")
    context = {
        **frame(request, row),
        "form": form,
        "consignment": sent,
        "receipt": queries.receipt_of(sent),
        "lines": [
            (line, words.of_state(line.state), words.TONES.get(line.state, "neutral"),
             request.POST.get(f"why-{line.member.id}", ""),
             request.POST.get(f"note-{line.member.id}", ""))
            for line in lines
        ],
        "rejections": forms.rejection_choices(),
    }  # fmt: skip
    return page(request, "sampling/receive.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
@protected(permissions.TAKE)
def paper(request: HttpRequest, round_id: UUID, consignment_id: UUID) -> HttpResponse:
    row, who = named_round(request, round_id), who_asks(request)
    sent = _found(row, consignment_id)
    lines = queries.lines_of(sent, who)
    note_reads([line.member.patient_id for line in lines], who, what="sampling", ground="report")
    return HttpResponse(
        as_pdf(_listing(row, sent, lines)),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="bien-ban-giao-mau.pdf"'},
    )


def _found(row: SampleRound, consignment_id: UUID) -> Consignment:
    sent = queries.one(row, consignment_id)
    if sent is None:
        raise Http404
    return sent


def _listing(row: SampleRound, sent: Consignment, lines: list[members.Line]) -> Listing:
    heads = (
        Head(_("STT")),
        Head(_("Số mẫu")),
        Head(_("Họ tên"), share=2),
        Head(_("Ngày sinh")),
        Head(_("Giới tính")),
        Head(_("Lấy lúc")),
        Head(_("Mẫu gộp")),
        Head(_("Ghi chú của nơi nhận"), share=1),
    )
    rows = tuple(_cells(number, line) for number, line in enumerate(lines, start=1))
    at = sent.sent_at.astimezone(clock.VIETNAM)
    said = {
        "at": f"{at:%H:%M %d/%m/%Y}",
        "celsius": f"{sent.celsius}".replace(".", ","),
        "to": sent.laboratory_name,
    }
    return Listing(
        title=_("Biên bản giao mẫu %(number)s") % {"number": sent.number},
        unit=f"{row.place}",
        period=_("Gửi lúc %(at)s, %(celsius)s °C, tới %(to)s") % said,
        heads=heads,
        rows=rows,
        notes=(f"{test_label(row.test)} · {kind_label(row.specimen_kind)}", sent.carrier),
        signatures=(_("Người giao"), _("Người vận chuyển"), _("Người nhận")),
    )


def _cells(number: int, line: members.Line) -> tuple[object, ...]:
    person, at = line.person, line.member.taken_at
    assert at is not None
    return (
        str(number),
        line.member.number,
        person.name if person else "",
        f"{person.birth_date:%d/%m/%Y}" if person and person.birth_date else "",
        str(person.get_sex_display()) if person else "",
        f"{at.astimezone(clock.VIETNAM):%H:%M %d/%m}",
        line.pool.number if line.pool else "",
        "",
    )
