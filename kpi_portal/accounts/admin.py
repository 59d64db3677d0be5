"""Units, people and roles for those who keep them; every save is an audited verb."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import acting, duties, memberships, people, units
from kpi_portal.accounts.enums import ActingKind, Role, UnitGroup, UnitKind
from kpi_portal.accounts.models import ActingAppointment, Membership, Unit, User
from kpi_portal.errors import GuardRefused
from kpi_portal.verb_admin import VerbAdmin, VerbForm

_DETAILS = [
    "username",
    "title",
    "first_name",
    "last_name",
    "position",
    "level",
    "email",
    "phone",
    "language",
]


class UnitAddForm(VerbForm):
    """A new unit."""

    class Meta:
        model = Unit
        fields = [
            "code",
            "name",
            "name_en",
            "abbreviation",
            "kind",
            "group",
            "parent",
            "phone",
            "email",
            "document_code",
            "position_name",
            "valid_from",
        ]

    def act(self, *, at: datetime) -> Unit:
        typed = dict(self.cleaned_data)
        typed["kind"], typed["group"] = UnitKind(typed["kind"]), UnitGroup(typed["group"])
        return units.create_unit(units.UnitDetails(**typed), actor=self.actor, at=at)


class UnitEndForm(VerbForm):
    """The last day of a unit, who takes over, and why."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea)

    class Meta:
        model = Unit
        fields = ["valid_to", "successor"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_to"].required = True

    def act(self, *, at: datetime) -> Unit:
        typed = self.cleaned_data
        unit = Unit.objects.get(pk=self.instance.pk)
        if duties.belongings(unit, at=at) or duties.of(unit, at=at):
            raise GuardRefused(
                _(
                    "This unit keeps things or has work in hand. Dissolve it on its page, where "
                    "each thing has its taker."
                ),
                code="has_duties",
            )
        return units.end_unit(
            unit,
            actor=self.actor,
            at=at,
            last_day=typed["valid_to"],
            successor=typed["successor"],
            reason=typed["reason"],
        )


@admin.register(Unit)
class UnitAdmin(VerbAdmin):
    add_form, change_form = UnitAddForm, UnitEndForm
    list_display = ("name", "abbreviation", "kind", "parent", "valid_from", "valid_to", "successor")
    list_filter = ("kind", "group")
    list_select_related = ("parent", "successor")
    search_fields = ("name", "abbreviation", "code")
    autocomplete_fields = ("parent", "successor")

    def may_change(self, obj: Unit) -> bool:
        return obj.valid_to is None


class PersonAddForm(VerbForm):
    """A new person; without a password nobody can sign in yet."""

    new_password = forms.CharField(
        label=_("Password"), required=False, strip=False, widget=forms.PasswordInput
    )

    class Meta:
        model = User
        fields = _DETAILS

    def details(self) -> people.PersonDetails:
        return people.PersonDetails(**{name: self.cleaned_data[name] for name in _DETAILS})

    def act(self, *, at: datetime) -> User:
        return people.create_person(
            self.details(),
            actor=self.actor,
            at=at,
            password=self.cleaned_data["new_password"] or None,
        )


class PersonChangeForm(PersonAddForm):
    """Corrections, a new password, or the end of the account."""

    new_password = forms.CharField(
        label=_("New password"), required=False, strip=False, widget=forms.PasswordInput
    )
    close_reason = forms.CharField(
        label=_("Close the account because"),
        required=False,
        help_text=_("Left empty, the account stays open."),
    )

    def act(self, *, at: datetime) -> User:
        person = User.objects.get(pk=self.instance.pk)
        people.update_person(person, self.details(), actor=self.actor, at=at)
        if self.cleaned_data["new_password"]:
            people.set_password(person, self.cleaned_data["new_password"], actor=self.actor, at=at)
        if self.cleaned_data["close_reason"]:
            people.close_account(
                person, actor=self.actor, at=at, reason=self.cleaned_data["close_reason"]
            )
        return person


@admin.register(User)
class PersonAdmin(VerbAdmin):
    add_form, change_form = PersonAddForm, PersonChangeForm
    list_display = ("display_name", "username", "position", "level", "email", "is_active")
    list_filter = ("is_active",)
    search_fields = ("first_name", "last_name", "username", "position")
    ordering = ("first_name", "last_name")


class MembershipAddForm(VerbForm):
    """A role in a unit, and the unit whose subtree it reaches."""

    class Meta:
        model = Membership
        fields = [
            "user",
            "unit",
            "scope",
            "role",
            "starts",
            "ends",
            "order_number",
            "period_from",
            "period_to",
        ]

    def act(self, *, at: datetime) -> Membership:
        typed = dict(self.cleaned_data)
        person, typed["role"] = typed.pop("user"), Role(typed["role"])
        return memberships.grant_membership(person, actor=self.actor, at=at, **typed)


class EndForm(VerbForm):
    """The last day, and why."""

    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends"].required = True


class MembershipEndForm(EndForm):
    left: tuple[memberships.OpenWork, ...] = ()

    class Meta:
        model = Membership
        fields = ["ends"]

    def act(self, *, at: datetime) -> Membership:
        membership = Membership.objects.select_related("user", "unit", "scope").get(
            pk=self.instance.pk
        )
        self.left = memberships.end_membership(
            membership,
            actor=self.actor,
            at=at,
            last_day=self.cleaned_data["ends"],
            reason=self.cleaned_data["reason"],
        )
        return membership


@admin.register(Membership)
class MembershipAdmin(VerbAdmin):
    add_form, change_form = MembershipAddForm, MembershipEndForm
    list_display = ("user", "role", "unit", "scope", "starts", "ends")
    list_filter = ("role",)
    list_select_related = ("user", "unit", "scope")
    search_fields = ("user__first_name", "user__last_name", "unit__name")
    autocomplete_fields = ("user", "unit", "scope")
    ordering = ("unit__path", "role")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for work in getattr(form, "left", ()):
            messages.warning(request, _("To hand over: %(work)s") % {"work": work})


class ActingAddForm(VerbForm):
    """Standing in for an office, by order."""

    class Meta:
        model = ActingAppointment
        fields = [
            "user",
            "kind",
            "role",
            "unit",
            "scope",
            "covers",
            "position",
            "order_number",
            "starts",
            "ends",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = self.fields["scope"].required = False

    def act(self, *, at: datetime) -> ActingAppointment:
        typed = dict(self.cleaned_data)
        person = typed.pop("user")
        typed["kind"], typed["role"] = ActingKind(typed["kind"]), Role(typed["role"])
        return acting.appoint_acting(person, actor=self.actor, at=at, **typed)


class ActingEndForm(EndForm):
    class Meta:
        model = ActingAppointment
        fields = ["ends"]

    def act(self, *, at: datetime) -> ActingAppointment:
        appointment = ActingAppointment.objects.select_related("user", "unit").get(
            pk=self.instance.pk
        )
        last_day: date = self.cleaned_data["ends"]
        return acting.end_acting(
            appointment,
            actor=self.actor,
            at=at,
            last_day=last_day,
            reason=self.cleaned_data["reason"],
        )


@admin.register(ActingAppointment)
class ActingAdmin(VerbAdmin):
    add_form, change_form = ActingAddForm, ActingEndForm
    list_display = ("user", "signature_line", "unit", "covers", "order_number", "starts", "ends")
    list_filter = ("kind", "role")
    list_select_related = ("user", "unit", "covers")
    search_fields = ("user__first_name", "user__last_name", "order_number")
    autocomplete_fields = ("user", "unit", "scope", "covers")
    ordering = ("-ends",)
