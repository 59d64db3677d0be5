"""For the test suite: quick hashing, files in a temporary folder, tasks run where they are sent."""

import tempfile
from pathlib import Path

from kpi_portal.settings.base import *  # noqa: F403  settings are one namespace by Django's design

SECRET_KEY = "only-for-tests-" + "x" * 40
_FOLDER = Path(tempfile.mkdtemp(prefix="kpi-portal-test-"))
MEDIA_ROOT = _FOLDER / "media"
FILE_UPLOAD_TEMP_DIR = str(_FOLDER)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
ACCOUNT_RATE_LIMITS = False
WHITENOISE_AUTOREFRESH = True
DEMO = False
