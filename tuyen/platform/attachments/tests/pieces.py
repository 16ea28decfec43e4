"""A sender of files in pieces, as a browser or a program speaks (tus 1.0)."""

import base64
import hashlib
import uuid
from typing import Any

from django.test import Client

PIECE = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


def photo(size: int = 300_000) -> bytes:
    """A JPEG of that many bytes."""
    body = hashlib.shake_128(b"photo").digest(size).replace(b"\xff", b"\0").replace(b"<", b" ")
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(9) + body[: size - 22] + b"\xff\xd9"


def metadata(**said: str) -> str:
    return ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items()
    )


class Sender:
    """home: where files are announced, `/uploads/` or `/api/v1/uploads`."""

    def __init__(self, client: Client, home: str = "/uploads/", **headers: str) -> None:
        self.client, self.home, self.headers = client, home, TUS | headers

    def begin(self, content: bytes, *, size: int | None = None, **said: str) -> Any:
        told = {
            "purpose": "form_file",
            "note": str(uuid.uuid4()),
            "filename": "anh.jpg",
            "sha256": hashlib.sha256(content).hexdigest(),
        } | said
        length = str(len(content) if size is None else size)
        more = {"Upload-Length": length, "Upload-Metadata": metadata(**told)}
        return self.client.post(self.home, headers=self.headers | more)

    def piece(self, where: str, offset: int, content: bytes) -> Any:
        return self.client.generic(
            "PATCH",
            where,
            content,
            content_type=PIECE,
            headers=self.headers | {"Upload-Offset": str(offset), "Content-Type": PIECE},
        )

    def offset(self, where: str) -> int:
        return int(self.client.head(where, headers=self.headers)["Upload-Offset"])
