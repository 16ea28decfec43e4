"""Who a key stands for: the first thing that a program asks."""

import uuid
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from tuyen.edge.api.who import asker

router = Router(tags=["me"])


class MeOut(Schema):
    account_id: uuid.UUID
    name: str
    role: str
    unit_id: uuid.UUID
    unit_name: str
    permissions: list[str]


@router.get("", response=MeOut, summary="The account and post that this key stands for")
def me(request: HttpRequest) -> Any:
    who = asker(request)
    shown = {name: getattr(who, name) for name in MeOut.model_fields}
    return shown | {"permissions": sorted(who.permissions)}
