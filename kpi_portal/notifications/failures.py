"""Why an e-mail could not be sent, in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kpi_portal.errors import _StrOrPromise

# Kept while a message is handed to the mail server: it stays where the worker died in that moment.
INTERRUPTED = "Interrupted"
REFUSED = "SMTPRecipientsRefused"

_UNREACHABLE = _("The mail server could not be reached. Send it again later.")
_NOT_ACCEPTED = _("The mail server does not accept the portal as sender. Tell whoever runs it.")
_WORDS: Mapping[str, _StrOrPromise] = {
    INTERRUPTED: _(
        "The work was interrupted while sending, so it may have arrived. Send it again if not."
    ),
    REFUSED: _("The mail server refused the address. Have it corrected, then send it again."),
    "SMTPSenderRefused": _NOT_ACCEPTED,
    "SMTPAuthenticationError": _NOT_ACCEPTED,
    "SMTPServerDisconnected": _UNREACHABLE,
    "SMTPConnectError": _UNREACHABLE,
    "ConnectionRefusedError": _UNREACHABLE,
    "ConnectionResetError": _UNREACHABLE,
    "TimeoutError": _UNREACHABLE,
    "gaierror": _UNREACHABLE,
    "OSError": _UNREACHABLE,
}
_OTHER = _("The mail server did not take the message.")


def kept(failure: OSError) -> str:
    """The failure as a row keeps it."""
    return f"{type(failure).__name__}: {failure}"[:500]


def in_words(failure: str) -> str:
    """What a row keeps, for people; empty where nothing failed."""
    return str(_WORDS.get(failure.partition(":")[0], _OTHER)) if failure else ""
