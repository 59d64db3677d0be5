"""Django's deployment checks under the production settings; a warning is a failure."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile


def main() -> int:
    """Returns the exit status of `manage.py check --deploy`."""
    with tempfile.TemporaryDirectory(prefix="kpi-portal-deploy-") as folder:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "kpi_portal.settings.production",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "kpi.example.go.th",
            "PUBLIC_URL": "https://kpi.example.go.th",
            "DATA_DIR": folder,
        }
        command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
