"""Every PDF the house gives is tagged, says its language, and passes the machine checks of PDF/UA we have."""

import io

import pdfua
import pytest
from pypdf import PdfReader

PDFS = {"catalogue:selection_pdf", "catalogue:resource_pdf", "atlas:map_pdf", "atlas:locality_pdf"}


@pytest.mark.slow  # a browser's session walks the house
@pytest.mark.parametrize(("start", "language"), [("/", "fr"), ("/en/", "en")])
def test_every_pdf_is_tagged(walk_of, context_of, tmp_path, start, language):
    files = walk_of("", start).files
    pdfs = {name: path for name, path in files.items() if path.endswith(".pdf")}
    assert set(pdfs) == PDFS
    asked = context_of().request
    for name, path in pdfs.items():
        body = asked.get(path).body()
        root = PdfReader(io.BytesIO(body)).trailer["/Root"].get_object()
        assert root["/MarkInfo"]["/Marked"].value is True, path
        assert str(root["/Lang"]).startswith(language), path
        file = tmp_path / f"{name.partition(':')[2]}.pdf"
        file.write_bytes(body)
        assert [finding.message for finding in pdfua.validate(file).findings] == [], path
