"""Refusals and faults in the shape the caller reads: a page, a fragment for htmx, or JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext

from kpi_portal.errors import DomainError

PAGES = {
    HTTPStatus.BAD_REQUEST: "errors/400.html",
    HTTPStatus.FORBIDDEN: "errors/403.html",
    HTTPStatus.NOT_FOUND: "errors/404.html",
    HTTPStatus.CONFLICT: "errors/409.html",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "errors/413.html",
    HTTPStatus.UNPROCESSABLE_ENTITY: "errors/422.html",
}


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a piece of a page (a boosted or restored page is a whole one)."""
    headers = request.headers
    partial = headers.get("HX-Request") == "true"
    return partial and "true" not in (
        headers.get("HX-Boosted"),
        headers.get("HX-History-Restore-Request"),
    )


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is one of the portal's scripts, which read JSON."""
    return "application/json" in request.headers.get("Accept", "").split(";")[0]


def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer to a rule's refusal; what is missing looks exactly like what is hidden."""
    if error.status == HTTPStatus.NOT_FOUND:
        return missing(request)
    return answer(request, HTTPStatus(error.status), str(error), error.code, error.facts)


def missing(request: HttpRequest) -> HttpResponse:
    """The one answer to what does not exist and to what this person may not see."""
    text = gettext("The page does not exist, or it is not open to you.")
    return answer(request, HTTPStatus.NOT_FOUND, text, "not_found")


def too_large(request: HttpRequest) -> HttpResponse:
    """The answer to a request with more bytes or fields than the portal reads."""
    text = gettext("This is more than the portal can take at once. Send fewer or smaller files.")
    return answer(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text, "too_large")


def answer(
    request: HttpRequest,
    status: HTTPStatus,
    message: str,
    code: str,
    facts: dict[str, Any] | None = None,
) -> HttpResponse:
    """One refusal with its status, sentence and code, in the caller's shape."""
    facts = facts or {}
    if wants_json(request):
        body = {"error": message, "code": code, "facts": facts}
        return JsonResponse(body, status=status, encoder=_FactEncoder)
    context = {"message": message, "code": code, "facts": facts, "back": page_before(request)}
    if is_htmx(request):
        response = HttpResponse(render_to_string("components/refusal.html", context), status=status)
        # The reply must not replace what the person is working on; it goes to the notices.
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:window:top"
        return response
    return render(request, PAGES.get(status, "errors/409.html"), context, status=status)


def page_before(request: HttpRequest) -> str:
    """The page the request came from, as a path of this portal; the home page when unknown."""
    return own_path_of(request, request.headers.get("Referer", "")) or "/"


def own_path_of(request: HttpRequest, address: str) -> str:
    """The path of a full address of this portal; empty for any other."""
    root = request.build_absolute_uri("/")
    return "/" + address.removeprefix(root) if address.startswith(root) else ""


class _FactEncoder(DjangoJSONEncoder):
    """Facts may hold model objects and lazy texts; a script reads them by their names."""

    def default(self, value: Any) -> Any:
        if isinstance(value, Promise):
            return str(value)
        try:
            return super().default(value)
        except TypeError:
            return str(value)
