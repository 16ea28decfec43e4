"""A browser window of one size that looks at pages: pictures, faults of access, sideways overflow."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tests" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
GRAVE = ("serious", "critical")


def pictures() -> Path:
    """Into the guide with TUYEN_GUIDE=1 (`make docs`), elsewhere a folder nobody keeps."""
    if os.environ.get("TUYEN_GUIDE") == "1":
        return ROOT / "docs" / "guide" / "img"
    folder = Path(os.environ["TUYEN_HOME"]) / "pictures"
    folder.mkdir(exist_ok=True)
    return folder


class Screen:
    """`faults` gathers what is wrong on the pages seen: the test ends with none."""

    def __init__(self, page: Any, address: str, size: str) -> None:
        self.page = page
        self.address = address
        self.size = size
        self.faults: list[str] = []
        page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type == "error":
            self.faults.append(f"{self.page.url}: console: {message.text}")

    def go(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        self.page.wait_for_load_state("load")
        if answer.status != 200:
            self.faults.append(f"{path}: {answer.status}")

    def sign_in(self, username: str, password: str) -> None:
        self.go("/accounts/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/login/" not in url)

    def look(self, name: str) -> None:
        """Take the picture and examine the page."""
        self.page.wait_for_timeout(150)
        self.page.screenshot(path=str(pictures() / f"{name}-{self.size}.png"))
        self._require_no_overflow(name)
        self._require_access(name)

    def _require_no_overflow(self, name: str) -> None:
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            self.faults.append(f"{name}: {wide} px wider than the screen")

    def _require_access(self, name: str) -> None:
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for each in found["violations"]:
            if each["impact"] in GRAVE:
                where = ", ".join(" ".join(node["target"]) for node in each["nodes"][:3])
                self.faults.append(f"{name}: {each['id']}: {where}")


@contextmanager
def screen(chromium: Any, address: str, size: str) -> Iterator[Screen]:
    width, height = SIZES[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", bypass_csp=True
    )
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield Screen(page, address, size)
    context.close()
