"""This node's two keys as others see them, and judging a signature of another."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tuyen.platform.changes import node


def box_private() -> X25519PrivateKey:
    """What files for this node are encrypted to (a stick carried from hand to hand)."""
    return X25519PrivateKey.from_private_bytes(node.secret_for("tuyen box 1"))


def box_public() -> bytes:
    return box_private().public_key().public_bytes_raw()


def is_signed(by: bytes, signature: bytes, said: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes(by)).verify(signature, said)
    except (InvalidSignature, ValueError):
        return False
    return True
