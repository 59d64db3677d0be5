"""Addresses of the pages for people, absences, deputies and the import."""

from django.urls import path

from kpi_portal.accounts.pages import acting, away, importing, people, roles

app_name = "people"
urlpatterns = [
    path("", people.listing, name="list"),
    path("new/", people.new, name="new"),
    path("me/", away.me, name="me"),
    path("<int:pk>/", people.person, name="person"),
    path("<int:pk>/details/", people.details, name="details"),
    path("<int:pk>/start-code/", people.start_code, name="start_code"),
    path("<int:pk>/leave/", people.leave, name="leave"),
    path("<int:pk>/roles/new/", roles.grant, name="grant"),
    path("<int:pk>/absence/", away.declare, name="absence"),
    path("roles/<int:pk>/end/", roles.end, name="end_role"),
    path("roles/<int:pk>/move/", roles.move, name="move"),
    path("roles/<int:pk>/deputies/", away.standing_order, name="deputies"),
    path("deputies/<int:pk>/end/", away.end_order, name="end_deputy"),
    path("absences/<int:pk>/end/", away.end, name="end_absence"),
    path("absences/<int:pk>/cancel/", away.cancel, name="cancel_absence"),
    path("acting/new/", acting.appoint, name="appoint"),
    path("acting/preview/", acting.preview, name="preview"),
    path("acting/<int:pk>/end/", acting.end, name="end_acting"),
    path("import/", importing.start, name="import"),
    path("import/template.xlsx", importing.template, name="import_template"),
    path("import/<int:pk>/", importing.result, name="import_result"),
    path("import/<int:pk>/marked.xlsx", importing.marked, name="import_marked"),
    path("import/<int:pk>/apply/", importing.apply, name="import_apply"),
    path("import/<int:pk>/start-codes.xlsx", importing.start_codes, name="start_codes"),
]
