"""Which version of an indicator a person reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from indicators.enums import VersionState
from indicators.models import Indicator, IndicatorVersion
from kpi_portal.errors import NotFound


def readable(indicator: Indicator, *, drafts: bool) -> list[IndicatorVersion]:
    """The versions in the order newest first; drafts only for those who keep definitions."""
    versions = indicator.versions.select_related("author").order_by("-number")
    return [v for v in versions if drafts or v.state != VersionState.DRAFT]


def chosen(versions: list[IndicatorVersion], number: str) -> IndicatorVersion:
    """The version of that number; without one the newest published, or else the newest draft.

    Raises `NotFound` for a number that is none of these.
    """
    if number:
        found = [version for version in versions if str(version.number) == number]
    else:
        published = [v for v in versions if v.state == VersionState.PUBLISHED]
        found = published or versions
    if not found:
        raise NotFound(_("There is no such indicator."), code="not_found")
    return found[0]
