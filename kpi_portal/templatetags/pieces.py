"""Small marks: icons, status tags, level badges, progress, breadcrumbs, pages."""

from __future__ import annotations

import re
from typing import Any

from django.core.paginator import Page
from django.template import Context, Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from kpi_portal.templatetags.reading import digits, in_digits

register = Library()

KIND_ICONS = {
    "done": "check-lg",
    "wait": "hourglass-split",
    "back": "arrow-return-left",
    "stop": "exclamation-octagon",
    "still": "circle",
}
# The states and verdicts of a submission, in the one colour and icon they have on every page.
STATE_LOOK = {
    "draft": ("still", "pencil"),
    "submitted": ("wait", "send"),
    "in_review": ("wait", "hourglass-split"),
    "returned": ("back", "arrow-return-left"),
    "assessed": ("wait", "clipboard-check"),
    "confirmed": ("done", "check-lg"),
    "endorsed": ("done", "people"),
    "published": ("done", "megaphone"),
    "reconsidering": ("back", "arrow-repeat"),
    "exempted": ("still", "slash-circle"),
    "final": ("done", "check2-all"),
    "pending": ("wait", "circle"),
    "accepted": ("done", "check-lg"),
}
MESSAGE_KINDS = {"success": "done", "warning": "back", "error": "stop"}
_ICON_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A Bootstrap icon; silent to screen readers unless it has a label of its own."""
    if not _ICON_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no icon name")
    classes = f"bi bi-{name} {css}".strip()
    if not label:
        return format_html('<i class="{}" aria-hidden="true"></i>', classes)
    return format_html('<i class="{}" role="img" aria-label="{}"></i>', classes, label)


@register.simple_tag
def tag_status(kind: str, label: str, icon: str = "") -> SafeString:
    """Icon, word and colour of a status: done, wait, back, stop or still."""
    return format_html(
        '<span class="tag tag-{}"><i class="bi bi-{}" aria-hidden="true"></i>{}</span>',
        _kind(kind),
        icon or KIND_ICONS[kind],
        label,
    )


@register.simple_tag
def state_tag(state: str, label: str) -> SafeString:
    """The tag of a submission's state or a verdict; the label is its translated name."""
    kind, name = STATE_LOOK[str(state)]
    return tag_status(kind, label, name)


@register.simple_tag
def state_mark(state: str, label: str) -> SafeString:
    """Only the icon of a state or verdict, its name for screen readers and on hover."""
    kind, name = STATE_LOOK[str(state)]
    return format_html(
        '<i class="bi bi-{} mark mark-{}" role="img" aria-label="{}" title="{}"></i>',
        f"{name}-fill" if name == "check-lg-fill" else name,
        kind,
        label,
        label,
    )


@register.simple_tag(takes_context=True)
def level_badge(context: Context, number: int, kind: str = "") -> SafeString:
    """A level's number in its circle; a kind colours it by how the level stands."""
    css = f"level level-{_kind(kind)}" if kind else "level"
    words = in_digits(str(number), digits(context))
    return format_html(
        '<span class="{}"><span class="visually-hidden">{} </span>{}</span>',
        css,
        gettext("Level"),
        words,
    )


@register.simple_tag(takes_context=True)
def progress(
    context: Context,
    value: int,
    total: int,
    label: str,
    kind: str = "",
    show: bool = True,
    detail: str = "",
) -> SafeString:
    """A bar of `value` in `total`. `show` prints label and count above it."""
    shown = digits(context)
    count = in_digits(gettext("%(value)s of %(total)s") % {"value": value, "total": total}, shown)
    css = f"bar bar-{_kind(kind)}" if kind else "bar"
    text = (
        format_html(
            '<span class="text"><span>{}</span><span>{}</span></span>', label, detail or count
        )
        if show
        else ""
    )
    return format_html(
        '<div class="{}">{}<progress value="{}" max="{}" aria-label="{}: {}"></progress></div>',
        css,
        text,
        value,
        max(total, 1),
        label,
        count,
    )


@register.simple_tag
def breadcrumbs(*parts: Any) -> SafeString:
    """Pairs of label and address; a last label without an address is the page itself."""
    pairs = [
        (parts[i], parts[i + 1] if i + 1 < len(parts) else "") for i in range(0, len(parts), 2)
    ]
    items = format_html_join("", "<li>{}</li>", ((_crumb(label, url),) for label, url in pairs))
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>', gettext("You are here"), items
    )


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """Links to the neighbouring pages: as many in a list of 50,000 as in one of 500."""
    query = context["request"].GET.copy()
    last = page.paginator.num_pages

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    wanted = sorted(
        {1, page.number - 1, page.number, page.number + 1, last} & set(range(1, last + 1))
    )
    links = [
        {
            "number": n,
            "url": address(n),
            "current": n == page.number,
            "gap": n - before > 1,
            "far": abs(n - page.number) > 1,
        }
        for before, n in zip([1, *wanted], wanted, strict=False)
    ]
    return {
        "page": page,
        "links": links if last > 1 else [],
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
    }


@register.filter
def message_kind(tags: str) -> str:
    """The status kind of a Django message's level."""
    return next((kind for level, kind in MESSAGE_KINDS.items() if level in tags), "wait")


@register.filter
def kind_icon(kind: str) -> str:
    """The icon that stands for a status kind."""
    return KIND_ICONS[kind]


def _crumb(label: Any, url: Any) -> SafeString:
    if url:
        return format_html('<a href="{}">{}</a>', url, label)
    return format_html('<span aria-current="page">{}</span>', label)


def _kind(kind: str) -> str:
    if kind not in KIND_ICONS:
        raise ValueError(f"unknown kind {kind!r}; use one of {', '.join(KIND_ICONS)}")
    return kind
