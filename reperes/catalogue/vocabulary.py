"""Read the vocabularies shipped with the house, one TOML file each."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "vocabularies"


def schemes() -> list[dict[str, Any]]:
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))]
