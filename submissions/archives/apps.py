from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    name = "submissions.archives"
    label = "archives"
