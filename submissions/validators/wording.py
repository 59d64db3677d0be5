"""The sentences of all refusals, by code: what happened, what it means, what to do."""

from django.utils.translation import gettext_lazy as _

# To be shown once beneath refusals where several files are handled together.
OTHERS_KEPT = _("The other files you attached are still here.")

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
