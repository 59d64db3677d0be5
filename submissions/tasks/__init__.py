"""Background work of submissions; importing this package registers the job handlers."""
