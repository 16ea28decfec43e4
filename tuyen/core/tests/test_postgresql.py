"""A hub's connection keeps its ready statements, and is made anew when the database went away."""

import pytest
from django.db import close_old_connections, connection

from tuyen.platform.changes import driver

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def nobody_watches(transactional_db):
    """The lint over the statements of a PostgreSQL run would be given Django's cursor."""
    connection.ensure_connection()  # the lint stands beside each new one
    watching, connection.execute_wrappers = connection.execute_wrappers, []
    yield
    connection.execute_wrappers = watching


def prepared():
    return [said for (said,) in driver.fetch("SELECT statement FROM pg_prepared_statements")]


def cut(database):
    """What a restart of the server does to a connection."""
    [(pid,)] = driver.fetch("SELECT pg_backend_pid()")
    other = database.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    finally:
        other.close()


def test_a_ready_statement_is_prepared_on_the_server():
    driver.fetch("SELECT %s::int + 1", [1])

    assert "SELECT $1::int + 1" in prepared()


def test_statements_of_the_framework_are_not_prepared():
    for _time in range(8):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 41")

    assert "SELECT 41" not in prepared()


def test_a_connection_at_rest_is_kept():
    driver.fetch("SELECT 1")
    before = connection.connection

    close_old_connections()

    assert driver.fetch("SELECT 2") == [(2,)]
    assert connection.connection is before


def test_the_first_ready_statement_of_a_request_notices_that_the_server_went_away():
    driver.fetch("SELECT 1")
    cut(connection)

    close_old_connections()

    assert driver.fetch("SELECT 2") == [(2,)]


def test_the_first_question_of_the_framework_notices_it_too():
    driver.fetch("SELECT 1")
    cut(connection)

    close_old_connections()

    with connection.cursor() as cursor:
        cursor.execute("SELECT 3")
        assert cursor.fetchone() == (3,)
