"""Databases of nodes: copies of one that is migrated already, on the engine of this run."""

import copy
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections
from django.db.utils import load_backend
from psycopg import sql

# Nobody cuts the power of these tests: what a killed process had written, the system still has.
_QUICK = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON"


def opened(settings_dict: dict[str, Any]) -> Any:
    """A connection that answers to `default`, to another database."""
    backend = load_backend(settings_dict["ENGINE"])
    return backend.DatabaseWrapper(settings_dict, alias="default")


def _copy_file(source: Path, target: Path) -> None:
    """Whole, with what still stands in the log of the file."""
    with sqlite3.connect(source) as kept:
        kept.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept.close()
    shutil.copy(source, target)


class Template:
    """The database of the test run, kept once and copied for each node."""

    def __init__(self, folder: Path) -> None:
        self.like = connections["default"]
        self.is_sqlite = self.like.vendor == "sqlite"
        self.file = folder / "template.sqlite3"
        self._count = 0
        self._kept: set[str] = set()
        if self.is_sqlite:
            self._keep_file()
        else:
            self._keep_database()

    def copy(self, home: Path, name: str, of: Any = None) -> Any:
        """A database of its own with what stands in `of`, or in a database that is only migrated."""
        given = copy.deepcopy(self.like.settings_dict)
        if of is not None:
            of.close()
        if self.is_sqlite:
            path = home / "tuyen.sqlite3"
            _copy_file(Path(of.settings_dict["NAME"]) if of else self.file, path)
            given["NAME"] = str(path)
            given["OPTIONS"] = {**given["OPTIONS"], "init_command": _QUICK}
            return opened(given)
        self._count += 1
        given["NAME"] = f"{self.like.settings_dict['NAME']}_{name}_{self._count}"[:60]
        self._server("DROP DATABASE IF EXISTS {0}", given["NAME"])
        source = of.settings_dict["NAME"] if of else self.name
        self._server("CREATE DATABASE {0} TEMPLATE {1}", given["NAME"], source)
        return opened(given)

    def drop(self, database: Any) -> None:
        if not self.is_sqlite:
            self._server("DROP DATABASE IF EXISTS {0} WITH (FORCE)", database.settings_dict["NAME"])

    def keep(self, database: Any) -> Any:
        """A backup: what stands in this database now, put aside; `put_back` brings it back."""
        database.close()
        name = database.settings_dict["NAME"]
        kept = f"{name}.kept" if self.is_sqlite else f"{name}_kept"
        if self.is_sqlite:
            _copy_file(Path(name), Path(kept))
        else:
            self._server("DROP DATABASE IF EXISTS {0} WITH (FORCE)", kept)
            self._server("CREATE DATABASE {0} TEMPLATE {1}", kept, name)
            self._kept.add(kept)
        return kept

    def put_back(self, database: Any, kept: Any) -> None:
        database.close()
        name = database.settings_dict["NAME"]
        if self.is_sqlite:
            for rest in ("-wal", "-shm"):
                Path(name + rest).unlink(missing_ok=True)
            shutil.copy(kept, name)
        else:
            self._server("DROP DATABASE {0} WITH (FORCE)", name)
            self._server("CREATE DATABASE {0} TEMPLATE {1}", name, kept)

    def close(self) -> None:
        for name in () if self.is_sqlite else (self.name, *self._kept):
            self._server("DROP DATABASE IF EXISTS {0} WITH (FORCE)", name)

    @property
    def name(self) -> str:
        return f"{self.like.settings_dict['NAME']}_template"

    def _keep_file(self) -> None:
        self.like.ensure_connection()
        with sqlite3.connect(self.file) as kept:
            self.like.connection.backup(kept)
        kept.close()

    def _keep_database(self) -> None:
        """A template may have no guests: our own connection leaves first."""
        self.like.close()
        self._server("DROP DATABASE IF EXISTS {0} WITH (FORCE)", self.name)
        self._server("CREATE DATABASE {0} TEMPLATE {1}", self.name, self.like.settings_dict["NAME"])

    def _server(self, statement: str, *names: str) -> None:
        given = self.like.settings_dict
        said = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"]}
        said = {key: value for key, value in said.items() if value} | {"dbname": "postgres"}
        with psycopg.connect(**said, **self._rest(given), autocommit=True) as server:
            server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _rest(self, given: dict[str, Any]) -> dict[str, Any]:
        rest = {k: v for k, v in given["OPTIONS"].items() if k not in ("pool", "assume_role")}
        return {**rest, **({"password": given["PASSWORD"]} if given["PASSWORD"] else {})}
