"""The first unit of a new node is made at the machine, before anybody can sign in."""

import json

import pytest

from tuyen.edge.cli.app import app
from tuyen.platform.access.models import ScopeNode

pytestmark = pytest.mark.django_db


def _run(*arguments: str) -> object:
    with pytest.raises(SystemExit) as ended:
        app(["unit", *arguments])
    return ended.value.code


def test_a_tree_begins_at_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("add", "Sở Y tế mẫu", "--kind", "health_department") == 0
    assert _run("add", "Trạm mẫu", "--kind", "health_station", "--under", "Sở Y tế mẫu") == 0
    capsys.readouterr()

    assert _run("list", "--json") == 0

    listed = json.loads(capsys.readouterr().out)
    assert [unit["name"] for unit in listed] == ["Sở Y tế mẫu", "Trạm mẫu"]
    assert ScopeNode.objects.count() == 2


def test_a_unit_above_that_nobody_knows_is_refused() -> None:
    assert _run("add", "Trạm mẫu", "--kind", "health_station", "--under", "Không có") == 1
