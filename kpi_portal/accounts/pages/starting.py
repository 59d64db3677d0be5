"""Where a start code is typed: the only page, beside the sign-in, that opens an account."""

from __future__ import annotations

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from kpi_portal.accounts.domain import start_codes
from kpi_portal.accounts.page_forms.entering import StartForm
from kpi_portal.errors import InvalidInput
from kpi_portal.public import public


@public
@never_cache
@sensitive_post_parameters("code", "password", "again")
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose the first password with user name and start code; then sign in with it."""
    form = StartForm(request.POST or None, initial={"username": request.GET.get("user", "")[:150]})
    status = 200
    if request.method == "POST":
        status = 422
        key = request.POST.get("username", "").strip().lower()[:150]
        if not ratelimit.consume(request, action="start_code", key=key):
            return ratelimit.respond_429(request)
        if form.is_valid():
            typed = form.cleaned_data
            try:
                start_codes.start(
                    typed["username"], typed["code"], typed["password"], at=timezone.now()
                )
            except InvalidInput as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Your password is set. Sign in with it."))
                return redirect("account_login")
    return render(request, "account/start.html", {"form": form}, status=status)
