"""This node: its id, its key pair, whether its data are invented."""

import functools
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from platform import node as platform_name

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from tuyen.platform.changes import lean
from tuyen.platform.changes.models import Node


def _key_file() -> Path:
    return Path(settings.TUYEN_HOME) / "node.key"


def _private_key() -> Ed25519PrivateKey:
    """The node's key, made on first use, readable by the owner only."""
    path = _key_file()
    try:
        written = path.stat()
    except FileNotFoundError:
        _make_key(path)
        written = path.stat()
    return _key_in(path, written.st_mtime_ns, written.st_ino)


@functools.lru_cache(maxsize=1)
def _key_in(path: Path, _mtime_ns: int, _inode: int) -> Ed25519PrivateKey:
    """Read once for every file that takes this place: each answer to a station is signed with it."""
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = Ed25519PrivateKey.generate().private_bytes_raw()
    passing = path.with_suffix(".passing")  # a key cut short would never be read again
    with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
        file.write(raw)
    passing.replace(path)


def _public_bytes() -> bytes:
    return (
        _private_key()
        .public_key()
        .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )


def this_node() -> Node:
    """The row of this node, made when there is none."""
    for found, _more in lean.rows(Node, "1 = 1 ORDER BY id LIMIT 1", []):
        return found
    return Node.objects.create(name=platform_name()[:120], public_key=_public_bytes())


def node_words() -> Callable[[uuid.UUID], str]:
    """For the histories of a page, asked once: this computer, or the end of another's number."""
    here = this_node().id
    return lambda node_id: _("máy này") if node_id == here else str(node_id)[-6:]


def is_demo() -> bool:
    """Does this database hold invented people only? Then it can never be enrolled."""
    return Node.objects.filter(is_demo=True).exists()


def mark_demo() -> None:
    node = this_node()
    node.is_demo = True
    node.save(update_fields=["is_demo"])


def sign(said: bytes) -> bytes:
    """Ed25519 with the node's own key. Say first what it is for: a signature serves one purpose."""
    return _private_key().sign(said)


def public_key() -> bytes:
    return _public_bytes()


def secret_for(purpose: str) -> bytes:
    """Thirty-two bytes that only this node can make, one set a purpose."""
    seed = _private_key().private_bytes_raw()
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(seed)
