"""For a department: HTTPS, PostgreSQL, Redis, several processes."""

from django.core.exceptions import ImproperlyConfigured

from kpi_portal.settings.base import *  # noqa: F403  settings are one namespace by Django's design
from kpi_portal.settings.environment import env, switch

if not env.str("SECRET_KEY", default=""):
    raise ImproperlyConfigured("SECRET_KEY is missing: set a long random text, kept secret.")
if DEMO:  # noqa: F405
    raise ImproperlyConfigured("DEMO shows sign-ins on the page: it is not for production.")

SECURE_SSL_REDIRECT = switch("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SILENCED_SYSTEM_CHECKS = [
    "security.W019",  # frames of our own origin are allowed: the review desk previews evidence
]
