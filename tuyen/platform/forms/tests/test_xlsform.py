"""Forms from elsewhere: an XLSForm comes in with what we can do, and is refused by its row otherwise."""

import io
from typing import Any

import pytest
import xlsxwriter

from tuyen.platform.forms import shipped
from tuyen.platform.forms.rules import relevant
from tuyen.platform.forms.rules.items import Form, When, form_of
from tuyen.platform.forms.xlsform import BadSheet, read_workbook
from tuyen.platform.forms.xlsform_out import workbook

HEAD = ["type", "name", "label", "relevant", "constraint", "required", "calculation"]


def _book(*survey: list[Any], choices: tuple[list[Any], ...] = ()) -> bytes:
    said = io.BytesIO()
    with xlsxwriter.Workbook(said) as book:
        for name, rows in (
            ("survey", [HEAD, *survey]),
            ("choices", [["list_name", "name", "label", "score"], *choices]),
            ("settings", [["form_title", "form_id"], ["Phiếu thử", "phieu_thu"]]),
        ):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return said.getvalue()


YES_NO = (["yn", "yes", "Có", 2], ["yn", "no", "Không", 0])


def test_a_workbook_becomes_a_form() -> None:
    content = _book(
        ["begin group", "g", "Nhóm"],
        ["integer", "age", "Tuổi", "", ". >= 0 and . < 120", "yes"],
        ["select_one yn", "smokes", "Hút thuốc", "${age} >= 15"],
        ["text", "brand", "Loại", "${smokes} = 'yes'"],
        ["end group"],
        ["begin repeat", "r", "Người nhà"],
        ["text", "name", "Họ tên"],
        ["end repeat"],
        choices=YES_NO,
    )

    code, body = read_workbook(content)

    form = form_of(body, code=code)
    assert (form.code, form.title_vi) == ("phieu_thu", "Phiếu thử")
    assert [item.kind for item in form.questions()] == ["integer", "boolean", "string", "string"]
    assert (form.by_link["age"].low, form.by_link["age"].high) == (0, 119)
    assert form.by_link["brand"].when == (When("smokes", "=", True),)
    assert form.by_link["r"].is_table


@pytest.mark.parametrize(
    "row, sentence",
    [
        pytest.param(["geopoint", "q", "Nơi ở"], "geopoint", id="a type that is not taken"),
        pytest.param(["calculate", "q", "Tổng", "", "", "", "1+1"], "calculate", id="a sum"),
        pytest.param(
            ["text", "q", "A", "${age} > 1 and ${age} < 5 or ${age} = 9"], "relevant", id="mixed"
        ),
        pytest.param(["text", "q", "A", "count(${age}) > 1"], "relevant", id="a function"),
        pytest.param(["text", "q", "A", "", "regex(., '[a-z]')"], "constraint", id="a pattern"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_row(row: list[Any], sentence: str) -> None:
    content = _book(["integer", "age", "Tuổi"], row)

    with pytest.raises(BadSheet, match=sentence) as refusal:
        read_workbook(content)

    assert refusal.value.row == 3


def test_a_fault_of_the_workbook_itself_is_named_with_its_row() -> None:
    content = _book(["integer", "age", "Tuổi"], ["select_one nothing", "q", "Chọn"], choices=YES_NO)

    with pytest.raises(BadSheet, match="nothing"):
        read_workbook(content)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"type,name\n"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(BadSheet, match="XLSX"):
        read_workbook(content)


@pytest.mark.parametrize("code", shipped.codes())
def test_a_shipped_form_goes_out_and_comes_back(code: str) -> None:
    form = next(shipped._read(code, rule) for rule in shipped.versions(code))

    back_code, body = read_workbook(workbook(form))

    back = form_of(body, code=back_code)
    assert back_code == code
    assert [_told(item) for item in back.by_link.values()] == [
        _told(item) for item in form.by_link.values()
    ]


def _told(item: Any) -> tuple[Any, ...]:
    return (
        item.link,
        item.kind,
        item.label_vi,
        item.when,
        item.when_all,
        item.low,
        item.high,
        item.is_required,
        item.options,
        item.score or 0,
        dict(item.marks),
    )


def test_both_joints_at_once_are_refused() -> None:
    with pytest.raises(relevant.NotSupported):
        relevant.parse("${a} = 1 and ${b} = 2 or ${c} = 3")


def test_a_word_with_and_inside_quotes_is_one_condition() -> None:
    said = relevant.parse("${a} = 'salt and pepper'")

    assert said.when == (When("a", "=", "salt and pepper"),)


def test_a_form_with_every_kind_goes_out(visit_form: Form) -> None:
    assert workbook(visit_form).startswith(b"PK")
