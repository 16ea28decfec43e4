"""The unit's own drugs and what it confirms of the unverified values."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, nfc
from tuyen.platform import changes
from tuyen.registry.terms import figures, formulary, open_values, permissions, queries, sentences
from tuyen.registry.terms.figures import Figure
from tuyen.registry.terms.models import FacilityDrug, LocalValue
from tuyen.registry.terms.open_values import OpenValue

DETAILS = (
    "name",
    "ingredients",
    "strength",
    "form",
    "route",
    "pack_unit",
    "dose",
    "control",
    "insurance_code",
    "registration_number",
)


def new_drug(*, by: Actor, **details: Any) -> FacilityDrug:
    """A drug in hand, not yet written, with what search and the allergy check need."""
    drug = FacilityDrug(unit_id=by.unit_id, **details)
    return _prepared(drug)


def add_drug(*, by: Actor, **details: Any) -> FacilityDrug:
    """A drug joins the list of the actor's unit."""
    permissions.require_manage(by)
    drug = new_drug(by=by, **details)
    require_single(drug)
    with changes.apply(actor=by, reason="terms.add_drug") as log:
        log.create(drug)
    return drug


def change_drug(*, drug: FacilityDrug, by: Actor, **details: Any) -> FacilityDrug:
    """Later prescriptions are written as it now stands; earlier ones keep their words."""
    permissions.require_manage(by)
    for name, value in details.items():
        setattr(drug, name, value)
    _prepared(drug)
    require_single(drug)
    if fields := changed_fields(drug):
        with changes.apply(actor=by, reason="terms.change_drug") as log:
            log.change(drug, fields)
    return drug


def set_used(*, drug: FacilityDrug, is_used: bool, by: Actor) -> None:
    """A drug that is no longer used is not offered; nothing is deleted."""
    permissions.require_manage(by)
    if drug.is_used == is_used:
        return
    drug.is_used = is_used
    with changes.apply(actor=by, reason="terms.set_used") as log:
        log.change(drug, ["is_used"])


def confirm_value(
    *, open_value: OpenValue, value: str, source: str, valid_from: dt.date, by: Actor
) -> LocalValue:
    """The unit answers for a value from a day on; what it confirmed before ends the day before."""
    _require(open_value, by)
    confirmed = LocalValue(
        unit_id=by.unit_id,
        rule=open_value.rule,
        row=open_value.row,
        field=open_value.field,
        value=_read(open_value, value),
        source=_source(source),
        confirmed_by=by.name,
        confirmed_by_id=by.account_id,
        confirmed_on=clock.today(),
        valid_from=valid_from,
    )
    ended = _ended_before(confirmed)
    with changes.apply(actor=by, reason="terms.confirm_value") as log:
        for earlier in ended:
            log.change(earlier, ["valid_to"])
        log.create(confirmed)
    return confirmed


def withdraw_value(*, confirmed: LocalValue, by: Actor) -> None:
    """From today the proposal of the rulebook, or of a unit above, counts again."""
    _require_own(confirmed, by)
    confirmed.valid_to = clock.today() - dt.timedelta(days=1)
    with changes.apply(actor=by, reason="terms.withdraw_value") as log:
        log.change(confirmed, ["valid_to"])


def take_back_value(*, confirmed: LocalValue, by: Actor) -> None:
    """Undo: it never counted, and the one that ended for it counts on."""
    _require_own(confirmed, by)
    day_before = confirmed.valid_from - dt.timedelta(days=1)
    if confirmed.valid_to is not None:
        raise Refused(_("Giá trị này đã có giá trị khác thay hoặc đã bỏ. Mở lại trang để xem."))
    ended = _same_field(confirmed).filter(valid_to=day_before, valid_from__lte=day_before)
    earlier = ended.exclude(pk=confirmed.pk).order_by("-valid_from", "-hlc").first()
    confirmed.valid_to = day_before
    with changes.apply(actor=by, reason="terms.take_back_value") as log:
        log.change(confirmed, ["valid_to"])
        if earlier is not None:
            earlier.valid_to = None
            log.change(earlier, ["valid_to"])


def _require(open_value: OpenValue, by: Actor) -> None:
    if isinstance(open_value, Figure):
        permissions.require_confirm(by)
    else:
        permissions.require_manage(by)


def _require_own(confirmed: LocalValue, by: Actor) -> None:
    if confirmed.rule in figures.rules(clock.today()):
        permissions.require_confirm(by)
    else:
        permissions.require_manage(by)
    if confirmed.unit_id != by.unit_id:
        raise Refused(_("Giá trị này do đơn vị cấp trên xác nhận. Hãy nhờ đơn vị đó sửa."))


def changed_fields(drug: FacilityDrug) -> list[str]:
    was = drug.as_loaded()
    names = (*DETAILS, "fold")
    return [n for n in names if was is None or getattr(was, n) != getattr(drug, n)]


def require_single(drug: FacilityDrug) -> None:
    """One unit lists a drug of one strength and form once."""
    twins = queries.drugs_of(drug.unit_id).filter(fold=drug.fold).exclude(pk=drug.pk)
    if twins.exists():
        raise Refused(_("Thuốc này đã có trong danh mục của đơn vị."), field="name")


def _prepared(drug: FacilityDrug) -> FacilityDrug:
    for name in DETAILS:
        setattr(drug, name, nfc(getattr(drug, name)))
    if not drug.name or not drug.pack_unit:
        raise Refused(_("Hãy nhập tên thuốc và đơn vị tính."), field="name")
    told = drug.ingredients or drug.name
    drug.ingredients = ";".join(formulary.ingredients_of(told, clock.today()))[:300]
    words = f"{drug.name} {drug.strength} {drug.form} {drug.ingredients}".replace(";", " ")
    drug.fold = f" {fold(words).replace(',', '.').replace('_', ' ')}"[:400]
    return drug


def _read(open_value: OpenValue, value: str) -> str:
    try:
        if isinstance(open_value, Figure):
            return open_value.read(nfc(value))
        return open_values.read(open_value.kind, nfc(value))
    except open_values.Wrong as wrong:
        if isinstance(open_value, Figure):
            message = sentences.what_fits(open_value)
        elif wrong.args[0] == "range":
            message = _("Nhập khoảng như 3,9–6,4 hoặc ≤ 5,2 hoặc ≥ 1.")
        elif wrong.args[0] == "choice":
            message = _("Chọn “Có” hoặc “Không”.")
        elif wrong.args[0] == "number":
            message = _("Nhập số tháng từ 0,5 đến 120, ví dụ 3 hoặc 1,5.")
        else:
            message = _("Nhập số tháng tuổi, ví dụ 24; bỏ trống nếu không giới hạn.")
        raise Refused(message, field="value") from None


def _source(text: str) -> str:
    told = nfc(text)
    if not told:
        raise Refused(_("Hãy ghi nguồn: văn bản, phác đồ hoặc tờ hướng dẫn."), field="source")
    return told


def _ended_before(confirmed: LocalValue) -> list[LocalValue]:
    """Own earlier values of the same field, with their last day set."""
    ended = []
    for earlier in _same_field(confirmed).filter(valid_to=None):
        earlier.valid_to = confirmed.valid_from - dt.timedelta(days=1)
        ended.append(earlier)
    return ended


def _same_field(confirmed: LocalValue) -> QuerySet[LocalValue]:
    return LocalValue.objects.filter(
        unit_id=confirmed.unit_id,
        rule=confirmed.rule,
        row=confirmed.row,
        field=confirmed.field,
    )
