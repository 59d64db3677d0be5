from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        """Tell the shell what to count beside the navigation's entries."""
        from submissions.domain import badges

        badges.register()
