"""Takes persons out of a log line. Pure; the last step before a line is written."""

import re
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

# Citizen numbers have 12 digits, old ones 9, insurance cards 10 behind letters, telephones 10.
# Not inside an opaque id: those are hexadecimal and stand between dashes.
NUMBER = re.compile(r"(?<![0-9A-Fa-f-])\d{9,}(?![0-9A-Fa-f-])|(?<=[A-Z]{2})\d{9,}")
_LETTER = "A-Za-zÀ-ỹ"
_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-Ỹ"
SURNAMES = (
    "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Mai|Trịnh|Đoàn|Lâm|Tô|"
    "Lò|Vàng|Giàng|Thào|Sùng|Hà|Cao|Đào|Lương|Quách|Triệu|Nông|Hứa|Chu|Vương|Tạ|Thái|Châu|La|Kim|Thạch"
)
NAME = re.compile(
    rf"(?<![{_LETTER}])(?:{SURNAMES}|{SURNAMES.upper()})(?:\s+[{_UPPER}][{_LETTER}]*){{1,5}}"
)


def text(value: str) -> str:
    return NAME.sub("‹tên›", NUMBER.sub("‹số›", value))


def value(given: Any) -> Any:
    if isinstance(given, str):
        return text(given)
    if isinstance(given, Mapping):
        return {key: value(inner) for key, inner in given.items()}
    if isinstance(given, list | tuple | set):
        return [value(inner) for inner in given]
    if isinstance(given, int | float | bool | None):
        return given if len(str(given)) < 12 or isinstance(given, float) else text(str(given))
    return text(str(given))


def frames(trace: TracebackType | None) -> list[str]:
    """Where it happened: file, line, function. Source lines and values stay out."""
    return [
        f"{frame.filename.rsplit('site-packages/')[-1]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)[-12:]
    ]
