"""JPEG lossless (ITU-T T.81 annex H), the packing of most CT and X-ray machines. No Django here.

Our own, in plain Python: the libraries that know it are GPL or large, and a hostile file meets no C code.
One component or three side by side, any predictor, no restart marks.
"""

import struct
from array import array
from collections.abc import Iterator

from tuyen.domains.imaging.rules.faults import Unacceptable

_SOF3, _DHT, _SOS, _EOI, _DRI = 0xC3, 0xC4, 0xDA, 0xD9, 0xDD
_WINDOW = 16  # longest Huffman code in bits

Table = list[tuple[int, int]]


def decoded(code: bytes, rows: int, columns: int, samples: int = 1) -> bytes:
    """Values as little-endian 16 bits, row after row. Unacceptable for what is not this kind of JPEG."""
    try:
        return _decoded(code, rows, columns, samples)
    except (IndexError, struct.error, KeyError) as fault:
        raise Unacceptable("malformed") from fault


def _decoded(code: bytes, rows: int, columns: int, samples: int) -> bytes:
    tables: dict[int, Table] = {}
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


def _huffman(content: bytes) -> dict[int, Table]:
    """Tables by number: for each 16 bits that may come, (length of the code, bits of the difference)."""
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
        found[number] = table + [(0, 0)] * ((1 << _WINDOW) - len(table))
        at += 17 + len(symbols)
    return found


def _differences(body: bytes, tables: list[Table], count: int) -> list[int]:
    """`count` differences, the components in turn; the stuffing after each 0xFF is taken out first."""
    body = body.partition(b"\xff\xd9")[0].replace(b"\xff\x00", b"\xff") + bytes(8)
    said: list[int] = []
    add = said.append
    held, bits, at = 0, 0, 0
    parts = len(tables)
    for each in range(count):
        table = tables[each % parts]
        while bits < 32:
            held = (held << 32 | int.from_bytes(body[at : at + 4].ljust(4, b"\0"))) & (1 << 64) - 1
            at += 4
            bits += 32
        length, size = table[held >> (bits - 16) & 0xFFFF]
        if not length:
            raise Unacceptable("malformed")
        bits -= length
        if size == 0:
            add(0)
        elif size == 16:
            add(32768)
        else:
            bits -= size
            value = held >> bits & (1 << size) - 1
            add(value if value >> (size - 1) else value - (1 << size) + 1)
    if at > len(body) + 8:
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
    said = array("H", bytes(2 * len(differences)))
    part, row = steps
    first = 1 << (precision - shift - 1)
    for at, difference in enumerate(differences):
        column = at % row
        if at < row:
            near = said[at - part] if column >= part else first
        elif column < part:
            near = said[at - row]
        elif predictor == 1:
            near = said[at - part]
        else:
            near = _foretold(predictor, said[at - part], said[at - row], said[at - row - part])
        said[at] = near + difference & 0xFFFF
    if shift:
        said = array("H", [value << shift & 0xFFFF for value in said])
    if struct.pack("=H", 1) != struct.pack("<H", 1):
        said.byteswap()
    return said.tobytes()


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
