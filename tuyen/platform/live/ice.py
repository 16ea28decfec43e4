"""Servers by which two browsers of different networks find each other; credentials last one call."""

import base64
import datetime as dt
import hashlib
import hmac
import uuid
from typing import Any

from django.conf import settings

LASTS = dt.timedelta(hours=6)


def servers(account_id: uuid.UUID, now: dt.datetime) -> list[dict[str, Any]]:
    """As RTCPeerConnection takes them. The relay's password is an HMAC of name and end, which coturn
    checks with the same secret (its REST API); nothing that lasts reaches a browser."""
    found: list[dict[str, Any]] = []
    if settings.TUYEN_STUN:
        found.append({"urls": settings.TUYEN_STUN})
    if settings.TUYEN_TURN:
        name = f"{int((now + LASTS).timestamp())}:{account_id.hex}"
        sum_ = hmac.new(settings.TUYEN_TURN_SECRET.encode(), name.encode(), hashlib.sha1).digest()
        password = base64.b64encode(sum_).decode()
        found.append({"urls": settings.TUYEN_TURN, "username": name, "credential": password})
    return found
