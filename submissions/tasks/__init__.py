"""Background work of submissions; importing this package registers the job handlers."""

from submissions.tasks import clock, forms, scanning

__all__ = ["clock", "forms", "scanning"]
