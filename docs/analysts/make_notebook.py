"""notebook.md → notebook.ipynb, outputs included: python docs/analysts/make_notebook.py. A test keeps them in step."""

import json
import re
from pathlib import Path
from typing import Any

PAGE = Path(__file__).with_name("notebook.md")
CODE = re.compile(r"```python\n(.*?)```\n?", re.DOTALL)


def notebook(page: str) -> dict[str, Any]:
    """A notebook of format 4.5: prose as Markdown cells, each example as a code cell with what it answers."""
    parts = CODE.split(page)  # prose, code, prose, code…
    cells = [_code(part) if n % 2 else _prose(part) for n, part in enumerate(parts)]
    kept = [cell | {"id": f"cell-{n}"} for n, cell in enumerate(cells) if cell["source"]]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": kept, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _prose(words: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": words.strip()}


def _code(example: str) -> dict[str, Any]:
    """Only the last answer is kept, as a notebook shows it; the ones before are printed."""
    source, answers = [], []
    for line in example.strip().splitlines():
        if line.startswith((">>> ", "... ")):
            source.append(line[4:])
        else:
            source[-1] = _printed(source[-1])
            answers.append(line)
    output = {"output_type": "stream", "name": "stdout", "text": "\n".join([*answers, ""])}
    outputs = [output] if answers else []
    return {
        "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": outputs, "source": "\n".join(source),
    }  # fmt: skip


def _printed(line: str) -> str:
    """What a prompt shows by itself, a cell prints."""
    code, mark, comment = line.partition("  # ")
    return f"print(repr({code})){mark}{comment}"


def text() -> str:
    return json.dumps(notebook(PAGE.read_text(encoding="utf-8")), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PAGE.with_suffix(".ipynb").write_text(text(), encoding="utf-8")
