"""Small real files of each kind, and hostile ones."""

import io
import struct
import zipfile
import zlib

import xlsxwriter


def pdf() -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\xff\xff")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(400) + b"\xff\xd9"


def webp() -> bytes:
    body = b"WEBPVP8 " + bytes(32)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def dicom() -> bytes:
    return bytes(128) + b"DICM" + bytes(64)


def workbook() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.add_worksheet().write(0, 0, "Họ và tên")
    book.close()
    return file.getvalue()


def table() -> bytes:
    return "Họ và tên;Năm sinh\nLò Thị Mẫu;1979\n".encode()


def packed(**parts: bytes) -> bytes:
    """A workbook with more inside than a workbook should have."""
    file = io.BytesIO(workbook())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return file.getvalue()


def bomb() -> bytes:
    return packed(**{"xl/media/rong.xml": bytes(30_000_000)})


def with_macros() -> bytes:
    return packed(**{"xl/vbaProject.bin": b"x"})


def plain_archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    return file.getvalue()
