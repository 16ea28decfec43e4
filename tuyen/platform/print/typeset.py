"""Typesetting with Typst: the template is ours, the data are text and can never become markup.

Data travel as JSON through `sys_inputs`; only our own fonts are used, so that a paper looks alike on
every machine and its text can be searched and read aloud.
"""

import functools
import io
import threading
from pathlib import Path
from typing import Any

import msgspec

from tuyen.core import clock
from tuyen.platform import turnstile

PACKAGE = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).with_name("fonts")

_one_at_a_time = threading.Lock()


def render(template: Path, data: Any, *, pdf_standard: str = "a-2b") -> bytes:
    """The paper as PDF. `data`: a dataclass or mapping, given to the template as `data`.

    Raises typst.TypstError for a fault in the template; no text in the data can cause one.
    """
    return bytes(_compile(template, data, format="pdf", pdf_standards=[pdf_standard]))


def picture(template: Path, data: Any, *, dots_per_inch: float = 110) -> list[bytes]:
    """The same paper as PNG, one a page: for previews and for the eye of whoever changes it."""
    drawn = _compile(template, data, format="png", ppi=dots_per_inch)
    return drawn if isinstance(drawn, list) else [drawn]


def qr_svg(text: str) -> str:
    """A QR code to hand to a template: `image(bytes(data.qr), format: "svg")`."""
    import segno

    drawing = io.BytesIO()
    segno.make(text, error="m").save(
        drawing, kind="svg", border=0, scale=4, omitsize=True, xmldecl=False
    )
    return drawing.getvalue().decode()


def _compile(template: Path, data: Any, **options: Any) -> Any:
    inputs = {"data": msgspec.json.encode(data).decode()}
    turnstile.let_go()  # a paper takes longer than a page, and its typesetter needs no Python
    with _one_at_a_time:
        return _compiler(template).compile(
            sys_inputs=inputs, timestamp=int(clock.now().timestamp()), **options
        )


@functools.cache
def _compiler(template: Path) -> Any:
    """Typst is 30 MB in memory: it comes with the first paper, not with the server."""
    import typst

    return typst.Compiler(str(template), root=str(PACKAGE), font_paths=_fonts())


@functools.cache
def _fonts() -> Any:
    """Typst's own fonts stay behind ours for the odd sign (α, ≥, ᵐ)."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)]
    )
