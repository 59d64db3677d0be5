"""Addresses of documents."""

from django.urls import path

from submissions.documents.views import download, emblem, making, pages, states

app_name = "documents"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("register/", pages.register, name="register"),
    path("emblem/", emblem.emblem, name="emblem"),
    path("emblem/picture/", emblem.picture, name="emblem_picture"),
    path("new/", making.new, name="new"),
    path("<int:pk>/", pages.detail, name="detail"),
    path("<int:pk>/edit/", making.edit, name="edit"),
    path("<int:pk>/issue/", making.issue, name="issue"),
    path("<int:pk>/replace/", making.replace, name="replace"),
    path("<int:pk>/printed/", states.printed, name="printed"),
    path("<int:pk>/signed/", states.signed, name="signed"),
    path("<int:pk>/sent/", states.sent, name="sent"),
    path("<int:pk>/void/", states.void, name="void"),
    path("<int:pk>/again/", states.render_again, name="again"),
    path("<int:pk>/file/<str:wanted>/", download.file, name="file"),
    path("receipt/<int:filing>/", download.receipt, name="receipt"),
    path("acknowledgement/<int:filing>/", download.acknowledgement, name="acknowledgement"),
]
