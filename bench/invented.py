"""A million invented people, alike on every run: names by weight, communes, numbers, a home station."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

# Share of the family names among the Kinh, in thousandths, rounded; what is left goes to the last ones.
FAMILIES = (
    ("Nguyễn", 315), ("Trần", 109), ("Lê", 87), ("Phạm", 59), ("Hoàng", 51), ("Huỳnh", 46),
    ("Vũ", 39), ("Võ", 30), ("Đặng", 22), ("Bùi", 21), ("Đỗ", 20), ("Hồ", 17), ("Ngô", 15),
    ("Dương", 14), ("Lý", 12), ("Phan", 28), ("Trương", 20), ("Đinh", 15), ("Đoàn", 13), ("Lâm", 11),
    ("Mai", 10), ("Trịnh", 10), ("Đào", 9), ("Cao", 8), ("Lương", 8), ("Lò", 6), ("Giàng", 2),
    ("Sùng", 2), ("Tô", 3), ("Hà", 8),
)  # fmt: skip
MALE_MIDDLES = ("Văn",) * 9 + (
    "Đức",
    "Minh",
    "Hữu",
    "Quang",
    "Công",
    "Xuân",
    "Ngọc",
    "Thanh",
    "Anh",
)
FEMALE_MIDDLES = ("Thị",) * 12 + ("Ngọc", "Thu", "Thanh", "Minh", "Kim", "Hồng", "Phương", "Bích")
MALE = (
    "Hùng|Dũng|Tuấn|Anh|Hải|Nam|Sơn|Long|Thắng|Hiếu|Cường|Bình|Đức|Trung|Thành|Tùng|Quang|Khánh|Phúc|"
    "Minh|Hoàng|Kiên|Toàn|Tâm|Tài|Phong|Duy|Huy|Hưng|Việt|Đạt|Lâm|Vinh|Quân|Trường|Thịnh|An|Khoa|Bảo"
)
FEMALE = (
    "Hoa|Lan|Hương|Mai|Hằng|Thảo|Linh|Trang|Hà|Nga|Thủy|Yến|Nhung|Phương|Anh|Ngọc|Huyền|Hiền|Hạnh|Thu|"
    "Loan|Tuyết|Dung|Vân|Oanh|Liên|Xuân|Hồng|Thúy|Ngân|My|Quỳnh|Chi|Giang|Trâm|Diệp|Bích|Nhi|Châu|An"
)
_MALE, _FEMALE = tuple(MALE.split("|")), tuple(FEMALE.split("|"))


@dataclass(frozen=True)
class Invented:
    person_id: uuid.UUID
    name: str
    sex: str
    born_on: dt.date
    number: str
    phone: str
    at: int  # which station


def people(count: int, stations: int, seed: int = 1) -> Iterator[Invented]:
    chance = random.Random(seed)
    families, weights = zip(*FAMILIES, strict=True)
    first = dt.date(1940, 1, 1).toordinal()
    for serial in range(count):
        is_male = chance.random() < 0.5
        family = chance.choices(families, weights)[0]
        middle = chance.choice(MALE_MIDDLES if is_male else FEMALE_MIDDLES)
        given = chance.choice(_MALE if is_male else _FEMALE)
        if chance.random() < 0.3:
            middle += f" {chance.choice(_MALE if is_male else _FEMALE)}"
        born_on = dt.date.fromordinal(first + chance.randrange(31000))
        digit = (0 if is_male else 1) + (2 if born_on.year >= 2000 else 0)
        yield Invented(
            uuid.UUID(
                int=0x0190 << 112 | serial << 80 | 7 << 76 | 2 << 62 | chance.getrandbits(60)
            ),
            f"{family} {middle} {given}",
            "male" if is_male else "female",
            born_on,
            f"0{1 + serial % 90:02d}{digit}{born_on.year % 100:02d}{serial:06d}",
            f"09{chance.randrange(10**8):08d}" if serial % 3 else "",
            serial * stations // count,
        )
