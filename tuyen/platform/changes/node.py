"""This node: its id, its key pair, whether its data are invented."""

import os
import uuid
from collections.abc import Callable
from pathlib import Path
from platform import node as platform_name

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext as _

from tuyen.platform.changes.models import Node


def _key_file() -> Path:
    return Path(settings.TUYEN_HOME) / "node.key"


def _private_key() -> Ed25519PrivateKey:
    """The node's key, made on first use, readable by the owner only."""
    path = _key_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = Ed25519PrivateKey.generate().private_bytes_raw()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(raw)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _public_bytes() -> bytes:
    return (
        _private_key()
        .public_key()
        .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )


def this_node() -> Node:
    """The row of this node, made when there is none."""
    found = Node.objects.first()
    if found:
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
