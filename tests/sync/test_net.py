"""The harness itself: nodes of one process know nothing of each other unless it is sent."""

import ast
import datetime as dt
import re
from pathlib import Path

from django.conf import settings

from tests.people import person
from tests.sync import process_memory
from tests.sync.net import Net
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.platform.changes.history import broken_links
from tuyen.platform.changes.hlc import ms_of
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.node import _public_bytes
from tuyen.registry.persons.models import Person

# A name of a module that is given something empty, to be filled while the process runs.
_KEEPERS = r"(\{\}|\[\]|set\(\)|OrderedDict\(\)|defaultdict\(\w*\)|deque\(.*\)|[A-Z]\w*\(\))"


def test_each_node_has_its_own_database_folder_key_and_clock(net: Net) -> None:
    station = net.node("station", skew=dt.timedelta(days=3))
    hub = net.node("hub")

    with net.at(station):
        person(SYSTEM, "Lò Thị Trạm")
        key, today = _public_bytes(), clock.today()
        said_at = ms_of(Bundle.objects.get().hlc)
    with net.at(hub):
        person(SYSTEM, "Vàng A Trung Tâm")
        names = list(Person.objects.values_list("name", flat=True))
        other_key, hub_today = _public_bytes(), clock.today()

    assert names == ["Vàng A Trung Tâm"]
    assert key != other_key
    assert station.id != hub.id
    assert today - hub_today == dt.timedelta(days=3)
    assert said_at == int((net.now + station.skew).timestamp() * 1000)


def test_a_node_goes_on_where_it_was(net: Net) -> None:
    station, hub = net.node("station"), net.node("hub")

    for turn in range(3):
        for each in (station, hub):
            net.later(seconds=1)
            with net.at(each):
                person(SYSTEM, f"Người {turn}")

    for each in (station, hub):
        with net.at(each):
            assert Bundle.objects.count() == 3
            assert list(broken_links()) == []


def test_whatever_a_process_keeps_is_named() -> None:
    """A new cache in a module would mix the nodes of one process and hide faults: it is named or it fails."""
    root = Path(settings.CHECKOUT)
    named = {*process_memory.OF_A_DATABASE, *process_memory.SAME_EVERYWHERE}
    files = [
        path
        for path in (root / "tuyen").rglob("*.py")
        if not {"tests", "migrations"} & set(path.parts)
    ]

    kept = {name for path in files for name in _kept_by(path, root)}

    assert kept - named == set()


def _kept_by(path: Path, root: Path) -> list[str]:
    module = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    found = []
    for each in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(each, ast.Assign):
            names, value = [t.id for t in each.targets if isinstance(t, ast.Name)], each.value
        elif isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.value:
            names, value = [each.target.id], each.value
        else:
            continue
        if re.fullmatch(_KEEPERS, ast.unparse(value)):
            found += [f"{module}.{name}" for name in names]
    return found
