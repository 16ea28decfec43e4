"""A good model proposed, recognised by whoever directs the unit, visited, adopted, retired."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.directives import permissions
from tuyen.domains.directives.models import (
    Adoption,
    AdoptionStatus,
    GoodModel,
    GoodModelStatus,
    StudyVisit,
)
from tuyen.domains.directives.queries import good_models as queries
from tuyen.domains.directives.queries import indicators
from tuyen.domains.directives.rules.indicators import Fault, Measured, Span, fault_of
from tuyen.domains.directives.texts import lines
from tuyen.platform import changes


@dataclass(frozen=True)
class Figure:
    """One indicator before and after: without its source and periods it shows nothing."""

    indicator: str
    measure: str
    before: float
    before_period: str
    after: float
    after_period: str
    source: str


@dataclass(frozen=True)
class Counted:
    """An indicator that the program counts, and the two periods to be compared."""

    code: str
    before: Span
    after: Span


@dataclass(frozen=True)
class Said:
    title: str
    summary: str
    figure: Figure | Counted
    needs: str = ""


def propose(*, said: Said, by: Actor, repeat: changes.Repeat | None = None) -> GoodModel:
    """What our unit does better, and the number that says so."""
    unit_id = permissions.home(by)
    permissions.require_raise(by, unit_id)
    if not nfc(said.title) or not nfc(said.summary):
        raise Refused(_("Ghi tên mô hình và cách làm để nơi khác học được."), field="summary")
    row = GoodModel(
        id=uuid7(),
        unit_id=unit_id,
        chain=by.chain,
        title=nfc(said.title),
        title_fold=fold(nfc(said.title)),
        summary=lines(said.summary),
        needs=lines(said.needs),
        proposed_at=clock.now(),
        proposed_by_name=by.name,
        **_figures(said.figure, unit_id),
    )
    with changes.apply(actor=by, reason="good_models.propose", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def _figures(figure: Figure | Counted, unit_id: uuid.UUID) -> dict[str, Any]:
    if isinstance(figure, Counted):
        return _counted(figure, unit_id)
    _require_figure(figure)
    return {
        "indicator": nfc(figure.indicator),
        "measure": nfc(figure.measure),
        "before": figure.before,
        "before_period": nfc(figure.before_period),
        "after": figure.after,
        "after_period": nfc(figure.after_period),
        "source": nfc(figure.source),
    }


def _counted(asked: Counted, unit_id: uuid.UUID) -> dict[str, Any]:
    """Both figures from the kept counts, with what they stand on."""
    today = clock.today()
    row = indicators.offered(today).get(asked.code)
    if row is None:
        raise Refused(_("Chọn một chỉ số trong danh sách."), field="counted_code")
    if fault := fault_of(asked.before, asked.after, is_share="over" in row, today=today):
        raise Refused(_PERIOD_FAULTS[fault](), field="after_to")
    words = {
        "indicator": row["label_vi"],
        "measure": row["measure_vi"],
        "source": _("Chương trình đếm từ hồ sơ đã ghi"),
    }
    return words | _measured(asked, unit_id)


def _measured(asked: Counted, unit_id: uuid.UUID) -> dict[str, Any]:
    """Figures, periods and basis of one unit; too few to show anything are refused."""
    before, after = indicators.measured(asked.code, unit_id, asked.before, asked.after)
    if min(before.whole, after.whole) < (least := indicators.least_shown(clock.today())):
        sentence = _(
            "Một trong hai kỳ có ít hơn %(n)d lượt: quá ít để chứng minh. Chọn kỳ dài hơn."
        )
        raise Refused(sentence % {"n": least}, field="counted_code")
    return {
        "before": before.value,
        "before_period": str(asked.before),
        "after": after.value,
        "after_period": str(asked.after),
        "counted_code": asked.code,
        "counted_at": clock.now(),
        "basis": {
            "before": _basis(asked.before, before),
            "after": _basis(asked.after, after),
        },
    }


def _basis(span: Span, found: Measured) -> dict[str, Any]:
    days = {"from": span.first.isoformat(), "to": span.last.isoformat()}
    return {**days, "n": found.n, "over": found.over}


_PERIOD_FAULTS: dict[Fault, Callable[[], str]] = {
    Fault.BACKWARDS: lambda: _("Ngày cuối kỳ ở trước ngày đầu kỳ."),
    Fault.AHEAD: lambda: _("Kỳ sau chưa kết thúc: chọn tới hôm nay hoặc sớm hơn."),
    Fault.OVERLAP: lambda: _("Kỳ trước phải kết thúc trước khi kỳ sau bắt đầu."),
    Fault.UNLIKE: lambda: _("Chỉ số này là số đếm: hai kỳ phải dài như nhau."),
}


def _require_figure(figure: Figure) -> None:
    if not nfc(figure.indicator) or not nfc(figure.measure):
        raise Refused(_("Ghi chỉ số nào đã thay đổi và đơn vị tính."), field="indicator")
    if not nfc(figure.source):
        raise Refused(
            _("Ghi nguồn số liệu: không có nguồn thì chưa chứng minh được."), field="source"
        )
    if not nfc(figure.before_period) or not nfc(figure.after_period):
        raise Refused(_("Ghi kỳ của cả hai số."), field="after_period")
    if nfc(figure.before_period) == nfc(figure.after_period):
        raise Refused(_("Hai kỳ phải khác nhau."), field="after_period")


def recognise(*, model: GoodModel, by: Actor) -> GoodModel:
    """Whoever directs the unit says that others may learn from it."""
    permissions.require_recognise(by, model.unit_id)
    if model.status != GoodModelStatus.PROPOSED:
        raise Refused(_("Mô hình này không còn chờ công nhận."))
    model.status, model.recognised_at = GoodModelStatus.RECOGNISED, clock.now()
    model.recognised_by_name, model.recognised_unit_id = by.name, permissions.home(by)
    with changes.apply(actor=by, reason="good_models.recognise") as log:
        log.change(model, ["status", "recognised_at", "recognised_by_name", "recognised_unit_id"])
    return model


def retire(*, model: GoodModel, why: str, by: Actor) -> GoodModel:
    """No longer shown as one to learn from; what others did with it stays."""
    permissions.require_recognise(by, model.unit_id)
    if model.status == GoodModelStatus.RETIRED:
        raise Refused(_("Mô hình này đã thôi giới thiệu."))
    if not nfc(why):
        raise Refused(_("Ghi lý do thôi giới thiệu."), field="why")
    model.status, model.retired_why = GoodModelStatus.RETIRED, nfc(why)
    with changes.apply(actor=by, reason="good_models.retire", why=nfc(why)) as log:
        log.change(model, ["status", "retired_why"])
    return model


def visit(*, model: GoodModel, day: dt.date, people: int, note: str, by: Actor) -> StudyVisit:
    """Our people went there to learn."""
    unit_id = permissions.home(by)
    permissions.require_raise(by, unit_id)
    _require_recognised(model)
    if unit_id == model.unit_id:
        raise Refused(_("Đơn vị có mô hình không tự tham quan mình."))
    if day > clock.today():
        raise Refused(_("Ngày đến học ở tương lai: ghi sau khi đã đi."), field="day")
    if not 1 <= people <= 500:
        raise Refused(_("Ghi số người từ 1 đến 500."), field="people")
    row = StudyVisit(
        id=uuid7(),
        unit_id=unit_id,
        model_id=model.id,
        day=day,
        people=people,
        note=nfc(note),
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="good_models.visit") as log:
        log.create(row)
    return row


def adopt(*, model: GoodModel, started_on: dt.date, by: Actor) -> Adoption:
    """Our unit does it too."""
    unit_id = permissions.home(by)
    permissions.require_raise(by, unit_id)
    _require_recognised(model)
    if unit_id == model.unit_id:
        raise Refused(_("Đây là mô hình của chính đơn vị mình."))
    if queries.adoption_at(model, unit_id):
        raise Refused(_("Đơn vị mình đã ghi áp dụng mô hình này."))
    if started_on > clock.today():
        raise Refused(_("Ngày bắt đầu ở tương lai: ghi khi đã làm."), field="started_on")
    row = Adoption(
        id=uuid7(), unit_id=unit_id, model_id=model.id, started_on=started_on, by_name=by.name
    )
    with changes.apply(actor=by, reason="good_models.adopt") as log:
        log.create(row)
    return row


@dataclass(frozen=True)
class Result:
    """What came of it at the unit that adopted it, by the same indicator: counted, or typed."""

    status: str
    before: float | None = None
    before_period: str = ""
    after: float | None = None
    after_period: str = ""
    note: str = ""
    counted: Counted | None = None


OF_RESULT = [
    "before",
    "before_period",
    "after",
    "after_period",
    "counted_code",
    "basis",
    "counted_at",
]


def report_result(*, adoption: Adoption, result: Result, by: Actor) -> Adoption:
    permissions.require_raise(by, adoption.unit_id)
    if result.status not in AdoptionStatus.values:
        raise Refused(_("Chọn kết quả."), field="status")
    if result.status == AdoptionStatus.STOPPED and not nfc(result.note):
        raise Refused(_("Ghi vì sao dừng để nơi khác rút kinh nghiệm."), field="note")
    told = _counted_result(adoption, result.counted) if result.counted else _typed_result(result)
    adoption.status, adoption.note = AdoptionStatus(result.status), nfc(result.note)
    for name in OF_RESULT:
        setattr(adoption, name, told[name])
    with changes.apply(actor=by, reason="good_models.result") as log:
        log.change(adoption, ["status", "note", *OF_RESULT])
    return adoption


def _counted_result(adoption: Adoption, asked: Counted) -> dict[str, Any]:
    """The model's own indicator, at the unit that adopted it."""
    model = GoodModel.objects.get(pk=adoption.model_id)
    if not model.counted_code or asked.code != model.counted_code:
        raise Refused(_("Chỉ số của mô hình này do đơn vị tự khai: ghi số của đơn vị mình."))
    return _counted(asked, adoption.unit_id)


def _typed_result(result: Result) -> dict[str, Any]:
    if result.status == AdoptionStatus.WORKING and None in (result.before, result.after):
        raise Refused(_("Ghi chỉ số trước và sau để thấy mô hình làm được."), field="after")
    if result.after is not None and not nfc(result.after_period):
        raise Refused(_("Ghi kỳ của số liệu."), field="after_period")
    return {
        "before": result.before,
        "before_period": nfc(result.before_period),
        "after": result.after,
        "after_period": nfc(result.after_period),
        "counted_code": "",
        "basis": {},
        "counted_at": None,
    }


def _require_recognised(model: GoodModel) -> None:
    if model.status != GoodModelStatus.RECOGNISED:
        raise Refused(_("Chỉ học và áp dụng mô hình đã được công nhận."))
