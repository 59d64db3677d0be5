"""Texts to copy for LINE, each with its button."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import Context, Library
from django.utils.translation import get_language

from submissions.domain import line_reading
from submissions.domain.line_text import Facts, Occasion, text_of
from submissions.models import ReceivedReport, Submission

register = Library()


@register.inclusion_tag("submissions/_line_copy.html", takes_context=True)
def line_copy(
    context: Context, occasion: str, facts: Facts | None, name: str | int
) -> dict[str, Any]:
    """The text folded away, with a button; nothing where there are no facts. `name` tells it from
    the others on the page."""
    now: datetime = context["now"]
    language = "en" if get_language() == "en" else "th"
    text = "" if facts is None else text_of(Occasion(occasion), facts, now=now, language=language)
    return {"text": text, "name": f"line-{name}"}


@register.simple_tag
def facts_of_return(submission: Submission) -> Facts | None:
    return line_reading.of_return(submission, root=settings.PUBLIC_URL)


@register.simple_tag
def facts_of_received(received: ReceivedReport) -> Facts | None:
    return line_reading.of_received(received, root=settings.PUBLIC_URL)
