"""Ready statements answer as Django's own cursor does, on both engines."""

import pytest
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    IntegrityError,
    connection,
    connections,
    transaction,
)
from django.test.utils import CaptureQueriesContext

from tuyen.core.ids import uuid7
from tuyen.platform.changes import driver, writer
from tuyen.platform.changes.models import RequestKey

SELECT = "SELECT digest, at_ms FROM changes_requestkey WHERE account_id = %s ORDER BY at_ms"
UPDATE = "UPDATE changes_requestkey SET at_ms = %s WHERE account_id = %s"


@pytest.fixture(autouse=True)
def nobody_watches(db):
    """The lint over the statements of a PostgreSQL run would be given Django's cursor."""
    database = connections[DEFAULT_DB_ALIAS]
    watching, database.execute_wrappers = database.execute_wrappers, []
    yield
    database.execute_wrappers = watching


def keys_of(account_id, *instants):
    rows = [
        {"key": uuid7(), "account_id": account_id, "digest": b"%", "result_id": None, "at_ms": at}
        for at in instants
    ]
    return [writer.values_of(RequestKey, row) for row in rows]


def account():
    return writer.prepared(RequestKey, "account_id", uuid7())


def test_rows_are_written_counted_and_read():
    account_id = uuid7()
    mine = writer.prepared(RequestKey, "account_id", account_id)

    with driver.cursor() as cursor:
        writer.insert(cursor, RequestKey, keys_of(account_id, 1, 2))
        written = cursor.rowcount
        cursor.execute(UPDATE, [7, mine])
        changed = cursor.rowcount

    assert (written, changed) == (2, 2)
    assert [(bytes(digest), at) for digest, at in driver.fetch(SELECT, [mine])] == [(b"%", 7)] * 2


def test_a_percent_sign_in_a_statement_is_written_twice():
    assert driver.fetch("SELECT 7 %% 4") == [(3,)]


def test_a_key_taken_twice_is_djangos_error():
    [row] = keys_of(uuid7(), 1)

    with pytest.raises(IntegrityError), transaction.atomic(), driver.cursor() as cursor:
        writer.insert(cursor, RequestKey, [row, row])


def test_a_faulty_statement_is_djangos_error():
    with pytest.raises(DatabaseError), transaction.atomic():
        driver.fetch("SELECT nothing FROM nowhere")


def test_whoever_counts_statements_counts_these_too():
    with CaptureQueriesContext(connection) as asked:
        driver.fetch(SELECT, [account()])

    assert len(asked) == 1


def test_a_rolled_back_transaction_leaves_nothing():
    account_id = uuid7()

    with transaction.atomic():
        with driver.cursor() as cursor:
            writer.insert(cursor, RequestKey, keys_of(account_id, 1))
        transaction.set_rollback(True)

    assert driver.fetch(SELECT, [writer.prepared(RequestKey, "account_id", account_id)]) == []
