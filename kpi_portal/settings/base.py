"""What every way of running shares. Everything that differs by place comes from the environment.

The table of variables is in README.md; `kpi_portal.settings.environment` reads and checks them.
"""

from __future__ import annotations

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from kpi_portal.settings import environment as place
from kpi_portal.settings import log_lines

BASE_DIR = place.BASE_DIR
DATA_DIR = place.DATA_DIR

SECRET_KEY = place.secret_key()
DEBUG = False
ALLOWED_HOSTS = place.env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = place.env.list("CSRF_TRUSTED_ORIGINS", default=[])
PUBLIC_URL = place.env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
DEMO = place.switch("DEMO", default=False)

INSTALLED_APPS = [
    "kpi_portal.audit",
    "kpi_portal.jobs",
    "kpi_portal.accounts",
    "kpi_portal.notifications",
    "forms_templates",
    "indicators",
    "submissions",
    "submissions.documents",
    "submissions.archives",
    "kpi_portal.apps.PortalConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "django_structlog",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "kpi_portal.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kpi_portal.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "kpi_portal.middleware.DomainErrorMiddleware",
]

ROOT_URLCONF = "kpi_portal.urls"
CSRF_FAILURE_VIEW = "kpi_portal.views.csrf_failure"
WSGI_APPLICATION = "kpi_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kpi_portal.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "kpi_portal.templatetags.portal"],
        },
    },
]

DATABASES = {"default": place.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": place.cache()}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "kpi_portal.accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False  # sections share one mailbox
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "login_failed": "10/m/ip,5/5m/key",
    "start_code": "60/m/ip,10/5m/key",
}

SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the review desk shows evidence in a frame of our own origin
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
    }
}

LANGUAGE_CODE = "th"
LANGUAGES = [("th", _("Thai")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Bangkok"

STATIC_URL = "static/"
STATIC_ROOT = place.static_root()
STATICFILES_DIRS = [BASE_DIR / "static", BASE_DIR / "build" / "static"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "media"  # outside the web root; read only through checked views
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = place.upload_temp_dir()
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "submissions.uploads.SizeCap",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "submissions.uploads.PlainlyNamed",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # a form of 500 rows with long texts
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

EVIDENCE_MAX_BYTES = place.whole_number("EVIDENCE_MAX_BYTES", 50 * 1024 * 1024)
EXPORTS_KEPT_DAYS = place.whole_number("EXPORTS_KEPT_DAYS", 14)
CLAMAV_ADDRESS = place.env.str("CLAMAV_ADDRESS", default="")
# The internal location from which nginx sends the media, such as /media-internal/; "": we send.
EVIDENCE_ACCEL = place.env.str("EVIDENCE_ACCEL", default="")

vars().update(place.email())
DEFAULT_FROM_EMAIL = place.env.str("DEFAULT_FROM_EMAIL", default="kpi-portal@example.go.th")


CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = place.broker()
CELERY_TASK_IGNORE_RESULT = True  # the job row in the database is the truth
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    # short, because a failed job waits for the sweep: its first delay is five seconds
    "jobs-sweep": {"task": "jobs.sweep", "schedule": 15.0, "options": {"expires": 14}},
    "submissions-tick": {
        "task": "submissions.tick",
        "schedule": 180.0,
        "options": {"expires": 170},
    },
    "notifications-digest": {
        "task": "notifications.digest",
        "schedule": 900.0,
        "options": {"expires": 890},
    },
    "evidence-scan-again": {
        "task": "evidence.ask_again",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "evidence-sweep": {
        "task": "evidence.sweep",
        "schedule": crontab(hour=3, minute=30),
        "options": {"expires": 60 * 60 * 12},
    },
    "archives-sweep": {
        "task": "archives.sweep",
        "schedule": crontab(hour=3, minute=45),
        "options": {"expires": 60 * 60 * 12},
    },
}
CELERY_TASK_TIME_LIMIT = 30 * 60  # a hung job's process is ended; the sweep then gives it back

LOGGING = log_lines.logging(place.log_level())
