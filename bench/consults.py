"""Remote consultation: the board with 2,000 open cases, boards that are watched, a case of 60 images over a
poor line.

The line is Chromium's own (400 kbit/s down and up, 200 ms a request). Usable: the question, the form of the
answer and the first row of pictures are on the screen. Once with the program's files in the browser (an
expert's ordinary day), once with an empty browser.
"""

import datetime as dt
import io
import statistics
import time
import zipfile
from random import Random
from typing import Any, NamedTuple

from bench import ground, served, station
from bench.served import Request
from bench.slices import CHROMIUM
from bench.station import Browser

OPEN, STATIONS, ROUNDS, POLLS = 2_000, 20, 30, 4_000
CASES_OF_A_YEAR = 20_000
WATCHERS, EACH_S, MINUTE = 200, 15, 60
STUDIES, PHOTOS = 20, 40
LINE = {"offline": False, "latency": 200, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
FIRST = 8  # pictures of the first rows
_USABLE = """first => new Promise(done => { const look = () => {
 const seen = [...document.querySelectorAll('[data-picture] img')].slice(0, first);
 const is = document.querySelector('.question') && document.querySelector('#answer button')
 && seen.length && seen.every(one => one.complete && one.naturalWidth);
 is ? done(performance.now()) : setTimeout(look, 20); }; look(); })"""


class Ground(NamedTuple):
    """The asked hospital, those who ask, and the expert's browser."""

    hospital: Any
    stations: list[Any]
    browser: Browser
    account: Any


def run(*, quick: bool = False) -> None:
    ground.fresh_home()
    ground.start_django()
    at = _network(2 if quick else STATIONS)
    with ground.measured() as watch:
        _cases(at, 40 if quick else OPEN)
        case_id = _case_of_images(at, 2 if quick else STUDIES, 4 if quick else PHOTOS)
    ground.say(f"filled in {watch.wall_s:.0f} s")
    statements = _statements(at)
    with served.served() as server:
        _board(server, at, 3 if quick else ROUNDS, statements)
        _counted(server, at, 3 if quick else ROUNDS)
        poll = _address(server.port, at)
        _idle(server, at, poll, 60 if quick else POLLS)
        _watched(server, poll, 3 if quick else MINUTE)
        _poor_line(server.port, at, f"/consults/{case_id}/", rounds=1 if quick else 3)


def _network(count: int) -> Ground:
    from tuyen.core.actor import SYSTEM
    from tuyen.platform.access.actions import assign_role
    from tuyen.platform.access.models import ScopeNode
    from tuyen.platform.accounts.models import Account
    from tuyen.registry.facilities import actions

    hospital = actions.new_unit(parent=None, kind="hospital", chain="moh", name="Bệnh viện Mẫu")
    below = [
        actions.new_unit(parent=hospital, kind="health_station", name=f"Trạm Y tế số {number}")
        for number in range(count)
    ]
    actions.create_units(units=[hospital, *below], by=SYSTEM)
    account = Account.objects.create_user(
        "expert", "đo-không-đăng-nhập", full_name="Chuyên gia Mẫu"
    )
    node = ScopeNode.objects.get(unit_id=hospital.id)
    assign_role(account=account, role="hospital_doctor", at=node, by=SYSTEM)
    return Ground(hospital, below, station.browser_of(account), account)


def _cases(at: Ground, count: int) -> None:
    """Spread over the columns, half of them with their clock running out."""
    from tuyen.core.actor import SYSTEM
    from tuyen.platform import changes

    chance = Random(5)
    statuses = ("asked", "accepted", "in_consult", "more_asked", "advised", "outcome")
    people = station.people(at.stations[0].id, count)
    rows = [
        _consult(at, person, number, status=chance.choice(statuses))
        for number, person in enumerate(people)
    ]
    for start in range(0, count, 500):
        with changes.apply(actor=SYSTEM, reason="bench.cases") as log:
            log.create(*rows[start : start + 500])


def _consult(at: Ground, patient_id: Any, number: int, **said: Any) -> Any:
    from tuyen.core import clock
    from tuyen.record.models import Consult

    asked = clock.now() - dt.timedelta(minutes=number % 400)
    ordinary = {
        "patient_id": patient_id,
        "number": f"{asked.year}-{number:05d}",
        "from_unit_id": at.stations[number % len(at.stations)].id,
        "to_unit_id": at.hospital.id,
        "day": clock.day_of(asked),
        "asked_at": asked,
        "asked_by": at.account.id,
        "asked_by_name": "Bác sĩ Mẫu",
        "answer_due_at": asked + dt.timedelta(hours=2),
        "conclude_due_at": asked + dt.timedelta(hours=8),
        "urgency": ("emergency", "urgent", "normal")[number % 3],
        "specialty": ("cardiology", "general", "infectious")[number % 3],
        "question": "Đau ngực từ sáng, có cần chuyển ngay không?",
        "diagnosis": "Cơn đau thắt ngực",
        "diagnosis_code": "I20.9",
    }
    return Consult(**ordinary | said)


def _case_of_images(at: Ground, studies: int, photos: int) -> Any:
    """Slices of a machine and photographs of a telephone, taken by the expert, through the same doors."""
    from tuyen.core.actor import SYSTEM
    from tuyen.platform import changes
    from tuyen.platform.access.sign_in import actor_of

    [person] = station.people(at.hospital.id, 1)
    by = actor_of(at.account)
    station.queue(at.hospital.id, [person])
    row = _consult(
        at, person, 99_999, status="accepted",
        study_ids=[str(each) for each in _studies(person, by, studies)],
        document_ids=[str(each) for each in _photos(person, by, photos)],
        expert_id=at.account.id, expert_unit_id=at.hospital.id, expert_name="Chuyên gia Mẫu",
        signs="Đau ngực trái từ sáng, lan lên vai. Huyết áp 168/98, mạch 92.",
    )  # fmt: skip
    with changes.apply(actor=SYSTEM, reason="bench.case") as log:
        log.create(row)
    return row.id


def _studies(person: Any, by: Any, count: int) -> list[Any]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tuyen.domains.imaging import actions, synthetic, uploads

    packed = io.BytesIO()
    start = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(count):
            subject = synthetic.Subject(at=start + dt.timedelta(minutes=number))
            slice_ = synthetic.ct_slice(number, of=count, subject=subject)
            archive.writestr(f"I{number:03d}", slice_)
    sent = uploads.arrived([SimpleUploadedFile("ct.zip", packed.getvalue())])
    said = actions.take(person_id=person, sent=sent, by=by)
    if said.pending:
        said = actions.confirm(pending=said.pending, reason="Ảnh mẫu của phép đo", by=by)
    return list(said.study_ids)


def _photos(person: Any, by: Any, count: int) -> list[Any]:
    """As the page of the question makes them: 1,280 pixels, about 150 kB."""
    from PIL import Image

    from tuyen.record.actions.documents import add_document

    made = []
    for number in range(count):
        noise = Random(number).randbytes(160 * 120 * 3)
        said = io.BytesIO()
        drawn = Image.frombytes("RGB", (160, 120), noise).resize((1280, 960))
        drawn.save(said, "JPEG", quality=70)
        made.append(
            add_document(
                person_id=person, title=f"Ảnh {number + 1}", kind="picture",
                chunks=[said.getvalue()], by=by,
            ).id
        )  # fmt: skip
    return made


def _statements(at: Ground) -> int:
    """Of the board, beyond sign-in and scope."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(at.account)
    client.get("/consults/")
    with CaptureQueriesContext(connection) as told:
        client.get("/consults/")
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return sum(1 for each in told.captured_queries if each["sql"].lstrip().startswith(words))


def _board(server: served.Server, at: Ground, rounds: int, statements: int) -> None:
    ask = Request(at.browser, "/consults/")
    server.run([ask] * 5, 1, lambda status: status == 200)
    said = server.run([ask] * rounds, 1, lambda status: status == 200)
    goal = {"p95_ms": 150, "statements": 8}
    ground.line(
        "board of consultations", cases=OPEN, **said.figures(statements=statements, goal=goal)
    )


def _counted(server: served.Server, at: Ground, rounds: int) -> None:
    """Statistics of the year, the cases behind a number, the year's lists: of 20,000 cases."""
    _closed(at, OPEN, 40 if rounds < ROUNDS else CASES_OF_A_YEAR)
    for name, path, goal in (
        ("statistics of a year", "/consults/statistics/?side=in&days=365", 300),
        ("cases behind a number", "/consults/statistics/cases/?side=in&days=365", 300),
        ("catalogue of learning cases", "/consults/learning/", 300),
        ("the year as a sheet", "/consults/statistics/sheet/?side=in&days=365", 500),
    ):
        ask = Request(at.browser, path)
        server.run([ask] * 3, 1, lambda status: status == 200)
        said = server.run([ask] * rounds, 1, lambda status: status == 200)
        ground.line(name, cases=CASES_OF_A_YEAR, **said.figures(goal={"p95_ms": goal}))


def _closed(at: Ground, first: int, count: int) -> None:
    """Ended cases of the last 300 days, each with its signed advice."""
    from tuyen.core import clock
    from tuyen.core.actor import SYSTEM
    from tuyen.platform import changes
    from tuyen.record.models import ConsultAdvice

    chance, people = Random(7), station.people(at.stations[0].id, 200)
    for start in range(0, count, 500):
        rows = []
        for number in range(start, min(start + 500, count)):
            asked = clock.now() - dt.timedelta(days=number % 300, minutes=number % 1300)
            row = _consult(
                *(at, people[number % len(people)], first + number),
                asked_at=asked, day=clock.day_of(asked), status="closed",
                answer_due_at=asked + dt.timedelta(hours=2),
                conclude_due_at=asked + dt.timedelta(hours=8),
                answered_at=asked + dt.timedelta(minutes=chance.randint(2, 200)),
                advised_at=asked + dt.timedelta(minutes=chance.randint(200, 700)),
                outcome=chance.choice("12345"), agreed=chance.choice(("yes", "part", "no")),
                held=chance.choice(("yes", "no")),
            )  # fmt: skip
            advice = ConsultAdvice(
                patient_id=row.patient_id, consult_id=row.id, unit_id=row.to_unit_id,
                status="signed", kind=chance.choice(("treat_here", "transfer", "technique")),
                text="Theo dõi mạch, huyết áp mỗi 15 phút.", author_id=at.account.id,
                author_name="Chuyên gia Mẫu", written_at=row.advised_at, signed_at=row.advised_at,
            )  # fmt: skip
            rows += [row, advice]
        with changes.apply(actor=SYSTEM, reason="bench.closed") as log:
            log.create(*rows)


def _address(port: int, at: Ground) -> str:
    """Where an open board asks; read from the board itself."""
    import html
    import http.client
    import re

    line = http.client.HTTPConnection("localhost", port, timeout=30)
    line.request("GET", "/consults/", headers={"Cookie": at.browser.cookies})
    found = re.search(r'data-watch="([^"]+)"', line.getresponse().read().decode())
    line.close()
    if found is None:
        raise RuntimeError("the board names no address to ask")
    return html.unescape(found[1])


def _idle(server: served.Server, at: Ground, poll: str, count: int) -> None:
    ask = Request(at.browser, poll)
    server.run([ask] * 50, 1, lambda status: status == 204)
    said = server.run([ask] * count, 2, lambda status: status == 204)
    ground.line("board asks, nothing changed", **said.figures(goal={"cpu_ms": 0.3}))


def _watched(server: served.Server, poll: str, seconds: int) -> None:
    """200 open boards, each asking every 15 s: the server's share of two cores, its own work included."""
    lines = [served.Kept(server.port) for _n in range(WATCHERS)]
    sent = "\r\n".join([f"GET {poll} HTTP/1.1", "Host: localhost", "", ""]).encode()
    begun, cpu, asked = time.perf_counter(), server.cpu_s(), 0
    while (now := time.perf_counter() - begun) < seconds:
        due = asked * EACH_S / WATCHERS
        if due > now:
            time.sleep(due - now)
        status, _where, _body = lines[asked % WATCHERS].ask(sent)
        if status != 204:
            raise RuntimeError(f"{status} instead of 204")
        asked += 1
    spent, took = server.cpu_s() - cpu, time.perf_counter() - begun
    for line in lines:
        line.close()
    ground.line(
        "200 open boards",
        seconds=round(took, 1),
        asked=asked,
        cpu_s=round(spent, 3),
        share_of_two_cores=round(spent / took / 2, 4),
        goal={"share_of_two_cores": 0.15},
    )


def _poor_line(port: int, at: Ground, path: str, rounds: int) -> None:
    """Without a browser on the machine the row says so and measures nothing."""
    from tests.chromium import chromium_path

    goal = {"usable_ms": 2000}
    where = chromium_path()
    if where is None:
        ground.line("case over a poor line", left_out="no Chromium on this machine", goal=goal)
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=where, args=list(CHROMIUM))
        warm = [_opened(browser, port, at, path, is_warm=True) for _n in range(rounds)]
        cold = _opened(browser, port, at, path, is_warm=False)
        browser.close()
    ground.line(
        "case over a poor line",
        images=STUDIES + PHOTOS,
        kbit_s=400,
        usable_ms=round(statistics.median(each[0] for each in warm)),
        usable_kb=round(statistics.median(each[1] for each in warm)),
        all_kb=round(statistics.median(each[2] for each in warm)),
        empty_browser_ms=round(cold[0]),
        empty_browser_kb=round(cold[1]),
        goal=goal,
    )


def _opened(
    browser: Any, port: int, at: Ground, path: str, *, is_warm: bool
) -> tuple[float, float, float]:
    """Milliseconds until usable, kilobytes until then, kilobytes in the end."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    home = f"http://localhost:{port}"
    pairs = (each.strip().partition("=") for each in at.browser.cookies.split(";"))
    context.add_cookies([{"name": n, "value": v, "url": home} for n, _eq, v in pairs])
    page = context.new_page()
    if is_warm:
        page.goto(home + path)
        page.wait_for_load_state("networkidle")
        page.goto("about:blank")
    line = context.new_cdp_session(page)
    bytes_: list[float] = []
    line.on("Network.dataReceived", lambda said: bytes_.append(said["encodedDataLength"]))
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    page.goto(home + path, wait_until="commit")
    usable = float(page.evaluate(_USABLE, FIRST))
    until = sum(bytes_) / 1024
    page.wait_for_load_state("networkidle")
    context.close()
    return usable, until, sum(bytes_) / 1024
