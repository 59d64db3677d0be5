"""How somebody gets in without a mail: a start code, printed once, opens the choice of a password.

A code is derived from the portal's secret key and from what the account holds at the moment; it is
kept nowhere. It ends with the first password that is chosen, with the next code, and after a month.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from kpi_portal.accounts.domain import permission
from kpi_portal.accounts.domain.people import keep_password, subject_of
from kpi_portal.accounts.domain.permission import Actor
from kpi_portal.accounts.models import User
from kpi_portal.audit import recorder as audit
from kpi_portal.errors import GuardRefused, InvalidInput
from kpi_portal.thai import local_date

VALID = timedelta(days=30)
# Crockford's thirty-two signs: without I, L, O and U, which are misread or spell words.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
_FIRST_DAY = date(2024, 1, 1)
_DAY_SIGNS, _PROOF_SIGNS = 3, 13  # 65 bits of proof
_GROUP = 4


def issue(person: User, *, actor: Actor, at: datetime) -> str:
    """Make a start code for a person, to be handed over on paper or by word of mouth.

    Side effects: the present password and every earlier code end at once, open sessions too; an
    audit entry that never holds the code. Raises `NotAllowed`, and `GuardRefused` for an account
    that is closed.
    """
    permission.require_over_person(actor, person, at=at)
    if not person.is_active:
        raise GuardRefused(_("The account of this person is closed."), code="account_closed")
    with audit.act(actor=actor, at=at) as log:
        person.set_unusable_password()
        person.save(update_fields=["password"])
        log.note_down(
            "person.start_code", person, subject=subject_of(person), person=person.audit_name
        )
    return _grouped(_code(person, local_date(at)))


def start(username: str, code: str, password: str, *, at: datetime) -> User:
    """Choose the first password with a start code; the code ends with it.

    Side effects: the password, an audit entry in the person's own name. Raises `InvalidInput` for a
    wrong or outdated code, said alike for every reason, and for a weak password.
    """
    person = User.objects.filter(username__iexact=username.strip(), is_active=True).first()
    if person is None or not _fits(person, _plain(code), local_date(at)):
        raise InvalidInput(
            _(
                "The user name or the start code is not right, or the code has run out. Check "
                "both, or ask the person who keeps your unit's data for a new one."
            ),
            code="bad_start_code",
        )
    keep_password(person, password)
    with audit.act(actor=person, at=at) as log:
        person.save(update_fields=["password"])
        log.note_down("person.start", person, subject=subject_of(person), person=person.audit_name)
    return person


def _fits(person: User, code: str, today: date) -> bool:
    if len(code) != _DAY_SIGNS + _PROOF_SIGNS or set(code) - set(_SIGNS):
        return False
    number = 0
    for sign in code[:_DAY_SIGNS]:
        number = number * len(_SIGNS) + _SIGNS.index(sign)
    day = _FIRST_DAY + timedelta(days=number)
    right = constant_time_compare(code, _code(person, day))
    return right and day <= today <= day + VALID


def _code(person: User, day: date) -> str:
    number = (day - _FIRST_DAY).days
    facts = f"{person.pk}:{person.password}:{person.last_login}:{number}"
    proof = salted_hmac("kpi_portal.accounts.start_code", facts, algorithm="sha256").digest()
    return _in_signs(number, _DAY_SIGNS) + _in_signs(int.from_bytes(proof, "big"), _PROOF_SIGNS)


def _in_signs(number: int, length: int) -> str:
    signs = []
    for _place in range(length):
        number, rest = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[rest])
    return "".join(reversed(signs))


def _plain(code: str) -> str:
    """A code as people type it: any case, with or without hyphens, O for 0, I and L for 1."""
    typed = "".join(code.split()).replace("-", "").upper()
    return typed.translate(_MISREAD)


def _grouped(code: str) -> str:
    return "-".join(code[i : i + _GROUP] for i in range(0, len(code), _GROUP))
