"""What configurers enter about units: new ones, names, details, and orders that end them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain.duties import Duty, Item, Kept
from kpi_portal.accounts.domain.succession import Ending
from kpi_portal.accounts.domain.unit_names import Details, Names
from kpi_portal.accounts.domain.units import UnitDetails
from kpi_portal.accounts.enums import Role, UnitGroup, UnitKind
from kpi_portal.accounts.models import Membership, Unit
from kpi_portal.form_fields import DateAsWrittenField, TidyField

NOBODY = "nobody"
NEW = "new"
_DAY_HINT = _("Type a date, such as 25/2/2568 or 25 Feb 2025.")


class _NamesForm(forms.Form):
    """The names that documents show."""

    name = TidyField(label=_("Name"), max_length=200)
    name_en = TidyField(label=_("name in English"), max_length=200, required=False)
    abbreviation = TidyField(label=_("abbreviation"), max_length=40, required=False)
    position_name = TidyField(label=_("position of its head"), max_length=200, required=False)

    NAMES = ("name", "name_en", "abbreviation", "position_name")


class NewUnitForm(_NamesForm):
    """A unit below one that the configurer keeps."""

    code = TidyField(label=_("code"), max_length=40)
    kind = forms.ChoiceField(label=_("kind"), choices=UnitKind.choices, initial=UnitKind.SECTION)
    group = forms.ChoiceField(label=_("unit group"), choices=UnitGroup.choices)
    parent = forms.ChoiceField(label=_("Below"))
    valid_from = DateAsWrittenField(label=_("First day"), help_text=_DAY_HINT)
    phone = TidyField(label=_("telephone"), max_length=60, required=False)
    email = forms.EmailField(label=_("e-mail address"), required=False)
    document_code = TidyField(
        label=_("document code"),
        max_length=40,
        required=False,
        help_text=_("Stands before memo numbers."),
    )

    field_order = ("code", "name", "name_en", "abbreviation", "kind", "group", "parent")

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        _choices(self, "parent", [(pk, unit.name) for pk, unit in self._units.items()])

    def details(self) -> UnitDetails:
        """What was entered, for the verb."""
        typed = dict(self.cleaned_data)
        typed["parent"] = self._units[typed["parent"]]
        typed["kind"], typed["group"] = UnitKind(typed["kind"]), UnitGroup(typed["group"])
        return UnitDetails(**typed)


class RenameForm(_NamesForm):
    """New names by an order."""

    effective = DateAsWrittenField(
        label=_("Effective from"), help_text=_("The former name holds up to the day before.")
    )
    order_number = TidyField(label=_("Order number"), max_length=120)

    def names(self) -> Names:
        """The names entered."""
        return Names(**{name: self.cleaned_data[name] for name in self.NAMES})


class DetailsForm(forms.Form):
    """What may be corrected without an order."""

    name_en = TidyField(label=_("name in English"), max_length=200, required=False)
    group = forms.ChoiceField(
        label=_("unit group"),
        choices=UnitGroup.choices,
        help_text=_("Reports that exist keep the group by which they are weighed."),
    )
    position_name = TidyField(label=_("position of its head"), max_length=200, required=False)
    phone = TidyField(label=_("telephone"), max_length=60, required=False)
    email = forms.EmailField(label=_("e-mail address"), required=False)
    document_code = TidyField(
        label=_("document code"),
        max_length=40,
        required=False,
        help_text=_("Stands before memo numbers."),
    )

    def details(self) -> Details:
        """What was entered."""
        typed = dict(self.cleaned_data)
        return Details(**(typed | {"group": UnitGroup(typed["group"])}))


class _OrderForm(forms.Form):
    """The order that ends units, and whose roles go on in the successor."""

    effective = DateAsWrittenField(
        label=_("Effective from"), help_text=_("The unit ends on the day before.")
    )
    order_number = TidyField(label=_("Order number"), max_length=120)
    reason = TidyField(label=_("Reason"), multiline=True, widget=forms.Textarea(attrs={"rows": 2}))
    go_on = forms.MultipleChoiceField(
        label=_("Roles that go on in the successor"),
        help_text=_("Those not ticked end with the unit."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        required=False,
    )

    def __init__(self, *args: Any, roles: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "go_on", [(str(role.pk), _role_words(role)) for role in roles])
        # two directors in one unit would be one too many: they are chosen on purpose
        kept = [str(role.pk) for role in roles if role.role != Role.DIRECTOR]
        self.initial.setdefault("go_on", kept)

    def order(self) -> dict[str, Any]:
        """The fields that both kinds of endings share."""
        typed = self.cleaned_data
        return {
            "effective": typed["effective"],
            "order_number": typed["order_number"],
            "reason": typed["reason"],
            "go_on": frozenset(int(pk) for pk in typed["go_on"]),
        }


class DissolveForm(_OrderForm):
    """Who succeeds, and who takes over each thing where it is somebody else."""

    successor = forms.ChoiceField(
        label=_("Successor"),
        help_text=_("Takes over everything for which nobody else is chosen below."),
    )
    why_left = TidyField(
        label=_("Why nobody takes over"),
        help_text=_("Needed only where something is left without a unit."),
        required=False,
    )

    field_order = ("effective", "order_number", "successor", "reason", "go_on", "why_left")

    def __init__(
        self, *args: Any, units: Sequence[Unit], duties: Iterable[Duty], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        self._duties = tuple(duties)
        named = [(pk, unit.name) for pk, unit in self._units.items()]
        nobody = (NOBODY, _("Nobody"))
        _choices(self, "successor", [("", _("Choose")), *named, nobody])
        for duty in self._duties:
            for item in duty.items:
                self.fields[f"take-{duty.key_of(item)}"] = forms.ChoiceField(
                    label=item.what,
                    choices=[("", _("The successor")), *named, nobody],
                    required=False,
                )

    def keeps(self) -> bool:
        """Whether the unit keeps anything beside what it has in hand."""
        return any(isinstance(duty, Kept) for duty in self._duties)

    def lines(self) -> Iterator[tuple[Duty, list[tuple[Item, forms.BoundField]]]]:
        """Every kind with its items and the field that chooses who takes each."""
        for duty in self._duties:
            yield (
                duty,
                [(item, self[f"take-{duty.key_of(item)}"]) for item in duty.items],
            )

    def ending(self) -> Ending:
        """The order as the verb takes it."""
        chosen = {
            duty.key_of(item): self.cleaned_data[f"take-{duty.key_of(item)}"]
            for duty in self._duties
            for item in duty.items
        }
        return Ending(
            **self.order(),
            successor=self._units.get(self.cleaned_data["successor"]),
            takers={key: self._units.get(pk) for key, pk in chosen.items() if pk},
            why_left=self.cleaned_data["why_left"],
        )


class MergeForm(_OrderForm):
    """The unit that several become: one that exists, or a new one with its names."""

    into = forms.ChoiceField(label=_("They become"))
    code = TidyField(label=_("Code of the new unit"), max_length=40, required=False)
    name = TidyField(label=_("Name of the new unit"), max_length=200, required=False)
    abbreviation = TidyField(label=_("abbreviation"), max_length=40, required=False)
    position_name = TidyField(label=_("position of its head"), max_length=200, required=False)

    field_order = ("into", "code", "name", "abbreviation", "position_name", "effective")

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = {str(unit.pk): unit for unit in units}
        named = [(pk, unit.name) for pk, unit in self._units.items()]
        _choices(self, "into", [(NEW, _("A new unit")), *named])

    def into_which(self, first: Unit) -> Unit | UnitDetails:
        """The unit that exists, or the details of a new one beside `first`."""
        typed = self.cleaned_data
        existing = self._units.get(typed["into"])
        if existing is not None:
            return existing
        effective: date = typed["effective"]
        return UnitDetails(
            code=typed["code"],
            name=typed["name"],
            abbreviation=typed["abbreviation"],
            position_name=typed["position_name"],
            kind=UnitKind(first.kind),
            group=UnitGroup(first.group),
            parent=first.parent,
            valid_from=effective,
            phone=first.phone,
            email=first.email,
            document_code=first.document_code,
        )

    def ending(self) -> Ending:
        """The order as the verb takes it."""
        return Ending(**self.order())


def _role_words(role: Membership) -> str:
    words = f"{role.user.display_name} · {role.get_role_display()} · {role.unit.name}"
    return words if role.scope_id == role.unit_id else f"{words} → {role.scope.name}"


def _choices(form: forms.Form, name: str, choices: list[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
