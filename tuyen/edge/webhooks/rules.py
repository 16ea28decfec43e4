"""What stands on a message to another program, so that it can tell who sent it. No Django here.

The receiver computes the same over `<timestamp>.<body>` with the secret it was given, compares, and
refuses a timestamp that is older than five minutes: then nobody can send a message again.
"""

import hashlib
import hmac
from urllib.parse import urlsplit

VERSION = "v1"
OWN_COMPUTER = ("localhost", "127.0.0.1", "::1")


def signature(secret: str, timestamp: int, body: bytes) -> str:
    said = f"{timestamp}.".encode() + body
    return f"{VERSION}={hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()}"


def is_safe_address(url: str) -> bool:
    """Over TLS, or on this computer."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in OWN_COMPUTER)
