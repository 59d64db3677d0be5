"""Pieces that hold other markup: cards, notes, dialogs, drawers, summaries of errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BaseForm, BaseFormSet, BoundField
from django.forms.boundfield import BoundWidget
from django.template import Context, Library
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kpi_portal.templatetags.pieces import KIND_ICONS

register = Library()


@register.simple_block_tag(takes_context=True)
def card(
    context: Context, content: str, title: str = "", sub: str = "", pad: bool = True, css: str = ""
) -> SafeString:
    """A white box; a title makes it a section with a heading; pad=False for tables and rows."""
    return _render("components/card.html", context, content, title=title, sub=sub, pad=pad, css=css)


@register.simple_block_tag(takes_context=True)
def note(context: Context, content: str, kind: str = "wait", icon: str = "") -> SafeString:
    """A remark set apart by its kind's colour: a reviewer's comment, a warning, good news."""
    name = icon or KIND_ICONS[kind]
    return _render("components/note.html", context, content, kind=kind, icon=name)


@register.simple_block_tag(takes_context=True)
def drawer(context: Context, content: str, id: str, title: str, foot: str = "") -> SafeString:
    """A `<dialog>` at the right edge, opened by any `data-open="id"`; full width on phones."""
    return _render("components/drawer.html", context, content, id=id, title=title, foot=foot)


@register.simple_block_tag(takes_context=True)
def confirm_dialog(
    context: Context,
    content: str,
    id: str,
    title: str,
    verb: str,
    action: str,
    kind: str = "primary",
) -> SafeString:
    """A question before what cannot be undone: posts to `action` when its verb is pressed.

    What stands inside is the sentence naming the thing, and any fields the act needs.
    """
    if kind not in ("primary", "stop", "back"):
        raise ValueError(f"unknown kind {kind!r}; use primary, back or stop")
    return _render(
        "components/confirm_dialog.html",
        context,
        content,
        id=id,
        title=title,
        verb=verb,
        action=action,
        kind=kind,
    )


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str, text: str, icon: str = "inbox", action_label: str = "", action_url: str = ""
) -> dict[str, Any]:
    """What this is, why it is empty, and the next act."""
    return {
        "title": title,
        "text": text,
        "icon": icon,
        "action_label": action_label,
        "action_url": action_url,
    }


@register.inclusion_tag("components/form_field.html")
def form_field(field: BoundField, label: str = "", hint: str = "", rows: int = 0) -> dict[str, Any]:
    """One field of a Django form: label, hint, input, fault; in this order, as it is read."""
    widget = field.field.widget
    tick = isinstance(widget, forms.CheckboxInput)
    choices = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
    css = "form-select" if isinstance(widget, forms.Select) and not choices else "form-control"
    attrs: dict[str, Any] = {"class": "form-check-input" if tick or choices else css}
    if field.errors:
        attrs["class"] += " is-invalid"
    described = [
        f"{field.auto_id}-{part}" for part, there in _notes(field, hint) if there and field.auto_id
    ]
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if rows:
        attrs["rows"] = rows
    if widget.attrs.get("placeholder") in (str(field.label), str(label)):
        attrs["placeholder"] = False  # a label said twice is noise, and its grey is no label
    return {
        "field": field,
        "label": label or field.label,
        "hint": hint or field.help_text,
        "widget": "" if choices else field.as_widget(attrs=attrs),
        "tick": tick,
        "options": _options(field, attrs["class"]) if choices else [],
        "described": attrs.get("aria-describedby", ""),
    }


def _options(field: BoundField, css: str) -> list[BoundWidget]:
    """The single choices of a group, each drawn as a box of its own with its label beside it."""
    options = field.subwidgets
    for option in options:
        option.data["attrs"]["class"] = css
    return options


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm | BaseFormSet[Any] | None) -> dict[str, Any]:
    """Every fault of the forms and formsets given, each linked to its field."""
    return {"faults": [fault for form in forms if form is not None for fault in faults_of(form)]}


def _notes(field: BoundField, hint: str) -> tuple[tuple[str, bool], tuple[str, bool]]:
    return ("hint", bool(hint or field.help_text)), ("fault", bool(field.errors))


def faults_of(form: BaseForm | BaseFormSet[Any]) -> Iterator[tuple[str, str, str]]:
    """(anchor, name of the field, sentence) for each fault; anchor and name may be empty."""
    if isinstance(form, BaseFormSet):
        if form.is_bound:
            yield from (("", "", str(text)) for text in form.non_form_errors())
            for row, one in enumerate(form.forms, start=1):
                yield from _in_row(row, faults_of(one))
    elif form.is_bound:
        yield from _faults(form, form.errors)


def _in_row(row: int, faults: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    for anchor, name, text in faults:
        yield anchor, f"{row}. {name}" if name else "", text


def _faults(form: BaseForm, errors: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for name in errors:
        field = form[name] if name in form.fields else None
        for text in form.errors[name]:
            if field is None or field.is_hidden:
                yield "", "", str(text)
            else:
                yield field.id_for_label or field.auto_id, str(field.label), str(text)


def _render(template: str, context: Context, content: str, **values: Any) -> SafeString:
    request = context.get("request")
    own = {"content": content, "csrf_token": context.get("csrf_token"), **values}
    # No request: these pieces need no context processors, which would cost queries again.
    return render_to_string(template, own | {"request": request})
