from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "kpi_portal.notifications"
    label = "notifications"

    def ready(self) -> None:
        from kpi_portal.accounts.domain.messages import use_messenger
        from kpi_portal.notifications.sending import notify_in_general

        use_messenger(notify_in_general)
