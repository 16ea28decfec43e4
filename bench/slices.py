"""A CT slice on the screen after the key: 512 × 512 × 120, in the browser of the system, over loopback.

The browser's own clock, from the key to the drawn slice: one step to neighbours that were fetched ahead,
and jumps of ten and to the other end, which were not.
"""

import io
import statistics
import zipfile
from typing import Any

from bench import ground, served, station

SLICES, STEPS = 120, 30
CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_TIMED = """at => { window.seen = new Promise(done => { addEventListener('keydown', event => {
 const from = event.timeStamp, pane = document.querySelector('.pane');
 const look = () => pane.dataset.shown === String(at)
 ? done(performance.now() - from) : requestAnimationFrame(look); requestAnimationFrame(look); },
 {once: true, capture: true}); }); }"""


def run(*, quick: bool = False) -> None:
    ground.fresh_home()
    ground.start_django()
    count, steps = (12, 2) if quick else (SLICES, STEPS)
    at = station.station()
    [patient] = station.people(at.unit_id, 1)
    station.queue(at.unit_id, [patient])
    study_id = _study(patient, count)
    with served.served() as server:
        told = _in_browser(server.port, at, f"/images/{study_id}/", count, steps)
    ground.line("ct slice on screen", slices=count, **told, goal={"most_ms": 300})


def _study(patient: Any, count: int) -> Any:
    """Through the same door as an upload."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tuyen.domains.imaging import actions, synthetic, uploads
    from tuyen.platform.access.sign_in import actor_of
    from tuyen.platform.accounts.models import Account

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(count):
            archive.writestr(f"I{number:03d}", synthetic.ct_slice(number, of=count))
    doctor = actor_of(Account.objects.get(username="doctor0"))
    assert doctor is not None
    sent = uploads.arrived([SimpleUploadedFile("ct.zip", packed.getvalue())])
    said = actions.take(person_id=patient, sent=sent, by=doctor)
    if said.pending:
        said = actions.confirm(pending=said.pending, reason="Ảnh mẫu của phép đo", by=doctor)
    return said.study_ids[0]


def _in_browser(
    port: int, at: station.Station, path: str, count: int, steps: int
) -> dict[str, float | str]:
    """Without a browser on the machine the row says so and measures nothing."""
    from tests.chromium import chromium_path

    where = chromium_path()
    if where is None:
        return {"left_out": "no Chromium on this machine"}
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=where, args=list(CHROMIUM))
        context = browser.new_context(viewport={"width": 1366, "height": 768})
        home = f"http://localhost:{port}"
        pairs = (each.strip().partition("=") for each in at.browsers[0].cookies.split(";"))
        context.add_cookies([{"name": n, "value": v, "url": home} for n, _eq, v in pairs])
        page = context.new_page()
        page.goto(home + path)
        middle = count >> 1
        page.wait_for_selector(f'.pane[data-shown="{middle}"]')
        near = [_timed(page, "ArrowDown", middle + n) for n in range(1, steps + 1)]
        far = [_timed(page, "Home", 0), _timed(page, "End", count - 1), _timed(page, "Home", 0)]
        browser.close()
    return {
        "step_median_ms": round(statistics.median(near), 1),
        "step_most_ms": round(max(near), 1),
        "jump_most_ms": round(max(far), 1),
        "most_ms": round(max(near + far), 1),
    }


def _timed(page: Any, key: str, at: int) -> float:
    page.evaluate(_TIMED, at)
    page.keyboard.press(key)
    return float(page.evaluate("window.seen"))
