"""For a real worker beside the tests: like a real start, on the database of the test run."""

import os

from kpi_portal.settings.dev import *  # noqa: F403  settings are one namespace by Django's design

DATABASES["default"]["NAME"] = os.environ["TEST_DATABASE_NAME"]  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
