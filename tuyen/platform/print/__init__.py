"""Papers as PDF/A: `render(template, data)`. Templates lie in a room's `papers/` folder."""

from tuyen.platform.print.typeset import qr_svg, render

__all__ = ["qr_svg", "render"]
