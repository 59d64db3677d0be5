"""The Celery application. Tasks take ids, reload, recheck, delegate, and are safe to run twice."""

import os

from celery import Celery

from kpi_portal.jobs import whole_messages

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpi_portal.settings.dev")

whole_messages.register()
app = Celery("kpi_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
