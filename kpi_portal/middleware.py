"""The portal's own steps around every request: language, sign-in, answers to domain errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext

from kpi_portal import answers, kept_post, language
from kpi_portal.errors import DomainError

Respond = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """Answers in the person's language; Thai when nothing says otherwise."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = language.wanted(request)
        translation.activate(code)
        request.LANGUAGE_CODE = code
        try:
            response = self.get_response(request)
        finally:
            translation.deactivate()
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ["Cookie"])
        chosen = request.session.get(language.SESSION_KEY)
        if chosen and request.COOKIES.get(language.cookie_name()) != chosen:
            language.remember(response, chosen)
        return response


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Every view needs a sign-in unless it is marked `public`.

    A page is led to the sign-in page; scripts get 401, so that nothing typed is lost on the way;
    a plain form's fields are kept and offered again after signing in.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        refused = super().process_view(request, view_func, args, kwargs)
        if refused is None:
            kept_post.forget_if_sent(request)
        return refused

    def handle_no_permission(  # type: ignore[override]  # scripts are not redirected
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if answers.wants_json(request):
            return _signed_out_for_scripts(request)
        if answers.is_htmx(request):
            response = HttpResponse(status=401)
            response["HX-Redirect"] = _sign_in_url(_page_of(request))
            return response
        if request.method not in ("GET", "HEAD"):
            return HttpResponse(
                status=303, headers={"Location": _sign_in_url(kept_post.keep(request))}
            )
        return super().handle_no_permission(request, view_func)


class DomainErrorMiddleware:
    """Turns a rule's refusal into the right status, in the shape the caller reads."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DomainError):
            return answers.refuse(request, error)
        if isinstance(error, RequestDataTooBig):
            return answers.too_large(request)
        return None


def _signed_out_for_scripts(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "code": "signed_out",
            "error": gettext("You were signed out. Sign in again to go on."),
            "sign_in": _sign_in_url(_page_of(request)),
        },
        status=401,
    )


def _sign_in_url(next_path: str) -> str:
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': next_path})}"


def _page_of(request: HttpRequest) -> str:
    """The page that a script's request came from, as a path of this portal."""
    return answers.own_path_of(request, request.headers.get("HX-Current-URL", "")) or (
        answers.page_before(request)
    )
