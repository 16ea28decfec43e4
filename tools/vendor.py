"""Refresh the committed front-end libraries: npm ci, copy, compress, write vendor.toml.

Run by `make vendor`. The product itself never needs Node: everything copied here is committed.
Needs npm, and the Python packages fonttools and brotli.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import brotli
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent / "vendor"
ROOT = HERE.parent.parent
STATIC = ROOT / "tuyen" / "platform" / "ui" / "static" / "vendor"
PRINT_FONTS = ROOT / "tuyen" / "platform" / "print" / "fonts"
MODULES = HERE / "node_modules"
WEIGHTS = {"400": "Regular", "600": "SemiBold"}
COMPRESSED = {".css", ".js", ".svg"}
SOURCE_MAP = re.compile(rb"\n?(?://# |/\*# )sourceMappingURL=[^\n*]*(?: ?\*/)?\n?")


class Library(NamedTuple):
    folder: str
    package: str
    licence: str
    files: tuple[tuple[str, str], ...]


LIBRARIES = (
    Library(
        "bootstrap",
        "bootstrap",
        "MIT",
        (("dist/css/bootstrap.min.css", "bootstrap.min.css"), ("LICENSE", "LICENSE")),
    ),
    Library(
        "htmx",
        "htmx.org",
        "0BSD",
        (
            ("dist/htmx.min.js", "htmx.min.js"),
            ("dist/ext/hx-download.min.js", "hx-download.min.js"),
            ("LICENSE", "LICENSE"),
        ),
    ),
    Library(
        "qr-scanner",
        "qr-scanner",
        "MIT",
        (
            ("qr-scanner.min.js", "qr-scanner.min.js"),
            ("qr-scanner-worker.min.js", "qr-scanner-worker.min.js"),
            ("LICENSE", "LICENSE"),
        ),
    ),
    Library(
        "be-vietnam-pro",
        "@fontsource/be-vietnam-pro",
        "OFL-1.1",
        (
            *(
                (f"files/be-vietnam-pro-{subset}-{weight}-normal.woff2", f"{subset}-{weight}.woff2")
                for subset in ("latin", "vietnamese")
                for weight in WEIGHTS
            ),
            ("LICENSE", "LICENSE"),
        ),
    ),
    Library("tabler-icons", "@tabler/icons", "MIT", (("LICENSE", "LICENSE"),)),
)


def main() -> None:
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    shutil.rmtree(STATIC, ignore_errors=True)
    rows = [row for library in LIBRARIES for row in vendored(library)]
    rows += merged_fonts()
    write_list(rows)
    subprocess.run([sys.executable, HERE.parent / "bootstrap.py"], check=True)


def version_of(package: str) -> str:
    return str(json.loads((MODULES / package / "package.json").read_text())["version"])


def vendored(library: Library) -> list[dict[str, str]]:
    version = version_of(library.package)
    folder = STATIC / f"{library.folder}-{version}"
    folder.mkdir(parents=True)
    rows = []
    for source, name in library.files:
        content = SOURCE_MAP.sub(b"\n", (MODULES / library.package / source).read_bytes())
        rows.append(kept(library, version, source, folder / name, content))
    if library.folder == "tabler-icons":
        rows.append(kept(library, version, "icons/outline/*.svg", folder / "icons.svg", sprite()))
    return rows


def kept(library: Library, version: str, source: str, path: Path, content: bytes) -> dict[str, str]:
    path.write_bytes(content)
    if path.suffix in COMPRESSED:
        path.with_name(path.name + ".br").write_bytes(brotli.compress(content, quality=11))
    return {
        "file": str(path.relative_to(ROOT)),
        "name": library.folder,
        "version": version,
        "licence": library.licence,
        "package": library.package,
        "path": source,
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def sprite() -> bytes:
    """One SVG with a <symbol> for each icon named in icons.txt."""
    names = [n for n in (HERE / "icons.txt").read_text().split("\n") if n and n[0] != "#"]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "".join(map(symbol, names)) + "</svg>\n"
    ).encode()


def symbol(name: str) -> str:
    drawn = (MODULES / "@tabler/icons" / "icons" / "outline" / f"{name}.svg").read_text()
    inside = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    shapes = [line.strip() for line in inside.splitlines() if line.strip()]
    lines = "".join(shape for shape in shapes if 'd="M0 0h24v24H0z"' not in shape)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>\n'


def merged_fonts() -> list[dict[str, str]]:
    """One TTF a weight for papers: two subsets side by side damage the text that PDF readers extract."""
    font = next(library for library in LIBRARIES if library.folder == "be-vietnam-pro")
    PRINT_FONTS.mkdir(parents=True, exist_ok=True)
    rows = []
    for weight, word in WEIGHTS.items():
        path = PRINT_FONTS / f"BeVietnamPro-{word}.ttf"
        sources = f"files/be-vietnam-pro-(latin|vietnamese)-{weight}-normal.woff2"
        rows.append(kept(font, version_of(font.package), sources, path, merged(weight)))
    shutil.copy(MODULES / font.package / "LICENSE", PRINT_FONTS / "LICENSE")
    return rows


def merged(weight: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for subset in ("latin", "vietnamese"):
            name = f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
            font = TTFont(MODULES / "@fontsource/be-vietnam-pro" / "files" / name)
            font.flavor = None
            part = Path(folder) / f"{subset}.ttf"
            font.save(part)
            parts.append(str(part))
        whole = Path(folder) / "whole.ttf"
        font = Merger().merge(parts)
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        font.save(whole)
        return whole.read_bytes()


def write_list(rows: list[dict[str, str]]) -> None:
    lines = ["# Written by tools/vendor.py: every committed front-end file and where it is from.\n"]
    for row in rows:
        lines.append("\n[[file]]\n" + "".join(f'{key} = "{row[key]}"\n' for key in row))
    (STATIC / "vendor.toml").write_text("".join(lines))


if __name__ == "__main__":
    main()
