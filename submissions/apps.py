from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        """Tell the shell what to count beside the navigation's entries, and the audit trail what
        it keeps from a unit under review, the digest what waits for the section."""
        from submissions import (
            section_digest,
            withheld_entries,  # noqa: F401  registers itself
        )
        from submissions.domain import badges

        badges.register()
        section_digest.register()
