"""The viewer in a real browser: what stands on the canvas is what pydicom says."""

import os
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest
from django.urls import reverse

from tests.network import account_at, browser_of
from tuyen.core.actor import Actor
from tuyen.domains.imaging import actions, synthetic, uploads
from tuyen.domains.imaging.tests.conftest import reference, zipped
from tuyen.domains.imaging.tests.test_pixels import expected
from tuyen.platform.access.models import ScopeNode
from tuyen.record.models import ImagingStudy
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLICES = 120


class Upload:
    """Bytes as a form would bring them."""

    def __init__(self, content: bytes) -> None:
        import io

        self.name, self.file = "x.zip", io.BytesIO(content)
        self.seek, self.read = self.file.seek, self.file.read


def taken(patient: Person, by: Actor, **files: bytes) -> ImagingStudy:
    sent = uploads.arrived([Upload(zipped(**files))])
    said = actions.take(person_id=patient.id, sent=sent, by=by)
    if said.pending:
        said = actions.confirm(pending=said.pending, reason="Ảnh mẫu của phép thử", by=by)
    return ImagingStudy.objects.get(pk=said.study_ids[0])


@pytest.fixture
def look(live_server: Any, chromium: Any, station: ScopeNode) -> Any:
    """Opens a page for a doctor of the station; `faults` holds what the browser complained of."""
    client = browser_of(account_at(station, "station_doctor"))
    contexts = []

    def open_page(path: str, width: int = 1366, height: int = 768, **how: Any) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, **how)
        contexts.append(context)
        cookie = client.cookies["sessionid"].value
        address = live_server.url.replace("127.0.0.1", "localhost")
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": address}])
        page = context.new_page()
        page.set_default_timeout(45_000)
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console", lambda said: page.faults.append(said.text) if said.type == "error" else None
        )
        page.goto(address + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def shown(page: Any, at: int | None = None) -> None:
    wanted = "" if at is None else f'="{at}"'
    page.wait_for_selector(f".pane[data-shown{wanted}]")


def on_canvas(page: Any) -> Any:
    """Grey of every pixel of the canvas."""
    said = page.evaluate(
        """() => { const c = document.querySelector('.pane canvas');
        const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        return [c.height, c.width, Array.from(d.filter((_, i) => i % 4 === 0))]; }"""
    )
    return np.array(said[2], "u1").reshape(said[0], said[1])


def picture(page: Any, name: str) -> None:
    page.screenshot(
        path=str(Path(os.environ.get("TUYEN_PICTURES") or os.environ["TUYEN_HOME"]) / f"{name}.png")
    )


@pytest.mark.capability("B6")
@pytest.mark.parametrize("name", ["MR_small", "MR_small_RLE", "693_J2KI", "examples_overlay"])
def test_the_canvas_shows_the_values_of_pydicom(
    look: Any, patient: Person, doctor: Actor, name: str
) -> None:
    """Grey on the canvas equals apply_modality_lut and apply_voi_lut on reference slices."""
    study = taken(patient, doctor, a=reference(name))

    page = look(reverse("imaging:study", args=[study.id]))
    shown(page)

    assert np.array_equal(on_canvas(page), expected(reference(name)))
    assert not page.faults


def test_a_preset_and_inversion_are_those_of_the_formula(
    look: Any, patient: Person, doctor: Actor
) -> None:
    from tuyen.domains.imaging.tests.test_pixels import opened

    content = reference("CT_small")
    study = taken(patient, doctor, a=content)
    words, values = opened(content)
    units = values * words["slope"] + words["intercept"]
    share = np.clip((units - (-600 - 0.5)) / (1500 - 1) + 0.5, 0, 1)

    page = look(reverse("imaging:study", args=[study.id]))
    shown(page)
    page.keyboard.press("2")

    assert np.array_equal(on_canvas(page), np.floor(share * 255 + 0.5 + 1e-9).astype("u1"))

    page.keyboard.press("i")

    assert np.array_equal(on_canvas(page), np.floor((1 - share) * 255 + 0.5 + 1e-9).astype("u1"))
    assert not page.faults


@pytest.mark.capability("B6")
def test_window_and_zoom_follow_the_hand(look: Any, patient: Person, doctor: Actor) -> None:
    """Dragging turns level and window, on the canvas as by the formula; a wheel magnifies where it stands."""
    from tuyen.domains.imaging.tests.test_pixels import opened

    content = reference("CT_small")
    words, values = opened(content)
    grain = (words["high"] - words["low"]) / 512
    center, width = -600 + 20 * grain, 1500 + 2 * 40 * grain
    units = values * words["slope"] + words["intercept"]
    level = np.clip((units - center) / width + 0.5, 0, 1)

    page = look(reverse("imaging:study", args=[taken(patient, doctor, a=content).id]))
    shown(page)
    fitted = scale_of(page)
    page.keyboard.press("2")
    dragged(page, 40, 20)
    said = page.locator("[data-say=window]").inner_text()
    grey = on_canvas(page)
    spot = middle_of(page)
    page.keyboard.down("Control")
    page.mouse.move(spot[0] + 60, spot[1] + 30)
    held = under(page, spot[0] + 60, spot[1] + 30)
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    magnified = scale_of(page)
    still = under(page, spot[0] + 60, spot[1] + 30)
    page.keyboard.press("+")
    bigger = scale_of(page)
    page.keyboard.press("f")

    assert said.startswith(f"C {center:.0f} · W {width:,.0f}".replace(",", "."))
    assert np.array_equal(grey, np.floor(level * 255 + 0.5 + 1e-9).astype("u1"))
    assert magnified == pytest.approx(fitted * 1.15, rel=1e-3)
    assert bigger == pytest.approx(fitted * 1.15 * 1.25, rel=1e-3)
    assert still == pytest.approx(held, abs=0.05)
    assert scale_of(page) == pytest.approx(fitted)
    assert np.array_equal(on_canvas(page), grey)
    assert not page.faults


def middle_of(page: Any) -> tuple[float, float]:
    box = page.locator(".screen").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def dragged(page: Any, right: float, down: float) -> None:
    x, y = middle_of(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=4)
    page.mouse.up()


def scale_of(page: Any) -> float:
    """Pixels of the screen to one of the picture, as the picture is really drawn."""
    drawn = "e => e.getBoundingClientRect().width / e.width"
    return float(page.locator(".pane canvas").evaluate(drawn))


def under(page: Any, x: float, y: float) -> list[float]:
    """Which pixel of the picture lies at this place of the screen."""
    found = page.locator(".pane canvas").evaluate(
        """(e, [x, y]) => { const box = e.getBoundingClientRect();
        return [(x - box.left) / box.width * e.width, (y - box.top) / box.height * e.height]; }""",
        [x, y],
    )
    return [float(each) for each in found]


@pytest.mark.capability("B6")
def test_a_series_of_120_slices_is_walked_and_measured(
    look: Any, patient: Person, doctor: Actor
) -> None:
    """512 × 512 × 120: keys and wheel move through it, a line is said in mm, two stand side by side."""
    files = {f"I{number:03d}": synthetic.ct_slice(number, of=SLICES) for number in range(SLICES)}
    study = taken(patient, doctor, **files)

    page = look(reverse("imaging:study", args=[study.id]))
    shown(page, 60)
    page.keyboard.press("End")
    shown(page, 119)
    page.keyboard.press("Home")
    shown(page, 0)
    times = [timed(page, "ArrowDown", at) for at in range(1, 31)] + [
        timed(page, "PageDown", at) for at in (40, 50, 60)
    ]
    said = f"median {median(times):.0f} ms, most {max(times):.0f} ms"
    print(f"\nCT slice on screen after the key: {said}")  # noqa: T201  a figure of the bench
    page.keyboard.press("d")
    box = page.locator(".screen").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 100, middle[1])
    page.mouse.up()
    scale = float(page.locator("[data-say=zoom]").inner_text().rstrip("%")) / 100
    length = float(
        page.locator("[data-say=length]").inner_text().removesuffix(" mm").replace(",", ".")
    )

    assert length == pytest.approx(100 / scale * 360 / 512, rel=0.02)
    picture(page, "imaging-desk")

    page.mouse.wheel(0, 100)
    shown(page, 61)
    page.keyboard.press("c")
    page.wait_for_selector(".pane:nth-child(2)[data-shown]")
    picture(page, "imaging-two")
    assert not page.faults

    phone = look(
        reverse("imaging:study", args=[study.id]), 390, 844, has_touch=True, is_mobile=True
    )
    shown(phone, 60)
    picture(phone, "imaging-phone")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def timed(page: Any, key: str, at: int) -> float:
    """Milliseconds from the key to the drawn slice, by the browser's own clock."""
    page.evaluate(
        """at => { window.seen = new Promise(done => { addEventListener('keydown', event => {
        const from = event.timeStamp, pane = document.querySelector('.pane');
        const look = () => pane.dataset.shown === String(at)
        ? done(performance.now() - from) : requestAnimationFrame(look); requestAnimationFrame(look); },
        {once: true, capture: true}); }); }""",
        at,
    )
    page.keyboard.press(key)
    return float(page.evaluate("window.seen"))


@pytest.mark.capability("B6")
def test_twelve_leads_stand_on_millimetre_paper_and_are_measured(
    look: Any, patient: Person, doctor: Actor
) -> None:
    """An even ECG of 75 a minute: the calliper over one beat, 20 mm of the paper, says 75."""
    study = taken(patient, doctor, a=synthetic.ecg())

    page = look(reverse("imaging:study", args=[study.id]))
    paper = page.locator("svg[data-speed]").first
    box = paper.bounding_box()
    per_mm = box["width"] / float(paper.get_attribute("width").removesuffix("mm"))
    page.mouse.move(box["x"] + 60, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 60 + 20 * per_mm, box["y"] + 60)
    page.mouse.up()
    said = page.locator(".ecg-said").first.inner_text()

    assert "75 nhịp/phút" in said
    picture(page, "ecg-desk")
    assert not page.faults


def test_without_javascript_the_page_shows_a_picture_and_the_next_one(
    look: Any, patient: Person, doctor: Actor
) -> None:
    study = taken(
        patient,
        doctor,
        a=synthetic.ct_slice(0, of=2, side=64),
        b=synthetic.ct_slice(1, of=2, side=64),
    )

    page = look(reverse("imaging:study", args=[study.id]), java_script_enabled=False)
    page.get_by_role("link", name="Lát trước").click()
    page.wait_for_load_state("load")  # the picture too

    assert "Lát 1/2" in page.content()
    assert page.locator(".still img").evaluate("e => e.naturalWidth") == 64


@pytest.mark.capability("B6")
def test_two_columns_scroll_together_while_they_are_linked(
    look: Any, patient: Person, doctor: Actor
) -> None:
    files = {f"I{number:03d}": synthetic.ct_slice(number, of=12, side=64) for number in range(12)}
    study = taken(patient, doctor, **files)
    page = look(reverse("imaging:study", args=[study.id]))
    shown(page, 6)
    assert page.locator('[data-do="link"]').is_hidden()

    page.keyboard.press("c")
    page.wait_for_selector('.pane:nth-child(2)[data-shown="6"]')
    page.keyboard.press("ArrowDown")
    page.wait_for_selector('.pane:nth-child(2)[data-shown="7"]')
    alone = page.locator(".pane").first.get_attribute("data-shown")
    page.keyboard.press("l")
    page.wait_for_selector('.pane:nth-child(1)[data-shown="7"]')
    page.keyboard.press("End")
    page.wait_for_selector('.pane:nth-child(1)[data-shown="11"]')
    page.keyboard.press("l")
    page.keyboard.press("ArrowUp")
    page.wait_for_selector('.pane:nth-child(2)[data-shown="10"]')

    assert alone == "6"
    assert page.locator(".pane").first.get_attribute("data-shown") == "11"
    assert not page.faults
