#!/usr/bin/env python
"""Django's command line for KPI Portal."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings.dev")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        _ = settings.INSTALLED_APPS
    except ImproperlyConfigured as reason:
        # a variable is missing or contradicts another: the person needs the line, not a trace
        sys.exit(f"KPI Portal: {reason}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
