from typing import Any

import pytest

from tuyen.platform.forms.rules.items import Form, form_of


@pytest.fixture
def visit_form() -> Form:
    return form_of(VISIT, code="visit_form")


VISIT: dict[str, Any] = {
    "title_vi": "Phiếu thử",
    "version": "1",
    "level": [
        {"at_least": 0, "label_vi": "Yếu"},
        {"at_least": 80, "label_vi": "Tốt", "tone": "good"},
    ],
    "choices": {
        "met": [
            {"code": "met", "label_vi": "Đạt", "score": 2},
            {"code": "not_met", "label_vi": "Không đạt", "score": 0},
            {"code": "none", "label_vi": "Không áp dụng", "left_out": True},
        ]
    },
    "item": [
        {
            "link": "room",
            "kind": "group",
            "label_vi": "Buồng khám",
            "item": [
                {"link": "hands", "kind": "choice", "label_vi": "Rửa tay", "choices": "met"},
                {
                    "link": "why",
                    "kind": "text",
                    "label_vi": "Vì sao chưa đạt",
                    "required": True,
                    "when": [{"question": "hands", "is": "=", "answer": "not_met"}],
                },
            ],
        },
        {
            "link": "machine",
            "kind": "boolean",
            "label_vi": "Có máy siêu âm",
            "required": True,
            "score": 3,
            "prefill": "test.ultrasound",
            "marks": {"need": "ultrasound"},
        },
        {
            "link": "heat",
            "kind": "decimal",
            "label_vi": "Nhiệt độ",
            "low": -10,
            "high": 40,
            "plausible_low": 2,
            "plausible_high": 8,
            "places": 1,
        },
        {
            "link": "people",
            "kind": "group",
            "repeats": True,
            "label_vi": "Nhân lực",
            "most": 3,
            "item": [
                {"link": "name", "kind": "string", "label_vi": "Họ tên", "required": True},
                {"link": "doctor", "kind": "boolean", "label_vi": "Bác sĩ"},
                {
                    "link": "licence",
                    "kind": "date",
                    "label_vi": "Ngày cấp phép",
                    "required": True,
                    "when": [{"question": "doctor", "is": "=", "answer": True}],
                },
            ],
        },
        {
            "link": "beds",
            "kind": "integer",
            "label_vi": "Số giường",
            "bands": [[1, 1], [10, 2]],
        },
    ],
}
