"""PostgreSQL: pg_dump and pg_restore in the custom format, from the newest client installed."""

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused

SUFFIX = ".pgdump"
DEBIAN = Path("/usr/lib/postgresql")


def _program(name: str) -> str:
    installed = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if found := str(installed[-1]) if installed else shutil.which(name):
        return found
    raise Refused(_("Thiếu chương trình %(name)s (gói postgresql-client).") % {"name": name})


def _environment() -> dict[str, str]:
    """The password goes through the environment, never on the command line."""
    known = connection.settings_dict
    given = {
        "PGHOST": known["HOST"],
        "PGPORT": str(known["PORT"] or ""),
        "PGUSER": known["USER"],
        "PGPASSWORD": known["PASSWORD"],
        "PGDATABASE": known["NAME"],
    }
    return {**os.environ, **{key: value for key, value in given.items() if value}}


def _run(*arguments: str) -> None:
    done = subprocess.run(
        arguments, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(done.stderr.strip() or _("%(name)s thất bại.") % {"name": arguments[0]})


def dump(target: Path) -> None:
    unfinished = target.with_suffix(".unfinished")
    _run(_program("pg_dump"), "--format=custom", "--no-owner", "--file", str(unfinished))
    _run(_program("pg_restore"), "--list", "--file", os.devnull, str(unfinished))
    unfinished.replace(target)


def load(file: Path) -> None:
    database = str(connection.settings_dict["NAME"])
    connection.close()
    how = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _run(_program("pg_restore"), *how, "--dbname", database, str(file))
