"""Documents as Word files."""

from forms_templates.contexts import (
    AcknowledgementContext,
    CardContext,
    DocumentContext,
    FormContext,
    MemoContext,
    ReceiptContext,
)
from forms_templates.rendering import WordFonts
from forms_templates.rendering.word.card import write_acknowledgement, write_card, write_receipt
from forms_templates.rendering.word.document import WordDocument
from forms_templates.rendering.word.memo import write_memo
from forms_templates.rendering.word.sheet import add_sheet
from forms_templates.rendering.wording import document_author, document_title


def document_as_docx(context: DocumentContext, fonts: WordFonts) -> bytes:
    """See `forms_templates.rendering.render_docx`."""
    document = WordDocument(fonts)
    version = ""
    match context:
        case MemoContext():
            write_memo(document, context)
        case FormContext():
            version = context.version_code
            document.end(*add_sheet(document, context, first=True))
        case CardContext():
            write_card(document, context)
        case ReceiptContext():
            write_receipt(document, context)
        case AcknowledgementContext():
            write_acknowledgement(document, context)
    title, author = document_title(context), document_author(context)
    return document.written(title, author, context.made_at, version)
