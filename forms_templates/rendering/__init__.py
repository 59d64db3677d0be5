"""From one document context to Word and PDF, the same bytes each time.

Both doors take any context of `forms_templates.contexts`. They read no database, no clock and no
settings. The libraries behind them are heavy, so they are loaded at the first document only.
"""

from typing import Literal

from forms_templates.contexts import DocumentContext

WordFonts = Literal["sarabun", "laksaman"]

PDF_TYPE = "application/pdf"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render_pdf(context: DocumentContext) -> bytes:
    """The document as PDF with its fonts embedded.

    Raises RenderingError when the Laksaman font is not installed or a picture cannot be read.
    """
    from forms_templates.rendering.pdf.renderer import document_as_pdf

    return document_as_pdf(context)


def render_sheet(html: str, styles: str) -> bytes:
    """A page of its own making as PDF, in Laksaman with a mended text layer: its HTML, every value
    in it escaped, and its style sheet. It reaches no file and no network.

    Raises RenderingError when the Laksaman font is not installed.
    """
    from forms_templates.rendering.pdf.renderer import html_as_pdf

    return html_as_pdf(html, styles)


def render_docx(context: DocumentContext, fonts: WordFonts = "sarabun") -> bytes:
    """The document as a Word file, set in TH SarabunPSK.

    `fonts="laksaman"` sets a copy in Laksaman at its scaled sizes, so that a machine without the
    official font can count its pages. Raises RenderingError when a picture cannot be read.
    """
    from forms_templates.rendering.word.renderer import document_as_docx

    return document_as_docx(context, fonts)


def load() -> None:
    """Load the libraries now, for a process whose first document shall not wait for them."""
    from forms_templates.rendering.pdf import renderer as _pdf  # noqa: F401
    from forms_templates.rendering.word import renderer as _word  # noqa: F401
