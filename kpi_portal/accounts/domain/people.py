"""People are entered, corrected and closed; nobody signs up by themselves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import checks, permission
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What is kept about a person, as it stands in documents."""

    username: str
    first_name: str
    last_name: str = ""
    title: str = ""
    position: str = ""
    level: str = ""
    email: str = ""
    phone: str = ""
    language: str = "th"


def subject_of(person: User) -> str:
    """The name under which the audit trail groups a person's history."""
    return f"person:{person.pk}"


def create_person(
    details: PersonDetails, *, actor: Actor, at: datetime, password: str | None = None
) -> User:
    """Enter a person; without `password` nobody can sign in as them until one is set.

    Side effects: the account and an audit entry. Raises `InvalidInput` for a missing or taken user
    name and for a weak password.
    """
    permission.require(actor, None, Role.CONFIGURER, at=at)
    kept = _mended(details)
    if User.objects.filter(username__iexact=kept["username"]).exists():
        raise InvalidInput(_("Another person already has this user name."), code="username_taken")
    person = User(**kept, date_joined=at)
    if password is None:
        person.set_unusable_password()
    else:
        keep_password(person, password)
    with audit.act(actor=actor, at=at) as log:
        person.save()
        log.note_down(
            "person.create",
            person,
            subject=subject_of(person),
            person=person.audit_name,
            username=person.username,
        )
    return person


def update_person(person: User, details: PersonDetails, *, actor: Actor, at: datetime) -> User:
    """Correct a person's details. Documents already issued keep what they said.

    Side effects: an audit entry naming what changed; none when nothing did.
    """
    permission.require_over_person(actor, person, at=at)
    kept = _mended(details)
    taken = User.objects.filter(username__iexact=kept["username"]).exclude(pk=person.pk)
    if taken.exists():
        raise InvalidInput(_("Another person already has this user name."), code="username_taken")
    before = {name: getattr(person, name) for name in kept}
    changed = {name: [before[name], new] for name, new in kept.items() if before[name] != new}
    if not changed:
        return person
    with audit.act(actor=actor, at=at) as log:
        for name, (_old, new) in changed.items():
            setattr(person, name, new)
        person.save(update_fields=list(changed))
        log.note_down(
            "person.update",
            person,
            subject=subject_of(person),
            changed=changed,
            person=person.audit_name,
        )
    return person


def set_password(person: User, password: str, *, actor: Actor, at: datetime) -> None:
    """Give a person a new password to change at the first sign-in.

    Side effects: open sessions of the person end; an audit entry that never holds the password.
    """
    permission.require_over_person(actor, person, at=at)
    keep_password(person, password)
    with audit.act(actor=actor, at=at) as log:
        person.save(update_fields=["password"])
        log.note_down(
            "person.set_password", person, subject=subject_of(person), person=person.audit_name
        )


def close_account(person: User, *, actor: Actor, at: datetime, reason: str) -> None:
    """Nobody signs in as this person any more; everything they did stays on record."""
    permission.require_over_person(actor, person, at=at)
    checks.required(reason, _("Say why the account is closed."), "reason_required")
    if not person.is_active:
        raise GuardRefused(_("This account is already closed."), code="already_closed")
    with audit.act(actor=actor, at=at) as log:
        person.is_active = False
        person.save(update_fields=["is_active"])
        log.note_down(
            "person.close",
            person,
            subject=subject_of(person),
            note=reason.strip(),
            person=person.audit_name,
        )


def _mended(details: PersonDetails) -> dict[str, str]:
    kept = {field.name: checks.text(getattr(details, field.name)) for field in fields(details)}
    checks.required(kept["username"], _("Give a user name."), "username_required")
    checks.required(kept["first_name"], _("Give the person's name."), "name_required")
    return kept


def keep_password(person: User, password: str) -> None:
    """Put a password on the account, not yet saved. Raises `InvalidInput` for a weak one."""
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise InvalidInput(" ".join(weak.messages), code="weak_password") from None
    person.set_password(password)
