"""One form sent twice is one act (rulings 41)."""

import hashlib
import time
import uuid
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.changes import writer
from tuyen.platform.changes.models import RequestKey


class Repeated(Exception):
    """The same form was already taken; `result_id` is what came of it."""

    def __init__(self, result_id: uuid.UUID | None) -> None:
        super().__init__(str(result_id))
        self.result_id = result_id


class KeyReused(Refused):
    """Another content came under a key that was used before."""

    status = 409


def digest_of(content: Any) -> bytes:
    """Fingerprint of what a form says; the order of its fields does not matter."""
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).digest()


@dataclass(frozen=True)
class Repeat:
    """The key made in the browser with the form, and a fingerprint of what it says."""

    key: uuid.UUID
    account_id: uuid.UUID
    digest: bytes

    def claim(self, cursor: Any, result_id: uuid.UUID | None) -> None:
        """Take the key, or fail with IntegrityError when it was taken."""
        row = {
            "key": self.key,
            "account_id": self.account_id,
            "digest": self.digest,
            "result_id": result_id,
            "at_ms": time.time_ns() // 1_000_000,
        }
        writer.insert(cursor, RequestKey, [writer.values_of(RequestKey, row)])

    def outcome(self) -> Exception | None:
        """Repeated for the same content, KeyReused for another, None when the key is free."""
        earlier = RequestKey.objects.filter(key=self.key).first()
        if earlier is None:
            return None
        if earlier.account_id == self.account_id and bytes(earlier.digest) == self.digest:
            return Repeated(earlier.result_id)
        return KeyReused(_("Phiếu này đã được gửi với nội dung khác. Xin mở lại phiếu mới."))
