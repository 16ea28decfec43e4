"""Doormen of certificates: given, printed, verified by anybody, entered from elsewhere, revoked."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.training import forms, permissions, queries, rules
from tuyen.domains.training.actions import certificates as actions
from tuyen.domains.training.models import Certificate
from tuyen.domains.training.papers.certificate import Paper, certificate_pdf
from tuyen.domains.training.views import seen
from tuyen.platform.access.doors import open_to_all, protected, who_asks
from tuyen.platform.attachments import answer
from tuyen.platform.ui.figures import figure
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.staff import titles

ROWS = 40
SEE, MANAGE, ATTEND = "direction.see", permissions.MANAGE, permissions.ATTEND


@require_GET
@protected(SEE, ATTEND)
def listed(request: HttpRequest) -> HttpResponse:
    """Certificates given here or held by people who work here."""
    who, words = who_asks(request), request.GET.get("q", "")
    topic = request.GET.get("topic", "")
    found = queries.certificates_matching(queries.certificates_for(who), words, topic)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "q": words,
        "topic": topic,
        "topics": titles.topic_labels(),
        "may_add": who.may(ATTEND) or who.may(MANAGE),
    }
    return page(request, "training/certificates.html", context)


def _certificate(request: HttpRequest, certificate_id: UUID) -> Certificate:
    found: Certificate = get_object_or_404(
        queries.certificates_for(who_asks(request)), pk=certificate_id
    )
    return found


@require_GET
@protected()
def certificate(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    who, found = who_asks(request), _certificate(request, certificate_id)
    context = {
        "certificate": found,
        "topic": titles.topic_labels().get(found.topic, found.topic),
        "leads": permissions.may_lead(who, found.unit_id),
        "today": clock.today(),
    }
    return page(request, "training/certificate.html", context)


@require_POST
@protected(MANAGE)
def certify(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """For the ticked trainees; a refusal names who lacks what."""
    course = seen.course_of(request, course_id)
    wanted = {seen.uuid_or_404(text) for text in request.POST.getlist("trainee")}
    if not wanted:
        raise Refused(_("Đánh dấu những người được cấp chứng chỉ."))
    rows = list(queries.chosen(course, wanted))
    signed_by = request.POST.get("signed_by", "")
    given = actions.give_certificates(
        course=course, enrolments=rows, by=who_asks(request), signed_by=signed_by
    )
    notice(request, _("Đã cấp %(n)d chứng chỉ.") % {"n": len(given)})
    return after(request, "training:results", course_id)


@require_GET
@never_cache
@protected()
def paper(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """The certificate as PDF, with the code that verifies it."""
    found = _certificate(request, certificate_id)
    if found.is_external:
        raise Refused(_("Chứng chỉ này cấp ở nơi khác: xem bản chụp."))
    course = queries.course_of_certificate(found)
    said = Paper(
        issuer=found.issued_by,
        number=found.number,
        name=found.name,
        title=found.title,
        hours=figure(found.hours),
        first=course.starts_on if course else None,
        last=course.ends_on if course else None,
        day=found.issued_on,
        signed_by=found.signed_by,
        verify_url=request.build_absolute_uri(reverse("training:verify", args=[found.id])),
        is_revoked=found.revoked_on is not None,
    )
    name = f'inline; filename="chung-chi-{found.serial or 0:04d}.pdf"'
    return HttpResponse(
        certificate_pdf(said),
        content_type="application/pdf",
        headers={"Content-Disposition": name},
    )


@require_GET
@never_cache
@open_to_all("whoever holds the paper may learn whether it is genuine: validity, initials, course")
def verify(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    """Nothing but validity, initials and course; an unknown code is said to be unknown."""
    row = queries.certificate_to_verify(certificate_id)
    context: dict[str, Any] = {"certificate": row}
    if row is not None:
        over = row.valid_to is not None and row.valid_to < clock.today()
        state = "revoked" if row.revoked_on else "over" if over else "valid"
        context |= {"state": state, "initials": rules.initials(row.name)}
    return page(request, "training/verify.html", context, status=200 if row else 404)


@require_http_methods(["GET", "POST"])
@protected(MANAGE, ATTEND)
def external(request: HttpRequest) -> HttpResponse:
    """A certificate from elsewhere, typed from the paper and kept with its scan."""
    who = who_asks(request)
    staff = list(queries.staff_at(who.unit_id))
    form = forms.ExternalForm(request.POST or None, request.FILES or None, staff=staff)

    def act() -> Certificate:
        told = dict(form.cleaned_data)
        member = next(each for each in staff if each.id == told.pop("staff"))
        chunks = told.pop("scan").chunks()
        shown = actions.Shown(**told | {"hours": float(told["hours"])})
        return actions.add_external(
            member=member, unit_id=who.unit_id, shown=shown, chunks=chunks, by=who
        )

    return seen.form_page(
        request,
        form,
        act,
        back=("training:certificates",),
        to=lambda made: ("training:certificate", made.id),
        title=_("Chứng chỉ cấp ở nơi khác"),
        about=who.unit_name,
        has_files=True,
    )


@require_GET
@protected()
def scan(request: HttpRequest, certificate_id: UUID) -> FileResponse:
    found = _certificate(request, certificate_id)
    return answer.download(
        found.sha256, may_read=lambda: bool(found.sha256), name=_("Bản chụp chứng chỉ")
    )


@require_POST
@protected(MANAGE)
def revoke(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    found = _certificate(request, certificate_id)
    actions.revoke(certificate=found, by=who_asks(request), why=request.POST.get("why", ""))
    notice(request, _("Đã thu hồi chứng chỉ."))
    return after(request, "training:certificate", certificate_id)
