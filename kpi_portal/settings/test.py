"""For the test suite: its own data folder, quick hashing, tasks run where they are sent.

With `DATABASE_URL` and `REDIS_URL` in the environment (make test-services) the same suite runs on
PostgreSQL and Redis.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

if "KPI_PORTAL_TEST_FOLDER" not in os.environ:
    # pytest's workers inherit the name, and only the process that made the folder removes it
    os.environ["KPI_PORTAL_TEST_FOLDER"] = tempfile.mkdtemp(prefix="kpi-portal-test-")
    atexit.register(shutil.rmtree, os.environ["KPI_PORTAL_TEST_FOLDER"], ignore_errors=True)

# set before base reads them: tests touch no real data, and pytest's workers not each other's
os.environ["DATA_DIR"] = str(Path(os.environ["KPI_PORTAL_TEST_FOLDER"]) / _WORKER)
_REDIS = os.environ.setdefault("KPI_PORTAL_TEST_REDIS", os.environ.get("REDIS_URL", ""))
if _REDIS:
    os.environ["REDIS_URL"] = f"{_REDIS}/{_WORKER.removeprefix('gw')}"

from kpi_portal.settings.base import *  # noqa: E402, F403  one namespace by design

SECRET_KEY = "only-for-tests-" + "x" * 40
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # a file, not memory: live servers and real workers open it from other threads and processes
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}  # noqa: F405
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
