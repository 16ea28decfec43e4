"""What every test may count on: quick passwords, a browser when there is one, honest skips."""

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as property_tests

from tests.chromium import CHROMIUM_ARGUMENTS, chromium_path

NO_BROWSER = "browser: no Chromium on this machine"
NO_POSTGRES = "postgres: this run is not on PostgreSQL (make test-postgres)"
NO_DATABASE = "no database in it: the same on every engine, run with SQLite (make test)"
LEFT_OUT = "browser: left out on PostgreSQL, the pages are the same; run with SQLite (make test)"
ONE_ENGINE = "engine_free: asks nothing of the engine, run with SQLite (make test)"

_DATABASE = frozenset({"db", "transactional_db", "live_server", "django_db_setup"})


# A test of properties judges what is found, never how long this machine took over it.
property_tests.register_profile("house", deadline=None)
property_tests.load_profile("house")


def on_postgres() -> bool:
    from django.conf import settings

    return str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql")


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    # Scrypt costs 50 ms of CPU on purpose; a suite that signs in a thousand times does not need it.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if on_postgres():
        from django.db.backends.signals import connection_created

        from tests import sql_lint

        connection_created.connect(sql_lint.stand_beside)
    else:
        _database_in_a_file(config)


def _database_in_a_file(config: pytest.Config) -> None:
    """As stations have it: in memory a reader and a writer lock each other's tables out."""
    from django.db import connections

    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="tuyen-test-", dir=memory if memory.is_dir() else None)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    connections["default"].settings_dict["TEST"]["NAME"] = str(Path(folder, "test.sqlite"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    no_browser, no_postgres = chromium_path() is None, not on_postgres()
    left_out = os.environ.get("TUYEN_LEAVE_OUT_BROWSER") == "1"
    for item in items:
        if left_out and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=LEFT_OUT))
        elif no_browser and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))
        if no_postgres and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason=NO_POSTGRES))
        if not no_postgres and (reason := _proved_on_sqlite(item)):
            item.add_marker(pytest.mark.skip(reason=reason))


def _proved_on_sqlite(item: pytest.Item) -> str:
    """A second engine proves nothing of a rule, a template or a command with a database of its own."""
    if item.get_closest_marker("postgres"):
        return ""
    if item.get_closest_marker("engine_free"):
        return ONE_ENGINE
    asked = _DATABASE & set(getattr(item, "fixturenames", ()))
    return "" if asked or item.get_closest_marker("django_db") else NO_DATABASE


def _then_its_scripts(wait: Callable[..., Any]) -> Callable[..., Any]:
    """Words stand on the screen a moment before the scripts that hear its keys."""

    def both(page: Any, *args: Any, **kwargs: Any) -> Any:
        found = wait(page, *args, **kwargs)
        page.wait_for_load_state("domcontentloaded")
        return found

    return both


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One headless Chromium for the run; each test opens its own context from it."""
    path = chromium_path()
    if path is None:
        pytest.skip(NO_BROWSER)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver, pytest.MonkeyPatch.context() as patch:
        from playwright.sync_api import Page

        patch.setattr(Page, "wait_for_selector", _then_its_scripts(Page.wait_for_selector))
        browser = driver.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _no_line_of_this_node() -> Iterator[None]:
    """The line in the frame asks the database once in some seconds: no test shall meet that by chance."""
    from tuyen.platform.ui import standing

    with standing.silent():
        yield


def _skipped(reporter: Any) -> Counter[str]:
    reasons = (report.longrepr[2] for report in reporter.stats.get("skipped", []))
    return Counter(re.sub(r"^Skipped: ", "", reason) for reason in reasons)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The last lines say what was not run and why."""
    if hasattr(config, "workerinput"):
        return
    terminalreporter.section("what ran")
    terminalreporter.line("engine: " + ("PostgreSQL" if on_postgres() else "SQLite"))
    skipped = _skipped(terminalreporter)
    for reason, count in sorted(skipped.items()):
        terminalreporter.line(f"skipped {count:4d}: {reason}")
    if not skipped:
        terminalreporter.line("nothing was skipped")
