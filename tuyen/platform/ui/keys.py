"""The key under which a browser keeps what it could not send yet (rulings 27).

Made from the node's secret and the account: the same at the next sign-in of the same person on
this node, unknown to everyone else at that computer. It is delivered in the page, never stored.
"""

import base64
import hashlib
import hmac
from typing import Any

from django.conf import settings


def outbox_key(actor: Any) -> str:
    """256 bits for AES-GCM, base64; one for each account at each unit."""
    subject = f"outbox:{actor.account_id}:{actor.unit_id}".encode()
    secret = str(settings.SECRET_KEY).encode()
    return base64.b64encode(hmac.new(secret, subject, hashlib.sha256).digest()).decode()
