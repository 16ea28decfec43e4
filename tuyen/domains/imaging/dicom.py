"""The one door to pydicom: loaded when the first picture is opened, silent about what it reads.

Its warnings and its log repeat values of the file, names of patients among them: they stay here.
"""

import logging
import warnings
from functools import cache
from typing import Any, BinaryIO

from tuyen.domains.imaging.rules.faults import Unacceptable

Dataset = Any


@cache
def library() -> Any:
    import pydicom
    from pydicom import config

    config.settings.reading_validation_mode = config.IGNORE
    config.settings.writing_validation_mode = config.IGNORE
    logging.getLogger("pydicom").addHandler(logging.NullHandler())
    logging.getLogger("pydicom").propagate = False
    logging.getLogger("pydicom").setLevel(logging.CRITICAL)
    warnings.filterwarnings("ignore", module=r"pydicom\b")
    return pydicom


def header(file: BinaryIO) -> Dataset:
    """Everything before the pixels. The file has passed `rules.stream`."""
    file.seek(0)
    try:
        return library().dcmread(file, stop_before_pixels=True)
    except Exception as fault:  # whatever a parser throws at a broken file
        raise Unacceptable("malformed") from fault


def whole(file: BinaryIO) -> Dataset:
    file.seek(0)
    try:
        return library().dcmread(file)
    except Exception as fault:
        raise Unacceptable("malformed") from fault


def text(dataset: Dataset, keyword: str, most: int = 200) -> str:
    """The value as text, composed and cut; empty where it is missing."""
    value = dataset.get(keyword)
    return " ".join(str(value).replace("\0", " ").split())[:most] if value is not None else ""


def numbers(dataset: Dataset, keyword: str) -> list[float]:
    """The numbers of a value, one or several; empty where one of them is none."""
    value = dataset.get(keyword)
    if value is None or value == "":
        return []
    several = value if hasattr(value, "__iter__") and not isinstance(value, str) else [value]
    try:
        return [float(each) for each in several]
    except (TypeError, ValueError):
        return []


def whole_number(dataset: Dataset, keyword: str) -> int | None:
    found = numbers(dataset, keyword)
    return int(found[0]) if found and abs(found[0]) < 2**31 else None
