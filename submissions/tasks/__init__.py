"""Background work of submissions; importing this package registers the job handlers."""

from submissions.tasks import clock, forms, holidays, previews, scanning, sharing, what_if

__all__ = ["clock", "forms", "holidays", "previews", "scanning", "sharing", "what_if"]
