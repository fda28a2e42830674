"""A run of figures ↔ the fewest bytes that give them back exactly.

A chunk is the figures of one column for consecutive areas. A decimal figure is an integer over a power of ten, and
integers that share a base and a unit (counts rounded to five) are small: figure = (base + unit × small) / 10^decimals.
All terms stay under 2^53, where doubles hold every integer, and dividing two of them rounds once, as reading the text
does: what comes back is bit for bit what float() makes of the file. Figures that refuse are kept as doubles.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reperes.figures.statuses import OK

Values = NDArray[np.float64]
Codes = NDArray[np.int8]

MOST_AREAS = 32_768  # of a chunk: places are written on 16 bits
EXACT = 2**53
MOST_DECIMALS = 6
NO_VALUE = 64  # added to a status whose cell holds no number
DENSE = np.uint32(2**32 - 1)  # in n_runs: one code an area
WIDTHS: dict[int, Any] = {1: np.uint8, 2: np.uint16, 4: np.uint32}
CHUNK = np.dtype(
    [
        ("base", "<i8"),
        ("offset", "<u4"),  # where its bytes start in their block
        ("unit", "<u4"),
        ("n_runs", "<u4"),  # of statuses; 0: all areas have the one below
        ("width", "u1"),  # bytes an area: 0 (all the same), 1, 2, 4; 8: doubles
        ("decimals", "u1"),
        ("status", "i1"),
        ("spare", "u1"),
    ]
)


def pack(values: Values, statuses: Codes) -> tuple[dict[str, int], bytes]:
    """(fields of the chunk, its bytes: figures, then statuses). Arrays of at most MOST_AREAS; NaN is no number."""
    absent = np.isnan(values)
    described, figures = _pack_figures(values[~absent], values, absent)
    codes = statuses | np.where(absent, np.int8(NO_VALUE), np.int8(0))
    runs, marks = _pack_statuses(codes)
    return described | runs, figures + marks


def _pack_figures(there: Values, values: Values, absent: NDArray[np.bool_]) -> tuple[dict[str, int], bytes]:
    nothing = {"base": 0, "unit": 1, "decimals": 0, "width": 0}
    if not len(there):
        return nothing, b""
    scaled = _as_integers(there)
    if scaled is None:
        return nothing | {"width": 8}, np.where(absent, 0.0, values).astype("<f8").tobytes()
    integers, decimals = scaled
    base = int(integers.min())
    unit = int(np.gcd.reduce(integers - base)) or 1
    largest = (int(integers.max()) - base) // unit
    width = next((width for width in WIDTHS if largest < 256**width), 8)
    if width == 8 or unit >= 2**32:
        return nothing | {"width": 8}, np.where(absent, 0.0, values).astype("<f8").tobytes()
    width = width if largest else 0
    small = np.zeros(len(values), WIDTHS.get(width, np.uint8))
    small[~absent] = (integers - base) // unit
    described = {"base": base, "unit": unit, "decimals": decimals, "width": width}
    return described, small.astype(small.dtype.newbyteorder("<")).tobytes() if width else b""


def _as_integers(there: Values) -> tuple[NDArray[np.int64], int] | None:
    """The figures times the smallest power of ten that makes them whole; None if none does, exactly."""
    if np.signbit(there[there == 0]).any() or not np.isfinite(there).all():
        return None
    for decimals in range(MOST_DECIMALS + 1):
        scaled = np.rint(there * 10.0**decimals)
        if np.abs(scaled).max() >= EXACT / 2:  # so that differences stay exact too
            return None
        if (scaled / 10.0**decimals == there).all():
            return scaled.astype(np.int64), decimals
    return None


def _pack_statuses(codes: Codes) -> tuple[dict[str, int], bytes]:
    starts = np.flatnonzero(np.diff(codes, prepend=codes[:1] ^ 1))
    if len(starts) <= 1:
        return {"n_runs": 0, "status": int(codes[0]) if len(codes) else OK}, b""
    if 3 * len(starts) > len(codes):
        return {"n_runs": int(DENSE), "status": 0}, codes.tobytes()
    return {"n_runs": len(starts), "status": 0}, starts.astype("<u2").tobytes() + codes[starts].tobytes()


def unpack(chunk: np.void, block: NDArray[np.uint8], values: Values, statuses: Codes) -> None:
    """Fill values and statuses (views as long as the chunk) from the block's bytes."""
    n, offset = len(values), int(chunk["offset"])
    width, decimals = int(chunk["width"]), int(chunk["decimals"])
    if width == 8:
        values[:] = block[offset : offset + 8 * n].view("<f8")
    elif width == 0:
        values[:] = chunk["base"]
    else:
        values[:] = block[offset : offset + width * n].view(WIDTHS[width])
        if chunk["unit"] != 1:
            values *= float(chunk["unit"])
        if chunk["base"]:
            values += float(chunk["base"])
    if decimals:
        values /= 10.0**decimals
    _unpack_statuses(chunk, block[offset + width * n :], values, statuses)


def _unpack_statuses(chunk: np.void, marks: NDArray[np.uint8], values: Values, statuses: Codes) -> None:
    n, n_runs = len(values), int(chunk["n_runs"])
    if not n_runs:
        statuses[:] = chunk["status"] & ~NO_VALUE
        if chunk["status"] & NO_VALUE:
            values[:] = np.nan
        return
    if n_runs == DENSE:
        codes = marks[:n].view(np.int8)
    else:
        starts = marks[: 2 * n_runs].view("<u2")
        codes = np.repeat(marks[2 * n_runs : 3 * n_runs].view(np.int8), np.diff(starts, append=n))
    np.bitwise_and(codes, ~NO_VALUE, out=statuses)
    values[codes >= NO_VALUE] = np.nan
