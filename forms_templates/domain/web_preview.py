"""How a form looks on the web page that units fill in; the app that has that page draws it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.module_loading import autodiscover_modules
from django.utils.safestring import SafeString

from forms_templates.schema import FormSchema

Drawer = Callable[[FormSchema], SafeString]
_drawers: list[Drawer] = []


def draws_web_form(drawer: Drawer) -> Drawer:
    """Declare the drawer; it stands in an app's `form_preview` module."""
    _drawers[:] = [drawer]
    return drawer


def drawn(schema: FormSchema) -> SafeString:
    """The empty form as a unit sees it, with inputs that send nothing."""
    autodiscover_modules("form_preview")
    return _drawers[0](schema) if _drawers else SafeString("")
