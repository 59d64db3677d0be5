from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kpi_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        from kpi_portal.accounts.audit_directory import AccountsDirectory
        from kpi_portal.audit.access import use_directory

        use_directory(AccountsDirectory())
