"""An evaluation is given, once a voice; another form is chosen while nobody has answered."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.evaluation import queries
from tuyen.domains.evaluation.models import ChosenForm, Evaluation
from tuyen.platform import changes
from tuyen.platform.forms import kinds
from tuyen.platform.forms.queries import find_of_kind
from tuyen.platform.forms.rules.items import Form
from tuyen.record.actions.responses import new_unit_response
from tuyen.record.evaluated import Evaluated


def evaluate(
    *, found: Evaluated, kind: str, form: Form, answers: Mapping[str, Any], by: Actor
) -> Evaluation:
    """The answers stand with the unit of whoever gave them, named or only summed up as the row says."""
    if found.voice is None:
        raise NotPermitted(
            _("Người đã dự, học viên hoặc đơn vị nhận mới đánh giá được, khi việc đã bắt đầu.")
        )
    response = new_unit_response(form=form, answers=answers, by=by, unit_id=by.unit_id)
    row = Evaluation(
        id=queries.evaluation_id(found.id, found.voice),
        unit_id=found.unit_id,
        subject_kind=kind,
        subject_id=found.id,
        from_unit_id=by.unit_id,
        account_id=by.account_id,
        response_id=response.id,
        is_named=found.is_named,
        at=clock.now(),
    )
    try:
        with changes.apply(actor=by, reason="evaluation.answer") as log:
            log.check(lambda: _require_first(row))
            log.create(response, row)
    except IntegrityError:  # the same voice on two devices in one moment
        raise _known() from None
    return row


def choose(*, found: Evaluated, kind: str, form_code: str, by: Actor) -> ChosenForm:
    """A form of one's own in the place of the one that ships."""
    if not found.may_choose:
        raise NotPermitted(_("Phiếu đánh giá do người phụ trách của đơn vị tổ chức chọn."))
    if queries.of_subject(found).exists():
        raise Refused(_("Đã có người đánh giá nên không đổi phiếu được nữa."), field="form_code")
    form = find_of_kind(kinds.EVALUATION, form_code, on=clock.today())
    row = queries.chosen(found)
    said = {"form_code": form.code, "chosen_by_name": by.name, "chosen_at": clock.now()}
    with changes.apply(actor=by, reason="evaluation.choose") as log:
        if row is None:
            about = {"unit_id": found.unit_id, "subject_kind": kind, "subject_id": found.id}
            row = ChosenForm(id=queries.choice_id(found), **about, **said)
            log.create(row)
        else:
            for name, value in said.items():
                setattr(row, name, value)
            log.change(row, list(said))
    return row


def _require_first(row: Evaluation) -> None:
    if Evaluation.objects.filter(unit_id=row.unit_id, pk=row.id).exists():
        raise _known()


def _known() -> Refused:
    return Refused(_("Đã có đánh giá của bạn hoặc đơn vị bạn: chỉ gửi một lần."), code="known")
