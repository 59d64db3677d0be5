"""Addresses of the web forms: processes, forms, pictures, printed sheets, approvals."""

from django.urls import path

from submissions.views import approvals, forms, forms_paper, forms_pictures, processes

_FORM = "submissions/<int:pk>/forms/<slug:code>/"
_OF = f"{_FORM}<int:process>/"

urlpatterns = [
    path("submissions/<int:pk>/processes/", processes.processes, name="processes"),
    path(_FORM, forms.form, name="form"),
    path(_OF, forms.form, name="form_of"),
    path(f"{_FORM}picture/", forms_pictures.picture_act, name="form_picture"),
    path(f"{_OF}picture/", forms_pictures.picture_act, name="form_of_picture"),
    path("submissions/<int:pk>/pictures/<str:sha256>/", forms_pictures.picture, name="picture"),
    path(f"{_FORM}paper/<str:kind>/", forms_paper.paper, name="form_paper"),
    path(f"{_OF}paper/<str:kind>/", forms_paper.paper, name="form_of_paper"),
    path("submissions/<int:pk>/approval/<str:key>/", approvals.ask, name="ask_approval"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
]
