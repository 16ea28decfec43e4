"""Who may read the numbers of a node: the machine itself, or a bearer of the token."""

import os
import secrets
from collections.abc import Mapping

LOOPBACK = {"127.0.0.1", "::1"}


def may_read_metrics(meta: Mapping[str, str]) -> bool:
    """A proxy on the same machine forwards for others, so a forwarded request needs the token."""
    token = os.environ.get("TUYEN_METRICS_TOKEN", "")
    shown = meta.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(shown.encode(), token.encode()):
        return True
    is_forwarded = "HTTP_X_FORWARDED_FOR" in meta or "HTTP_FORWARDED" in meta
    return meta.get("REMOTE_ADDR", "") in LOOPBACK and not is_forwarded
