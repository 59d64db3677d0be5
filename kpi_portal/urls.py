"""The address table: each part of the portal under its own prefix."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from kpi_portal import views as portal
from kpi_portal.accounts.pages import starting
from kpi_portal.launch import health
from submissions.documents.views import download, public
from submissions.views import home

# The admin's own sign-in page would not be throttled; operators sign in like everybody.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("submissions.urls")),
    path("", include("submissions.archives.urls")),
    path("documents/", include("submissions.documents.urls")),
    path("public/<str:token>/", public.page, name="public"),
    path("public/<str:token>/memo/<str:wanted>/", download.public_file, name="public_file"),
    path("public/<str:token>/form/<str:code>/", public.blank_form, name="public_form"),
    path("forms/", include("forms_templates.urls")),
    path("indicators/", include("indicators.urls")),
    path("notifications/", include("kpi_portal.notifications.urls")),
    path("audit/", include("kpi_portal.audit.urls")),
    path("health/", health.healthy, name="health"),
    path("jobs/", include("kpi_portal.jobs.urls")),
    path("help/", include("kpi_portal.help.urls")),
    path("units/", include("kpi_portal.accounts.urls")),
    path("people/", include("kpi_portal.accounts.people_urls")),
    path("start/", starting.start, name="start"),
    path("accounts/", include("allauth.urls")),
    path("language/", portal.set_language, name="set_language"),
    path("year/", portal.set_year, name="set_year"),
    path("resume/", portal.resume, name="resume"),
    path("styleguide/", portal.styleguide, name="styleguide"),
    path("admin/", admin.site.urls),
]

handler400 = portal.bad_request
handler403 = portal.permission_denied
handler404 = portal.page_not_found
handler500 = portal.server_error
