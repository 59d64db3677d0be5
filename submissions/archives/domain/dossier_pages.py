"""The pages inside a dossier: plain HTML with one style sheet, readable from a disk without the
portal, without scripts and without a network."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from indicators.models import Round
from kpi_portal.accounts.models import User

# One line for the shell that Windows brings along; run in the folder of the unpacked archive.
POWERSHELL = (
    "Get-Content -LiteralPath manifest.sha256 -Encoding UTF8 | Where-Object {$_} | ForEach-Object "
    "{ $h = $_.Substring(0,64); $f = $_.Substring(66); if (-not (Test-Path -LiteralPath $f)) "
    '{ "MISSING  $f" } elseif ((Get-FileHash -LiteralPath $f -Algorithm SHA256).Hash -ne $h) '
    '{ "DIFFERS  $f" } }; "CHECKED"'
)
CERTUTIL = 'certutil -hashfile "index.html" SHA256'
SHA256SUM = "sha256sum -c --quiet manifest.sha256"


def cover(round: Round, reports: list[dict[str, Any]], **context: Any) -> bytes:
    """The page to begin with."""
    return _page(
        "cover",
        round=round,
        reports=reports,
        home="",
        powershell=POWERSHELL,
        certutil=CERTUTIL,
        sha256sum=SHA256SUM,
        **context,
    )


def of_report(
    round: Round, facts: dict[str, Any], trail: list[Any], *, at: datetime, reader: User
) -> bytes:
    """The page of one report."""
    return _page("report", round=round, report=facts, trail=trail, at=at, reader=reader, home="../")


@cache
def styles() -> bytes:
    """The style sheet of all pages."""
    return (Path(__file__).parent.parent / "dossier.css").read_bytes()


def _page(name: str, **context: Any) -> bytes:
    language = "en" if get_language() == "en" else "th"
    text = render_to_string(f"archives/dossier/{name}.html", {"language": language, **context})
    return text.encode()
