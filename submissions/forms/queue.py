"""Forms of the review queue: giving reports away, saved views, conflicts of interest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.domain.conflicts import LONGEST_REASON
from submissions.domain.even_assigning import MOST, Gift
from submissions.domain.saved_views import LONGEST_NAME
from submissions.forms.fields import TidyField


def keys_of(sent: list[str]) -> list[int]:
    """The numbers among what was sent, each once; whether they are reports is the door's to say."""
    numbers = (int(key) for key in sent if key.isascii() and key.isdigit() and len(key) < 19)
    return list(dict.fromkeys(numbers))


class ViewNameForm(forms.Form):
    """The name of a saved view."""

    name = TidyField(
        label=_("Name of the view"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Give the view a name.")},
    )


class ConflictForm(forms.Form):
    """Why somebody does not judge a report."""

    reason = TidyField(
        label=_("Reason"),
        multiline=True,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why: this act needs a reason.")},
    )


class WithdrawForm(ConflictForm):
    """Why it may be judged after all; the person's own declaration is withdrawn without words."""

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason


def gifts_of(sent: list[str]) -> list[Gift]:
    """What the confirmed plan gives to whom."""
    return [gift for text in sent[: 2 * MOST] if (gift := Gift.read(text)) is not None]
