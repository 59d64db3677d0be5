"""What the document templates may do to a value."""

from collections.abc import Iterable

from django.template import Library
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from forms_templates.rendering import typography, wording

register = Library()

register.filter("paragraphs", wording.paragraphs)
register.filter("hangs", wording.hangs)


@register.filter
def official(text: str) -> SafeString:
    """Running text in official typography, escaped."""
    return _marked_up(typography.running_text(text))


@register.filter
def held(text: str) -> SafeString:
    """Text with its unbreakable phrases held together, digits as typed, escaped."""
    return _marked_up(typography.pieces(text))


def _marked_up(pieces: Iterable[typography.Piece]) -> SafeString:
    # A span, because the dictionary that breaks Thai heeds neither no-break space nor word joiner.
    return mark_safe(  # noqa: S308 (every piece is escaped)
        "".join(
            f'<span class="held">{conditional_escape(piece.text)}</span>'
            if piece.held
            else conditional_escape(piece.text)
            for piece in pieces
        )
    )
