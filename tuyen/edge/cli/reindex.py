"""tuyen reindex: what is derived, drawn anew: the lines of search, and the weekly counts of cases."""

from tuyen.edge.cli.console import AsJson, Quiet, answer, commands, progress, start_django
from tuyen.edge.cli.words import _

app = commands()


@app.command()
def reindex(as_json: AsJson = False, quiet: Quiet = False) -> None:
    start_django()
    from tuyen.domains.surveillance import recount
    from tuyen.registry.persons import search_index
    from tuyen.registry.persons.models import Person

    with progress(_("Đang lập lại chỉ mục tìm người …"), Person.objects.count(), quiet=quiet) as on:
        done = search_index.rebuild(on)
    cells = recount.rebuild()
    said = _("Đã lập lại chỉ mục tìm kiếm: {count} người; đếm lại số ca theo tuần: {cells} dòng.")
    text = said.format(count=done, cells=cells)
    answer({"persons": done, "weekly_counts": cells}, as_json=as_json, text=text)
