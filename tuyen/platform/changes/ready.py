"""A bundle read, hashed and compressed before the transaction opens."""

from typing import Any, NamedTuple

import msgspec
import zstandard
from django.db import models

from tuyen.platform.changes import codec, reading, schemas
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.meeting import Incoming
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.reading import Op, Unreadable


class Ready(NamedTuple):
    """`fault` where it cannot be read."""

    incoming: Incoming
    sha256: bytes
    body: bytes
    ops: list[Op]
    values: list[dict[str, Any]]
    fault: Unreadable | None


def made_ready(incoming: Incoming) -> Ready:
    header, raw = incoming.header, incoming.raw
    sha256 = header.sha256(raw)
    try:
        _require_fitting(header)
        body, said = (codec.packed(raw), raw) if header.schema_ver > 1 else (raw, codec.raw_of(raw))
        ops = reading.operations(schemas.raised(said, header.schema_ver))
        return Ready(incoming, sha256, body, ops, [reading.values(op) for op in ops], None)
    except (zstandard.ZstdError, msgspec.DecodeError) as fault:
        return Ready(incoming, sha256, b"", [], [], Unreadable("bad_body", str(fault)[:300]))
    except Unreadable as fault:
        return Ready(incoming, sha256, b"", [], [], fault)


_LIMITS = {
    field.attname: field.max_length
    for field in Bundle._meta.concrete_fields
    if isinstance(field, models.CharField) and field.max_length
}


def _require_fitting(header: Header) -> None:
    if header.schema_ver > schemas.version():
        raise Unreadable("newer_schema", str(header.schema_ver))
    for name, most in _LIMITS.items():
        if len(getattr(header, name)) > most:
            raise Unreadable("failed_check", name)
