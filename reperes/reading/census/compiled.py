"""How functions of this room are compiled: without the interpreter's lock, kept on disk between two starts.

Numba takes back what it kept while the file of a function is unchanged, even when a function it calls has changed: so
the folder is named after what all these files hold. Arrays are not counted (_nrt): none is made here, and counting them
at every call costs more than the work.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba as nb

HERE = Path(__file__).parent
SOURCES = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(HERE.glob("*.py")))).hexdigest()[:16]


def entry(function: Callable[..., Any], **options: bool) -> Any:
    """Compile when first called, from Python."""
    was = nb.config.CACHE_DIR  # type: ignore[attr-defined]
    base = Path(was or HERE / "__pycache__")
    try:
        if was or os.access(HERE, os.W_OK):
            nb.config.CACHE_DIR = str(base / f"census-{SOURCES}")  # type: ignore[attr-defined]
        return nb.njit(cache=True, nogil=True, _nrt=False, **options)(function)  # type: ignore[call-overload]
    finally:
        nb.config.CACHE_DIR = was  # type: ignore[attr-defined]


def jit(function: Callable[..., Any], **options: bool) -> Any:
    """Compiled for other compiled functions only."""
    return entry(function, no_cpython_wrapper=True, no_cfunc_wrapper=True, **options)


def inlined(function: Callable[..., Any]) -> Any:
    """Compiled into whoever calls it: what is called for every figure."""
    return jit(function, forceinline=True)
