"""How allauth behaves here: nobody signs up, people are entered by those who keep the units."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Sign-up is closed; refusals are said in the portal's words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "The user name or the password is not right. Check both; capitals matter."
        ),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes, then try again, or ask for a new password."
        ),
        "account_inactive": _("This account is closed. Ask the person who keeps your unit's data."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
