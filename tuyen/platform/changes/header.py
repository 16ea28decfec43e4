"""The header of a bundle, hashed in one canonical way on every node."""

import hashlib
import operator
from dataclasses import dataclass
from uuid import UUID

import msgspec

_encoder = msgspec.json.Encoder(uuid_format="hex")


@dataclass(slots=True)
class Header:
    """Order of the fields is the canonical order: it never changes, new ones go to the end."""

    bundle_id: UUID
    txn_id: UUID
    origin_node: UUID
    origin_lane: int
    origin_epoch: int
    origin_seq: int
    hlc: int
    schema_ver: int
    actor_id: UUID
    actor_name: str
    actor_unit_id: UUID
    reason: str
    why: str
    patient_id: UUID | None
    unit_id: UUID | None
    compartment: str
    prev_sha: bytes

    def sha256(self, body: bytes) -> bytes:
        """Binds the header, its place in the chain and the body."""
        return self.bound_to(hashlib.sha256(body).digest())

    def bound_to(self, digest: bytes) -> bytes:
        """The same, for a body whose own hash was taken before the transaction opened."""
        return hashlib.sha256(_encoder.encode(_in_order(self)) + digest).digest()


_in_order = operator.attrgetter(*Header.__slots__)


def told(header: Header) -> bytes:
    """A header as JSON, to be kept beside operations that are not applied yet."""
    return _encoder.encode(header)


def read(raw: bytes) -> Header:
    return msgspec.json.decode(raw, type=Header)
