"""JPEG lossless (ITU-T T.81 annex H), the packing of most CT and X-ray machines. No Django here.

Our own, in plain Python: the libraries that know it are GPL or large, and a hostile file meets no C code.
One component or three side by side, any predictor, no restart marks.
"""

import struct
from array import array
from collections.abc import Iterator
from functools import lru_cache

from tuyen.domains.imaging.rules.faults import Unacceptable

_SOF3, _DHT, _SOS, _EOI, _DRI = 0xC3, 0xC4, 0xDA, 0xD9, 0xDD
_WINDOW = 16  # longest Huffman code in bits

# For each 16 bits that may come: (bits taken, difference), or (0, 0) where more than 16 are needed.
Quick = list[tuple[int, int]]
# The same: (length of the code, bits of the difference that follow), or (0, 0) for no code.
Table = list[tuple[int, int]]


def decoded(code: bytes, rows: int, columns: int, samples: int = 1) -> bytes:
    """Values as little-endian 16 bits, row after row. Unacceptable for what is not this kind of JPEG."""
    try:
        return _decoded(code, rows, columns, samples)
    except (IndexError, struct.error, KeyError) as fault:
        raise Unacceptable("malformed") from fault


def _decoded(code: bytes, rows: int, columns: int, samples: int) -> bytes:
    tables: dict[int, tuple[Table, Quick]] = {}
    precision = 0
    for mark, at, length in _segments(code):
        if mark == _SOF3:
            precision, height, width, parts = struct.unpack(">BHHB", code[at : at + 6])
            if (height, width) != (rows, columns):
                raise Unacceptable("bomb")
            if parts != samples or not 2 <= precision <= 16:
                raise Unacceptable("syntax")
        elif mark == _DHT:
            tables.update(_huffman(code[at : at + length]))
        elif mark == _DRI and code[at : at + 2] != b"\0\0":
            raise Unacceptable("syntax")
        elif mark == _SOS:
            if code[at] != samples:
                raise Unacceptable("syntax")  # one component after the other
            chosen = [tables[code[at + 2 + 2 * each] >> 4] for each in range(samples)]
            after = at + 1 + 2 * samples
            said = _differences(code[at + length :], chosen, rows * columns * samples)
            steps = samples, columns * samples
            return _values(said, steps, code[after], precision, code[after + 2] & 15)
        elif 0xC0 <= mark <= 0xCF and mark not in (_DHT, 0xC8, 0xCC):
            raise Unacceptable("syntax")
    raise Unacceptable("malformed")


def _segments(code: bytes) -> Iterator[tuple[int, int, int]]:
    """(mark, where its content begins, how long that is)."""
    at = 2
    while at + 4 <= len(code):
        if code[at] != 0xFF:
            raise Unacceptable("malformed")
        mark = code[at + 1]
        if mark == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack(">H", code[at + 2 : at + 4])
        if length < 2 or mark == _EOI:
            raise Unacceptable("malformed")
        yield mark, at + 4, length - 2
        at += 2 + length


@lru_cache(maxsize=16)
def _huffman(content: bytes) -> dict[int, tuple[Table, Quick]]:
    """Tables by number. A machine writes the same into every slice: they are made once."""
    found, at = {}, 0
    while at < len(content):
        number, counts = content[at] & 15, content[at + 1 : at + 17]
        symbols = content[at + 17 : at + 17 + sum(counts)]
        table: Table = []
        taken = 0
        for bits, count in enumerate(counts, start=1):
            for symbol in symbols[taken : taken + count]:
                table += [(bits, symbol)] * (1 << (_WINDOW - bits))
            taken += count
        if len(table) > 1 << _WINDOW or any(symbol > 16 for symbol in symbols):
            raise Unacceptable("malformed")
        table += [(0, 0)] * ((1 << _WINDOW) - len(table))
        found[number] = table, [_at_once(window, *each) for window, each in enumerate(table)]
        at += 17 + len(symbols)
    return found


def _at_once(window: int, length: int, size: int) -> tuple[int, int]:
    """Code and difference out of one look, where both stand in these 16 bits."""
    if not length or length + size > _WINDOW:
        return 0, 0
    return length + size, _difference(window >> (_WINDOW - length - size) & (1 << size) - 1, size)


def _difference(said: int, size: int) -> int:
    """The upper half of what `size` bits can say is positive, the lower half negative (table H.2)."""
    if not size:
        return 0
    return said if said >> (size - 1) else said - (1 << size) + 1


def _differences(body: bytes, tables: list[tuple[Table, Quick]], count: int) -> list[int]:
    """`count` differences, the components in turn; the stuffing after each 0xFF is taken out first."""
    body = body.partition(b"\xff\xd9")[0].replace(b"\xff\x00", b"\xff") + bytes(8)
    said: list[int] = []
    add = said.append
    held, bits, at = 0, 0, 0
    parts = len(tables)
    for each in range(count):
        table, quick = tables[each % parts]
        if bits < 48:
            held = (held & (1 << bits) - 1) << 64 | int.from_bytes(
                body[at : at + 8].ljust(8, b"\0")
            )
            at += 8
            bits += 64
        window = held >> (bits - 16) & 0xFFFF
        used, difference = quick[window]
        if not used:
            length, size = table[window]
            if not length:
                raise Unacceptable("malformed")
            size %= 16  # 16 stands for 32,768, without bits of its own
            used = length + size
            difference = _difference(held >> (bits - used) & (1 << size) - 1, size) or 32768
        add(difference)
        bits -= used
    if at > len(body) + 16:
        raise Unacceptable("cut_off")
    return said


def _values(
    differences: list[int], steps: tuple[int, int], predictor: int, precision: int, shift: int
) -> bytes:
    """Each value is its difference added to what its neighbours foretell (table H.1).

    steps: how far back the neighbour at the left and the one above lie.
    """
    if not 1 <= predictor <= 7:
        raise Unacceptable("syntax")
    if predictor == 1 and not shift:
        return _from_the_left(differences, steps, precision)
    said = array("H", bytes(2 * len(differences)))
    part, row = steps
    first = 1 << (precision - shift - 1)
    for at, difference in enumerate(differences):
        column = at % row
        if at < row:
            near = said[at - part] if column >= part else first
        elif column < part:
            near = said[at - row]
        else:
            near = _foretold(predictor, said[at - part], said[at - row], said[at - row - part])
        said[at] = near + difference & 0xFFFF
    if shift:
        said = array("H", [value << shift & 0xFFFF for value in said])
    if struct.pack("=H", 1) != struct.pack("<H", 1):
        said.byteswap()
    return said.tobytes()


def _from_the_left(differences: list[int], steps: tuple[int, int], precision: int) -> bytes:
    """The usual predictor: sums along the rows, the first of each row along the first column."""
    import numpy as np

    part, row = steps
    said = np.array(differences, "i8").reshape(-1, row // part, part)
    said[0, 0] += 1 << (precision - 1)
    said[:, 0] = np.cumsum(said[:, 0], axis=0)
    return (np.cumsum(said, axis=1) & 0xFFFF).astype("<u2").tobytes()


def _foretold(predictor: int, left: int, above: int, corner: int) -> int:
    match predictor:
        case 1:
            return left
        case 2:
            return above
        case 3:
            return corner
        case 4:
            return left + above - corner
        case 5:
            return left + (above - corner >> 1)
        case 6:
            return above + (left - corner >> 1)
        case _:
            return left + above >> 1
