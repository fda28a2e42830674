"""Bytes eight at a time, in compiled code: comparing them, and making a number of those that are digits."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from reperes.reading.census.compiled import inlined, jit

ZEROS = np.uint64(0x3030303030303030)
SIXES = np.uint64(0x0606060606060606)
HIGH_HALVES = np.uint64(0xF0F0F0F0F0F0F0F0)
LOW_BYTES = np.uint64(0x000000FF000000FF)
BY_100_AND_1000000 = np.uint64(100 + (1_000_000 << 32))
BY_1_AND_10000 = np.uint64(1 + (10_000 << 32))


@intrinsic
def load64(context: Any, array: Any, index: Any) -> Any:
    """Eight bytes of an array as one number, wherever they start."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        content = context.make_array(signature.args[0])(context, builder, arguments[0])
        address = builder.gep(content.data, [arguments[1]])
        loaded = builder.load(builder.bitcast(address, ir.IntType(64).as_pointer()))
        loaded.align = 1
        return loaded

    return types.uint64(array, types.int64), generate


@intrinsic
def byte_at(context: Any, array: Any, index: Any) -> Any:
    """One byte, without asking whether the index counts from the end."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        content = context.make_array(signature.args[0])(context, builder, arguments[0])
        loaded = builder.load(builder.gep(content.data, [arguments[1]]))
        return builder.zext(loaded, ir.IntType(64))

    return types.int64(array, types.int64), generate


@intrinsic
def _trailing_zeros(context: Any, value: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), generate


@inlined
def same(one, a, other, b, n):  # type: ignore[no-untyped-def]
    """Whether n bytes are the same; both arrays may be read seven bytes past them."""
    i = 0
    while i + 8 <= n:
        if load64(one, a + i) != load64(other, b + i):
            return False
        i += 8
    rest = n - i
    return rest == 0 or (load64(one, a + i) ^ load64(other, b + i)) << np.uint64(8 * (8 - rest)) == 0


@inlined
def digits(buffer, p):  # type: ignore[no-untyped-def]
    """(how many of the eight bytes at p are digits before any other, the integer they make)."""
    word = load64(buffer, p) ^ ZEROS
    n = _trailing_zeros(((word + SIXES) | word) & HIGH_HALVES) >> 3
    if n == 0:
        return 0, 0
    word = word << np.uint64(8 * (8 - n))  # the digits, last one highest, zeros below
    word = word * np.uint64(10) + (word >> np.uint64(8))  # two by two
    tens = (word & LOW_BYTES) * BY_100_AND_1000000
    units = ((word >> np.uint64(16)) & LOW_BYTES) * BY_1_AND_10000
    return n, np.int64((tens + units) >> np.uint64(32))


@jit
def copy(source, start, end, target, where):  # type: ignore[no-untyped-def]
    """Bytes of one array to another; a slice would be counted."""
    for i in range(end - start):
        target[where + i] = source[start + i]
