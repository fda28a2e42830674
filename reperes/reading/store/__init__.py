"""A dense store of figures on disk: position is the key. Written once, whole; then only read.

A folder holds store.json (areas, characteristics, columns, fingerprint), figures.bin (packed chunks, see packing.py)
and index.npy (where each chunk is). Areas are cut into blocks; within a block, one chunk a characteristic and column.
So a file that comes area after area is written as it is read, and one characteristic is still read alone.
"""

from reperes.reading.store.opened import COLUMNS, Characteristic, Store
from reperes.reading.store.writing import Writer

__all__ = ["COLUMNS", "Characteristic", "Store", "Writer"]
