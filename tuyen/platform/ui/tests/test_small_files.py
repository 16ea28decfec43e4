"""What a browser gets of styles and scripts: few bytes, and only once."""

import gzip
import hashlib
import os
import time
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tools import bootstrap
from tuyen.platform.ui import small_files
from tuyen.platform.ui.templatetags.tuyen import asset

THEME = "ui/theme.css"


@pytest.fixture
def theme() -> bytes:
    return Path(str(finders.find(THEME))).read_bytes()


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_browser_that_takes_brotli_gets_the_small_copy_of_our_own_style(theme: bytes) -> None:
    got = Client(headers={"Accept-Encoding": "gzip, br"}).get(asset(THEME))

    said = body_of(got)
    assert got["Content-Encoding"] == "br"
    assert brotli.decompress(said) == theme
    assert len(said) < len(theme) / 3
    assert "Accept-Encoding" in got["Vary"]


def test_a_station_without_a_certificate_gets_gzip_of_the_libraries_too(theme: bytes) -> None:
    client = Client(headers={"Accept-Encoding": "gzip"})

    own, library = client.get(asset(THEME)), client.get("/static/vendor/htmx-4.0.1/htmx.min.js")

    assert gzip.decompress(body_of(own)) == theme
    assert library["Content-Encoding"] == "gzip"
    assert body_of(library)


@pytest.mark.parametrize("left", [b"", b"\0" * 40, None], ids=["empty", "zeros", "half"])
def test_a_copy_that_a_power_cut_left_broken_is_made_again(
    tmp_path: Path, settings: Any, left: bytes | None
) -> None:
    settings.TUYEN_HOME = tmp_path
    style = tmp_path / "style.css"
    style.write_bytes(b"p{color:red}" * 100)
    told = style.stat().st_mtime_ns, style.stat().st_size
    for copy in small_files.compressed(str(style), *told)[1].values():
        whole = Path(copy).read_bytes()
        Path(copy).write_bytes(whole[: len(whole) // 2] if left is None else left)

    small_files.compressed.cache_clear()
    copies = small_files.compressed(str(style), *told)[1]

    assert brotli.decompress(Path(copies["br"]).read_bytes()) == style.read_bytes()
    assert gzip.decompress(Path(copies["gzip"]).read_bytes()) == style.read_bytes()


def test_a_client_that_takes_neither_gets_the_file(theme: bytes) -> None:
    got = Client().get(asset(THEME))

    assert not got.has_header("Content-Encoding")
    assert body_of(got) == theme


def test_an_address_with_the_sum_of_its_content_is_asked_for_once(theme: bytes) -> None:
    sum_ = hashlib.sha256(theme).hexdigest()[:8]
    client = Client()

    told = [client.get(f"/static/{THEME}{tail}") for tail in (f"?v={sum_}", "", "?v=00000000")]

    assert ["immutable" in each["Cache-Control"] for each in told] == [True, False, False]


def test_the_cut_of_bootstrap_has_every_rule_that_the_product_can_meet() -> None:
    """Red after a new class: run `.venv/bin/python tools/bootstrap.py` and commit its file."""
    needed = bootstrap.cut(
        bootstrap.WHOLE.read_text(), bootstrap.words_of_ours(), bootstrap.sources("css")
    )

    missing = bootstrap.rules(needed) - bootstrap.rules(bootstrap.CUT.read_text())

    assert missing == set()


def test_a_rule_goes_when_one_of_its_classes_is_nowhere_and_stays_as_it_was_otherwise() -> None:
    whole = (
        ":root{--bs-a:1;--bs-b:2}.row>.col,.row>.none{margin:var(--bs-a)}.none{color:red}"
        '@media (min-width:9px){.none{top:0}.col:not(.none){content:"a,;b"}}'
        "@keyframes turn{to{top:0}}[data-bs-theme=dark]{color:#fff}b{font-weight:bolder}"
    )

    left = bootstrap.cut(whole, {"row", "col"}, "")

    assert left == (
        ":root{--bs-a:1}.row>.col{margin:var(--bs-a)}"
        '@media (min-width:9px){.col:not(.none){content:"a,;b"}}b{font-weight:bolder}'
    )


def test_copies_that_no_start_asks_for_any_more_go_and_fresh_ones_stay(tmp_path: Path) -> None:
    for name, days in (("old.br", 40), ("half.gz.77", 40), ("fresh.br", 3)):
        (tmp_path / name).write_bytes(b"x")
        at = time.time() - days * 24 * 3600
        os.utime(tmp_path / name, (at, at))

    small_files.sweep(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["fresh.br"]
