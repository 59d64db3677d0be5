"""`python -m kpi_portal.launch.probe`: ask the local web server for its health.

It asks as the proxy in front would: by a name the portal serves, and as if over HTTPS.
"""

from __future__ import annotations

import http.client
import os
import sys
from collections.abc import Mapping

_SECONDS = 4


def status(environment: Mapping[str, str]) -> int:
    """The HTTP status of the health page; 0 when nobody answers."""
    host = environment.get("ALLOWED_HOSTS", "").split(",")[0].strip(" .*") or "localhost"
    port = int(environment.get("PORT") or 8000)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_SECONDS)
    try:
        connection.request("GET", "/health/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if status(os.environ) == http.HTTPStatus.OK else 1)
