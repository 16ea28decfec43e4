"""Reads a PDF as an outsider would: its text, its pages, its claim to be fit for an archive."""

import io
import re
from typing import Any

from pypdf import PdfReader


def pages_of(pdf: bytes) -> list[str]:
    """Text of each page, white space as single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def letters_of(pdf: bytes) -> str:
    """All text without any white space: line breaks inside long words do not matter."""
    return "".join("".join(pages_of(pdf)).split())


def archive_part_of(pdf: bytes) -> str:
    """`2B` for PDF/A-2b; empty when the file claims nothing."""
    stream: Any = PdfReader(io.BytesIO(pdf)).root_object["/Metadata"].get_object()
    text = stream.get_data().decode()
    part = re.search(r"<pdfaid:part>(\d)</pdfaid:part>", text)
    level = re.search(r"<pdfaid:conformance>(\w)</pdfaid:conformance>", text)
    return f"{part[1]}{level[1]}" if part and level else ""
