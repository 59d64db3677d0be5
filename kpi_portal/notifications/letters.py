"""An e-mail of the portal as text and as HTML, from a named sender, in its reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext

from kpi_portal.accounts.models import User

LONGEST_SUBJECT = 150


def letter(
    template: str,
    person: User,
    *,
    subject: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    connection: BaseEmailBackend | None = None,
) -> EmailMultiAlternatives:
    """The e-mail made of `template`.txt and `template`.html; to be asked in the active language of
    its reader."""
    told = Truncator(" ".join(subject.split())).chars(LONGEST_SUBJECT)
    given = {
        **context,
        "person": person,
        "language": person.language,
        "subject": told,
        "styles": format_html("<style>{}</style>", _styles()),
    }
    message = EmailMultiAlternatives(
        subject=told,
        body=render_to_string(f"{template}.txt", given),
        from_email=_sender(),
        to=[person.email],
        # no out-of-office reply answers what a machine wrote
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
        connection=connection,
    )
    message.attach_alternative(render_to_string(f"{template}.html", given), "text/html")
    return message


def _sender() -> str:
    """The configured address, under the portal's name unless it brings one."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f'"{name or gettext("KPI Portal")}" <{address}>'


@cache
def _styles() -> SafeString:
    """Mail programs fetch no style sheet, so that it stands in each letter."""
    return SafeString(Path(__file__).with_name("letters.css").read_text(encoding="utf-8"))
