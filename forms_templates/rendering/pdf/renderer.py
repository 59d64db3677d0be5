"""Documents as PDF, with what is costly to prepare kept warm for the next one."""

from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import Any

import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from forms_templates.contexts import DocumentContext
from forms_templates.rendering.pdf import kept_pictures
from forms_templates.rendering.pdf.fonts import require_laksaman
from forms_templates.rendering.pdf.markup import PICTURE_SCHEME, Markup, markup_of
from forms_templates.rendering.pdf.stylesheet import stylesheet
from forms_templates.rendering.pdf.thai_text_layer import mend, require_known_version
from forms_templates.rendering.typography import writable

# The font configuration is one per process and not made for two threads at a time.
_lock = Lock()


def document_as_pdf(context: DocumentContext) -> bytes:
    """See `forms_templates.rendering.render_pdf`."""
    return markup_as_pdf(markup_of(context))


def markup_as_pdf(markup: Markup, finisher: Any = mend) -> bytes:
    """The PDF of a document's HTML; `finisher` sees its objects before they are written."""
    styles, fonts = _warm()
    with _lock:
        html = weasyprint.HTML(string=markup.html, url_fetcher=picture_fetcher(markup))
        # Tagged, so that a screen reader meets paragraphs and tables instead of loose lines.
        pdf: bytes = html.write_pdf(
            stylesheets=[styles],
            font_config=fonts,
            finisher=finisher,
            pdf_tags=True,
            cache=kept_pictures.of(markup.pictures),
        )
    return pdf


def html_as_pdf(html: str, styles: str) -> bytes:
    """See `forms_templates.rendering.render_sheet`."""
    _styles, fonts = _warm()
    with _lock:
        page = weasyprint.HTML(string=writable(html), url_fetcher=_Fetcher({}))
        pdf: bytes = page.write_pdf(
            stylesheets=[weasyprint.CSS(string=styles, font_config=fonts)],
            font_config=fonts,
            finisher=mend,
            pdf_tags=True,
        )
    return pdf


def picture_fetcher(markup: Markup) -> URLFetcher:
    """What gives the HTML its own pictures and refuses every other address."""
    return _Fetcher(markup.pictures)


@cache
def _warm() -> tuple[weasyprint.CSS, FontConfiguration]:
    require_known_version()
    require_laksaman()
    fonts = FontConfiguration()
    return weasyprint.CSS(string=stylesheet(), font_config=fonts), fonts


class _Fetcher(URLFetcher):
    """Gives a document its own pictures and nothing else: no file, no network."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("data",), fail_on_errors=True)
        self._pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> Any:
        if url.startswith(PICTURE_SCHEME):
            return URLFetcherResponse(url, self._pictures[url])
        return super().fetch(url, headers)
