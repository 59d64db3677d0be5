from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "kpi_portal.notifications"
    label = "notifications"
