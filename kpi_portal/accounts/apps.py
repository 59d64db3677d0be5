from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kpi_portal.accounts"
    label = "accounts"
