"""Which reports are moved to another version, and why."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.fields import TidyField

ALL, SOME = "all", "some"


class MoveForm(forms.Form):
    """All reports of the round whose result is not confirmed, or those that are ticked."""

    which = forms.ChoiceField(
        label=_("Which reports"),
        choices=[(ALL, _("all whose result is not confirmed")), (SOME, _("only the ticked ones"))],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=ALL,
    )
    reports = forms.TypedMultipleChoiceField(coerce=int, required=False)
    reason = TidyField(
        label=_("Reason"),
        multiline=True,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The units read it, and it stands in the history of each report."),
    )

    def __init__(self, data=None, *, offered=(), **kwargs) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["reports"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(str(pk), str(pk)) for pk in offered]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("which") == SOME and not cleaned.get("reports"):
            self.add_error("which", _("Tick at least one report below."))
        return cleaned

    @property
    def chosen(self) -> list[int] | None:
        """The keys of the ticked reports; None for all."""
        return self.cleaned_data["reports"] if self.cleaned_data["which"] == SOME else None
