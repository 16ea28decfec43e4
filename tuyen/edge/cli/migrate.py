"""tuyen migrate"""

from tuyen.edge.cli.console import Quiet, commands, note, progress, say, start_django
from tuyen.edge.cli.words import _

app = commands()


def bring_up(*, quiet: bool = False) -> int:
    """Runs the migrations that are missing and returns how many there were."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        with progress(_("Đang cập nhật cơ sở dữ liệu …"), quiet=quiet):
            call_command("migrate", interactive=False, verbosity=0)
        _help_the_planner()
    return missing


def _help_the_planner() -> None:
    """SQLite picks a bad index on tables that it has never counted."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")


def bring_lists(*, quiet: bool = False) -> None:
    """Areas and code lists as this release ships them; run again, it writes nothing."""
    from tuyen.edge.demo.fill import load_lists

    load_lists(lambda text: note(text, quiet=quiet))


@app.command()
def migrate(quiet: Quiet = False) -> None:
    start_django()
    count = bring_up(quiet=quiet)
    if count:
        bring_lists(quiet=quiet)
        say(_("Đã cập nhật cơ sở dữ liệu: {count} bước.").format(count=count))
    else:
        note(_("Cơ sở dữ liệu đã mới nhất."), quiet=quiet)
