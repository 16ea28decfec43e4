"""Vaccine in a store for tests of other rooms, received like everywhere else."""

import datetime as dt
from dataclasses import replace

from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.domains.pharmacy.actions.receipts import Line, receive
from tuyen.domains.pharmacy.models import Item


def vaccine_received(by: Actor, vaccine: str, lot: str, doses: int, until: dt.date) -> None:
    code = f"vaccine-{vaccine}"
    item = Item.objects.filter(unit_id=by.unit_id, drug_code=code).first() or Item(
        unit_id=by.unit_id,
        kind=Item.Kind.VACCINE,
        drug_code=code,
        name=vaccine,
        pack_unit="liều",
        fold=fold(vaccine),
    )
    keeper = replace(by, permissions=by.permissions | {"stock.manage"})
    receive(lines=[Line(item, lot, until, doses)], source="programme", by=keeper)
