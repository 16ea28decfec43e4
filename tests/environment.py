"""Loaded by pytest before Django reads the settings: every run has its own data folder and key.

TUYEN_TEST_DATABASE_URL chooses the engine; without it the suite runs on SQLite in memory.
"""

import atexit
import os
import shutil
import tempfile


def _own_data_folder() -> None:
    home = tempfile.mkdtemp(prefix="tuyen-test-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["TUYEN_HOME"] = home


def _chosen_engine() -> None:
    url = os.environ.get("TUYEN_TEST_DATABASE_URL", "")
    if url:
        os.environ["TUYEN_DATABASE_URL"] = url
    else:
        os.environ.pop("TUYEN_DATABASE_URL", None)


if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker inherits the folder of its controller
    _own_data_folder()
_chosen_engine()
os.environ["TUYEN_SECRET_KEY"] = "only-for-tests-and-long-enough-to-sign-with-0123456789"
os.environ.pop("TUYEN_DEBUG", None)
os.environ["TUYEN_BACKUPS"] = "off"  # the regular ones; a test that wants them says so
# Playwright's synchronous driver keeps an event loop in the thread of the test.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
