"""A Typst template and its data become a tagged PDF (PDF/UA-1), without a browser.

A room keeps `templates/ROOM/NAME.typ` beside its pages. The template reads its data from "data.json" and the look of
the house from "house.typ"; both lie beside it while it is compiled:

    #import "house.typ": *
    #let data = json("data.json")
    #show: house.with(title: data.title, lang: data.lang, source: data.source)

Typst refuses to compile a picture that has no alternative text, so that no untagged page can leave the house.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template import TemplateDoesNotExist
from django.template.utils import get_app_template_dirs

STANDARDS: list[Any] = ["ua-1"]
HOUSE = "publishing/house.typ"


@cache
def _fonts(folder: Path) -> typst.Fonts:
    """The faces of the screen, read once a process; no face of the machine, so that every host prints alike."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


@cache
def _found(template: str) -> Path:
    for folder in get_app_template_dirs("templates"):
        if (file := Path(folder) / template).is_file():
            return file
    raise TemplateDoesNotExist(template)


def render(template: str, data: Mapping[str, Any], *, files: Mapping[str, bytes] | None = None) -> bytes:
    """Compile `template` ("room/name.typ") with `data`; `files` (pictures) lie beside it under their names.

    Raises TemplateDoesNotExist, or typst.TypstError when the template is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="reperes-pdf-") as name:
        desk = Path(name)
        shutil.copyfile(_found(HOUSE), desk / "house.typ")
        shutil.copyfile(_found(template), desk / "page.typ")
        (desk / "data.json").write_text(json.dumps(data, cls=DjangoJSONEncoder), encoding="utf-8")
        for file, content in (files or {}).items():
            (desk / file).write_bytes(content)
        compiler = typst.Compiler(input=desk / "page.typ", root=desk, font_paths=_fonts(settings.FONTS))
        return bytes(compiler.compile(format="pdf", pdf_standards=STANDARDS))  # type: ignore[arg-type]
