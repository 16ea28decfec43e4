"""Run as `python -m tuyen.platform.backups.examine` on a restored copy: brought up to this program, counted,
its chain walked. One JSON line."""

import json
import os
import sys
from pathlib import Path

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyen.settings")
    django.setup()
    from django.apps import apps
    from django.core.management import call_command
    from django.db import connection

    from tuyen.platform.backups import sqlite
    from tuyen.platform.backups.findings import broken_links
    from tuyen.platform.changes.models import Bundle

    call_command("migrate", interactive=False, verbosity=0)
    if connection.vendor == "sqlite":
        sqlite.check(Path(connection.settings_dict["NAME"]))
    ours = [model for model in apps.get_models() if model.__module__.startswith("tuyen.")]
    rows = sum(model._base_manager.count() for model in ours if model._meta.managed)
    found = {"rows": rows, "bundles": Bundle.objects.count(), "broken": broken_links()}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
