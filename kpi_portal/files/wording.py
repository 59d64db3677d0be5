"""The sentences of refused files, by code: what happened, what it means, what to do."""

from django.utils.translation import gettext_lazy as _

FILE_MESSAGES = {
    "empty": _(
        "This file is empty (0 bytes). Check that it was saved completely, then attach it again."
    ),
    "too_large": _(
        "This file is larger than the %(limit)s accepted here. Lower the resolution of its"
        " pictures or split it into parts, then attach it again."
    ),
    "incomplete": _(
        "Only %(received)s of the file's %(expected)s arrived, so nothing was kept of it."
        " Attach it again."
    ),
    "not_accepted": _(
        "Files of the kind %(actual)s are not accepted here. Save it as one of %(accepted)s,"
        " then attach it again."
    ),
    "unknown_kind": _(
        "The portal does not know what kind of file this is, so it cannot be accepted."
        " Save it as one of %(accepted)s, then attach it again."
    ),
    "renamed": _(
        "The name of this file ends with .%(extension)s, but its content is %(actual)s."
        " Open it in the program it was made with, save it as one of %(accepted)s,"
        " then attach it again."
    ),
    "no_extension": _(
        "The name of this file has no ending, although its content is %(actual)s."
        " Add .%(expected)s to the end of the name, then attach it again."
    ),
    "macro": _(
        "This file contains macros, so it cannot be accepted."
        " Save it as .docx, .xlsx, .pptx or PDF, then attach it again."
    ),
    "legacy_office": _(
        "This file is in the old Office format (.doc, .xls, .ppt), which can hide macros,"
        " so it cannot be accepted. Save it as .docx, .xlsx, .pptx or PDF, then attach it again."
    ),
    "encrypted": _(
        "This file is locked with a password or against copying, so it cannot be checked."
        " Save a copy without the protection, then attach that."
    ),
    "embedded_object": _(
        "This file contains another file or object inside it, so it cannot be accepted."
        " Turn the object into a picture or save the document as PDF, then attach it again."
    ),
    "remote_content": _(
        "This file fetches a template or content from elsewhere when it is opened,"
        " so it cannot be accepted. Save it as PDF, then attach it again."
    ),
    "unpacks_too_large": _(
        "This file unpacks to far more data than a document needs, so it cannot be accepted."
        " Save it anew under another name or as PDF, then attach it again."
    ),
    "unsafe_parts": _(
        "This file contains parts with forbidden names or instructions, so it cannot be"
        " accepted. Save it anew under another name or as PDF, then attach it again."
    ),
    "mixed_content": _(
        "Other data is hidden before or behind the content of this file, so it cannot be"
        " accepted. Save it anew under another name, then attach it again."
    ),
    "damaged": _(
        "This file is damaged or incomplete and cannot be opened. Open it on your computer,"
        " save it anew under another name or as PDF, then attach it again."
    ),
    "pdf_script": _(
        "This PDF contains a script, so it cannot be accepted."
        " Print it to a new PDF file, then attach that."
    ),
    "pdf_action": _(
        "This PDF starts programs or sends data when it is used, so it cannot be accepted."
        " Print it to a new PDF file, then attach that."
    ),
    "pdf_attachment": _(
        "This PDF carries other files or media inside it, so it cannot be accepted."
        " Attach those files separately, and print the PDF to a new PDF file."
    ),
    "pdf_dynamic_form": _(
        "This PDF is a dynamic form (XFA), which most programs cannot show."
        " Print it to a new PDF file, then attach that."
    ),
    "pdf_old_compression": _(
        "This PDF is packed by an outdated method that cannot be checked safely."
        " Print it to a new PDF file, then attach that."
    ),
    "too_complex": _(
        "This PDF is built of more parts than can be checked."
        " Split it into smaller files or scan the pages, then attach it again."
    ),
    "too_many_pixels": _(
        "This picture has more than the %(limit)s million pixels accepted here."
        " Save it with a lower resolution, then attach it again."
    ),
    "infected": _(
        "The virus scan found %(signature)s in this file, so it was not kept."
        " Check your computer, then attach a clean copy."
    ),
}
