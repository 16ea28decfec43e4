"""A browser window of one size that looks at pages: pictures, faults of access, sideways overflow."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tests" / "vendor" / "axe-core-4.14.1" / "axe.min.js"
SIZES = {"desk": (1366, 768), "phone": (390, 844)}
GRAVE = ("serious", "critical")


GUIDE = ROOT / "docs" / "guide"
COLOURS = 64  # of a page; a third of the size of the full picture, and nobody sees it


def kept_picture(file: str) -> Path | None:
    """Into the guide with TUYEN_GUIDE=1 (`make docs`) if it shows the picture; else none is taken."""
    pages = (page.read_text(encoding="utf-8") for page in GUIDE.glob("*.md"))
    is_shown = any(f"/{file})" in page for page in pages)
    return GUIDE / "img" / file if os.environ.get("TUYEN_GUIDE") == "1" and is_shown else None


def keep_small(taken: bytes, file: Path) -> None:
    """A page has few colours: with a palette its picture is a third as large."""
    whole = Image.open(io.BytesIO(taken)).convert("RGB")
    few = whole.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(file, optimize=True)


class Screen:
    """`faults` gathers what is wrong on the pages seen: the test ends with none."""

    def __init__(self, page: Any, address: str, size: str) -> None:
        self.page = page
        self.address = address
        self.size = size
        self.faults: list[str] = []
        page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        """A call that is over says so with 410 to whoever still listens: no fault of the page."""
        if message.type == "error" and "410 (Gone)" not in message.text:
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
        """Examine the page; take the picture where somebody keeps it."""
        self.page.wait_for_timeout(150)
        if file := kept_picture(f"{name}-{self.size}.png"):
            keep_small(self.page.screenshot(), file)
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
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(45_000)
    yield Screen(page, address, size)
    context.close()
