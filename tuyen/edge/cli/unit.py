"""tuyen unit add|list: the first units of a new node; the rest is done on the pages or by import."""

from typing import Annotated, Any

import typer

from tuyen.edge.cli.console import AsJson, answer, commands, refuse, say, start_django
from tuyen.edge.cli.words import _

app = commands()


@app.command(help=_("Lập một đơn vị; không có đơn vị cấp trên thì là đỉnh của một hệ thống"))
def add(
    name: Annotated[str, typer.Argument(help=_("Tên đơn vị"))],
    kind: Annotated[str, typer.Option(help=_("Mã loại trong rulebook/facilities/unit_kinds.toml"))],
    chain: Annotated[str, typer.Option(help=_("moh hoặc police"))] = "moh",
    under: Annotated[str, typer.Option(help=_("Tên đơn vị cấp trên"))] = "",
    commune: Annotated[str, typer.Option(help=_("Mã xã 5 chữ số"))] = "",
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core.actor import SYSTEM
    from tuyen.registry.facilities import actions

    unit = actions.create_unit(
        parent=_unit(under) if under else None,
        kind=kind,
        name=name,
        chain="" if under else chain,
        commune_code=commune,
        by=SYSTEM,
    )
    facts = {"id": unit.id, "name": unit.name, "kind": unit.kind, "chain": unit.chain}
    answer(facts, as_json=as_json, text=_("Đã lập {name}: {id}").format(**facts))


@app.command("list", help=_("Các đơn vị, theo cây"))
def list_units(as_json: AsJson = False) -> None:
    start_django()
    from tuyen.registry.facilities.models import Unit

    units = list(Unit.objects.order_by("path").values("id", "name", "kind", "chain", "path"))
    if as_json:
        answer(units, as_json=True, text="")
        return
    for unit in units:
        depth = unit["path"].count("/") - 2
        say(f"{'  ' * depth}{unit['name']}  ({unit['kind']}, {unit['chain']})  {unit['id']}")


def _unit(name: str) -> Any:
    from tuyen.registry.facilities.models import Unit

    found = list(Unit.objects.filter(name__iexact=name)[:2])
    if len(found) != 1:
        raise refuse(_("Không xác định được đơn vị {name}.").format(name=name))
    return found[0]
