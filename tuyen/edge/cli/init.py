"""tuyen init: a data folder, a database, a key. Run twice it changes nothing."""

from typing import Annotated

import typer

from tuyen.edge.cli.console import AsJson, Quiet, answer, commands, start_django
from tuyen.edge.cli.words import _

app = commands()


@app.command()
def init(
    name: Annotated[str, typer.Option(help=_("Tên máy, thường là tên trạm"))] = "",
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    start_django()
    from django.conf import settings

    from tuyen.edge.cli.migrate import bring_lists, bring_up
    from tuyen.platform.changes.node import this_node

    settings.TUYEN_HOME.mkdir(parents=True, exist_ok=True)
    bring_up(quiet=quiet)
    bring_lists(quiet=quiet)
    node = this_node()
    if name and node.name != name:
        node.name = name
        node.save(update_fields=["name"])
    facts = {"home": settings.TUYEN_HOME, "node": node.id, "name": node.name}
    text = _("Đã sẵn sàng: {home} (máy {name}, {node})").format(**facts)
    answer(facts, as_json=as_json, text=text)
