"""The matrix in a browser at both sizes: head and first column stay in sight, keys walk, a cell opens."""

from typing import Any

import pytest
from django.urls import reverse

from tests.network import browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.domains.techniques.tests.conftest import account_of, hospital_under
from tuyen.platform import changes
from tuyen.registry.facilities.models import Unit
from tuyen.registry.terms.models import Code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
TECHNIQUES, UNITS = 30, 14


@pytest.fixture
def ledger(techniques: None, hospital: Unit, department: Unit) -> list[Unit]:
    """Thirty techniques on their way to fourteen centres; the last centre gets one, from elsewhere."""
    other = hospital_under(department, "hospital", "Bệnh viện Chuyên khoa mẫu")
    centres = [
        hospital_under(hospital, "district_health_centre", f"Trung tâm Y tế {n:02}")
        for n in range(1, UNITS)
    ]
    last = hospital_under(other, "district_health_centre", f"Trung tâm Y tế {UNITS}")
    chosen = list(Code.objects.filter(code_set__scheme="technique").order_by("code")[:TECHNIQUES])
    today = clock.today()
    said: dict[str, Any] = {"stage": "requested", "stage_on": today, "requested_on": today}
    rows = [
        TechniqueTransfer(
            unit_id=centre.id, giver_unit_id=hospital.id, code=c.code, name=c.name_vi, **said
        )
        for centre in centres
        for c in chosen
    ]
    first = chosen[0]
    rows.append(
        TechniqueTransfer(
            unit_id=last.id, giver_unit_id=other.id, code=first.code, name=first.name_vi, **said
        )
    )
    with changes.apply(actor=SYSTEM, reason="test.ledger") as log:
        log.create(*rows)
    return [*centres, last]


@pytest.fixture(params=list(SIZES))
def page(request: Any, live_server: Any, chromium: Any, ledger: Any, department: Unit) -> Any:
    client = browser_of(account_of(department, "department_officer"))
    width, height = SIZES[request.param]
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    context.add_cookies([{**cookie, "url": live_server.url}])
    opened = context.new_page()
    opened.set_default_timeout(45_000)
    opened.faults = []
    opened.on("pageerror", lambda error: opened.faults.append(str(error)))
    opened.goto(live_server.url + reverse("techniques:home"))
    yield opened
    assert not opened.faults
    context.close()


def corner(page: Any, what: str) -> tuple[float, float]:
    """Where an element of the matrix stands inside its box."""
    found = page.evaluate(
        """what => { const box = document.querySelector('.matrix-box').getBoundingClientRect();
           const at = document.querySelector(what).getBoundingClientRect();
           return [at.left - box.left, at.top - box.top]; }""",
        what,
    )
    return round(found[0]), round(found[1])


def at_cell(page: Any) -> tuple[int, int]:
    """Row and column of the cell that has the focus."""
    found = page.evaluate(
        "() => [document.activeElement.parentElement.sectionRowIndex, document.activeElement.cellIndex]"
    )
    return found[0], found[1]


@pytest.mark.capability("A5", where="/techniques/")
def test_head_and_first_column_stay_in_sight(page: Any) -> None:
    head, name = ".matrix thead th:nth-child(2)", ".matrix tbody tr:nth-child(9) th"
    before = corner(page, head), corner(page, name)

    page.evaluate("document.querySelector('.matrix-box').scrollTo(120, 200)")
    after = corner(page, head), corner(page, name)

    moved = page.evaluate(
        "(b => [b.scrollLeft, b.scrollTop])(document.querySelector('.matrix-box'))"
    )
    assert moved == [120, 200]
    assert after[0][1] == before[0][1], "the head stays at the top"
    assert after[1][0] == before[1][0], "the technique stays at the left"
    assert after[0][0] == before[0][0] - 120
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, "only the box scrolls sideways"


@pytest.mark.capability("A5", where="/techniques/")
def test_keys_walk_the_cells_and_enter_opens_one(page: Any, ledger: list[Unit]) -> None:
    page.focus(".matrix-box")
    page.keyboard.press("ArrowDown")
    start = at_cell(page)
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    walked = at_cell(page)
    code = page.evaluate("document.activeElement.parentElement.dataset.code")

    page.keyboard.press("Enter")
    page.wait_for_url("**/cell/**")

    assert (start, walked) == ((0, 1), (0, 2))
    assert f"technique={code}" in page.url
    assert str(ledger[1].id) in page.url
    assert ledger[1].name in page.inner_text("main")


@pytest.mark.capability("A5", where="/techniques/")
def test_a_cell_is_opened_by_a_tap_and_the_list_is_filtered(
    page: Any, ledger: list[Unit], hospital: Unit
) -> None:
    columns = ".matrix thead th[data-unit]"
    assert page.locator(columns).count() == UNITS

    page.select_option("#under", str(hospital.id))
    page.click(".matrix-filter button")
    page.wait_for_url("**under=**")
    below = page.locator(columns).count()
    page.select_option("#under", "")
    page.select_option("#giver", label="Bệnh viện Chuyên khoa mẫu")
    page.click(".matrix-filter button")
    page.wait_for_url("**giver=**-**")
    names = page.locator(columns).all_inner_texts()
    kept = page.input_value("#giver")
    page.click(".matrix tbody td:not(:empty)")
    page.wait_for_url("**/cell/**")

    assert below == UNITS - 1
    assert names == [ledger[-1].name]
    assert kept
    assert str(ledger[-1].id) in page.url
