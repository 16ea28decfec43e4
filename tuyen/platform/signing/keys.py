"""The private halves: made at the first signature, wrapped with this node's own secret."""

import os
from base64 import b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from django.conf import settings

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.signing.models import KeptKey, SigningKey

_NONCE = 12


def key_of(by: Actor) -> tuple[SigningKey, Ed25519PrivateKey]:
    """The account's key at its unit; a new one where this node holds no private half."""
    mine = SigningKey.objects.filter(
        unit_id=by.unit_id, account_id=by.account_id, ended_at=None
    ).order_by("-made_at")
    for row in mine:
        if private := _unwrapped(row):
            return row, private
    return _made(by)


def _made(by: Actor) -> tuple[SigningKey, Ed25519PrivateKey]:
    """The private half is kept first: a public half alone could never sign."""
    private = Ed25519PrivateKey.generate()
    row = SigningKey(
        id=uuid7(),
        unit_id=by.unit_id,
        account_id=by.account_id,
        holder_name=by.name,
        public_key=b64encode(private.public_key().public_bytes_raw()).decode(),
        made_at=clock.now(),
    )
    nonce = os.urandom(_NONCE)
    wrapped = nonce + ChaCha20Poly1305(_secret()).encrypt(
        nonce, private.private_bytes_raw(), row.id.bytes
    )
    with write_turn():
        KeptKey.objects.create(id=row.id, wrapped=wrapped)
    with changes.apply(actor=by, reason="signing.new_key") as log:
        log.create(row)
    return row, private


def _unwrapped(row: SigningKey) -> Ed25519PrivateKey | None:
    kept = KeptKey.objects.filter(pk=row.id).first()
    if kept is None:
        return None
    wrapped = bytes(kept.wrapped)
    try:
        raw = ChaCha20Poly1305(_secret()).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], row.id.bytes)
    except InvalidTag:  # the database came without this node's secret
        return None
    return Ed25519PrivateKey.from_private_bytes(raw)


def _secret() -> bytes:
    """Readable by the owner only; a backup of the database alone opens no key."""
    path = Path(settings.TUYEN_HOME) / "signing.key"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(ChaCha20Poly1305.generate_key())
    except FileExistsError:
        pass
    return path.read_bytes()
