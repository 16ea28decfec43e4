"""A form of 300 questions, opened: read from its body once, then drawn for each page; and read when sent.

Then the largest forms as a browser gets them: the survey of a hospital, and those 300 questions as a survey.
"""

import datetime as dt
import gzip
import http.client
import re
import statistics
import time
import uuid
from collections.abc import Callable
from typing import Any

from bench import ground, served, station
from bench.station import Browser

QUESTIONS, ROUNDS, WARM = 300, 40, 3
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
    _pages(body, rounds)


def _pages(body: dict[str, Any], rounds: int) -> None:
    """Each form behind its address, filled in from the registers, through sign-in and scope."""
    hospital, browser = _hospital()
    pages = {
        "the largest form that ships": _survey(hospital, "capability_hospital"),
        "a form of 300 questions": _survey(hospital, _drawn(hospital, body)),
    }
    with served.served() as server:
        for name, address in pages.items():
            _asked(server.port, browser, address, WARM)
            begun = server.cpu_s()
            took, wire, questions = _asked(server.port, browser, address, rounds)
            cpu = server.cpu_s() - begun
            ground.line(
                f"open {name} over HTTP",
                questions=questions,
                p50_ms=round(statistics.median(took), 1),
                open_p95_ms=round(took[int(len(took) * 0.95)], 1),
                cpu_ms=round(cpu / rounds * 1000, 1),
                wire_kb=round(wire / 1024, 1),
                goal=GOAL,
            )


def _hospital() -> tuple[Any, Browser]:
    """A hospital and whoever answers its surveys."""
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.access.actions import assign_role
    from tuyen.platform.access.models import ScopeNode
    from tuyen.platform.accounts.models import Account
    from tuyen.registry.facilities.actions import create_unit

    hospital = create_unit(
        parent=None, kind="hospital", chain="moh", name="Bệnh viện Mẫu", by=SYSTEM
    )
    account = Account.objects.create_user("office", uuid.uuid4().hex, full_name="Phòng Mẫu")
    account.is_demo = True
    account.save(update_fields=["is_demo"])
    node = ScopeNode.objects.get(unit_id=hospital.id)
    assign_role(account=account, role="direction_office", at=node, by=SYSTEM)
    return hospital, station.browser_of(account)


def _by(hospital: Any) -> Any:
    from dataclasses import replace

    from tuyen.core.actor import SYSTEM

    return replace(SYSTEM, unit_id=hospital.id, path=hospital.path, chain="moh", scope="unit")


def _drawn(hospital: Any, body: dict[str, Any]) -> str:
    """As an administrator publishes it."""
    from tuyen.core import clock
    from tuyen.platform.forms import actions

    by = _by(hospital)
    row = actions.draw_form(title="Phiếu đo", by=by, code="phieu_do", kind="survey", body=body)
    actions.publish(version=row, valid_from=clock.today(), by=by)
    return "phieu_do"


def _survey(hospital: Any, form_code: str) -> str:
    """A paper sent to the hospital: the address where it is answered."""
    from tuyen.core import clock
    from tuyen.domains.capability.actions import surveys

    by, today = _by(hospital), clock.today()
    campaign = surveys.draw_up(
        title=f"Đo {form_code}",
        year=today.year,
        unit_kind="hospital",
        form_code=form_code,
        due_on=today + dt.timedelta(days=30),
        by=by,
    )
    surveys.send(campaign=campaign, units=[hospital], by=by)
    return f"/capability/surveys/{surveys.survey_id(campaign.id, hospital.id)}/answer/"


def _asked(port: int, browser: Browser, address: str, rounds: int) -> tuple[list[float], int, int]:
    """Milliseconds of each answer in order of size, bytes of one on the wire, questions in it."""
    connection = http.client.HTTPConnection("localhost", port, timeout=30)
    headers = {"Cookie": browser.cookies, "Accept-Encoding": "gzip"}
    took: list[float] = []
    body = b""
    for _number in range(rounds):
        begun = time.perf_counter()
        connection.request("GET", address, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {answer.getheader('Location')}")
        took.append((time.perf_counter() - begun) * 1000)
    connection.close()
    asked = set(re.findall(rb'name="a:([^"]+)"', gzip.decompress(body)))
    return sorted(took), len(body), len(asked)


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
