"""Pages and views for trying the scripts in a browser: a form that saves itself, rows, uploads."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import RequestContext, engines
from django.urls import path

from kpi_portal.errors import InvalidInput, Stale
from tests.shell.urls import *  # noqa: F403  the shell's routes, and some more
from tests.shell.urls import urlpatterns as shell_routes

SOURCE = """
{% extends 'base.html' %}
{% block title %}Trial{% endblock %}{% block heading %}Trial{% endblock %}
{% block content %}
<form id="trial" method="post" action="/once/" data-autosave="/save/" data-wait="150" data-validate
      data-revision="{{ revision }}">
  {% csrf_token %}
  <span data-saved role="status" class="saved"></span>
  <label for="name">Name</label>
  <input id="name" name="name" class="form-control" required value="{{ values.name }}">
  <label for="why">Why</label>
  <textarea id="why" name="why" class="form-control">{{ values.why }}</textarea>
  <div data-rows data-prefix="work" data-max="6">
    <input type="hidden" name="work-TOTAL_FORMS" value="{{ rows|length }}">
    <table class="sheet" data-sheet><tbody data-row-list>
      {% for row in rows %}
        {% include "components/sample_row.html" with index=forloop.counter0 %}
      {% endfor %}
    </tbody></table>
    <template data-row-template>
      {% include "components/sample_row.html" with index="__prefix__" %}
    </template>
    <button type="button" id="add" data-row-add>Add</button>
  </div>
  <button id="send">Send</button>
</form>
<form data-upload data-max-bytes="2000" data-upload-then="reload"
      method="post" action="/files/" enctype="multipart/form-data">
  {% csrf_token %}
  <div class="drop"><input type="file" id="file" name="file" multiple aria-label="Files"></div>
  <button class="only-plain">Send files</button>
</form>
{% endblock %}
"""
PAGE = engines["django"].from_string(SOURCE).template
store: dict[str, Any] = {}


def reset() -> None:
    store.clear()
    store.update(revision=1, values={}, sent=0, files=[], other=None)


def trial(request: HttpRequest) -> HttpResponse:
    context = {"revision": store["revision"], "values": store["values"], "rows": [1]}
    return HttpResponse(PAGE.render(RequestContext(request, context)))


def save(request: HttpRequest) -> HttpResponse:
    other = store["other"]
    if other and request.POST["revision"] != str(store["revision"]):
        raise Stale(
            "Someone was faster.",
            code="stale",
            revision=store["revision"],
            who="สมชาย",
            at=datetime(2025, 2, 25, 7, 0, tzinfo=UTC),
            changes=[{"name": n, "value": v} for n, v in other.items()],
        )
    store["revision"] += 1
    store["values"] = dict(request.POST.items())
    moment = datetime(2025, 2, 25, 7, 2, tzinfo=UTC)
    return JsonResponse({"revision": str(store["revision"]), "saved_at": moment.isoformat()})


def once(request: HttpRequest) -> HttpResponse:
    store["sent"] += 1
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def files(request: HttpRequest) -> HttpResponse:
    file = request.FILES["file"]
    if file.name.endswith(".docm"):
        raise InvalidInput("This file holds macros.", code="macros")
    store["files"].append(file.name)
    return HttpResponse(json.dumps({"name": file.name}), status=HTTPStatus.CREATED)


urlpatterns = [
    path("trial/", trial),
    path("save/", save),
    path("once/", once),
    path("files/", files),
    *shell_routes,
]
