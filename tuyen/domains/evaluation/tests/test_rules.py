"""Many answers on one form as figures."""

from tuyen.domains.evaluation.rules import summed
from tuyen.platform.forms.rules.items import form_of

BODY = {
    "title_vi": "Phiếu mẫu",
    "version": "1",
    "choices": {
        "scale": [
            {"code": "5", "label_vi": "Tốt", "score": 5},
            {"code": "1", "label_vi": "Kém", "score": 1},
        ]
    },
    "item": [
        {"link": "content", "kind": "choice", "label_vi": "Nội dung", "choices": "scale"},
        {"link": "again", "kind": "boolean", "label_vi": "Muốn học nữa"},
        {"link": "hours", "kind": "decimal", "label_vi": "Số giờ thực hành", "unit": "giờ"},
        {
            "link": "why",
            "kind": "text",
            "label_vi": "Vì sao không",
            "when": [{"question": "again", "is": "=", "answer": False}],
        },
    ],
}
SAID = [
    {"content": "5", "again": True, "hours": 2.0, "why": "bỏ qua vì câu hỏi không hiện"},
    {"content": "5", "again": False, "hours": 3.0, "why": "Xa quá"},
    {"content": "1", "again": True},
]


def test_choices_are_counted_numbers_averaged_and_words_kept() -> None:
    form = form_of(BODY, code="mau")

    content, again, hours, why = summed(form, SAID)

    assert [(share.label, share.n, share.percent) for share in content.shares] == [
        ("Tốt", 2, 67),
        ("Kém", 1, 33),
    ]
    assert [(share.code, share.n) for share in again.shares] == [("yes", 2), ("no", 1)]
    assert (hours.answered, hours.mean, hours.low, hours.high) == (2, 2.5, 2.0, 3.0)
    assert why.words == ("Xa quá",)


def test_a_question_that_nobody_answered_stands_with_nought() -> None:
    form = form_of(BODY, code="mau")

    lines = summed(form, [])

    assert [line.answered for line in lines] == [0, 0, 0, 0]
    assert lines[2].mean is None
