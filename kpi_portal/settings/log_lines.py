"""One line per event, on the terminal, with the request and the person it belongs to."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import structlog

_COMMON: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
]


def logging(level: str) -> dict[str, Any]:
    """Django's LOGGING; sends what structlog's own loggers say down the same way."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_COMMON,
            _trace_once,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": _formatter}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        # refusals (403, 404, 409 …) are the portal's daily work, not warnings
        "loggers": {"django.request": {"level": "ERROR"}},
    }


def _formatter() -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_COMMON,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            ),
        ],
    )


def _trace_once(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Any:
    """Django itself logs the trace of a failed request; the line about the request stays short."""
    if event.get("event") == "request_failed":
        event.pop("exc_info", None)
        event.pop("exception", None)
    return event
