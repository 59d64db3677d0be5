"""Background work of submissions; importing this package registers the job handlers."""

from submissions.tasks import clock, forms

__all__ = ["clock", "forms"]
