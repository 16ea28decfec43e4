"""Typesetting with Typst: the template is ours, the data are text and can never become markup.

Data travel as JSON through `sys_inputs`; only our own fonts are used, so that a paper looks alike on
every machine and its text can be searched and read aloud.
"""

import functools
import io
import re
import threading
from pathlib import Path
from typing import Any

import msgspec

from tuyen.core import clock
from tuyen.platform import turnstile

PACKAGE = Path(__file__).resolve().parents[2]
FONTS = Path(__file__).with_name("fonts")

_one_at_a_time = threading.Lock()

_TURNS = 4  # so often one sign after the other is looked for, then all odd ones go at once
_NO_SHAPE = re.compile(r'the text `"(.+?)"` could not be displayed')
_NOT_OURS = re.compile(
    r"[^\n\t\x20-\x7e\u00a0-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0"
    r"\u1ea0-\u1ef9\u2013\u2014\u2018-\u201d\u2026]"
)


def render(template: Path, data: Any, *, pdf_standard: str = "a-2b") -> bytes:
    """The paper as PDF. `data`: a dataclass or mapping, given to the template as `data`.

    Raises typst.TypstError for a fault in the template; no text in the data can cause one: a sign that
    none of our fonts has stands as “?”.
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
    turnstile.let_go()  # a paper takes longer than a page, and its typesetter needs no Python
    for _turn in range(_TURNS):
        try:
            return _typeset(template, data, options)
        except RuntimeError as fault:  # TypstError; an archive takes no sign without a shape
            if not (found := _NO_SHAPE.search(str(fault))):
                raise
            data = _with_shapes(data, re.compile(f"[{re.escape(_unquoted(found[1]))}]"))
    return _typeset(template, _with_shapes(data, _NOT_OURS), options)


def _typeset(template: Path, data: Any, options: dict[str, Any]) -> Any:
    inputs = {"data": msgspec.json.encode(data).decode()}
    with _one_at_a_time:
        return _compiler(template).compile(
            sys_inputs=inputs, timestamp=int(clock.now().timestamp()), **options
        )


def _unquoted(said: str) -> str:
    r"""As Typst writes it in a complaint: `\u{7}` for what cannot be shown."""
    return re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), said)


def _with_shapes(data: Any, lacking: re.Pattern[str]) -> Any:
    """The same data with “?” for these signs."""
    plain = msgspec.to_builtins(data)
    if isinstance(plain, str):
        return lacking.sub("?", plain)
    if isinstance(plain, dict):
        return {name: _with_shapes(value, lacking) for name, value in plain.items()}
    if isinstance(plain, list | tuple):
        return [_with_shapes(value, lacking) for value in plain]
    return plain


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
