"""Administration pages that change nothing by themselves: every save is one of the portal's verbs.

So permission, conditions and audit are the same as everywhere else. A form first rehearses its verb
and rolls it back, so that a refusal stands beside what was typed.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from kpi_portal.accounts import access
from kpi_portal.accounts.models import User
from kpi_portal.errors import DomainError
from kpi_portal.thai import local_date

if TYPE_CHECKING:
    Pages = admin.ModelAdmin[Any]
    ModelForm = forms.ModelForm[Any]
else:
    Pages, ModelForm = admin.ModelAdmin, forms.ModelForm


class _Rehearsed(Exception):
    """Rolls a rehearsal back, and never leaves this file."""


class VerbForm(ModelForm):
    """A form whose saving is `act`. `actor` is set for each request."""

    actor: User

    def act(self, *, at: datetime) -> models.Model:
        """Call the verb with what was typed and return what it made or changed."""
        raise TypeError(f"{type(self).__name__} names no verb")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            self._rehearse()
        return cleaned

    def _rehearse(self) -> None:
        try:
            with transaction.atomic():
                self.act(at=timezone.now())
                raise _Rehearsed
        except _Rehearsed:
            return
        except DomainError as refusal:
            self.add_error(None, str(refusal))


class VerbAdmin(Pages):
    """Shows rows to those who keep units and people, and changes them through verbs alone.

    `add_form` and `change_form` name the verbs; without one the page only shows.
    """

    add_form: type[VerbForm] | None = None
    change_form: type[VerbForm] | None = None
    actions = None
    show_full_result_count = False

    def _keeps(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and access.keeps_units(user, day=local_date(timezone.now()))

    def may_change(self, obj: Any) -> bool:
        """Whether this row can still be changed."""
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._keeps(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._keeps(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.add_form is not None and self._keeps(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.change_form is None or (obj is not None and not self.may_change(obj)):
            return False
        return self._keeps(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        chosen = self.change_form if obj is not None else self.add_form
        if chosen is not None:
            kwargs["form"] = chosen
        made: Any = super().get_form(request, obj, change=change, **kwargs)
        made.actor = request.user
        return made

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        chosen = self.change_form if obj is not None else self.add_form
        typed = list(chosen.base_fields) if chosen is not None else []
        if obj is None:
            return typed
        return [*self._shown(typed), *(typed if self.has_change_permission(request, obj) else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.change_form is None:
            return self._shown([]) if obj is not None else ()
        return self._shown(list(self.change_form.base_fields))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        done = form.act(at=timezone.now())
        obj.__dict__.update(done.__dict__)

    def _shown(self, typed: list[str]) -> list[str]:
        """Every column that the form does not ask for."""
        hidden = {"id", "path", "password", *typed}
        return [f.name for f in self.model._meta.fields if f.name not in hidden]
