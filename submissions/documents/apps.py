from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "submissions.documents"
    label = "documents"

    def ready(self) -> None:
        """Whoever may see a document may open its signed scan; whoever sorts scans, those."""
        from submissions.documents import access
        from submissions.documents.domain import scans
        from submissions.domain import evidence_access

        evidence_access.also_seen_through(access.opens_scan)
        evidence_access.also_seen_through(scans.opens)
