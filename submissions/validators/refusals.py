"""Refusals of links and numbers: one stable code, one sentence in the person's language."""

from typing import Any

from kpi_portal.errors import InvalidInput
from kpi_portal.files.refusals import fill_lazily
from submissions.validators.wording import LINK_MESSAGES, NUMBER_MESSAGES


class LinkRefused(InvalidInput):
    """An address cannot be taken as a link; `code` is a key of LINK_MESSAGES."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(fill_lazily(LINK_MESSAGES[code], facts), code=code, **facts)


class NumberRefused(InvalidInput):
    """A typed number cannot be taken; `code` is a key of NUMBER_MESSAGES."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(fill_lazily(NUMBER_MESSAGES[code], facts), code=code, **facts)
