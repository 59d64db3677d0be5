"""Reads the environment once; what contradicts itself stops the start with one clear line."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

_ON, _OFF = {"on", "true", "yes", "1"}, {"off", "false", "no", "0", ""}
_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-16000;"
    "PRAGMA temp_store=MEMORY;"
)


def whole_number(name: str, default: int) -> int:
    """A variable that is a whole number of 0 or more."""
    text = env.str(name, default=str(default))
    if not (text.isascii() and text.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not “{text}”.")
    return int(text)


def switch(name: str, *, default: bool) -> bool:
    """A variable that is on or off; a word that is neither is a fault, not an off."""
    text = env.str(name, default="on" if default else "off").strip().lower()
    if text not in _ON | _OFF:
        raise ImproperlyConfigured(f"{name} must be on or off, not “{text}”.")
    return text in _ON


def log_level() -> str:
    """`LOG_LEVEL`, one of Python's level names."""
    text = env.str("LOG_LEVEL", default="WARNING").upper()
    if text not in _LOG_LEVELS:
        raise ImproperlyConfigured(f"LOG_LEVEL must be one of {', '.join(_LOG_LEVELS)}.")
    return text


def email() -> dict[str, Any]:
    """Django's mail settings from `EMAIL_URL`; by default mails are written to the terminal."""
    url = env.str("EMAIL_URL", default="consolemail://")
    try:
        return dict(env.email_url_config(url))
    except (KeyError, ValueError, ImproperlyConfigured):
        raise ImproperlyConfigured(
            "EMAIL_URL must be an address such as smtp+tls://user:password@mail.example.go.th:587."
        ) from None


def secret_key() -> str:
    """`SECRET_KEY`, or a key made once for this data folder, so that restarts keep sessions."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    kept = _folder(DATA_DIR) / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


def database() -> dict[str, Any]:
    """PostgreSQL with a pool when `DATABASE_URL` says so, else SQLite in the data folder."""
    url = env.str("DATABASE_URL", default="")
    if not url:
        return sqlite(_folder(DATA_DIR) / "portal.sqlite3")
    config = dict(env.db_url_config(url))
    if "postgresql" not in str(config.get("ENGINE")):
        raise ImproperlyConfigured("DATABASE_URL must be a postgresql:// address, or be left out.")
    config["ENGINE"] = "django.db.backends.postgresql"
    pool = {"min_size": 1, "max_size": whole_number("DATABASE_POOL", 8), "timeout": 10}
    config["OPTIONS"] = {**config.get("OPTIONS", {}), "pool": pool}
    return config


def sqlite(path: Path) -> dict[str, Any]:
    """SQLite as it bears concurrent writers: WAL, and write locks taken at BEGIN."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": _SQLITE_PRAGMAS,
        },
    }


def redis_url() -> str:
    """The address of Redis, or an empty text for the embedded default."""
    url = env.str("REDIS_URL", default="")
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured("REDIS_URL must be a redis:// address, or be left out.")
    return url


def cache() -> dict[str, Any]:
    """Redis where there is one; otherwise each process keeps its own memory."""
    if redis_url():
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_url()}
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(DATA_DIR / "cache"),
    }


def broker() -> tuple[str, dict[str, Any]]:
    """Celery's broker and its options: Redis, or a folder both processes can see."""
    if redis_url():
        return redis_url(), {"visibility_timeout": 600}
    messages = str(_folder(DATA_DIR / "queue" / "messages"))
    return "wholefiles://localhost", {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": str(_folder(DATA_DIR / "queue" / "control")),
        "polling_interval": 0.1,
    }


def static_root() -> Path:
    """Where browser files are collected: in the data folder, or inside a container's image."""
    return Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))


def upload_temp_dir() -> str:
    """Uploads in flight lie beside the media, so that finishing one is a rename."""
    return str(_folder(DATA_DIR / "incoming"))


def _folder(path: Path) -> Path:
    """The folder, made if need be and writable."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise ImproperlyConfigured(_not_writable(path)) from fault
    if not os.access(path, os.W_OK | os.X_OK):
        raise ImproperlyConfigured(_not_writable(path))
    return path


def _not_writable(path: Path) -> str:
    return (
        f"เขียนข้อมูลลงโฟลเดอร์ {path} ไม่ได้ ให้สิทธิ์เขียน หรือตั้ง DATA_DIR เป็นโฟลเดอร์อื่น · "
        f"Cannot write to the folder {path}: allow it, or set DATA_DIR to another folder."
    )
