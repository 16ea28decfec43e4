"""tuyen reindex: the lines of search drawn anew from persons, numbers and care links."""

from tuyen.edge.cli.console import AsJson, Quiet, answer, commands, progress, start_django
from tuyen.edge.cli.words import _

app = commands()


@app.command()
def reindex(as_json: AsJson = False, quiet: Quiet = False) -> None:
    start_django()
    from tuyen.registry.persons import search_index
    from tuyen.registry.persons.models import Person

    with progress(_("Đang lập lại chỉ mục tìm người …"), Person.objects.count(), quiet=quiet) as on:
        done = search_index.rebuild(on)
    text = _("Đã lập lại chỉ mục tìm kiếm: {count} người.").format(count=done)
    answer({"persons": done}, as_json=as_json, text=text)
