"""Addresses of documents."""

from django.urls import path

from submissions.documents.views import (
    batch,
    batch_new,
    download,
    emblem,
    making,
    pages,
    scans,
    states,
)

app_name = "documents"
urlpatterns = [
    path("", pages.listing, name="list"),
    path("register/", pages.register, name="register"),
    path("emblem/", emblem.emblem, name="emblem"),
    path("emblem/picture/", emblem.picture, name="emblem_picture"),
    path("new/", making.new, name="new"),
    path("scans/", scans.listing, name="scans"),
    path("scans/upload/", scans.upload, name="scans_upload"),
    path("scans/confirm/", scans.confirm, name="scans_confirm"),
    path("scans/<int:pk>/aside/", scans.set_aside, name="scan_aside"),
    path("batches/", batch.listing, name="batches"),
    path("batches/new/", batch_new.new, name="batch_new"),
    path("batches/<int:pk>/", batch.detail, name="batch"),
    path("batches/<int:pk>/progress/", batch.progress, name="batch_progress"),
    path("batches/<int:pk>/issue/", batch.issue, name="batch_issue"),
    path("batches/<int:pk>/numbers/", batch.numbers, name="batch_numbers"),
    path("batches/<int:pk>/stop/", batch.stop, name="batch_stop"),
    path("batches/<int:pk>/go-on/", batch.go_on, name="batch_go_on"),
    path("batches/<int:pk>/give-up/", batch.give_up, name="batch_give_up"),
    path("batches/<int:pk>/memos.zip", batch.archive, name="batch_zip"),
    path("batches/<int:pk>/together/", batch.together, name="batch_together"),
    path("batches/<int:pk>/together/<uuid:job_id>.pdf", batch.printed, name="batch_printed"),
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
    path("<int:pk>/metadata.json", download.metadata, name="metadata"),
    path("receipt/<int:filing>/", download.receipt, name="receipt"),
    path("acknowledgement/<int:filing>/", download.acknowledgement, name="acknowledgement"),
]
