"""Draws the sample documents for docs/samples: python -m tests.rendering.sample_pages

Each picture shows all pages of a document, the PDF above and the Word file as LibreOffice lays out
its Laksaman copy below.
"""

from pathlib import Path

from PIL import Image

from forms_templates.rendering import render_docx, render_pdf
from tests.rendering.conftest import KINDS
from tests.rendering.tools import by_libreoffice, page_images

FOLDER = Path(__file__).parents[2] / "docs/samples"
GAP = 12
RESOLUTION = {"request": 90, "feedback": 90}
OTHERWISE = 55
COLOURS = 128


def main() -> None:
    """Render every sample twice and write its picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    documents = {kind: make() for kind, make in KINDS.items()}
    copies = by_libreoffice({k: render_docx(d, "laksaman") for k, d in documents.items()})
    for kind, document in documents.items():
        resolution = RESOLUTION.get(kind, OTHERWISE)
        rows = [page_images(pdf, resolution) for pdf in (render_pdf(document), copies[kind])]
        _sheet(rows).save(FOLDER / f"{kind}.png", optimize=True)


def _sheet(rows: list[list[Image.Image]]) -> Image.Image:
    width = max(sum(page.width + GAP for page in row) for row in rows) + GAP
    height = sum(max(page.height for page in row) + GAP for row in rows) + GAP
    sheet = Image.new("RGB", (width, height), "#8a8f98")
    top = GAP
    for row in rows:
        left = GAP
        for page in row:
            sheet.paste(page, (left, top))
            left += page.width + GAP
        top += max(page.height for page in row) + GAP
    return sheet.quantize(COLOURS)


if __name__ == "__main__":
    main()
