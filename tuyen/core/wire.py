"""JSON as it comes from outside, read so that every database can keep it."""

import json
import math
from typing import Any

NULL = "\x00"


def read_json(body: bytes | str) -> Any:
    """ValueError for what is no JSON, and for what Python takes but PostgreSQL or SQLite refuse:
    NaN and endless numbers, the null character, half of a surrogate pair, endless nesting."""
    try:
        content = json.loads(body, parse_constant=_refuse, parse_float=_finite)
        said = json.dumps(content, ensure_ascii=False)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    said.encode()
    if "\\u0000" in said:
        raise ValueError("null character")
    return content


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number
