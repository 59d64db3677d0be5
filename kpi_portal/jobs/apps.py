from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "kpi_portal.jobs"
    label = "jobs"
    verbose_name = _("background work")
