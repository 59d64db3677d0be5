"""For the test suite: its own data folder, quick hashing, tasks run where they are sent.

With `DATABASE_URL` and `REDIS_URL` in the environment (make test-services) the same suite runs on
PostgreSQL and Redis.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "DATA_DIR" not in os.environ:
    # set before base reads it; pytest's workers inherit it, and only its maker removes it
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="kpi-portal-test-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
_REDIS = os.environ.get("REDIS_URL", "")
if _REDIS.count("/") == 2:
    # redis://host:port without a database: each of pytest's workers takes its own
    os.environ["REDIS_URL"] = f"{_REDIS}/{_WORKER.removeprefix('gw')}"

from kpi_portal.settings.base import *  # noqa: E402, F403  one namespace by design

_FOLDER = Path(os.environ["DATA_DIR"]) / _WORKER
_FOLDER.mkdir(exist_ok=True)

SECRET_KEY = "only-for-tests-" + "x" * 40
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # a file, not memory: live servers and real workers open it from other threads and processes
    DATABASES["default"]["TEST"] = {"NAME": _FOLDER / "test.sqlite3"}  # noqa: F405
MEDIA_ROOT = _FOLDER / "media"
FILE_UPLOAD_TEMP_DIR = str(_FOLDER)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if not _REDIS:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
ACCOUNT_RATE_LIMITS = False
WHITENOISE_AUTOREFRESH = True
DEMO = False
