"""Addresses of form templates and their blank sheets."""

from django.urls import path

from forms_templates.views import drafts, library

app_name = "forms_templates"
urlpatterns = [
    path("", library.templates, name="list"),
    path("<int:pk>/", library.form, name="form"),
    path("<int:pk>/approve/", library.approve, name="approve"),
    path("<int:pk>/withdraw/", library.withdraw, name="withdraw"),
    path("<int:pk>/edit/", drafts.begin, name="begin"),
    path("<int:pk>/blank.<str:kind>", library.blank, name="blank"),
    path("drafts/<int:pk>/", drafts.draft, name="draft"),
    path("drafts/<int:pk>/publish/", drafts.publish, name="publish"),
    path("drafts/<int:pk>/discard/", drafts.discard, name="discard"),
    path("drafts/<int:pk>/paper.<str:kind>", drafts.paper, name="draft_paper"),
]
