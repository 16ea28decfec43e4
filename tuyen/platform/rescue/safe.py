"""Secrets at rest: wrapped with a key in a file of this node, so that a stolen database opens nothing."""

import os
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings

_NONCE = 12


def wrap(secret: bytes, row_id: UUID) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + ChaCha20Poly1305(_key()).encrypt(nonce, secret, row_id.bytes)


def unwrap(wrapped: bytes, row_id: UUID) -> bytes | None:
    """None where the database came without this node's own file."""
    try:
        return ChaCha20Poly1305(_key()).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], row_id.bytes)
    except InvalidTag:
        return None


def _key() -> bytes:
    """Readable by the owner only."""
    path = Path(settings.TUYEN_HOME) / "rescue.key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(ChaCha20Poly1305.generate_key())
    except FileExistsError:
        pass
    return path.read_bytes()
