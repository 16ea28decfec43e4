"""The house as the architecture tests see it: its files, its floors, its rooms, its tables."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["core", "platform", "registry", "record", "domains", "edge"]


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git knows or would take, without what is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in sorted(set(listed.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def is_ours(path: Path) -> bool:
    """Written by us: not vendored, not generated."""
    return not {"vendor", "migrations", "locale"} & set(path.relative_to(ROOT).parts)


def sources(*suffixes: str) -> Iterator[Path]:
    return (path for path in tracked() if path.suffix in suffixes and is_ours(path))


def place(module: str) -> tuple[str, str]:
    """Floor and room of a dotted module name: tuyen.record.queue.models is (record, queue)."""
    parts = module.split(".")
    return parts[1], parts[2] if len(parts) > 2 else ""


def our_models() -> list[Any]:
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("tuyen.")
    ]


def our_foreign_keys() -> Iterator[tuple[Any, Any]]:
    """Every foreign key of a table of ours that points at a table of ours."""
    for model in our_models():
        for field in model._meta.get_fields():
            target = field.related_model if field.many_to_one or field.one_to_one else None
            if field.concrete and target and target.__module__.startswith("tuyen."):
                yield model, field
