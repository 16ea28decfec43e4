"""Records what the synced tables look like, and in which version of the schema they learnt something.

    python -m tools.schema          after tables changed: writes down what is new (`make schema`)
    python -m tools.schema --ship   at a release: from now on every change needs a new version

tests/architecture/schema.json is what the last run saw; tuyen/platform/changes/schema.toml what the program
reads. A change that an older node's operations cannot be read after needs a converter; this says which.
"""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parents[1]
SEEN = ROOT / "tests" / "architecture" / "schema.json"
HEAD = """# Written by `make schema` (tools/schema.py): what tables have learnt since the first release, and
# in which version of the schema. A bundle says the lowest version that reads all of it (schemas.py).
"""

Column = dict[str, Any]
Tables = dict[str, dict[str, Column]]


class Change(msgspec.Struct, frozen=True):
    """what: table, column, choice, meaning, removed, lost_choice, lost_table."""

    what: str
    label: str
    column: str = ""
    choice: str = ""
    default: Any = None

    def __str__(self) -> str:
        return " ".join(filter(None, (self.label, self.column, self.choice, self.what)))


NEEDS_CONVERTER = ("meaning", "lost_choice", "lost_table", "without_default")


def tables() -> Tables:
    """The synced tables of this program."""
    from django.apps import apps

    from tuyen.platform.changes.codec import attnames
    from tuyen.platform.changes.models import SyncedModel

    found = {}
    for model in sorted(apps.get_models(), key=lambda each: each._meta.label_lower):
        if issubclass(model, SyncedModel):
            fields = {f.attname: f for f in model._meta.concrete_fields}
            found[model._meta.label_lower] = {
                name: _column(fields[name]) for name in attnames(model)
            }
    return found


def _column(field: Any) -> Column:
    meant = field.target_field if field.is_relation else field
    said: Column = {"kind": meant.get_internal_type()}
    if field.max_length:
        said["most"] = field.max_length
    if field.null:
        said["null"] = True
    if field.has_default() and not callable(field.default):
        said["default"] = field.default
    if field.has_default() and callable(field.default):
        said["default"] = "()" if field.default not in (list, dict) else field.default()
    if field.choices:
        said["choices"] = sorted(str(value) for value, _words in field.flatchoices)
    column: Column = json.loads(json.dumps(said, default=str))  # as it will be read again
    return column


def changes(before: Tables, now: Tables) -> list[Change]:
    """What an older program does not know, or knows otherwise."""
    found = [Change("lost_table", label) for label in before.keys() - now.keys()]
    for label, columns in now.items():
        if label not in before:
            found.append(Change("table", label))
        else:
            found += _of_table(label, before[label], columns)
    return sorted(found, key=str)


def _of_table(label: str, before: dict[str, Column], now: dict[str, Column]) -> Iterator[Change]:
    for name in before.keys() - now.keys():
        yield Change("removed", label, name)
    for name, column in now.items():
        if name not in before:
            yield _new(label, name, column)
        else:
            yield from _of_column(label, name, before[name], column)


def _new(label: str, name: str, column: Column) -> Change:
    """An older node says nothing of it: the reader must know what that means."""
    if column.get("null"):
        return Change("column", label, name)
    if column["kind"] in ("CharField", "TextField"):
        is_empty = column.get("default", "") == ""
        return Change("column" if is_empty else "without_default", label, name)
    if column.get("default", "()") == "()":
        return Change("without_default", label, name)
    return Change("column", label, name, default=column["default"])


def _of_column(label: str, name: str, before: Column, now: Column) -> Iterator[Change]:
    if _meaning(before) != _meaning(now) or now.get("most", 0) < before.get("most", 0):
        yield Change("meaning", label, name)
    elif now.get("most", 0) > before.get("most", 0):
        yield Change("longer", label, name)
    old, new = before.get("choices"), now.get("choices")
    if old is not None and new is not None:
        yield from (Change("choice", label, name, each) for each in new if each not in old)
        yield from (Change("lost_choice", label, name, each) for each in old if each not in new)


def _meaning(column: Column) -> Any:
    return [column.get(part) for part in ("kind", "null", "default")]


def noted(news: dict[str, Any], found: list[Change], version: int) -> dict[str, Any]:
    """The news of each table with these changes written down under this version."""
    for each in found:
        table = news.setdefault(each.label, {})
        if each.what == "choice":
            table.setdefault("choices", {}).setdefault(each.column, {})[each.choice] = version
        elif each.what == "removed":
            table.setdefault("removed", {})[each.column] = version
        elif each.what == "column":
            table.setdefault("columns", {})[each.column] = version
            if each.default is not None:
                table.setdefault("defaults", {})[each.column] = each.default
        elif each.what != "lost_table":
            table["since"] = version
    return news


def missing_converters(found: list[Change], known: Any, shipped: int) -> list[Change]:
    """Changes after which an older node's operations cannot be read without one."""
    return [
        each
        for each in found
        if each.what in NEEDS_CONVERTER and (each.label, shipped) not in known
    ]


def toml(version: int, news: dict[str, Any]) -> str:
    lines = [HEAD + f"version = {version}"]
    for label, table in sorted(news.items()):
        lines += ["", f'[tables."{label}"]']
        lines += [f"{name} = {_inline(value)}" for name, value in sorted(table.items())]
    return "\n".join(lines) + "\n"


def _inline(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    inside = (f"{json.dumps(name)} = {_inline(each)}" for name, each in sorted(value.items()))
    return "{ " + ", ".join(inside) + " }"


def seen_text(shipped: int, converted: list[list[Any]], found: Tables) -> str:
    lines = [f'{{"shipped": {shipped},', f' "converted": {json.dumps(converted)},', ' "tables": {']
    rows = [f"  {json.dumps(label)}: {json.dumps(cols)}" for label, cols in sorted(found.items())]
    return "\n".join([*lines, ",\n".join(rows), "}}\n"])


def main(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyen.settings")
    import django

    django.setup()
    from tuyen.platform.changes import schemas

    seen = json.loads(SEEN.read_text(encoding="utf-8")) if SEEN.exists() else {}
    shipped, here = seen.get("shipped", 0), schemas.program()
    found = changes(seen.get("tables", {}), tables())
    news = msgspec.to_builtins(here.news)
    version = here.version
    if shipped and found:
        version = max(version, shipped + 1)
        lacking = missing_converters(found, here.converters, shipped)
        for each in lacking:
            sys.stderr.write(f"{each}: needs @convert({each.label!r}, from_version={shipped})\n")
        if lacking:
            return 1
        news = noted(_bare(news), found, version)
    if "--ship" in argv:
        shipped = version
    converted = sorted([label, before] for label, before in here.converters)
    schemas.FILE.write_text(toml(version, _bare(news)), encoding="utf-8")
    SEEN.write_text(seen_text(shipped, converted, tables()), encoding="utf-8")
    sys.stdout.write("\n".join([*map(str, found), f"version {version}, shipped {shipped}\n"]))
    return 0


def _bare(news: dict[str, Any]) -> dict[str, Any]:
    """Without what is as in the first release."""
    return {
        label: {k: v for k, v in table.items() if v not in ({}, 2)} for label, table in news.items()
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
