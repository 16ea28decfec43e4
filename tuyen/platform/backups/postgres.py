"""PostgreSQL: pg_dump in the custom format; the way back is one transaction. The newest client installed."""

import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.changes.models import Node

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
    if "No space left on device" in done.stderr or "File too large" in done.stderr:
        raise OSError(errno.ENOSPC, done.stderr.strip())
    if done.returncode:
        raise Refused(done.stderr.strip() or _("%(name)s thất bại.") % {"name": arguments[0]})


def dump(packed: Path) -> None:
    """Checked; the caller gives the file its name when everything else is there."""
    _run(_program("pg_dump"), "--format=custom", "--no-owner", "--file", str(packed))
    _run(_program("pg_restore"), "--list", "--file", os.devnull, str(packed))


# What a later version added is in no older backup, and would stand in the way of its tables.
_EMPTY = """DO $$ DECLARE one text; BEGIN
FOR one IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
EXECUTE 'DROP TABLE public.' || one || ' CASCADE'; END LOOP; END $$;
"""


def load(file: Path, into: str = "", epoch_after: int = 0) -> None:
    """Into this node's own database, or another on the same server; one transaction, with the new epoch.

    epoch_after: the last epoch that this node has lived; the restored one begins the next.
    """
    database = into or str(connection.settings_dict["NAME"])
    connection.close()
    with tempfile.TemporaryDirectory(dir=settings.TUYEN_HOME) as room:
        script = Path(room) / "restore.sql"
        how = ("--clean", "--if-exists", "--no-owner", "--file", str(script))
        _run(_program("pg_restore"), *how, str(file))
        begin, end = Path(room) / "begin.sql", Path(room) / "end.sql"
        begin.write_text(_EMPTY)
        table = Node._meta.db_table
        end.write_text(
            f"UPDATE public.{table} SET epoch = GREATEST(epoch, {int(epoch_after)}) + 1;\n"
        )
        steps = [word for part in (begin, script, end) for word in ("--file", str(part))]
        strict = ("--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1")
        _run(_program("psql"), *strict, "--dbname", database, "--output", os.devnull, *steps)
