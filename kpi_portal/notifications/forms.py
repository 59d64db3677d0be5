"""What a person says about mail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.notifications.models import MailMode


class WishesForm(forms.Form):
    mode = forms.ChoiceField(
        label=_("News that is no official notice"),
        choices=MailMode.choices,
        widget=forms.RadioSelect,
    )
    summary = forms.BooleanField(
        label=_("A summary of what waits for me, each working morning"),
        help_text=_("For those who review and for heads; nothing is sent when nothing waits."),
        required=False,
    )
