"""PostgreSQL with statements prepared on the server, and a look at the socket in the place of SELECT 1."""

import select
from typing import Any

from django.db.backends.postgresql import base

# Ready statements of one connection: each has a variant for every pattern of empty values in its rows.
PREPARED = 500


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Django forbids preparing, for the sake of poolers; here whoever asks for it gets it."""
        connection = super().get_new_connection(conn_params)
        connection.prepare_threshold = 1 << 30  # nobody gets it by asking often
        connection.prepared_max = PREPARED
        return connection

    def is_usable(self) -> bool:
        """A connection at rest that is silent stands; of one that was cut the end is there to be read."""
        return _is_silent(self.connection) or bool(super().is_usable())


def _is_silent(connection: Any) -> bool:
    if connection is None or connection.closed:
        return False
    readable, _, _ = select.select([connection.fileno()], [], [], 0)
    return not readable
