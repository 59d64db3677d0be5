"""What only `base.html` and the sign-in page need."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template import Library
from django.templatetags.static import static
from django.utils.html import json_script
from django.utils.safestring import SafeString

from kpi_portal.script_texts import TEXTS

register = Library()

MODULES = (
    "answers",
    "autosave",
    "clash",
    "copy",
    "designer",
    "desk",
    "desk_draft",
    "desk_news",
    "desk_viewer",
    "dialog",
    "fields",
    "guard",
    "kept",
    "lists",
    "print",
    "menu",
    "rows",
    "sheet",
    "shortcuts",
    "summary",
    "upload",
)


@register.simple_tag
def script_data() -> SafeString:
    """The addresses of the script modules and their sentences in the page's language.

    A data block, not a script: the content policy forbids code in pages, not data.
    """
    modules = {name: static(f"js/{name}.js") for name in MODULES}
    texts = {key: str(text) for key, text in TEXTS.items()}
    return json_script({"modules": modules, "texts": texts}, "portal-data")


@register.simple_tag
def demo_sign_ins() -> dict[str, Any]:
    """The invented people of a demo installation and their password; empty elsewhere."""
    if not settings.DEMO:
        return {}
    from kpi_portal.accounts.demo_people import PASSWORD, SIGN_INS

    return {"people": SIGN_INS, "password": PASSWORD}


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """The mapping's value at a key that is a variable; None when it has none."""
    return mapping.get(key)
