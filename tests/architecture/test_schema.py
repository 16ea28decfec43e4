"""No synced table changes unseen: an older node's bundles must be read for ever (docs/releases.md)."""

import copy
import json
from typing import Any

import pytest

from tools import schema
from tuyen.platform.changes import schemas

SEEN: dict[str, Any] = json.loads(schema.SEEN.read_text(encoding="utf-8"))
BEFORE: schema.Tables = {
    "record.allergy": {
        "substance": {"kind": "CharField", "most": 150},
        "status": {"kind": "CharField", "most": 20, "choices": ["active", "ended"]},
    }
}


def test_what_the_tables_look_like_is_written_down() -> None:
    found = schema.changes(SEEN["tables"], schema.tables())

    assert found == [], "synced tables changed: run `make schema` and read docs/releases.md"
    assert SEEN["tables"] == schema.tables()


def test_a_converter_is_never_taken_away() -> None:
    known = schemas.program().converters

    assert [each for each in SEEN["converted"] if tuple(each) not in known] == []


def test_the_number_of_the_schema_is_that_of_its_newest_change() -> None:
    here = schemas.program()
    numbers = [here.since(label) for label in here.news]
    numbers += [n for news in here.news.values() for n in (*news.columns.values(), news.since)]

    assert here.version >= max([SEEN["shipped"], *numbers, schemas.FIRST])


def after(label: str = "record.allergy", **columns: Any) -> schema.Tables:
    now = copy.deepcopy(BEFORE)
    now.setdefault(label, {}).update(columns)
    return now


@pytest.mark.parametrize(
    "column, what",
    [
        pytest.param({"kind": "CharField", "most": 20}, "column", id="text"),
        pytest.param({"kind": "DateField", "null": True}, "column", id="may be empty"),
        pytest.param({"kind": "BooleanField", "default": False}, "column", id="default"),
        pytest.param({"kind": "DateField"}, "without_default", id="nothing to assume"),
        pytest.param({"kind": "IdField", "default": "()"}, "without_default", id="made anew"),
        pytest.param(
            {"kind": "CharField", "most": 9, "default": "x"}, "without_default", id="a word"
        ),
    ],
)
def test_a_new_column_says_what_an_older_node_means(column: Any, what: str) -> None:
    found = schema.changes(BEFORE, after(agent=column))

    assert [each.what for each in found] == [what]
    lacking = schema.missing_converters(found, {}, 2)
    assert bool(lacking) == (what == "without_default")
    assert schema.missing_converters(found, {("record.allergy", 2): None}, 2) == []


@pytest.mark.parametrize(
    "now, what, needs",
    [
        pytest.param(after("record.new", name={"kind": "TextField"}), "table", False, id="table"),
        pytest.param({}, "lost_table", True, id="no table"),
        pytest.param(
            after(substance={"kind": "CharField", "most": 300}), "longer", False, id="longer"
        ),
        pytest.param(
            after(substance={"kind": "CharField", "most": 50}), "meaning", True, id="shorter"
        ),
        pytest.param(after(substance={"kind": "IntegerField"}), "meaning", True, id="other kind"),
        pytest.param(
            after(status={**BEFORE["record.allergy"]["status"], "choices": ["active"]}),
            "lost_choice",
            True,
            id="no choice",
        ),
    ],
)
def test_what_an_older_node_cannot_mean_needs_a_converter(now: Any, what: str, needs: bool) -> None:
    found = schema.changes(BEFORE, now)

    assert [each.what for each in found] == [what]
    assert bool(schema.missing_converters(found, {}, 2)) == needs


def test_a_row_at_the_default_of_a_new_column_is_read_by_everybody() -> None:
    found = schema.changes(BEFORE, after(sure={"kind": "BooleanField", "default": False}))
    choice = after(
        status={**BEFORE["record.allergy"]["status"], "choices": ["active", "ended", "x"]}
    )

    news = schema.noted({}, [*found, *schema.changes(BEFORE, choice)], 3)
    program = schemas.Program(*_read(schema.toml(3, news)))

    with schemas.speaking_as(program):
        assert schemas.is_unsaid("record.allergy", "sure", False)
        said = [{"substance": "a"}, {"sure": True}, {"status": "ended"}, {"status": "x"}]
        ops = [["record.allergy", "0" * 32, each, 0] for each in said]
        assert [schemas.version_of([op]) for op in ops] == [2, 3, 2, 3]


def _read(text: str) -> tuple[int, dict[str, schemas.News]]:
    written = schemas.read(text)
    return written.version, written.tables
