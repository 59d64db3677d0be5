"""The embedded default of `make run`: one machine, SQLite, demo people."""

from kpi_portal.settings.base import *  # noqa: F403  settings are one namespace by Django's design
from kpi_portal.settings.environment import switch

DEBUG = switch("DEBUG", default=False)
DEMO = switch("DEMO", default=True)
if DEMO:  # demo people have no mailboxes
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
SILENCED_SYSTEM_CHECKS: list[str] = []
