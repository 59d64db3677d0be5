"""Routes for the shell's tests: its own views and small ones that raise what views may raise."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template import RequestContext, engines
from django.urls import include, path

from kpi_portal import views as portal
from kpi_portal.errors import GuardRefused, InvalidInput, NotAllowed, NotFound, Stale
from kpi_portal.public import public

PAGE = (
    engines["django"]
    .from_string(
        "{% extends 'base.html' %}{% block title %}A page{% endblock %}"
        "{% block heading %}A page{% endblock %}{% block content %}Text{% endblock %}"
    )
    .template
)

REFUSALS = {
    "invalid": InvalidInput("The date lies in the past.", code="past_date"),
    "not-allowed": NotAllowed("Only the director submits.", code="not_director"),
    "not-found": NotFound("Not here.", code="not_found"),
    "stale": Stale("Someone was faster.", code="stale", revision=3, who="สมหญิง"),
    "refused": GuardRefused("The round is closed.", code="round_closed"),
}


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render(RequestContext(request)))


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise REFUSALS[kind]


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a defect")


def forbid(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


@public
def open_to_all(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open")


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("text", ""))


submissions = (
    [
        path("mine/", plain, name="mine"),
        path("queue/", plain, name="queue"),
        path("rounds/", plain, name="rounds"),
        path("shared/", plain, name="shared"),
        path("approvals/", plain, name="approvals"),
    ],
    "submissions",
)
documents = ([path("", plain, name="list")], "documents")
notifications = ([path("", plain, name="list")], "notifications")

urlpatterns = [
    path("", plain, name="home"),
    path("work/", include(submissions)),
    path("documents/", include(documents)),
    path("notifications/", include(notifications)),
    path("help/", plain, name="help"),
    path("refuse/<slug:kind>/", refuse),
    path("fail/", fail),
    path("forbid/", forbid),
    path("missing/", missing),
    path("open/", open_to_all),
    path("echo/", echo),
    path("start/", plain, name="start"),
    path("language/", portal.set_language, name="set_language"),
    path("resume/", portal.resume, name="resume"),
    path("styleguide/", portal.styleguide, name="styleguide"),
    path("accounts/", include("allauth.urls")),
]
handler400 = portal.bad_request
handler403 = portal.permission_denied
handler404 = portal.page_not_found
handler500 = portal.server_error
