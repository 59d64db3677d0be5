"""The frame's own views: switches, resuming after sign-in, error pages, style guide."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kpi_portal import answers, kept_post, language, thai, year_choice
from kpi_portal.accounts import standing
from kpi_portal.accounts.enums import Role
from kpi_portal.accounts.models import User
from kpi_portal.public import public
from kpi_portal.styleguide import samples


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switch the language and stay on the page (`next`, a path of this portal)."""
    code = request.POST.get("language", "")
    if code not in language.known():
        raise Http404
    response = HttpResponseRedirect(own_path(request, request.POST.get("next", "")))
    language.choose(request, response, code)
    return response


@require_POST
def set_year(request: HttpRequest) -> HttpResponse:
    """Choose the fiscal year of the lists, or none, and stay on the page without its own year."""
    try:
        year_choice.choose(request, year_choice.read(request.POST.get("fiscal_year", "")))
    except ValueError:
        raise Http404 from None
    path, _mark, query = own_path(request, request.POST.get("next", "")).partition("?")
    kept = QueryDict(query, mutable=True)
    for name in ("year", "page"):
        kept.pop(name, None)
    return HttpResponseRedirect(f"{path}?{kept.urlencode()}" if kept else path)


@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest) -> HttpResponse:
    """Offer again what was sent after the session had ended; POST discards it."""
    waiting = kept_post.kept(request)
    if waiting is None:
        return redirect("/")
    if request.method == "POST":
        kept_post.forget(request)
        return HttpResponseRedirect(own_path(request, waiting.page))
    return render(request, "account/resume.html", {"waiting": waiting})


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for demo installations and configurers."""
    if not settings.DEMO and Role.CONFIGURER not in _roles(request):
        raise Http404
    return render(request, "styleguide.html", samples(timezone.now()))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when more was sent than is read."""
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent)):
        return answers.too_large(request)
    text = gettext("The portal could not read this request. Go back and try again.")
    return answers.answer(request, HTTPStatus.BAD_REQUEST, text, "bad_request")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = gettext("Your role does not include this.")
    return answers.answer(request, HTTPStatus.FORBIDDEN, text, "not_allowed")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answers.missing(request)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is older than the sign-in. Nothing was changed."""
    text = gettext(
        "This page is older than your sign-in, so its form was not accepted. Go back, reload the "
        "page and send it again; what you typed is still in the form when you go back."
    )
    return answers.answer(request, HTTPStatus.FORBIDDEN, text, "page_expired")


def server_error(request: HttpRequest) -> HttpResponse:
    """500, made without the database or the frame, for they may be what failed."""
    if answers.wants_json(request):
        text = gettext("Something failed inside the portal. Nothing was changed. Try again.")
        return JsonResponse({"error": text, "code": "server_error", "facts": {}}, status=500)
    now = thai.local_date(timezone.now())
    context: dict[str, Any] = {"time": timezone.now(), "day": now}
    name = "components/refusal_500.html" if answers.is_htmx(request) else "errors/500.html"
    response = HttpResponse(render_to_string(name, context), status=500)
    if answers.is_htmx(request):
        response["HX-Retarget"] = "#notices"
        response["HX-Reswap"] = "innerHTML show:window:top"
    return response


def _roles(request: HttpRequest) -> frozenset[Role]:
    user = request.user
    if not isinstance(user, User):
        return frozenset()
    return standing.of(user, thai.local_date(timezone.now())).roles


def own_path(request: HttpRequest, path: str) -> str:
    """`path` when it lies in this portal, else the home page: no open redirects."""
    safe = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if safe and path else "/"
