"""The sentences of all refusals, by code: what happened, what it means, what to do."""

from django.utils.translation import gettext_lazy as _

# To be shown once beneath refusals where several files are handled together.
OTHERS_KEPT = _("The other files you attached are still here.")

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

LINK_MESSAGES = {
    "link_empty": _("Type or paste the address of the page."),
    "link_too_long": _(
        "This address has more than %(limit)s characters. Open the page, use its share button"
        " or copy a shorter address."
    ),
    "link_no_scheme": _(
        "The address must begin with https:// or http://. Did you mean %(suggestion)s?"
    ),
    "link_scheme": _(
        "Addresses that begin with %(scheme)s: are not accepted, because they do not lead to a"
        " web page. Copy the address of the page, beginning with https://."
    ),
    "link_local_file": _(
        "This is the place of a file on a computer or shared drive, which others cannot open."
        " Attach the file itself instead."
    ),
    "link_credentials": _(
        "This address contains a user name or password, which others would see."
        " Remove the part before @, then save again."
    ),
    "link_unreadable": _(
        "This is not a complete web address. Open the page in a browser, copy the whole address"
        " and paste it here."
    ),
}

NUMBER_MESSAGES = {
    "number_empty": _("Type a number."),
    "number_unreadable": _(
        "Type one number in digits, such as 85 or 1,250.50; Thai digits are understood too."
    ),
    "number_too_small": _("The number must be at least %(minimum)s."),
    "number_too_large": _("The number must be at most %(maximum)s."),
    "number_too_precise": _("The number may have at most %(places)s decimal places."),
}
