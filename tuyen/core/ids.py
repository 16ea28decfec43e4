"""UUIDv7: ids that sort by the time they were made, so that indexes grow at one end."""

import os
import time
import uuid

_VERSION = 0x7 << 76
_VARIANT = 0x2 << 62
_RANDOM_A = 0xFFF << 64
_RANDOM_B = (1 << 62) - 1
_UNKNOWN = uuid.SafeUUID.unknown  # asking an enumeration for its member costs more than the id


def uuid7(at_ms: int | None = None) -> uuid.UUID:
    """A new id made now, or at `at_ms` (milliseconds since 1970) for demo data and back-entry.

    Made now, the twelve bits after the version say the part of the millisecond (RFC 9562, 6.2), so that
    rows made one after the other in one act stand in that order.
    """
    noise = int.from_bytes(os.urandom(10))
    if at_ms is None:
        at_ms, rest = divmod(time.time_ns(), 1_000_000)
        after = rest * 4096 // 1_000_000 << 64
    else:
        after = noise & _RANDOM_A
    return of_int(at_ms << 80 | _VERSION | after | _VARIANT | noise & _RANDOM_B)


def of_int(number: int) -> uuid.UUID:
    """A UUID from its 128 bits, without the questions its constructor asks (a page reads hundreds)."""
    made = object.__new__(uuid.UUID)
    object.__setattr__(made, "int", number)
    object.__setattr__(made, "is_safe", _UNKNOWN)
    return made


def of_bytes(raw: bytes) -> uuid.UUID:
    """A UUID from its 16 bytes, big end first."""
    return of_int(int.from_bytes(raw))


def made_at_ms(id_: uuid.UUID) -> int:
    """Milliseconds since 1970 at which a UUIDv7 was made."""
    return id_.int >> 80


def from_event(event_id: uuid.UUID, purpose: str) -> uuid.UUID:
    """The one id that a listener may give to what it makes of an event: the same on every retry."""
    return uuid.uuid5(event_id, purpose)
