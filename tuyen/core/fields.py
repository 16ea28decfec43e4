"""Model fields of every floor."""

import uuid
from typing import Any

from django.db import models

from tuyen.core.ids import of_bytes, uuid7


class IdField(models.UUIDField):
    """A UUID kept as 16 bytes on SQLite (Django's own keeps 32 letters, in every index again)."""

    def get_internal_type(self) -> str:
        return "IdField"

    def db_type(self, connection: Any) -> str:
        return "uuid" if connection.features.has_native_uuid_field else "blob"

    def rel_db_type(self, connection: Any) -> str:
        return self.db_type(connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = self.to_python(value)
        if value is None or connection.features.has_native_uuid_field:
            return value
        return value.bytes

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> uuid.UUID | None:
        return of_bytes(value) if type(value) is bytes else value


def primary_key() -> IdField:
    """The one primary key of every table of ours: a UUIDv7 made on the node."""
    return IdField(primary_key=True, default=uuid7, editable=False)
