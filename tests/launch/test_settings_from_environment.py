"""A variable that is wrong is named in one sentence; log lines carry their request."""

import logging

import pytest
import structlog
from django.core.exceptions import ImproperlyConfigured

from kpi_portal.settings import environment, log_lines


@pytest.mark.parametrize(
    ("variable", "value", "read"),
    [
        ("EVIDENCE_MAX_BYTES", "50 MB", lambda: environment.whole_number("EVIDENCE_MAX_BYTES", 1)),
        ("DEMO", "perhaps", lambda: environment.switch("DEMO", default=False)),
        ("EMAIL_URL", "mail.example.go.th", environment.email),
        ("LOG_LEVEL", "loud", environment.log_level),
        ("DATABASE_URL", "mysql://x/y", environment.database),
        ("REDIS_URL", "localhost:6379", environment.redis_url),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch, variable, value, read):
    monkeypatch.setenv(variable, value)
    with pytest.raises(ImproperlyConfigured) as fault:
        read()
    assert variable in str(fault.value)
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize(("word", "on"), [("on", True), ("True", True), ("0", False), ("", False)])
def test_switches(monkeypatch, word, on):
    monkeypatch.setenv("DEMO", word)
    assert environment.switch("DEMO", default=not on) is on


def test_postgresql_is_pooled(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:p@h:5/n")
    monkeypatch.setenv("DATABASE_POOL", "3")
    config = environment.database()
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert config["OPTIONS"]["pool"]["max_size"] == 3


def test_the_key_is_made_once_and_kept_private(monkeypatch, tmp_path):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(environment, "DATA_DIR", tmp_path / "var")
    key = environment.secret_key()
    assert len(key) >= 50
    assert environment.secret_key() == key
    assert (tmp_path / "var/secret_key").stat().st_mode & 0o777 == 0o600


def formatted(logger, event, **extra):
    record = logging.makeLogRecord(
        {"name": logger, "levelno": logging.ERROR, "levelname": "ERROR", "msg": event, **extra}
    )
    return log_lines._formatter().format(record)


def test_a_line_carries_the_request_it_belongs_to():
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        line = formatted("kpi_portal.jobs", "งานล้มเหลว")
    assert "งานล้มเหลว" in line
    assert "request_id=abc" in line
    assert "\x1b" not in line


def test_the_trace_of_a_failed_request_is_not_written_twice():
    event = {"event": "request_failed", "exc_info": ValueError(), "code": 500}
    assert log_lines._trace_once(None, "error", event) == {"event": "request_failed", "code": 500}
