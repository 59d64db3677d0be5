"""What reviewers, the head and the executive fill in: verdicts, returns, decisions, orders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.thai import BANGKOK
from submissions.domain.desk_data import Item
from submissions.domain.review_places import Place
from submissions.enums import Decision
from submissions.forms.fields import DateAsWrittenField, TidyField

LONGEST_NOTE = 4_000
_PAIR = re.compile(r"[0-9]{1,18}:[0-9]{1,9}", re.ASCII)
DATE_HINT = _("For example 25 Feb 2025 or 25/2/2568")


def end_of(day: date) -> datetime:
    """The last second of a day in Bangkok."""
    return datetime.combine(day, time(23, 59, 59), BANGKOK)


def _note(label: Any, *, required: bool) -> TidyField:
    return TidyField(
        label=label,
        required=required,
        multiline=True,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VerdictForm(forms.Form):
    """A verdict on one piece. `seen` is the newest verdict that the page showed; the length and the
    need of a comment are the verb's to check, so that both say the same."""

    decision = forms.ChoiceField(choices=Decision.choices)
    comment = TidyField(required=False, multiline=True)
    seen = forms.IntegerField(min_value=0)


class ReasonForm(forms.Form):
    """A ready-made reason; its length is the verb's to check."""

    text = TidyField(label=_("Reason"), multiline=True, widget=forms.Textarea(attrs={"rows": 2}))


class ActForm(forms.Form):
    """Any act upon a report. `version` is the one that the page showed, `opened` when."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    opened = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    note = _note(_("Remark"), required=False)

    def data_of_the_act(self) -> dict[str, Any]:
        """What the act's guards and effects ask for."""
        return {}


class ReasonedForm(ActForm):
    """An act that needs a reason."""

    note = _note(_("Reason"), required=True)


class OrderForm(ReasonedForm):
    """An act by order."""

    order_number = TidyField(label=_("Order number"), max_length=120)
    field_order = ["version", "opened", "order_number"]

    def data_of_the_act(self) -> dict[str, Any]:
        return {"order_number": self.cleaned_data["order_number"]}


class ReadmitForm(OrderForm):
    """An order that opens the report again until a day."""

    closes_on = DateAsWrittenField(label=_("Open until"), help_text=DATE_HINT)
    field_order = ["version", "opened", "order_number", "closes_on"]

    def data_of_the_act(self) -> dict[str, Any]:
        return {**super().data_of_the_act(), "closes_at": end_of(self.cleaned_data["closes_on"])}


class EndorseForm(ActForm):
    """Endorsing results in a meeting or by a memo."""

    reference = TidyField(label=_("Number of the meeting or memo"), max_length=200)
    field_order = ["version", "opened", "reference"]

    def data_of_the_act(self) -> dict[str, Any]:
        return {"reference": self.cleaned_data["reference"]}


class ReturnForm(ReasonedForm):
    """Sending back: what was returned piece by piece, and what is missing altogether.

    For each missing item a tick `ask-<key>` asks for it, with a comment `say-<key>` of its own.
    """

    note = _note(_("Note to the unit"), required=True)
    answer_on = DateAsWrittenField(label=_("Answer by"), help_text=DATE_HINT)

    def __init__(self, *args: Any, missing: Iterable[Item] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = list(missing)
        for item in self.missing:
            self.fields[f"ask-{item.key}"] = forms.BooleanField(
                label=item.requirement.title, required=False
            )
            self.fields[f"say-{item.key}"] = TidyField(
                label=_("What is asked for"),
                required=False,
                multiline=True,
                max_length=LONGEST_NOTE,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for item in self.missing:
            if cleaned.get(f"ask-{item.key}") and not cleaned.get(f"say-{item.key}"):
                self.add_error(
                    f"say-{item.key}", _("Say what is asked for, or leave the item unticked.")
                )
        return cleaned

    def asked(self) -> list[tuple[Item, Any, Any]]:
        """(item, tick, comment) of every missing item, for the page."""
        return [(i, self[f"ask-{i.key}"], self[f"say-{i.key}"]) for i in self.missing]

    def data_of_the_act(self) -> dict[str, Any]:
        items = {
            item.key: self.cleaned_data[f"say-{item.key}"]
            for item in self.missing
            if self.cleaned_data.get(f"ask-{item.key}")
        }
        return {"items": items, "answer_by": end_of(self.cleaned_data["answer_on"])}


class WaiverForm(forms.Form):
    """Waiving the deduction for lateness."""

    order_number = TidyField(label=_("Order number"), max_length=120)
    note = _note(_("Reason"), required=True)


class ExtensionDecisionForm(forms.Form):
    """The answer to a request for more time: a day and an order number, or a reason."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("grant", _("Grant more time")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    until = DateAsWrittenField(label=_("New due date"), required=False, help_text=DATE_HINT)
    order_number = TidyField(label=_("Order number"), required=False, max_length=120)
    answer = _note(_("Answer to the unit"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == "grant":
            if not cleaned.get("order_number"):
                self.add_error("order_number", _("Give the number of the order."))
        elif cleaned.get("decision") == "refuse" and not cleaned.get("answer"):
            self.add_error("answer", _("Say why the request is refused."))
        return cleaned


class AppointForm(forms.Form):
    """Naming somebody by order to review or confirm this one report."""

    person = forms.ModelChoiceField(
        label=_("Person"), queryset=User.objects.none(), empty_label=_("Choose a person")
    )
    role = forms.ChoiceField(
        label=_("Named as"),
        choices=[(role.value, role.label) for role in (Role.REVIEWER, Role.HEAD)],
        widget=forms.RadioSelect,
    )
    order_number = TidyField(label=_("Order number"), max_length=120)
    note = _note(_("Reason"), required=True)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]  # a model choice


class AssignForm(forms.Form):
    """Giving the chosen reports of the queue to one reviewer."""

    chosen = forms.TypedMultipleChoiceField(coerce=int)
    reviewer = forms.ModelChoiceField(queryset=User.objects.none())
    place = forms.ChoiceField(required=False, choices=[(place.value, place) for place in Place])

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]  # a model choice
        # Any key is taken here: whether it is a report of the person's is the door's to say.
        picked = self.data.getlist("chosen") if hasattr(self.data, "getlist") else []
        self.fields["chosen"].choices = [  # type: ignore[attr-defined]  # a choice field
            (key, key) for key in picked if key.isascii() and key.isdigit()
        ]


class BulkForm(forms.Form):
    """One act upon several reports of a round. Each is named with the version that the page showed,
    as `report=<key>:<version>`."""

    report = forms.TypedMultipleChoiceField(
        label=_("Units"),
        coerce=str,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Tick at least one unit.")),
    )
    note = _note(_("Remark"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("report") if hasattr(self.data, "getlist") else []
        # Whether a key is a report of the round is the door's to say.
        self.fields["report"].choices = [  # type: ignore[attr-defined]  # a choice field
            (entry, entry) for entry in sent if _PAIR.fullmatch(entry)
        ]

    @property
    def chosen(self) -> dict[int, int]:
        """Report → version."""
        pairs = (entry.split(":") for entry in self.cleaned_data["report"])
        return {int(pk): int(version) for pk, version in pairs}

    @property
    def ticked(self) -> frozenset[str]:
        """What was sent, for showing the page again."""
        return frozenset(key for key, _same in self.fields["report"].choices)  # type: ignore[attr-defined]

    def data_of_the_act(self) -> dict[str, Any]:
        """What the act's guards and effects ask for."""
        return {}


class BulkReasonedForm(BulkForm):
    """An act upon several reports by one order, with a reason."""

    order_number = TidyField(label=_("Order number"), max_length=120)
    note = _note(_("Reason"), required=True)
    field_order = ["report", "order_number", "note"]

    def data_of_the_act(self) -> dict[str, Any]:
        return {"order_number": self.cleaned_data["order_number"]}


class BulkReadmitForm(BulkReasonedForm):
    """Opening several reports again until a day, by one order."""

    closes_on = DateAsWrittenField(label=_("Open until"), help_text=DATE_HINT)
    field_order = ["report", "order_number", "closes_on", "note"]

    def data_of_the_act(self) -> dict[str, Any]:
        closes_at = end_of(self.cleaned_data["closes_on"])
        return {**super().data_of_the_act(), "closes_at": closes_at}


class BulkEndorseForm(BulkForm):
    """Endorsing a round's results in one meeting or by one memo."""

    reference = TidyField(label=_("Number of the meeting or memo"), max_length=200)
    field_order = ["report", "reference", "note"]
