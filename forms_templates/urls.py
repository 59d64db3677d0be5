"""Addresses of form templates and their blank sheets."""

from django.urls import path

from forms_templates import views

app_name = "forms_templates"
urlpatterns = [
    path("", views.templates, name="list"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/blank.<str:kind>", views.blank, name="blank"),
]
