"""Whatever is done in the product has a name where it waits to be sent."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import tuyen
from tuyen.edge.sync.pages.kinds import ROOMS, kind_of

SOURCE = Path(tuyen.__file__).parent
INVENTED = {"demo"}  # rows of the sample network; nobody did them
WRITTEN = re.compile(r"([a-z_]+)\.")


def test_a_new_room_has_a_name_in_the_list_of_what_waits() -> None:
    written = {room: path for path in _sources() for room in _rooms_written_in(path)}

    nameless = {room: path for room, path in written.items() if room not in ROOMS}

    assert len(written) > 50  # the search still finds where reasons are given
    assert not nameless, f"add to ROOMS of kinds.py: {nameless}"


def test_a_vaccine_and_a_case_are_called_so() -> None:
    said = [kind_of(reason) for reason in ("immunization.give", "case.notify", "unheard.of")]

    assert said == ["Tiêm chủng", "Ca bệnh truyền nhiễm", "Việc khác"]


def _sources() -> Iterator[Path]:
    return (path for path in SOURCE.rglob("*.py") if "tests" not in path.parts)


def _rooms_written_in(path: Path) -> set[str]:
    """The first words of every reason given by keyword in this file."""
    text = path.read_text(encoding="utf-8")
    if "reason=" not in text:
        return set()
    given = [
        word.value
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.keyword) and call.arg == "reason"
        for word in ast.walk(call.value)
        if isinstance(word, ast.Constant) and isinstance(word.value, str)
    ]
    return {found[1] for said in given if (found := WRITTEN.match(said))} - INVENTED
