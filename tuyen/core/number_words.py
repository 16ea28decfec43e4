"""Whole numbers in Vietnamese words, as papers want them: 21 is “hai mươi mốt”."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu", "tỷ")
LARGEST = 10**12 - 1


def in_words(number: int) -> str:
    """ValueError below zero and from one thousand billion on."""
    if not 0 <= number <= LARGEST:
        raise ValueError(number)
    if number == 0:
        return _DIGITS[0]
    words: list[str] = []
    for place in range(3, -1, -1):
        group = number // 1000**place % 1000
        if group:
            words += [*_hundreds(group, is_first=not words), _GROUPS[place]]
    return " ".join(word for word in words if word)


def _hundreds(group: int, *, is_first: bool) -> list[str]:
    """Below the first group every hundred is said, even “không trăm”."""
    hundreds, rest = divmod(group, 100)
    if is_first and not hundreds:
        return _tens(rest, after_hundred=False)
    return [_DIGITS[hundreds], "trăm", *_tens(rest, after_hundred=True)]


def _tens(rest: int, *, after_hundred: bool) -> list[str]:
    tens, ones = divmod(rest, 10)
    if tens == 0:
        linked = ["linh"] if after_hundred and ones else []
        return [*linked, _DIGITS[ones]] if ones else []
    said = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    return [*said, _ones(tens, ones)] if ones else said


def _ones(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    if ones == 1 and tens > 1:
        return "mốt"
    return _DIGITS[ones]
