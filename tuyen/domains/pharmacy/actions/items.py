"""Items of a store: made from a drug of the lists when it first comes, or by hand for supplies."""

from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, nfc
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.models import Item, ItemCode
from tuyen.platform import changes
from tuyen.registry.terms import queries as terms
from tuyen.registry.terms.formulary import Drug

DETAILS = ("kind", "name", "ingredients", "strength", "form", "route", "pack_unit", "control")


def item_of(drug: Drug, by: Actor) -> Item:
    """The unit's item for this drug: the one that is there, or a new one that is not yet written."""
    there: Item | None = Item.objects.filter(unit_id=by.unit_id, drug_code=drug.code).first()
    return there or prepared(
        Item(
            unit_id=by.unit_id,
            drug_code=drug.code,
            name=drug.name,
            ingredients=";".join(drug.ingredients),
            strength=drug.strength,
            form=drug.form,
            route=drug.route,
            pack_unit=drug.unit,
            control=drug.control,
        )
    )


def item_with_code(code: str, by: Actor) -> Item | None:
    """The item behind a code of the lists; None for a code that no list of the unit knows."""
    drug = terms.drug_with_code(by, code, clock.today())
    return item_of(drug, by) if drug else None


def prepared(item: Item) -> Item:
    """With what search and matching need."""
    item.name, item.strength, item.form = nfc(item.name), nfc(item.strength), nfc(item.form)
    words = " ".join((item.name, item.strength, item.form, item.ingredients.replace(";", " ")))
    item.fold = f" {fold(words).replace(',', '.')}"[:400]
    return item


def add_item(
    *,
    by: Actor,
    codes: dict[str, str] | None = None,
    repeat: changes.Repeat | None = None,
    **details: Any,
) -> Item:
    """A supply, a vaccine, or a drug that stands in no list. The same name twice is refused."""
    permissions.require_manage(by)
    item = prepared(Item(unit_id=by.unit_id, **details))
    if Item.objects.filter(unit_id=by.unit_id, fold=item.fold).exists():
        raise Refused(
            _("Mặt hàng này đã có trong kho. Tìm theo tên ở trang Tồn kho."), field="name"
        )
    with changes.apply(actor=by, reason="stock.add_item", repeat=repeat) as log:
        log.create(item, *_codes(item, codes or {}))
        log.result_id = item.id
    return item


def change_item(*, item: Item, by: Actor, **details: Any) -> Item:
    permissions.require_manage(by)
    for name, value in details.items():
        setattr(item, name, value)
    prepared(item)
    with changes.apply(actor=by, reason="stock.change_item") as log:
        log.change(item, [*details, "fold"])
    return item


def add_code(
    *, item: Item, scheme: str, code: str, by: Actor, repeat: changes.Repeat | None = None
) -> ItemCode:
    """A code of the item in another's list; the newest of a scheme is the one in use."""
    permissions.require_manage(by)
    if scheme not in ItemCode.Scheme.values or not code.strip():
        raise Refused(_("Chọn bảng mã và nhập mã."), field="code")
    row = ItemCode(unit_id=item.unit_id, item=item, scheme=scheme, code=nfc(code).strip())
    with changes.apply(actor=by, reason="stock.add_code", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def _codes(item: Item, codes: dict[str, str]) -> list[ItemCode]:
    return [
        ItemCode(unit_id=item.unit_id, item=item, scheme=scheme, code=code)
        for scheme, code in codes.items()
        if code
    ]
