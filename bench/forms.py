"""A form of 300 questions, opened: read from its body once, then drawn for each page; and read when sent."""

import statistics
import time
from collections.abc import Callable
from typing import Any

from bench import ground

QUESTIONS, ROUNDS = 300, 40
GOAL = {"open_p95_ms": 100}


def run(*, quick: bool = False) -> None:
    ground.fresh_home()
    ground.start_django()
    from django.http import QueryDict

    from tuyen.platform import forms
    from tuyen.platform.forms.drawing import draw
    from tuyen.platform.forms.rules.items import form_of

    body = _body(20 if quick else QUESTIONS)
    form = form_of(body, code="bench")
    answers = {item.link: "met" for item in form.questions() if item.kind == "choice"}
    sent = QueryDict(mutable=True)
    for link, value in answers.items():
        sent[f"a:{link}"] = value
    rounds = 3 if quick else ROUNDS
    ground.line(
        "form",
        questions=sum(1 for _each in form.questions()),
        html_kb=round(len(draw(form, answers).encode()) / 1024, 1),
        parse_ms=_p95(lambda: form_of(body, code="bench"), rounds),
        open_p95_ms=_p95(lambda: draw(form, answers), rounds),
        read_p95_ms=_p95(lambda: forms.read(form, sent), rounds),
        score_p95_ms=_p95(lambda: forms.score(form, answers), rounds),
        goal=GOAL,
    )


def _p95(do: Callable[[], Any], rounds: int) -> float:
    took = []
    for _round in range(rounds):
        start = time.perf_counter()
        do()
        took.append((time.perf_counter() - start) * 1000)
    return round(statistics.quantiles(took, n=20)[-1] if len(took) > 2 else max(took), 2)


def _body(questions: int) -> dict[str, Any]:
    """Groups of ten: choices with points, numbers with ranges, a skip rule in each group."""
    met = [
        {"code": "met", "label_vi": "Đạt", "score": 2},
        {"code": "partly", "label_vi": "Đạt một phần", "score": 1},
        {"code": "not_met", "label_vi": "Không đạt", "score": 0},
    ]
    groups = [
        {
            "link": f"g{group}",
            "kind": "group",
            "label_vi": f"Nhóm {group}",
            "item": [_item(group * 10 + number, number) for number in range(10)],
        }
        for group in range(questions // 10)
    ]
    return {"title_vi": "Phiếu đo", "choices": {"met": met}, "item": groups}


def _item(serial: int, number: int) -> dict[str, Any]:
    said = {"link": f"q{serial}", "label_vi": f"Câu hỏi số {serial} của phiếu"}
    if number == 9:
        asked = {"question": f"q{serial - 9}", "is": "=", "answer": "not_met"}
        return said | {"kind": "text", "when": [asked]}
    if number % 4 == 3:
        return said | {"kind": "integer", "low": 0, "high": 500}
    return said | {"kind": "choice", "choices": "met"}
